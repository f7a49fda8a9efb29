//! Reading the ledger: always by somebody, who sees only what is meant for them.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Statement, sql};
use ryugaku_kernel::{Actor, ActorKind, Failure, Limit, Msg, Outcome, Page, Time, Uuid};

use crate::audience::ids_of;
use crate::veil::no_veiled_subject;
use crate::{Audience, Event};

/// What to look for; `None` means anything.
#[derive(Clone, Default, Debug)]
pub struct Filter {
    /// A kind such as `incident.opened`, or the thing alone: `incident`.
    pub kind: Option<String>,
    /// A thing it is about.
    pub about: Option<Uuid>,
    pub actor: Option<Uuid>,
    pub from: Option<Time>,
    pub until: Option<Time>,
}

const SELECT: &str = "select e.position, e.recorded_at, e.happened_at, e.actor_kind, e.actor_id, e.kind, e.about, \
                      e.facts, e.text_id, t.body, t.redacted_at from events e left join texts t on t.id = e.text_id \
                      where ";

/// So many events about something are read at once.
pub const AT_ONCE: u16 = 1_000;
/// Of what is longer the oldest are left out.
const LONGEST_TRAIL: usize = 10_000;

/// The position of the newest event; 0 before the first.
pub async fn newest(q: &mut dyn Query) -> Outcome<i64> {
    q.count(sql("select position as n from ledger_head where id = 1")).await
}

/// The event at a position, if there is one that `who` may see.
pub async fn find(q: &mut dyn Query, who: &Actor, position: i64) -> Outcome<Event> {
    let statement = filtered(sql(SELECT).text("e.position = ").arg(position), who, &Filter::default());
    q.one(statement, read).await?.ok_or(Failure::NotFound("event"))
}

/// The event about a thing at a position, veiled or not, that everybody named there may see: for who acts inside it, such as
/// a room of those who are named.
pub async fn find_inside(q: &mut dyn Query, thing: Uuid, position: i64) -> Outcome<Event> {
    let filter = Filter { about: Some(thing), ..Filter::default() };
    let statement = sql(SELECT).text("e.position = ").arg(position).text(" and e.audience = 'all'");
    q.one(narrowed(statement, &filter), read).await?.ok_or(Failure::NotFound("event"))
}

/// The events at these positions that `who` may see, newest first.
pub async fn many(q: &mut dyn Query, who: &Actor, positions: Vec<i64>) -> Outcome<Vec<Event>> {
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let statement = visible(sql(SELECT).text("e.position in ").list(positions), who);
    q.all(statement.text(" order by e.position desc"), read).await
}

/// Who may learn of an event. Which of the ids are teams is not kept: it makes no difference.
pub async fn audience_of(q: &mut dyn Query, position: i64) -> Outcome<Audience> {
    let word = sql("select audience from events where position = $1").bind(position);
    let word: Option<String> = q.one(word, |row| row.get("audience")).await?;
    if word.ok_or(Failure::NotFound("event"))? == Audience::All.word() {
        return Ok(Audience::All);
    }
    let ids = sql("select id from event_audiences where position = $1 order by id").bind(position);
    Ok(Audience::Only { teams: q.all(ids, |row| row.get("id")).await?, people: Vec::new() })
}

/// The kinds of things that events have been recorded of, in no order.
pub async fn things(q: &mut dyn Query) -> Outcome<Vec<String>> {
    q.all(sql("select thing from events group by thing"), |row| row.get("thing")).await
}

/// Events after a position, oldest first: what a follower reads. A position that has been archived is gone.
pub async fn since(q: &mut dyn Query, who: &Actor, filter: &Filter, after: i64, limit: Limit) -> Outcome<Page<Event>> {
    let statement = filtered(sql(SELECT).text("e.position > ").arg(after), who, filter);
    followed(q, statement, after, limit).await
}

/// The same of what is meant for everybody, and of what is veiled too: for who tells it to nobody but those who are named.
pub async fn since_inside(q: &mut dyn Query, after: i64, limit: Limit) -> Outcome<Page<Event>> {
    let statement = sql(SELECT).text("e.position > ").arg(after).text(" and e.audience = 'all'");
    followed(q, statement, after, limit).await
}

async fn followed(q: &mut dyn Query, statement: Statement, after: i64, limit: Limit) -> Outcome<Page<Event>> {
    let statement = statement.text(" order by e.position limit ").arg(limit.probe());
    let page = Page::cut(q.all(statement, read).await?, limit, |event| event.position.to_string());
    // Asked for afterwards: what is archived while this reads is not passed over in silence.
    let archived = archived_through(q).await?;
    if after < archived {
        return Err(Failure::Gone(Msg::new("failure-cursor-expired").with("oldest", archived + 1)));
    }
    Ok(page)
}

/// The last position that has been archived; 0 if none has.
pub async fn archived_through(q: &mut dyn Query) -> Outcome<i64> {
    q.count(sql("select archived_through as n from ledger_head where id = 1")).await
}

/// Newest first, before a position: what a person browses.
pub async fn page(
    q: &mut dyn Query,
    who: &Actor,
    filter: &Filter,
    before: Option<i64>,
    limit: Limit,
) -> Outcome<Page<Event>> {
    let statement = filtered(sql(SELECT).text("e.position < ").arg(before.unwrap_or(i64::MAX)), who, filter);
    let statement = statement.text(" order by e.position desc limit ").arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |event| event.position.to_string()))
}

/// Everything about one thing that `who` may see, by when it happened, newest first; at most 1,000.
pub async fn trail(q: &mut dyn Query, who: &Actor, about: Uuid) -> Outcome<Vec<Event>> {
    trail_before(q, who, about, None).await
}

/// The same of something long: at most 10,000.
pub async fn whole_trail(q: &mut dyn Query, who: &Actor, about: Uuid) -> Outcome<Vec<Event>> {
    let mut events: Vec<Event> = Vec::new();
    while events.len() < LONGEST_TRAIL {
        let place = events.last().map(|event| (event.happened_at, event.position));
        let older = trail_before(q, who, about, place).await?;
        let is_last = older.len() < usize::from(AT_ONCE);
        events.extend(older);
        if is_last {
            break;
        }
    }
    Ok(events)
}

async fn trail_before(q: &mut dyn Query, who: &Actor, about: Uuid, place: Option<DeedPlace>) -> Outcome<Vec<Event>> {
    let filter = Filter { about: Some(about), ..Filter::default() };
    let statement = earlier(filtered(sql(SELECT).text("1 = 1"), who, &filter), place);
    let statement = statement.text(" order by e.happened_at desc, e.position desc limit ").arg(i64::from(AT_ONCE));
    q.all(statement, read).await
}

/// Events of these kinds about any of these things that `who` may see, oldest first; at most 1,000.
pub async fn about_any(
    q: &mut dyn Query,
    who: &Actor,
    kinds: &[&'static str],
    about: Vec<Uuid>,
) -> Outcome<Vec<Event>> {
    about_any_after(q, who, kinds, about, 0).await
}

/// The same after a position. If they are fewer than [`AT_ONCE`], nothing follows.
pub async fn about_any_after(
    q: &mut dyn Query,
    who: &Actor,
    kinds: &[&'static str],
    about: Vec<Uuid>,
    after: i64,
) -> Outcome<Vec<Event>> {
    if about.is_empty() {
        return Ok(Vec::new());
    }
    let statement = visible(of_kinds(kinds, about), who).text(" and e.position > ").arg(after);
    q.all(statement.text(" order by e.position limit ").arg(i64::from(AT_ONCE)), read).await
}

/// All events about any of these things after a position that `who` may see, oldest first; at most 1,000.
pub async fn about_after(q: &mut dyn Query, who: &Actor, about: Vec<Uuid>, after: i64) -> Outcome<Vec<Event>> {
    let statement = sql(SELECT).text("e.position in (select s.position from event_subjects s where s.position > ");
    let statement = statement.arg(after).text(" and s.id in ").list(about).text(")");
    q.all(visible(statement, who).text(" order by e.position limit ").arg(i64::from(AT_ONCE)), read).await
}

/// The same about one thing, veiled or not, as far as everybody named there may see it: for who acts inside it.
pub async fn about_inside(q: &mut dyn Query, kinds: &[&'static str], thing: Uuid) -> Outcome<Vec<Event>> {
    let statement = of_kinds(kinds, vec![thing]).text(" and e.audience = 'all' order by e.position limit 1000");
    q.all(statement, read).await
}

/// When an event of a kind last happened about each of these things, veiled or not; those that never had one are left out.
pub async fn last_inside(q: &mut dyn Query, kind: &'static str, things: Vec<Uuid>) -> Outcome<HashMap<Uuid, Time>> {
    if things.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select s.id, max(e.happened_at) as happened_at from event_subjects s \
                         join events e on e.position = s.position where e.audience = 'all' and e.kind = ");
    let statement = statement.arg(kind).text(" and s.id in ").list(things).text(" group by s.id");
    let rows = q.all(statement, |row| Ok((row.get::<Uuid>("id")?, row.get::<Time>("happened_at")?))).await?;
    Ok(rows.into_iter().collect())
}

/// Who did what an event of a kind tells about each of these things, veiled or not; of several, the last. Those of which it was no person are
/// left out.
pub async fn people_inside(q: &mut dyn Query, kind: &'static str, things: Vec<Uuid>) -> Outcome<HashMap<Uuid, Uuid>> {
    if things.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select s.id, e.actor_id from event_subjects s join events e on e.position = s.position \
                         where e.audience = 'all' and e.actor_kind = 'person' and e.kind = ");
    let statement = statement.arg(kind).text(" and s.id in ").list(things).text(" order by e.position");
    let rows = q.all(statement, |row| Ok((row.get::<Uuid>("id")?, row.get::<Uuid>("actor_id")?))).await?;
    Ok(rows.into_iter().collect())
}

fn of_kinds(kinds: &[&'static str], about: Vec<Uuid>) -> Statement {
    let statement = sql(SELECT).text("e.position in (select s.position from event_subjects s where s.id in ");
    statement.list(about).text(") and e.kind in ").list(kinds.iter().copied())
}

/// What one actor did in a span of time, as `who` may see it.
#[derive(Clone, Debug)]
pub struct Deeds {
    pub actor: Uuid,
    /// Included, by when it happened.
    pub from: Time,
    /// Excluded.
    pub until: Time,
    /// Things alone that these are (`incident`); `None` means any.
    pub things: Option<Vec<&'static str>>,
    /// Things that are left out.
    pub without: Vec<&'static str>,
}

/// Where a page by when things happened ended: when it happened, and the position.
pub type DeedPlace = (Time, i64);

/// By when they happened, newest first.
pub async fn deeds(
    q: &mut dyn Query,
    who: &Actor,
    deeds: &Deeds,
    place: Option<DeedPlace>,
    limit: Limit,
) -> Outcome<Vec<Event>> {
    let statement = earlier(done(sql(SELECT), who, deeds), place);
    let statement = statement.text(" order by e.happened_at desc, e.position desc limit ").arg(limit.probe() - 1);
    q.all(statement, read).await
}

fn earlier(statement: Statement, place: Option<DeedPlace>) -> Statement {
    let Some((at, position)) = place else { return statement };
    statement.text(" and (e.happened_at, e.position) < (").arg(at).text(", ").arg(position).text(")")
}

/// How many there are; counting stops at `most`.
pub async fn count_deeds(q: &mut dyn Query, who: &Actor, deeds: &Deeds, most: i64) -> Outcome<i64> {
    let statement = done(sql("select count(*) as n from (select 1 from events e where "), who, deeds);
    q.count(statement.text(" limit ").arg(most).text(") as counted")).await
}

fn done(statement: Statement, who: &Actor, deeds: &Deeds) -> Statement {
    let statement = statement.text("e.actor_id = ").arg(deeds.actor).text(" and e.happened_at >= ").arg(deeds.from);
    let mut statement = statement.text(" and e.happened_at < ").arg(deeds.until);
    if let Some(things) = &deeds.things {
        statement = statement.text(" and e.thing in ").list(things.iter().copied());
    }
    if !deeds.without.is_empty() {
        statement = statement.text(" and e.thing not in ").list(deeds.without.iter().copied());
    }
    visible(statement, who)
}

/// The audience, and what is veiled: every way out of the ledger asks.
fn visible(statement: Statement, who: &Actor) -> Statement {
    no_veiled_subject(statement, who)
        .text(" and (e.audience = 'all' or e.position in (select a.position from event_audiences a where a.id in ")
        .list(ids_of(who))
        .text("))")
}

fn filtered(statement: Statement, who: &Actor, filter: &Filter) -> Statement {
    narrowed(visible(statement, who), filter)
}

fn narrowed(statement: Statement, filter: &Filter) -> Statement {
    let mut statement = statement
        .optional(" and e.actor_id = ", filter.actor)
        .optional(" and e.happened_at >= ", filter.from)
        .optional(" and e.happened_at < ", filter.until);
    if let Some(kind) = &filter.kind {
        let whole = kind.contains('.');
        statement = statement.text(if whole { " and e.kind = " } else { " and e.thing = " }).arg(kind);
    }
    if let Some(about) = filter.about {
        statement = statement
            .text(" and e.position in (select s.position from event_subjects s where s.id = ")
            .arg(about)
            .text(")");
    }
    statement
}

fn read(row: &Row) -> Outcome<Event> {
    let redacted_at: Option<Time> = row.get("redacted_at")?;
    Ok(Event {
        position: row.get("position")?,
        recorded_at: row.get("recorded_at")?,
        happened_at: row.get("happened_at")?,
        actor_kind: row.word("actor_kind", ActorKind::named)?,
        actor_id: row.get("actor_id")?,
        kind: row.get("kind")?,
        about: row.json("about")?,
        facts: row.json("facts")?,
        text: if redacted_at.is_some() { None } else { row.get("body")? },
        text_id: row.get("text_id")?,
        redacted: redacted_at.is_some(),
    })
}

//! Writing down a discussion, and writing on: what the image of SRE was afterwards, say.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, FieldError, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::discussion::{self, Discussion, DiscussionId, Texts};
use super::{discussion_store, see};
use crate::exchange::{self, Exchange, access, chosen};
use crate::organisation;
use crate::people;
use crate::programme::write_sre;

pub struct NewDiscussion {
    pub day: Date,
    /// Id, short name or whole name.
    pub team: String,
    /// Such as `EX-3`.
    pub exchange: Option<String>,
    /// Who took part, by id or whole name; whoever writes is among them.
    pub people: Vec<String>,
    pub texts: Texts,
}

/// What is `None` stays.
#[derive(Default)]
pub struct DiscussionChange {
    pub day: Option<Date>,
    pub people: Option<Vec<String>>,
    pub image_before: Option<String>,
    pub problems: Option<String>,
    pub expectations: Option<String>,
    pub image_after: Option<String>,
}

/// By somebody who took part: of the team, of an SRE team, or of the exchange.
pub async fn hold(tx: &mut Tx, cx: &Cx, new: NewDiscussion) -> Outcome<Discussion> {
    cx.require_act()?;
    let me = cx.require_person()?;
    let team = chosen::team(tx, "team", &new.team).await?;
    let exchange = match &new.exchange {
        Some(number) => Some(exchange_of(tx, cx, number, team).await?),
        None => None,
    };
    let sre = write_sre::sre_teams(tx).await?;
    let named = exchange.as_ref().is_some_and(|exchange| exchange.people.all().contains(&me));
    if !(cx.who.in_team(team) || named || sre.iter().any(|team| cx.who.in_team(team.id.0))) {
        return Err(Failure::Forbidden(Msg::new("discussion-only-participants")));
    }
    let mut discussion = Discussion {
        id: DiscussionId(cx.new_id()),
        count: 0,
        day: new.day,
        team,
        exchange: exchange.as_ref().map(|exchange| exchange.id.0),
        people: participants(tx, me, &new.people, &[]).await?,
        texts: new.texts.tidied(),
        written_by: me,
        created_at: cx.now(),
        version: 1,
    };
    discussion::check(&discussion, today(tx, cx).await?)?;
    discussion.count = discussion_store::take_number(tx).await?;
    discussion_store::insert(tx, &discussion).await?;
    let event = event(tx, "discussion.held", &discussion).await?;
    tx.record(cx, event);
    Ok(discussion)
}

/// By who took part. `expected` is the version the caller has read. A change that changes nothing is not recorded.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    change: DiscussionChange,
) -> Outcome<Discussion> {
    let mut discussion = changeable(tx, cx, count).await?;
    if expected.is_some_and(|version| version != discussion.version) {
        return Err(Failure::Stale);
    }
    let before = discussion.clone();
    let texts = before.texts.clone();
    discussion.day = change.day.unwrap_or(discussion.day);
    discussion.texts = Texts {
        image_before: change.image_before.unwrap_or(texts.image_before),
        problems: change.problems.unwrap_or(texts.problems),
        expectations: change.expectations.unwrap_or(texts.expectations),
        image_after: change.image_after.unwrap_or(texts.image_after),
    }
    .tidied();
    if let Some(people) = change.people {
        discussion.people = participants(tx, discussion.written_by, &people, &before.people).await?;
    }
    discussion::check(&discussion, today(tx, cx).await?)?;
    let mut fields = changed_texts(&before.texts, &discussion.texts);
    for (field, differs) in [("day", before.day != discussion.day), ("people", before.people != discussion.people)] {
        if differs {
            fields.push(field);
        }
    }
    if fields.is_empty() {
        return Ok(discussion);
    }
    discussion_store::update(tx, &mut discussion).await?;
    let event = event(tx, "discussion.changed", &discussion).await?;
    tx.record(cx, event.fact("fields", fields));
    Ok(discussion)
}

/// A discussion as somebody who took part may change it.
pub async fn changeable(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<Discussion> {
    cx.require_act()?;
    let discussion = discussion_store::by_count(q, count).await?;
    if !see::reads(q, cx, &discussion).await? {
        return Err(Failure::NotFound("discussion"));
    }
    if !discussion.took_part(cx.who.person()) {
        return Err(Failure::Forbidden(Msg::new("discussion-only-participants")));
    }
    Ok(discussion)
}

/// The exchange of this number, if the one who asks sees it and the team is one of its two.
async fn exchange_of(q: &mut dyn Query, cx: &Cx, number: &str, team: Uuid) -> Outcome<Exchange> {
    let unknown = || Failure::invalid("exchange", "failure-unknown");
    let count = exchange::exchange::count_of(number).map_err(|_| unknown())?;
    let (exchange, _) = match access::seen(q, cx, count).await {
        Err(Failure::NotFound(_)) => return Err(unknown()),
        seen => seen?,
    };
    if [exchange.home_team, exchange.host_team].contains(&team) {
        Ok(exchange)
    } else {
        Err(Failure::invalid("team", "discussion-other-team"))
    }
}

/// Ids of whoever is named, with whoever wrote it among them, in a fixed order. Who took part before and has left since
/// cannot be named anew, and stays.
async fn participants(q: &mut dyn Query, writer: Uuid, named: &[String], before: &[Uuid]) -> Outcome<Vec<Uuid>> {
    let here = people::active(q).await?;
    let (mut ids, mut errors) = (vec![writer], Vec::new());
    ids.extend(before.iter().filter(|id| !here.iter().any(|one| one.id == **id)));
    for name in named.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let found: Vec<Uuid> =
            here.iter().filter(|one| one.name == name || one.id.to_string() == name).map(|one| one.id).collect();
        match found.as_slice() {
            [id] => ids.push(*id),
            [] => errors.push(FieldError::new("people", Msg::new("discussion-person-unknown").with("name", name))),
            _ => errors.push(FieldError::new("people", Msg::new("chosen-name-twice"))),
        }
    }
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

async fn today(q: &mut dyn Query, cx: &Cx) -> Outcome<Date> {
    let organisation = organisation::store::load(q).await?;
    Ok(cx.now().timestamp().to_zoned(organisation.zone()).date())
}

fn changed_texts(before: &Texts, after: &Texts) -> Vec<&'static str> {
    let pairs = before.fields().into_iter().zip(after.fields());
    pairs.filter(|(before, after)| before != after).map(|((field, _), _)| field).collect()
}

/// For those who may read it alone.
async fn event(q: &mut dyn Query, kind: &'static str, discussion: &Discussion) -> Outcome<NewEvent> {
    let mut teams = vec![discussion.team];
    teams.extend(write_sre::sre_teams(q).await?.into_iter().map(|team| team.id.0).filter(|id| *id != discussion.team));
    let mut people = discussion.people.clone();
    let mut event = NewEvent::of(kind).about("discussion", discussion.id).about("team", discussion.team);
    if let Some(exchange) = discussion.exchange {
        let exchange = exchange::store::find(q, exchange::ExchangeId(exchange)).await?;
        people.extend(exchange.people.all().into_iter().filter(|id| !discussion.people.contains(id)));
        event = event.about("exchange", exchange.id);
    }
    Ok(event.fact("number", discussion.number().to_string()).only(teams, people))
}

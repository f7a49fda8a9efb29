//! Lists of alerts: the active ones as the board has them, the resolved ones as the history has; each with what holds it
//! back and whose it is.
//!
//! Whoever asks has been let in by the caller.

use std::collections::{BTreeSet, HashMap};

use ryugaku_alerting::{Body, Fingerprint};
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Failure, Limit, Outcome, Page, Time, Uuid};
use ryugaku_routing::Fate;

use super::active::{self, Counts, Judged, Row, Walk};
use super::board::State;
use super::group::{self, Group, GroupBy, GroupKey, Placed};
use super::held::{HeldBy, Names};
use super::{Alert, AlertState, Cursor, Find, store};
use crate::app::App;
use crate::incidents;
use crate::notices::Owner;
use crate::questions::{self, QuestionBrief};

#[derive(Clone, Debug)]
pub struct Listed {
    pub alert: Alert,
    pub state: AlertState,
    pub held: Vec<HeldBy>,
    pub owner: Option<Owner>,
}

/// What a page of the list is to show.
pub struct Asked<'a> {
    /// They are gathered by incidents that these may know of.
    pub who: &'a Actor,
    pub find: &'a Find,
    pub by: GroupBy,
    /// This group alone, and all of it.
    pub only: Option<&'a GroupKey>,
    pub after: Option<Cursor>,
}

/// What it shows.
pub struct Seen {
    pub groups: Vec<SeenGroup>,
    pub next: Option<String>,
    /// Groups for which there was no room.
    pub left: usize,
    pub counts: Counts,
}

pub struct SeenGroup {
    /// `None`: the list is not gathered into groups.
    pub key: Option<GroupKey>,
    /// How many there are, shown or not.
    pub size: usize,
    /// How many of those one would take note of.
    pub waiting: usize,
    /// What waits for an answer over any of them, shown or not.
    pub questions: Vec<QuestionBrief>,
    pub alerts: Vec<Listed>,
}

/// Rows of a list that goes on on a next page.
const ROWS: usize = 100;
/// Rows of one that is gathered into groups: all of them are on one page.
const ROOM: usize = 120;

/// Rows to be shown, by place, and how they are gathered.
struct Chosen {
    rows: Vec<Row>,
    groups: Vec<ChosenGroup>,
    next: Option<Cursor>,
    left: usize,
}

struct ChosenGroup {
    key: Option<GroupKey>,
    /// How many there are.
    size: usize,
    waiting: usize,
    questions: Vec<Uuid>,
    /// How many of the rows.
    rows: usize,
}

/// The list as people look at it.
pub async fn seen(app: &App, asked: &Asked<'_>) -> Outcome<Seen> {
    let (mut q, now) = (app.db.reader(), app.clock.now());
    let beside = Beside { linked: linked(&mut q, asked.who, asked.by).await?, over: over(&mut q, asked).await? };
    let look = |state: &State| {
        let walk = Walk::new(state, asked.find, None, now);
        let judged: Vec<Judged<'_>> = walk.judged().collect();
        let counts = walk.counts(&judged);
        let chosen = if asked.find.state == AlertState::Resolved {
            None
        } else if asked.is_flat() {
            Some(flat(state, asked, &beside, &judged, now))
        } else {
            Some(gathered(state, asked, &beside, judged))
        };
        (counts, chosen)
    };
    let (counts, chosen) = app.board.look(&app.db, now, look).await?;
    let Some(Chosen { rows, groups, next, left }) = chosen else {
        let page = ended(app, &mut q, asked.find, asked.after, Limit::of(ROWS as i64)).await?;
        let (next, groups) = (page.next, of_one_page(asked.by, page.items));
        return Ok(Seen { groups, next, left: 0, counts });
    };
    let mut shown = with_texts(&mut q, asked.find.state, rows).await?.into_iter();
    let mut seen = Vec::with_capacity(groups.len());
    let briefs: HashMap<Uuid, &QuestionBrief> =
        beside.over.values().map(|question| (question.id.0, question)).collect();
    for ChosenGroup { key, size, waiting, questions, rows } in groups {
        let alerts: Vec<Listed> = shown.by_ref().take(rows).flatten().collect();
        if !alerts.is_empty() {
            let questions = questions.iter().filter_map(|id| briefs.get(id).copied().cloned()).collect();
            seen.push(SeenGroup { key, size: size.max(alerts.len()), waiting, questions, alerts });
        }
    }
    Ok(Seen { groups: seen, next: next.map(|next| next.to_string()), left, counts })
}

/// The list as programs read it: by age alone.
pub async fn page(app: &App, find: &Find, after: Option<Cursor>, limit: Limit) -> Outcome<Page<Listed>> {
    let (mut q, now) = (app.db.reader(), app.clock.now());
    if find.state == AlertState::Resolved {
        return ended(app, &mut q, find, after, limit).await;
    }
    let look = |state: &State| {
        let walk = Walk::new(state, find, after.map(|after| after.run), now);
        let (page, next) = walk.page(limit.rows(), |_| true);
        (page.iter().map(|judged| Row::of(state, judged)).collect::<Vec<_>>(), next)
    };
    let (rows, next) = app.board.look(&app.db, now, look).await?;
    let items = with_texts(&mut q, find.state, rows).await?.into_iter().flatten().collect();
    Ok(Page { items, next: next.map(|run| Cursor { ended_at: Time(0), run }.to_string()) })
}

/// One alert in its last run.
pub async fn one(app: &App, alert: Alert) -> Outcome<Listed> {
    let (fingerprint, now) = (alert.fingerprint, app.clock.now());
    let look = |state: &State| (Row::one(state, fingerprint, now), state.judging.owner(&alert.labels));
    // Its row has been read: nothing has to be waited for.
    let (row, owner) = match app.board.glance(look) {
        Some(seen) => seen,
        None => app.board.look(&app.db, now, look).await?,
    };
    Ok(match row.filter(|_| alert.firing) {
        Some(row) => {
            let held = Names::load(&mut app.db.reader(), std::slice::from_ref(&row)).await?.of(&row);
            Listed { alert, state: row.state, held, owner }
        }
        None => resolved(alert, owner),
    })
}

/// How many fire and nobody took note of, as far as they are counted.
pub async fn waiting(app: &App, q: &mut dyn Query) -> Outcome<i64> {
    match app.board.glance(|state| active::waiting(state, app.clock.now())) {
        Some(n) => Ok(i64::try_from(n).unwrap_or(i64::MAX)),
        None => store::waiting(q).await,
    }
}

impl Asked<'_> {
    fn is_flat(&self) -> bool {
        self.by == GroupBy::Flat || self.only.is_some() || self.after.is_some()
    }
}

/// What the list shows of a group, shown or not: those that one would take note of, the newest `most`, and how many others
/// there are.
pub async fn waiting_in(
    app: &App,
    who: &Actor,
    find: &Find,
    by: GroupBy,
    group: &GroupKey,
    most: usize,
) -> Outcome<(Vec<Fingerprint>, usize)> {
    let (mut q, now) = (app.db.reader(), app.clock.now());
    let linked = linked(&mut q, who, by).await?;
    let look = |state: &State| {
        let walk = Walk::new(state, find, None, now);
        let found = walk.judged().filter(|judged| judged.fits(find.state) && judged.waits());
        let found = found.filter(|judged| key(state, by, &linked, judged) == *group);
        found.map(|judged| judged.view.fingerprint()).collect::<Vec<_>>()
    };
    let mut found = app.board.look(&app.db, now, look).await?;
    let others = found.len().saturating_sub(most);
    found.truncate(most);
    Ok((found, others))
}

/// The open incident that each is linked to, where groups are by that.
async fn linked(q: &mut dyn Query, who: &Actor, by: GroupBy) -> Outcome<HashMap<Fingerprint, Uuid>> {
    if by == GroupBy::Cause { incidents::linked_now(q, who).await } else { Ok(HashMap::new()) }
}

/// What each active alert belongs to, beside what it is itself.
struct Beside {
    linked: HashMap<Fingerprint, Uuid>,
    over: HashMap<Fingerprint, QuestionBrief>,
}

impl Beside {
    /// The question that waits for an answer over it.
    fn question(&self, judged: &Judged<'_>) -> Option<Uuid> {
        self.over.get(&judged.view.fingerprint()).map(|question| question.id.0)
    }
}

/// Where a head tells of them.
async fn over(q: &mut dyn Query, asked: &Asked<'_>) -> Outcome<HashMap<Fingerprint, QuestionBrief>> {
    let has_heads = asked.find.state != AlertState::Resolved && (asked.only.is_some() || !asked.is_flat());
    if has_heads { questions::waiting_over(q).await } else { Ok(HashMap::new()) }
}

/// Which group each belongs to.
fn key(
    state: &State,
    by: GroupBy,
    linked: &HashMap<Fingerprint, Uuid>,
    Judged { view, fate, .. }: &Judged<'_>,
) -> GroupKey {
    let owner = || state.judging.owner(view);
    by.of(view, fate, linked.get(&view.fingerprint()).copied(), owner)
}

fn flat(state: &State, asked: &Asked<'_>, beside: &Beside, judged: &[Judged<'_>], now: Time) -> Chosen {
    let walk = Walk::new(state, asked.find, asked.after.map(|after| after.run), now);
    let wanted =
        |judged: &Judged<'_>| asked.only.is_none_or(|only| key(state, asked.by, &beside.linked, judged) == *only);
    let (page, next) = walk.page(ROWS, wanted);
    let rows: Vec<Row> = page.iter().map(|judged| Row::of(state, judged)).collect();
    let next = next.map(|run| Cursor { ended_at: Time(0), run });
    let waits = |judged: &&Judged<'_>| judged.fits(asked.find.state) && judged.waits() && wanted(judged);
    let waiting = if asked.only.is_some() { judged.iter().filter(waits).count() } else { 0 };
    let of_group = judged.iter().filter(|judged| judged.fits(asked.find.state) && wanted(judged));
    let questions: BTreeSet<Uuid> = of_group.filter_map(|judged| beside.question(judged)).collect();
    let questions = questions.into_iter().collect();
    let group = ChosenGroup { key: None, size: rows.len(), waiting, questions, rows: rows.len() };
    Chosen { groups: vec![group], rows, next, left: 0 }
}

fn gathered(state: &State, asked: &Asked<'_>, beside: &Beside, mut judged: Vec<Judged<'_>>) -> Chosen {
    judged.retain(|judged| judged.fits(asked.find.state));
    let placed = |judged: &Judged<'_>| Placed {
        key: key(state, asked.by, &beside.linked, judged),
        rank: judged.state.rank(),
        waits: judged.waits(),
        question: beside.question(judged),
    };
    let gathered = group::gather(judged.iter().map(placed), ROOM);
    let places = gathered.groups.iter().flat_map(|group| &group.rows);
    Chosen {
        rows: places.map(|at| Row::of(state, &judged[*at])).collect(),
        groups: gathered.groups.into_iter().map(ChosenGroup::of).collect(),
        next: None,
        left: gathered.left,
    }
}

impl ChosenGroup {
    fn of(group: Group) -> Self {
        let Group { key, size, waiting, questions, rows } = group;
        Self { key: Some(key), size, waiting, questions, rows: rows.len() }
    }
}

/// In the order of the rows; `None` for one that ended just now, or that somebody took note of.
async fn with_texts(q: &mut dyn Query, wanted: AlertState, rows: Vec<Row>) -> Outcome<Vec<Option<Listed>>> {
    let runs: Vec<_> = rows.iter().map(|row| row.run).collect();
    let stored = store::by_runs(q, &runs).await?;
    let mut stored: HashMap<_, _> = stored.into_iter().map(|alert| (alert.run, alert)).collect();
    let names = Names::load(q, &rows).await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let alert = match stored.remove(&row.run) {
            Some(alert) => Some(alert),
            None => fresh(&row)?,
        };
        let alert = alert.filter(|alert| alert.firing && (wanted != AlertState::Waiting || alert.acked.is_none()));
        let held = names.of(&row);
        listed.push(alert.map(|alert| Listed { alert, state: row.state, held, owner: row.owner }));
    }
    Ok(listed)
}

/// One that no row holds yet.
fn fresh(row: &Row) -> Outcome<Option<Alert>> {
    let Some((active, texts)) = &row.fresh else { return Ok(None) };
    let body = Body::from_bytes(texts).map_err(Failure::internal)?;
    Ok(Some(Alert {
        fingerprint: row.fingerprint,
        name: body.labels.get("alertname").to_owned(),
        service: body.labels.get("service").to_owned(),
        firing: true,
        run: active.run,
        starts_at: active.starts_at,
        ended_at: None,
        seen_until: active.seen_until,
        times_out: active.times_out,
        updated_at: active.updated_at,
        source: Some(active.source),
        labels: body.labels,
        annotations: body.annotations,
        generator_url: body.generator_url,
        acked: None,
    }))
}

async fn ended(
    app: &App,
    q: &mut dyn Query,
    find: &Find,
    after: Option<Cursor>,
    limit: Limit,
) -> Outcome<Page<Listed>> {
    let page = store::ended(q, find, after, limit).await?;
    let look = |state: &State| page.items.iter().map(|alert| state.judging.owner(&alert.labels)).collect::<Vec<_>>();
    let owners = match app.board.glance(look) {
        Some(owners) => owners,
        None => app.board.look(&app.db, app.clock.now(), look).await?,
    };
    let items = page.items.into_iter().zip(owners).map(|(alert, owner)| resolved(alert, owner)).collect();
    Ok(Page { items, next: page.next })
}

fn resolved(alert: Alert, owner: Option<Owner>) -> Listed {
    let state = if alert.firing { AlertState::Firing } else { AlertState::Resolved };
    Listed { alert, state, held: Vec::new(), owner }
}

fn of_one_page(by: GroupBy, alerts: Vec<Listed>) -> Vec<SeenGroup> {
    if by == GroupBy::Flat {
        return vec![SeenGroup { key: None, size: alerts.len(), waiting: 0, questions: Vec::new(), alerts }];
    }
    let key = |one: &Listed| by.of(&one.alert.labels, &Fate::PASSES, None, || one.owner.clone());
    let placed = |one: &Listed| Placed { key: key(one), rank: 0, waits: false, question: None };
    let gathered = group::gather(alerts.iter().map(placed).collect::<Vec<_>>(), usize::MAX);
    let mut alerts: Vec<Option<Listed>> = alerts.into_iter().map(Some).collect();
    let group = |group: Group| SeenGroup {
        key: Some(group.key),
        size: group.size,
        waiting: 0,
        questions: Vec::new(),
        alerts: group.rows.iter().filter_map(|at| alerts[*at].take()).collect(),
    };
    gathered.groups.into_iter().map(group).collect()
}

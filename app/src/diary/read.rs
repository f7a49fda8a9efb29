//! Reading a diary: the ledger's lines and the written ones as one, newest first.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_calendar::Zone;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Limit, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{DeedPlace, Deeds, Event};

use super::activity::{Activity, Kind, NOT_WORK};
use super::drills::Drills;
use super::entry::Entry;
use super::store::{self, EntryPlace, Mark};
use crate::exchange::Exchange;
use crate::organisation;

/// Which activities are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Show {
    #[default]
    All,
    /// What came by itself: out of the ledger and the plan.
    Auto,
    /// What people typed.
    Written,
    /// What is evidence for nothing yet.
    Unlinked,
}

impl Show {
    pub const ALL: [Self; 4] = [Self::All, Self::Auto, Self::Written, Self::Unlinked];

    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Auto => "auto",
            Self::Written => "written",
            Self::Unlinked => "unlinked",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::All => "diary-show-all",
            Self::Auto => "diary-show-auto",
            Self::Written => "diary-show-written",
            Self::Unlinked => "diary-show-unlinked",
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub show: Show,
    pub kind: Option<Kind>,
}

/// One line of the diary.
#[derive(Clone, Debug)]
pub struct Told {
    pub activity: Activity,
    pub kind: Kind,
    pub at: Time,
    pub what: What,
    /// The aims it is evidence for.
    pub aims: Vec<Uuid>,
}

impl Told {
    /// Whether somebody typed it.
    pub fn is_typed(&self) -> bool {
        matches!(&self.what, What::Entry(entry) if entry.plan_item.is_none())
    }
}

#[derive(Clone, Debug)]
pub enum What {
    /// The event, how many others are told with it, and what the guest noted beside it.
    Event {
        event: Box<Event>,
        more: i64,
        note: String,
    },
    Entry(Entry),
}

/// Where a page ended: `1795025520000000-1234`; a written entry has position 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    at: Time,
    activity: Activity,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at.0, self.activity)
    }
}

impl std::str::FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Outcome<Self> {
        let wrong = || Failure::invalid("after", "failure-cursor-wrong");
        let (at, activity) = text.split_once('-').ok_or_else(wrong)?;
        Ok(Self { at: Time(at.parse().map_err(|_| wrong())?), activity: activity.parse().map_err(|_| wrong())? })
    }
}

pub struct Counts {
    pub auto: i64,
    pub written: i64,
    pub unlinked: i64,
    /// There are more than were counted.
    pub more: bool,
}

/// Counting stops here: a page says "1,000 and more".
const MOST_COUNTED: i64 = 1000;
/// So many rounds of asking fill a page; what was hidden in between is passed over.
const ROUNDS: usize = 30;
/// So many hidden lines stand below the diary's page; the API has the others.
const MOST_HIDDEN: i64 = 200;

/// The caller has made sure that the one who asks may see the diary. Nobody sees an event that is not meant for them.
pub async fn page(
    q: &mut dyn Query,
    cx: &Cx,
    exchange: &Exchange,
    filter: Filter,
    after: Option<Place>,
    limit: Limit,
) -> Outcome<(Vec<Told>, Option<Place>)> {
    let wanted = limit.rows() + 1;
    let mut told = Vec::new();
    told.extend(written(q, exchange, filter, after, wanted).await?);
    if filter.show != Show::Written {
        told.extend(events(q, cx, exchange, filter, after, wanted).await?);
    }
    told.sort_by_key(|one| std::cmp::Reverse(order(one)));
    let more = told.len() > limit.rows();
    told.truncate(limit.rows());
    let next = told.last().filter(|_| more).map(|last| Place { at: last.at, activity: last.activity });
    Ok((told, next))
}

/// How many there are of each; counting the ledger stops at a thousand.
pub async fn counts(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<Counts> {
    let deeds = deeds(&zone(q).await?, exchange, None);
    let found = ryugaku_ledger::count_deeds(q, &cx.who, &deeds, MOST_COUNTED + 1).await?;
    let away = store::count_away(q, exchange.id.0).await?;
    let (written, planned) = store::count_entries(q, exchange.id.0).await?;
    let linked = store::count_linked(q, exchange.id.0).await?;
    let auto = (found.min(MOST_COUNTED) - away).max(0) + planned;
    Ok(Counts { auto, written, unlinked: (auto + written - linked).max(0), more: found > MOST_COUNTED })
}

/// The event at a position, if it is one of this diary that the one who asks may see.
pub async fn event(q: &mut dyn Query, cx: &Cx, exchange: &Exchange, position: i64) -> Outcome<Event> {
    let none = || Failure::NotFound("activity");
    let event = ryugaku_ledger::find(q, &cx.who, position).await.map_err(|_| none())?;
    if !is_of(&deeds(&zone(q).await?, exchange, None), &event) {
        return Err(none());
    }
    let mark = store::marks(q, exchange.id.0, vec![position]).await?.remove(&position).unwrap_or_default();
    if mark.hidden && !is_own(cx, exchange) { Err(none()) } else { Ok(event) }
}

/// Those of these activities that are in this diary and that the one who asks may see.
pub async fn these(q: &mut dyn Query, cx: &Cx, exchange: &Exchange, activities: &[Activity]) -> Outcome<Vec<Told>> {
    let (mut positions, mut ids) = (Vec::new(), Vec::new());
    for activity in activities {
        match activity {
            Activity::Event(position) => positions.push(*position),
            Activity::Entry(id) => ids.push(*id),
        }
    }
    let deeds = deeds(&zone(q).await?, exchange, None);
    let mut events = ryugaku_ledger::many(q, &cx.who, positions).await?;
    events.retain(|event| is_of(&deeds, event));
    let own = is_own(cx, exchange);
    let mut told = marked(q, exchange, events, |mark| own || !mark.hidden).await?;
    let entries = store::entries_of(q, exchange.id.0, ids).await?;
    told.extend(linked(q, exchange, entries).await?);
    Ok(told)
}

fn is_of(deeds: &Deeds, event: &Event) -> bool {
    let thing = event.kind.split('.').next().unwrap_or_default();
    let within = event.happened_at >= deeds.from && event.happened_at < deeds.until;
    event.actor_id == Some(deeds.actor) && within && !NOT_WORK.contains(&thing)
}

/// What the guest has hidden is there for the guest alone.
fn is_own(cx: &Cx, exchange: &Exchange) -> bool {
    cx.who.person() == Some(exchange.people.guest)
}

/// Lines that the guest has hidden, newest first; at most 200. For the guest's page alone.
pub async fn hidden(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<Vec<Event>> {
    let positions = store::hidden(q, exchange.id.0, i64::MAX, MOST_HIDDEN).await?;
    ryugaku_ledger::many(q, &cx.who, positions).await
}

/// The same as lines of the diary, a page at a time: nobody else's to read.
pub async fn hidden_page(
    q: &mut dyn Query,
    cx: &Cx,
    exchange: &Exchange,
    kind: Option<Kind>,
    after: Option<Place>,
    limit: Limit,
) -> Outcome<(Vec<Told>, Option<Place>)> {
    if !is_own(cx, exchange) {
        return Err(Failure::Forbidden(Msg::new("diary-guest-only")));
    }
    let before = match after.map(|place| place.activity) {
        None => i64::MAX,
        Some(Activity::Event(position)) => position,
        Some(Activity::Entry(_)) => return Err(Failure::invalid("after", "failure-cursor-wrong")),
    };
    let mut positions = store::hidden(q, exchange.id.0, before, limit.probe()).await?;
    let more = positions.len() > limit.rows();
    positions.truncate(limit.rows());
    let events = ryugaku_ledger::many(q, &cx.who, positions).await?;
    let mut told = marked(q, exchange, events, |mark| mark.hidden).await?;
    let next = told.last().filter(|_| more).map(|last| Place { at: last.at, activity: last.activity });
    told.retain(|one| kind.is_none_or(|kind| kind == one.kind));
    Ok((told, next))
}

async fn written(
    q: &mut dyn Query,
    exchange: &Exchange,
    filter: Filter,
    after: Option<Place>,
    wanted: usize,
) -> Outcome<Vec<Told>> {
    let mut found: Vec<Told> = Vec::new();
    let mut before: Option<EntryPlace> = after.map(|place| match place.activity {
        Activity::Entry(id) => (place.at, id),
        // Written entries come before events of the same moment.
        Activity::Event(_) => (place.at, Uuid::nil()),
    });
    let typed = match filter.show {
        Show::Auto => Some(false),
        Show::Written => Some(true),
        Show::All | Show::Unlinked => None,
    };
    for _ in 0..ROUNDS {
        let most = i64::try_from(wanted * 2).unwrap_or(i64::MAX);
        let entries = store::entries(q, exchange.id.0, filter.kind, typed, before, most).await?;
        let ended = entries.len() < wanted * 2;
        before = entries.last().map(|entry| (entry.at, entry.id.0));
        let told = linked(q, exchange, entries).await?;
        found.extend(told.into_iter().filter(|told| filter.show != Show::Unlinked || told.aims.is_empty()));
        if ended || found.len() >= wanted {
            break;
        }
    }
    Ok(found)
}

async fn linked(q: &mut dyn Query, exchange: &Exchange, entries: Vec<Entry>) -> Outcome<Vec<Told>> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let ids = entries.iter().map(|entry| Activity::Entry(entry.id.0).to_string()).collect();
    let mut links = store::links(q, exchange.id.0, ids).await?;
    let told = entries.into_iter().map(|entry| {
        let activity = Activity::Entry(entry.id.0);
        let aims = links.remove(&activity.to_string()).unwrap_or_default();
        Told { activity, kind: entry.kind, at: entry.at, what: What::Entry(entry), aims }
    });
    Ok(told.collect())
}

async fn events(
    q: &mut dyn Query,
    cx: &Cx,
    exchange: &Exchange,
    filter: Filter,
    after: Option<Place>,
    wanted: usize,
) -> Outcome<Vec<Told>> {
    let deeds = deeds(&zone(q).await?, exchange, filter.kind);
    let mut before: Option<DeedPlace> = after.map(|place| match place.activity {
        Activity::Event(position) => (place.at, position),
        // Written entries come before events of the same moment.
        Activity::Entry(_) => (place.at, i64::MAX),
    });
    let limit = Limit::of(i64::try_from(wanted).unwrap_or(i64::MAX));
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let events = ryugaku_ledger::deeds(q, &cx.who, &deeds, before, limit).await?;
        let ended = events.len() < limit.rows();
        before = events.last().map(|event| (event.happened_at, event.position));
        found.extend(
            // Without what is hidden or told with another line.
            marked(q, exchange, events, |mark| !mark.hidden && mark.joined_to.is_none())
                .await?
                .into_iter()
                .filter(|told| filter.show != Show::Unlinked || told.aims.is_empty())
                .filter(|told| filter.kind.is_none_or(|kind| kind == told.kind)),
        );
        if ended || found.len() >= wanted {
            break;
        }
    }
    Ok(found)
}

/// Those that stay when one looks at what the guest did with them.
async fn marked(
    q: &mut dyn Query,
    exchange: &Exchange,
    events: Vec<Event>,
    stays: impl Fn(&Mark) -> bool,
) -> Outcome<Vec<Told>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let positions: Vec<i64> = events.iter().map(|event| event.position).collect();
    let names = positions.iter().map(|position| Activity::Event(*position).to_string()).collect();
    let mut links = store::links(q, exchange.id.0, names).await?;
    let joined: HashMap<i64, i64> = store::joined(q, exchange.id.0, positions.clone()).await?;
    let mut marks: HashMap<i64, Mark> = store::marks(q, exchange.id.0, positions).await?;
    let drills = Drills::of(q, &events).await?;
    let mut told = Vec::new();
    for event in events {
        let mark = marks.remove(&event.position).unwrap_or_default();
        if !stays(&mark) {
            continue;
        }
        let activity = Activity::Event(event.position);
        told.push(Told {
            activity,
            kind: drills.kind(&event),
            at: event.happened_at,
            aims: links.remove(&activity.to_string()).unwrap_or_default(),
            what: What::Event {
                more: joined.get(&event.position).copied().unwrap_or(0),
                note: mark.note,
                event: Box::new(event),
            },
        });
    }
    Ok(told)
}

fn deeds(zone: &Zone, exchange: &Exchange, kind: Option<Kind>) -> Deeds {
    let (from, until) = period(zone, exchange.from, exchange.until);
    let others = || Kind::ALL.into_iter().filter_map(Kind::things).flatten();
    let (things, without) = match kind {
        Some(Kind::Other) => (None, NOT_WORK.iter().copied().chain(others()).collect()),
        // What was done in a drill is told of the same things as what was done in an incident.
        Some(Kind::ProductSre) => {
            let things = [Kind::ProductSre, Kind::Incident].into_iter().filter_map(Kind::things);
            (Some(things.flatten().collect()), NOT_WORK.to_vec())
        }
        Some(kind) => (Some(kind.things().unwrap_or_default()), NOT_WORK.to_vec()),
        None => (None, NOT_WORK.to_vec()),
    };
    Deeds { actor: exchange.people.guest, from, until, things, without }
}

/// From the first moment of the first day to the last of the last.
fn period(zone: &Zone, from: Date, until: Date) -> (Time, Time) {
    (zone.start_of(from), zone.end_of(until))
}

async fn zone(q: &mut dyn Query) -> Outcome<Zone> {
    Ok(organisation::store::load(q).await?.calendar().zone)
}

/// Newest first; of one moment what was written first, then the later position.
fn order(told: &Told) -> (Time, (bool, i64, Uuid)) {
    (told.at, key(told.activity))
}

fn key(activity: Activity) -> (bool, i64, Uuid) {
    match activity {
        Activity::Event(position) => (false, position, Uuid::nil()),
        Activity::Entry(id) => (true, 0, id),
    }
}

//! What the product proposes for a plan, out of what is really in it. Each proposal has a source, and is made once.

use std::collections::HashSet;

use jiff::SignedDuration;
use jiff::civil::{Date, Time as Clock};
use ryugaku_calendar::Calendar;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Limit, Msg, Outcome, Time, Uuid};

use super::item::{ItemKind, LONGEST_TITLE};
use super::item_store;
use crate::backlog::list_store::{self as tasks_of, Filter};
use crate::exchange::{Exchange, State, follow_store};
use crate::incidents::list_store as incidents_of;
use crate::organisation::Organisation;
use crate::{catalog, words};

/// An incident is talked about this long after it was resolved.
const FRESH: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Shown at once.
const MOST: usize = 50;

#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// `task:…`, `incident:…`, `mid`, `end`, `follow:…`
    pub source: String,
    pub kind: ItemKind,
    pub title: String,
    pub from: Time,
    pub until: Time,
    pub why: Msg,
    pub address: Option<String>,
}

/// Those that lie between two instants, by their beginning; at most 50.
pub async fn between(
    q: &mut dyn Query,
    cx: &Cx,
    here: &Organisation,
    exchange: &Exchange,
    (from, until): (Time, Time),
) -> Outcome<Vec<Proposal>> {
    let mut found = all(q, cx, here, exchange).await?;
    found.retain(|proposal| proposal.from < until && proposal.until > from);
    found.sort_by(|a, b| (a.from, &a.source).cmp(&(b.from, &b.source)));
    found.truncate(MOST);
    Ok(found)
}

/// The one with this source.
pub async fn find(
    q: &mut dyn Query,
    cx: &Cx,
    here: &Organisation,
    exchange: &Exchange,
    source: &str,
) -> Outcome<Proposal> {
    let found = all(q, cx, here, exchange).await?.into_iter().find(|proposal| proposal.source == source);
    found.ok_or(Failure::NotFound("proposal"))
}

/// All that has been neither taken nor dismissed. Further kinds of sources are added here.
async fn all(q: &mut dyn Query, cx: &Cx, here: &Organisation, exchange: &Exchange) -> Outcome<Vec<Proposal>> {
    if exchange.state.is_over() || exchange.state == State::Draft {
        return Ok(Vec::new());
    }
    let days = Days { calendar: here.calendar(), today: here.today(cx.now()) };
    let mut found = own_dates(q, cx, exchange, &days).await?;
    found.extend(tasks(q, exchange, &days).await?);
    found.extend(incidents(q, cx, exchange, &days).await?);
    let taken: HashSet<String> = item_store::sources(q, exchange.id).await?.into_iter().collect();
    found.retain(|proposal| !taken.contains(&proposal.source));
    Ok(found)
}

struct Days {
    calendar: Calendar,
    today: Date,
}

impl Days {
    /// From this hour on that day, for so many hours.
    fn at(&self, day: Date, hour: i8, hours: i64) -> (Time, Time) {
        let clock = Clock::new(hour, 0, 0, 0).unwrap_or(Clock::midnight());
        let from = self.calendar.zone.jiff().to_timestamp(day.to_datetime(clock)).map_or(Time(0), Time::from);
        (from, from.plus(SignedDuration::from_hours(hours)))
    }

    /// The day itself, or the business day before it.
    fn business_day_until(&self, day: Date) -> Date {
        if self.calendar.is_business_day(day) { day } else { self.calendar.add_business_days(day, -1) }
    }
}

/// Mid-term talk, end talk, and what is agreed on for afterwards.
async fn own_dates(q: &mut dyn Query, cx: &Cx, exchange: &Exchange, days: &Days) -> Outcome<Vec<Proposal>> {
    let talk = |source: String, day: Date, title: String, why: &'static str| {
        let (from, until) = days.at(day, 15, 1);
        let why = Msg::new(why);
        Proposal { source, kind: ItemKind::Discussion, title, from, until, why, address: None }
    };
    let title = |key: &str| words::text(cx.lang, key);
    let mid = days.business_day_until(exchange.mid());
    let end = days.business_day_until(exchange.until);
    let mut found = Vec::new();
    if mid >= days.today && mid > exchange.from {
        found.push(talk("mid".into(), mid, title("plan-mid-title"), "plan-why-mid"));
    }
    if end >= days.today {
        found.push(talk("end".into(), end, title("plan-end-title"), "plan-why-end"));
    }
    for follow_up in follow_store::of_exchange(q, exchange.id).await? {
        let Some(next) = follow_up.next.filter(|next| *next >= days.today && follow_up.ended_at.is_none()) else {
            continue;
        };
        let source = format!("follow:{}:{next}", follow_up.id);
        found.push(talk(source, days.calendar.business_day_from(next), follow_up.what, "plan-why-follow"));
    }
    Ok(found)
}

/// Open tasks of the host team's products that are due while the guest is there.
async fn tasks(q: &mut dyn Query, exchange: &Exchange, days: &Days) -> Outcome<Vec<Proposal>> {
    let mut found = Vec::new();
    for product in products(q, exchange.host_team).await? {
        let after = exchange.until.tomorrow().ok();
        let filter = Filter { product: Some(product), due_before: after, ..Filter::not_over() };
        for task in tasks_of::page(q, &filter, None, Limit::of(i64::MAX)).await?.items {
            let Some(due) = task.due.filter(|due| *due >= days.today && *due >= exchange.from) else { continue };
            let (from, until) = days.at(days.business_day_until(due), 13, 2);
            let number = task.number().to_string();
            found.push(Proposal {
                source: format!("task:{}", task.id),
                kind: ItemKind::TaskWork,
                title: cut(format!("{number} {}", task.title)),
                from,
                until,
                why: Msg::new("plan-why-task"),
                address: Some(format!("/tasks/{number}")),
            });
        }
    }
    Ok(found)
}

/// Incidents of the host team's services that go on or were resolved lately: they are talked about on the next day.
async fn incidents(q: &mut dyn Query, cx: &Cx, exchange: &Exchange, days: &Days) -> Outcome<Vec<Proposal>> {
    let services = catalog::services(q).await?;
    let ours = services.iter().filter(|service| service.team_id == exchange.host_team).map(|service| service.id);
    let ours: Vec<Uuid> = ours.collect();
    if ours.is_empty() || days.today < exchange.from || days.today > exchange.until {
        return Ok(Vec::new());
    }
    let filter = incidents_of::Filter { services: Some(ours), ..incidents_of::Filter::default() };
    let (from, until) = days.at(days.calendar.next_business_day(days.today), 13, 1);
    let mut found = Vec::new();
    for incident in incidents_of::page(q, &filter, None, Limit::of(50)).await?.items {
        if incident.resolved_at().is_some_and(|at| cx.now().since(at) > FRESH) {
            continue;
        }
        let number = incident.number().to_string();
        let title = Msg::new("plan-incident-title").with("number", &*number).with("title", &*incident.title);
        found.push(Proposal {
            source: format!("incident:{}", incident.id),
            kind: ItemKind::Discussion,
            title: cut(words::say(cx.lang, &title)),
            from,
            until,
            why: Msg::new("plan-why-incident"),
            address: Some(format!("/incidents/{number}")),
        });
    }
    Ok(found)
}

async fn products(q: &mut dyn Query, team: Uuid) -> Outcome<Vec<Uuid>> {
    let services = catalog::services(q).await?;
    let mut found: Vec<Uuid> = services.into_iter().filter(|s| s.team_id == team).map(|s| s.product_id).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn cut(title: String) -> String {
    title.chars().filter(|letter| !letter.is_control()).take(LONGEST_TITLE).collect()
}

//! What the product proposes for a plan, out of what is really in it. Each proposal has a source, and is made once.

use std::collections::HashSet;

use jiff::SignedDuration;
use jiff::civil::{Date, Time as Clock};
use ryugaku_calendar::Calendar;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Limit, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::Deeds;

use super::item::{ItemKind, LONGEST_TITLE};
use super::item_store;
use crate::backlog::TaskState;
use crate::backlog::list_store as tasks_of;
use crate::exchange::{Exchange, State, follow_store};
use crate::incidents::incident::Incident;
use crate::incidents::list_store as incidents_of;
use crate::organisation::Organisation;
use crate::people::membership_store;
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
    let hosts = Hosts::of(q, exchange).await?;
    found.extend(tasks(q, exchange, &hosts, &days).await?);
    found.extend(incidents(q, cx, exchange, &hosts, &days).await?);
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

/// Open tasks of the host team's products, of the guest and of the buddy, and what others of the host team are doing, due
/// while the guest is there.
async fn tasks(q: &mut dyn Query, exchange: &Exchange, hosts: &Hosts, days: &Days) -> Outcome<Vec<Proposal>> {
    let guest = Some(exchange.people.guest);
    let after = exchange.until.tomorrow().ok();
    let mut found = Vec::new();
    for task in tasks_of::near(q, &hosts.products, &hosts.people, after).await? {
        let Some(due) = task.due.filter(|due| *due >= days.today && *due >= exchange.from) else { continue };
        let why = if task.assignee == guest {
            "plan-why-task-guest"
        } else if task.product.is_some_and(|product| hosts.products.contains(&product)) {
            "plan-why-task"
        } else if task.assignee == exchange.people.buddy || task.state == TaskState::Doing {
            "plan-why-task-host"
        } else {
            continue;
        };
        let (from, until) = days.at(days.business_day_until(due), 13, 2);
        let number = task.number().to_string();
        found.push(Proposal {
            source: format!("task:{}", task.id),
            kind: ItemKind::TaskWork,
            title: cut(format!("{number} {}", task.title)),
            from,
            until,
            why: Msg::new(why),
            address: Some(format!("/tasks/{number}")),
        });
    }
    Ok(found)
}

/// Incidents of the host team's services, under the command of the host team or the guest, or with the guest in them, that
/// go on or were resolved lately: they are talked about on the next business day.
async fn incidents(
    q: &mut dyn Query,
    cx: &Cx,
    exchange: &Exchange,
    hosts: &Hosts,
    days: &Days,
) -> Outcome<Vec<Proposal>> {
    if days.today < exchange.from || days.today > exchange.until {
        return Ok(Vec::new());
    }
    let filter = incidents_of::Filter { services: Some(hosts.services.clone()), ..incidents_of::Filter::default() };
    let mut all = incidents_of::page(q, &cx.who, &filter, None, Limit::of(50)).await?.items;
    let of_services: HashSet<_> = all.iter().map(|incident| incident.id).collect();
    all.extend(incidents_of::commanded(q, &cx.who, &hosts.people).await?);
    all.extend(joined(q, cx, exchange).await?);
    let mut seen = HashSet::new();
    // What is planned is read by more people than whoever accepts it: only what everybody may know of.
    all.retain(|incident| !incident.is_restricted);
    all.retain(|incident| {
        seen.insert(incident.id) && incident.resolved_at().is_none_or(|at| cx.now().since(at) <= FRESH)
    });
    let (from, until) = days.at(days.calendar.next_business_day(days.today), 13, 1);
    let proposal = |incident: Incident| {
        let number = incident.number().to_string();
        let title = Msg::new("plan-incident-title").with("number", &*number).with("title", &*incident.title);
        let ours = of_services.contains(&incident.id);
        Proposal {
            source: format!("incident:{}", incident.id),
            kind: ItemKind::Discussion,
            title: cut(words::say(cx.lang, &title)),
            from,
            until,
            why: Msg::new(if ours { "plan-why-incident" } else { "plan-why-incident-joined" }),
            address: Some(format!("/incidents/{number}")),
        }
    };
    Ok(all.into_iter().map(proposal).collect())
}

/// Those in which the guest did something lately.
async fn joined(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<Vec<Incident>> {
    // Its end is excluded, and this very moment is not.
    let (from, until) = (cx.now().minus(FRESH), cx.now().plus(SignedDuration::from_secs(1)));
    let deeds =
        Deeds { actor: exchange.people.guest, from, until, things: Some(vec!["incident"]), without: Vec::new() };
    let events = ryugaku_ledger::deeds(q, &cx.who, &deeds, None, Limit::of(200)).await?;
    let about = events.iter().flat_map(|event| &event.about).filter(|subject| subject.kind == "incident");
    let mut ids: Vec<Uuid> = about.map(|subject| subject.id).collect();
    ids.sort_unstable();
    ids.dedup();
    incidents_of::of_ids(q, &cx.who, ids).await
}

/// What the host team has, and who works with the guest: the guest and the team.
struct Hosts {
    products: Vec<Uuid>,
    services: Vec<Uuid>,
    people: Vec<Uuid>,
}

impl Hosts {
    async fn of(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Self> {
        let team = exchange.host_team;
        let ours: Vec<_> = catalog::services(q).await?.into_iter().filter(|service| service.team_id == team).collect();
        let mut products: Vec<Uuid> = ours.iter().map(|service| service.product_id).collect();
        products.sort_unstable();
        products.dedup();
        let members = membership_store::members_of(q, &[team]).await?;
        let named = [Some(exchange.people.guest), exchange.people.buddy].into_iter().flatten();
        let people = members.into_iter().map(|member| member.id.0).chain(named).collect();
        Ok(Self { products, services: ours.into_iter().map(|service| service.id).collect(), people })
    }
}

fn cut(title: String) -> String {
    title.chars().filter(|letter| !letter.is_control()).take(LONGEST_TITLE).collect()
}

//! Plans as the API says them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::door::Visit;
use crate::plan::add::NewItem;
use crate::plan::item::{Answer, ItemKind, ItemState};
use crate::plan::proposals::Proposal;
use crate::plan::shown::Shown;
use crate::plan::week::{Week, What};

#[derive(Clone, Serialize, ToSchema)]
pub struct PlanItemJson {
    pub id: Uuid,
    /// Counts within the exchange: `/api/v1/exchanges/EX-12/plan/3`
    pub number: i64,
    pub title: String,
    pub kind: ItemKind,
    pub state: ItemState,
    pub from: Time,
    pub until: Time,
    pub place: String,
    pub link: String,
    /// Marks such as `g1`
    pub aims: Vec<String>,
    pub invited: Vec<PlanInvitedJson>,
    /// What proposed it, if the product did
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub version: i64,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct PlanInvitedJson {
    pub id: Uuid,
    pub name: String,
    pub answer: Answer,
}

impl From<Shown> for PlanItemJson {
    fn from(shown: Shown) -> Self {
        let Shown { item, aims, invited } = shown;
        let person = |one: crate::plan::shown::ShownInvited| PlanInvitedJson {
            id: one.person,
            name: one.name,
            answer: one.answer,
        };
        Self {
            id: item.id.0,
            number: item.ordinal,
            title: item.title,
            kind: item.kind,
            state: item.state,
            from: item.from,
            until: item.until,
            place: item.place,
            link: item.link,
            aims: aims.into_iter().map(|aim| aim.mark).collect(),
            invited: invited.into_iter().map(person).collect(),
            source: item.source,
            version: item.version,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanWeekJson {
    #[schema(value_type = String, format = Date)]
    pub monday: Date,
    /// Which week of the exchange; null outside of it
    pub week: Option<i64>,
    pub planned_hours: f64,
    pub agreed_hours: f64,
    /// Days of the week with the host team, 1 is Monday; null: nobody has said so
    pub days: Option<Vec<i8>>,
    pub items: Vec<PlanItemJson>,
    pub clashes: Vec<PlanClashJson>,
    pub proposals: Vec<PlanProposalJson>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanClashJson {
    /// In the caller's language
    pub what: String,
    /// What to do
    pub way: String,
    /// Numbers of the items
    pub items: Vec<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanProposalJson {
    /// Give it back to accept or dismiss it
    pub source: String,
    pub kind: ItemKind,
    pub title: String,
    pub from: Time,
    pub until: Time,
    pub why: String,
}

impl PlanProposalJson {
    pub fn of(visit: &Visit, proposal: Proposal) -> Self {
        let why = visit.say(&proposal.why);
        let Proposal { source, kind, title, from, until, .. } = proposal;
        Self { source, kind, title, from, until, why }
    }
}

impl PlanWeekJson {
    pub fn of(visit: &Visit, week: Week) -> Self {
        let hours = |minutes: i64| (minutes as f64 / 6.0).round() / 10.0;
        let mut items: Vec<PlanItemJson> = Vec::new();
        let placed = week.slots.into_iter().filter_map(|slot| match slot.what {
            What::Item(shown) => Some(*shown),
            What::Busy(_) => None,
        });
        for shown in placed.chain(week.cancelled) {
            // What lies over midnight stands in two days.
            if !items.iter().any(|item| item.number == shown.item.ordinal) {
                items.push(shown.into());
            }
        }
        let clash =
            |line: crate::plan::week::Line| PlanClashJson { what: line.what, way: line.way, items: line.ordinals };
        Self {
            monday: week.monday,
            week: week.nth,
            planned_hours: hours(week.load.planned_minutes),
            agreed_hours: hours(week.load.agreed_minutes),
            days: week.host_days.map(|days| days.numbers().to_vec()),
            items,
            clashes: week.clashes.into_iter().map(clash).collect(),
            proposals: week.proposals.into_iter().map(|proposal| PlanProposalJson::of(visit, proposal)).collect(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct NewPlanItemJson {
    title: String,
    kind: ItemKind,
    /// RFC 3339; without an offset it is the organisation's time, as `2026-11-17T10:00`
    from: String,
    /// As `from`
    until: String,
    #[serde(default)]
    place: String,
    /// http or https
    #[serde(default)]
    link: String,
    /// Marks such as `g1`, or ids
    #[serde(default)]
    aims: Vec<String>,
    /// Ids or whole names: people named in the exchange, members of both teams
    #[serde(default)]
    invited: Vec<String>,
    /// Only proposed so far
    #[serde(default)]
    proposed: bool,
}

impl NewPlanItemJson {
    pub fn read(self, zone: &TimeZone) -> Outcome<NewItem> {
        Ok(NewItem {
            from: instant("from", &self.from, zone)?,
            until: instant("until", &self.until, zone)?,
            title: self.title,
            kind: self.kind,
            place: self.place,
            link: self.link,
            aims: self.aims,
            invited: self.invited,
            proposed: self.proposed,
        })
    }
}

/// With an offset as it stands, without one in `zone`.
pub fn instant(field: &'static str, text: &str, zone: &TimeZone) -> Outcome<Time> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.into());
    }
    let wall: Option<DateTime> = text.parse().ok();
    let instant = wall.and_then(|wall| zone.to_timestamp(wall).ok());
    instant.map(Time::from).ok_or_else(|| Failure::invalid(field, "plan-time-form"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_with_or_without_an_offset() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        for (text, read) in [
            ("2026-11-17T10:00:00+09:00", Some("2026-11-17T01:00:00Z")),
            ("2026-11-17T10:00", Some("2026-11-17T01:00:00Z")),
            ("2026-11-17 10:00", Some("2026-11-17T01:00:00Z")),
            ("2026-11-17T01:00:00Z", Some("2026-11-17T01:00:00Z")),
            ("tomorrow", None),
        ] {
            assert_eq!(instant("from", text, &tokyo).ok().map(|time| time.to_string()).as_deref(), read, "{text}");
        }
    }
}

//! An activity: a line of the ledger, or something that was written; of one kind, at a time.

use std::fmt;
use std::str::FromStr;

use ryugaku_kernel::{Failure, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of work it was, as the programme counts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ActivityKind)]
pub enum Kind {
    Discussion,
    /// Of a Product SRE: system map, monitoring, alert response, reliability tasks; and drills, which practise it.
    ProductSre,
    CoDevelopment,
    Meeting,
    Incident,
    Other,
}

impl Kind {
    pub const ALL: [Self; 6] =
        [Self::Discussion, Self::ProductSre, Self::CoDevelopment, Self::Meeting, Self::Incident, Self::Other];

    pub fn name(self) -> &'static str {
        match self {
            Self::Discussion => "discussion",
            Self::ProductSre => "product_sre",
            Self::CoDevelopment => "co_development",
            Self::Meeting => "meeting",
            Self::Incident => "incident",
            Self::Other => "other",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Discussion => "diary-kind-discussion",
            Self::ProductSre => "diary-kind-product-sre",
            Self::CoDevelopment => "diary-kind-co-development",
            Self::Meeting => "diary-kind-meeting",
            Self::Incident => "diary-kind-incident",
            Self::Other => "diary-kind-other",
        }
    }

    /// Of a thing in the ledger; what has no kind of its own is other.
    pub fn of_thing(thing: &str) -> Self {
        THINGS
            .iter()
            .find(|(kind, things)| *kind != Self::Other && things.contains(&thing))
            .map_or(Self::Other, |one| one.0)
    }

    /// The things that are of this kind; `None` for other, which is whatever is left.
    pub fn things(self) -> Option<Vec<&'static str>> {
        THINGS.iter().find(|(kind, _)| *kind == self).map(|(_, things)| things.to_vec())
    }
}

const THINGS: &[(Kind, &[&str])] = &[
    (Kind::Discussion, &["discussion", "need"]),
    (
        Kind::ProductSre,
        &[
            "product",
            "service",
            "alert",
            "alert_rules",
            "routing",
            "receiver",
            "silence",
            "maintenance",
            "integration",
            "severity_policy",
            "task",
            "product_sre",
            "drill",
            "scenario",
        ],
    ),
    (Kind::CoDevelopment, &["deploy"]),
    (Kind::Incident, &["incident", "question", "postmortem", "status_notice"]),
];

/// Not work of the exchange: signing in, the organisation's settings and one's own, and the exchange's own forms.
pub const NOT_WORK: &[&str] = &[
    "session",
    "token",
    "chat_account",
    "sign_in_link",
    "identity",
    "password",
    "person",
    "people",
    "organisation",
    "webhook",
    "job",
    "text",
    "exchange",
    "exchange_step",
    "exchange_template",
    "exchange_limits",
    "aim",
    "follow_up",
    "feedback",
    "plan_item",
    "plan",
    "plan_feed",
    "calendar",
    "alert_filter",
    "diary",
    "outcome",
    "offer",
    "wish",
    "match",
    "team",
    "status_page",
    "status_component",
    "status_subscriber",
];

/// What names an activity, wherever it comes from: `p1234` or `e0190…`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Activity {
    /// A position in the ledger.
    Event(i64),
    /// Something that was written.
    Entry(Uuid),
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(position) => write!(f, "p{position}"),
            Self::Entry(id) => write!(f, "e{id}"),
        }
    }
}

impl FromStr for Activity {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let none = || Failure::NotFound("activity");
        if let Some(position) = text.strip_prefix('p') {
            let plain = position.bytes().all(|b| b.is_ascii_digit());
            return position.parse().ok().filter(|n| plain && *n > 0).map(Self::Event).ok_or_else(none);
        }
        let id = text.strip_prefix('e').and_then(|id| id.parse().ok());
        id.map(Self::Entry).ok_or_else(none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_activities_are_read_back() {
        let id = Uuid::from_u128(7);
        for activity in [Activity::Event(1), Activity::Event(i64::MAX), Activity::Entry(id)] {
            assert_eq!(activity.to_string().parse::<Activity>().unwrap(), activity);
        }
        for wrong in ["", "p", "p-1", "p0", "px", "e", "e1", "x1", "p+1"] {
            assert!(wrong.parse::<Activity>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_work_or_none_is_a_thing_of_the_ledger() {
        let lang = ryugaku_kernel::Lang::En;
        let work: Vec<&str> = Kind::ALL.into_iter().filter_map(Kind::things).flatten().collect();
        assert!(!NOT_WORK.iter().any(|thing| work.contains(thing)));
        for thing in NOT_WORK.iter().chain(&work) {
            assert!(!crate::words::text(lang, &format!("thing-{thing}")).contains('⟦'), "{thing}");
        }
    }

    #[test]
    fn things_have_kinds() {
        for (thing, kind) in [
            ("incident", Kind::Incident),
            ("task", Kind::ProductSre),
            ("routing", Kind::ProductSre),
            ("severity_policy", Kind::ProductSre),
            ("scenario", Kind::ProductSre),
            ("deploy", Kind::CoDevelopment),
            ("discussion", Kind::Discussion),
            ("learning", Kind::Other),
            ("moon", Kind::Other),
        ] {
            assert_eq!(Kind::of_thing(thing), kind, "{thing}");
        }
        assert!(Kind::ALL.into_iter().all(|kind| Kind::named(kind.name()) == Some(kind)));
    }
}

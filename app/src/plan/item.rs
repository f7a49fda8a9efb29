//! Something planned in an exchange: what, when, what for; its states, and what may be written on it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::diary::Kind as Activity;
use crate::exchange::ExchangeId;

id_type!(
    /// A plan item's key.
    ItemId
);

pub const LONGEST_TITLE: usize = 200;
pub const LONGEST_PLACE: usize = 200;
pub const LONGEST_LINK: usize = 1000;
/// Of one exchange.
pub const MOST: i64 = 2000;
pub const MOST_INVITED: usize = 50;
const LONGEST_HOURS: i64 = 7 * 24;

macro_rules! words {
    ($type:ident { $($variant:ident $name:literal $key:literal),* $(,)? }) => {
        impl $type {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }

            /// The key of its word.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }
        }
    };
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanItemKind)]
pub enum ItemKind {
    Discussion,
    Pairing,
    Meeting,
    ShadowShift,
    Drill,
    TaskWork,
    /// Work for the home team.
    Ours,
    Rest,
    Other,
}

words!(ItemKind {
    Discussion "discussion" "plan-kind-discussion",
    Pairing "pairing" "plan-kind-pairing",
    Meeting "meeting" "plan-kind-meeting",
    ShadowShift "shadow_shift" "plan-kind-shadow-shift",
    Drill "drill" "plan-kind-drill",
    TaskWork "task_work" "plan-kind-task-work",
    Ours "ours" "plan-kind-ours",
    Rest "rest" "plan-kind-rest",
    Other "other" "plan-kind-other",
});

impl ItemKind {
    /// Whether it takes time out of the share that was agreed on.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Ours | Self::Rest)
    }

    /// What it is in the diary, once it took place.
    pub fn activity(self) -> Option<Activity> {
        match self {
            Self::Discussion => Some(Activity::Discussion),
            Self::Pairing => Some(Activity::CoDevelopment),
            Self::Meeting => Some(Activity::Meeting),
            // Practice of what a Product SRE does.
            Self::ShadowShift | Self::Drill | Self::TaskWork => Some(Activity::ProductSre),
            Self::Other => Some(Activity::Other),
            Self::Ours | Self::Rest => None,
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Discussion => "consult",
            Self::Pairing => "person",
            Self::Meeting => "meeting",
            Self::ShadowShift => "oncall",
            Self::Drill => "incident",
            Self::TaskWork => "task",
            Self::Ours => "exchange",
            Self::Rest => "waiting",
            Self::Other => "today",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanItemState)]
pub enum ItemState {
    Proposed,
    Planned,
    Done,
    /// It took place without the guest.
    Absent,
    Cancelled,
}

words!(ItemState {
    Proposed "proposed" "plan-state-proposed",
    Planned "planned" "plan-state-planned",
    Done "done" "plan-state-done",
    Absent "absent" "plan-state-absent",
    Cancelled "cancelled" "plan-state-cancelled",
});

impl ItemState {
    /// What the ledger calls the way from here to `to`.
    pub fn move_to(self, to: Self) -> Outcome<&'static str> {
        use ItemState::{Absent, Cancelled, Done, Planned, Proposed};
        match (self, to) {
            (Proposed, Planned) => Ok("plan_item.accepted"),
            (Proposed, Cancelled) => Ok("plan_item.dismissed"),
            (Planned, Done) => Ok("plan_item.done"),
            (Planned, Absent) => Ok("plan_item.absent"),
            (Planned, Cancelled) => Ok("plan_item.cancelled"),
            (Done | Absent | Cancelled, Planned) => Ok("plan_item.put_back"),
            (from, to) if from == to => Err(Failure::conflict("plan-same-state")),
            (Done | Absent | Cancelled, _) => Err(Failure::conflict("plan-put-back-first")),
            _ => Err(Failure::conflict("plan-accept-first")),
        }
    }

    /// Whether it can still be moved about.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Planned)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanAnswer)]
pub enum Answer {
    Unanswered,
    Accepted,
    Declined,
}

words!(Answer {
    Unanswered "unanswered" "plan-answer-unanswered",
    Accepted "accepted" "plan-answer-accepted",
    Declined "declined" "plan-answer-declined",
});

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    pub id: ItemId,
    pub exchange: ExchangeId,
    /// Counts within the exchange, from 1.
    pub ordinal: i64,
    pub title: String,
    pub kind: ItemKind,
    pub from: Time,
    /// The first instant after it.
    pub until: Time,
    pub place: String,
    /// http or https, or empty.
    pub link: String,
    /// Keys of the aims it serves.
    pub aims: Vec<Uuid>,
    pub state: ItemState,
    /// What proposed it: `task:…`, `incident:…`, `mid`.
    pub source: Option<String>,
    pub created_by: Option<Uuid>,
    pub changed_at: Time,
    pub version: i64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    pub item: ItemId,
    pub person: Uuid,
    pub answer: Answer,
}

impl Item {
    pub fn overlaps(&self, from: Time, until: Time) -> bool {
        self.from < until && from < self.until
    }

    /// By whole days on the calendar of `zone`, then by minutes; as long as before.
    pub fn shift(&mut self, days: i64, minutes: i64, zone: &TimeZone) {
        let length = self.until.since(self.from);
        let wall = zone.to_datetime(self.from.timestamp());
        let day = wall.checked_add(days.days()).unwrap_or(wall);
        let from = zone.to_timestamp(day).map_or(self.from, Time::from);
        self.from = from.plus(SignedDuration::from_mins(minutes));
        self.until = self.from.plus(length);
    }
}

/// Everything that is wrong with what can be edited, at once.
pub fn check(item: &Item) -> Outcome<()> {
    let mut errors = Vec::new();
    if item.title.is_empty() {
        errors.push(FieldError::new("title", Msg::new("failure-required")));
    }
    for (field, text, most) in [
        ("title", &item.title, LONGEST_TITLE),
        ("place", &item.place, LONGEST_PLACE),
        ("link", &item.link, LONGEST_LINK),
    ] {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        } else if text.chars().any(char::is_control) {
            errors.push(FieldError::new(field, Msg::new("failure-not-understood")));
        }
    }
    if !item.link.is_empty() && !is_link(&item.link) {
        errors.push(FieldError::new("link", Msg::new("failure-url-not-http")));
    }
    let year = item.from.timestamp().to_zoned(TimeZone::UTC).year();
    if !(2000..=2199).contains(&year) {
        errors.push(FieldError::new("from", Msg::new("exchange-day-far")));
    } else if item.until <= item.from {
        errors.push(FieldError::new("until", Msg::new("plan-until-early")));
    } else if item.until.since(item.from) > SignedDuration::from_hours(LONGEST_HOURS) {
        errors.push(FieldError::new("until", Msg::new("plan-until-late")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

fn is_link(text: &str) -> bool {
    text.parse::<url::Url>().is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// How far an item may be moved in one go.
pub fn check_shift(days: i64, minutes: i64) -> Outcome<()> {
    if days == 0 && minutes == 0 {
        return Err(Failure::invalid("days", "plan-not-moved"));
    }
    if !(-366..=366).contains(&days) || !(-24 * 60..=24 * 60).contains(&minutes) {
        return Err(Failure::invalid("days", "plan-moved-far"));
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn item(ordinal: i64, from: &str, until: &str) -> Item {
        let time = |text: &str| format!("{text}+09:00").parse::<jiff::Timestamp>().unwrap().into();
        Item {
            id: ItemId(Uuid::from_u128(ordinal.unsigned_abs().into())),
            exchange: ExchangeId(Uuid::nil()),
            ordinal,
            title: format!("予定{ordinal}"),
            kind: ItemKind::Pairing,
            from: time(from),
            until: time(until),
            place: String::new(),
            link: String::new(),
            aims: Vec::new(),
            state: ItemState::Planned,
            source: None,
            created_by: None,
            changed_at: Time(0),
            version: 1,
        }
    }

    #[test]
    fn states_lead_on_and_back() {
        use ItemState::{Absent, Cancelled, Done, Planned, Proposed};
        let allowed = [
            (Proposed, Planned),
            (Proposed, Cancelled),
            (Planned, Done),
            (Planned, Absent),
            (Planned, Cancelled),
            (Done, Planned),
            (Absent, Planned),
            (Cancelled, Planned),
        ];
        for from in ItemState::ALL {
            for to in ItemState::ALL {
                assert_eq!(from.move_to(*to).is_ok(), allowed.contains(&(*from, *to)), "{from:?} → {to:?}");
            }
            assert_eq!(ItemState::named(from.name()), Some(*from));
        }
    }

    #[test]
    fn moving_keeps_the_time_on_the_wall_and_the_length() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let mut moved = item(1, "2026-11-16T10:00", "2026-11-16T11:30");
        moved.shift(1, -30, &tokyo);
        let same = item(1, "2026-11-17T09:30", "2026-11-17T11:00");
        assert_eq!((moved.from, moved.until), (same.from, same.until));
        // Over a change of the clocks: nine o'clock stays nine o'clock.
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let mut moved = item(1, "2026-10-24T16:00", "2026-10-24T17:00");
        moved.shift(1, 0, &berlin);
        assert_eq!(moved.from, item(1, "2026-10-25T17:00", "2026-10-25T18:00").from);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let fields = |item: &Item| match check(item) {
            Err(Failure::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect::<Vec<_>>().join(" "),
            _ => String::new(),
        };
        let right = item(1, "2026-11-16T10:00", "2026-11-16T11:00");
        assert_eq!(fields(&right), "");
        for (link, wrong) in [
            ("https://example.com/x", ""),
            ("http://10.0.0.1:8080/", ""),
            ("javascript:alert(1)", "link"),
            ("ftp://example.com", "link"),
            ("example.com", "link"),
            ("https://", "link"),
            ("https://a\nb", "link link"),
        ] {
            let got = fields(&Item { link: link.into(), ..right.clone() });
            assert!(got == wrong || (wrong == "link link" && got.starts_with("link")), "{link}: {got}");
        }
        let mut wrong = Item { title: String::new(), place: "x".repeat(201), ..right.clone() };
        wrong.until = wrong.from;
        assert_eq!(fields(&wrong), "title place until");
        wrong.until = wrong.from.plus(SignedDuration::from_hours(200));
        assert_eq!(fields(&Item { title: "x".into(), place: String::new(), ..wrong }), "until");
        assert!(check_shift(0, 0).is_err() && check_shift(400, 0).is_err() && check_shift(-1, 30).is_ok());
        assert!(check_shift(i64::MIN, 0).is_err() && check_shift(1, i64::MIN).is_err());
    }
}

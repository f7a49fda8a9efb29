//! A maintenance window, its states, and what may be written on it.

use jiff::tz::TimeZone;
use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};
use ryugaku_routing::SilenceState;

use super::matchers;
use super::silence::{By, LONGEST_COMMENT, check_span, state, too_long};
use super::weekly::Weekly;

id_type!(
    /// A maintenance window's key.
    WindowId
);

pub const LONGEST_TITLE: usize = 200;
/// Under way and upcoming ones together.
pub const MOST_CURRENT: i64 = 1_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WindowState {
    Upcoming,
    #[default]
    UnderWay,
    Past,
}

impl WindowState {
    pub const ALL: [Self; 3] = [Self::UnderWay, Self::Upcoming, Self::Past];

    pub fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::UnderWay => "under_way",
            Self::Past => "past",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Upcoming => "maintenance-upcoming",
            Self::UnderWay => "maintenance-under-way",
            Self::Past => "maintenance-past",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Window {
    pub id: WindowId,
    pub title: String,
    pub comment: String,
    pub matchers: Vec<Matcher>,
    pub starts_at: Time,
    /// Itself within.
    pub ends_at: Time,
    /// Between the two only then.
    pub weekly: Option<Weekly>,
    pub product: Option<Uuid>,
    pub service: Option<Uuid>,
    pub by: By,
    pub created_at: Time,
    pub updated_at: Time,
    /// Ended or cancelled by somebody, before its time.
    pub ended_at: Option<Time>,
    pub version: i64,
}

impl Window {
    pub fn state(&self, now: Time) -> WindowState {
        match (self.ended_at, state(self.starts_at, self.ends_at, now)) {
            (Some(_), _) | (None, SilenceState::Expired) => WindowState::Past,
            (None, SilenceState::Pending) => WindowState::Upcoming,
            (None, SilenceState::Active) => WindowState::UnderWay,
        }
    }

    /// Whether it never began.
    pub fn is_cancelled(&self) -> bool {
        self.ended_at.is_some_and(|at| at < self.starts_at)
    }

    /// Whether it holds alerts back at that time.
    pub fn is_open(&self, now: Time, zone: &TimeZone) -> Outcome<bool> {
        let under_way = self.state(now) == WindowState::UnderWay;
        let Some(weekly) = self.weekly.as_ref().filter(|_| under_way) else { return Ok(under_way) };
        Ok(weekly.intervals(zone)?.iter().any(|interval| interval.contains(now)))
    }
}

/// Everything that is wrong, at once.
pub fn check(window: &Window, now: Time) -> Outcome<()> {
    let mut errors = Vec::new();
    if window.title.is_empty() {
        errors.push(FieldError::new("title", Msg::new("failure-required")));
    }
    errors.extend(too_long("title", &window.title, LONGEST_TITLE));
    errors.extend(too_long("comment", &window.comment, LONGEST_COMMENT));
    errors.extend(matchers::check(&window.matchers));
    errors.extend(check_span(window.starts_at, window.ends_at, now));
    errors.extend(window.weekly.iter().flat_map(Weekly::check));
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::ActorKind;

    use super::*;

    fn window(title: &str) -> Window {
        Window {
            id: WindowId(Uuid::nil()),
            title: title.into(),
            comment: String::new(),
            matchers: Matcher::parse_list("host=db").unwrap(),
            starts_at: Time(10),
            ends_at: Time(20),
            weekly: None,
            product: None,
            service: None,
            by: By { kind: ActorKind::Operator, id: None },
            created_at: Time(0),
            updated_at: Time(0),
            ended_at: None,
            version: 1,
        }
    }

    #[test]
    fn states() {
        let mut one = window("x");
        for (now, expected) in [
            (9, WindowState::Upcoming),
            (10, WindowState::UnderWay),
            (20, WindowState::UnderWay),
            (21, WindowState::Past),
        ] {
            assert_eq!(one.state(Time(now)), expected, "{now}");
            assert_eq!(one.is_open(Time(now), &TimeZone::UTC).unwrap(), expected == WindowState::UnderWay);
        }
        one.ended_at = Some(Time(15));
        assert!(one.state(Time(15)) == WindowState::Past && !one.is_cancelled());
        one.ended_at = Some(Time(5));
        assert!(one.is_cancelled());
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check(&window("x"), Time(0)).is_ok());
        let mut wrong = window("");
        wrong.matchers.clear();
        wrong.ends_at = Time(10);
        wrong.weekly = Some(Weekly { weekdays: Vec::new(), from: "22:00".into(), until: "23:00".into() });
        let Err(Failure::Invalid(errors)) = check(&wrong, Time(0)) else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["title", "matchers", "ends_at", "weekdays"]);
    }
}

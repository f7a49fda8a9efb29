//! A calendar that somebody brought from elsewhere, and how far it is read.

use jiff::SignedDuration;
use ryugaku_ical::{Event, Window};
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};
use serde::{Deserialize, Serialize};

id_type!(
    /// An imported calendar's key.
    CalendarId
);

pub const LONGEST_NAME: usize = 60;
/// Of one person.
pub const MOST: i64 = 10;
/// What lies further back has no use for a plan.
const DAYS_BACK: i64 = 30;
const DAYS_AHEAD: i64 = 400;

#[derive(Clone, Debug)]
pub struct Calendar {
    pub id: CalendarId,
    pub person: Uuid,
    pub name: String,
    pub imported_at: Time,
    /// What was read: from the first instant, up to but without the second.
    pub from: Time,
    pub until: Time,
    /// Entries that were understood.
    pub entries: i64,
    /// To-dos and other things that take up no time.
    pub passed: i64,
    pub refused: Vec<RefusedLine>,
}

/// An entry or line that was not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedLine {
    pub line: usize,
    pub uid: Option<String>,
    pub why: Msg,
}

/// A time that is taken up, with what its owner alone may read.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnTime {
    pub from: Time,
    pub until: Time,
    pub all_day: bool,
    pub busy: bool,
    pub title: String,
    pub place: String,
}

/// The same as anybody else may know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Busy {
    pub who: Uuid,
    pub from: Time,
    pub until: Time,
    pub all_day: bool,
}

impl From<Event> for OwnTime {
    fn from(event: Event) -> Self {
        Self {
            from: event.from,
            until: event.until,
            all_day: event.all_day,
            busy: event.busy,
            title: event.summary,
            place: event.location,
        }
    }
}

pub fn window(now: Time) -> Window {
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    Window { from: now.minus(days(DAYS_BACK)), until: now.plus(days(DAYS_AHEAD)) }
}

pub fn check_name(name: &str) -> Outcome<()> {
    let msg = if name.is_empty() {
        Msg::new("failure-required")
    } else if name.chars().count() > LONGEST_NAME {
        Msg::new("failure-too-long").with("most", LONGEST_NAME)
    } else if name.chars().any(char::is_control) {
        Msg::new("failure-not-understood")
    } else {
        return Ok(());
    };
    Err(Failure::Invalid(vec![FieldError::new("name", msg)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_one_line() {
        for (name, fits) in [("仕事", true), ("", false), ("a\nb", false), (&"あ".repeat(61), false)] {
            assert_eq!(check_name(name).is_ok(), fits, "{name}");
        }
        let window = window(Time(0));
        assert!(window.from < Time(0) && window.until > Time(0));
    }
}

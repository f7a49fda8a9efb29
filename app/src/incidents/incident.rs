//! An incident, and what may be written on it.

use ryugaku_kernel::{Failure, FieldError, Msg, Number, Outcome, Time, Uuid, id_type};

use super::severity::Severity;
use super::status::Status;
use super::users::{self, Users};
use crate::diary::entry::is_address;

id_type!(
    /// An incident's key.
    IncidentId
);

pub const PREFIX: &str = "INC";
/// Of a practice incident: what it is shows wherever its number stands. Both count together.
pub const PRACTICE_PREFIX: &str = "DRILL";
pub const LONGEST_TITLE: usize = 200;
pub const LONGEST_IMPACT: usize = 500;
pub const LONGEST_ADDRESS: usize = 1_000;
/// A note, the line at resolving, the reason of a reopening.
pub const LONGEST_TEXT: usize = 10_000;
pub const MOST_SERVICES: usize = 50;
pub const MOST_ALERTS: usize = 200;
/// How far back a start may be put.
pub(super) const EARLIEST_BEGIN: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 365);

#[derive(Clone, Debug)]
pub struct Incident {
    pub id: IncidentId,
    pub count: i64,
    pub title: String,
    pub severity: Severity,
    pub status: Status,
    /// Who or what is hit; empty while nobody has said.
    pub impact: String,
    /// How many of the users.
    pub users: Users,
    /// Where those who work on it talk; empty while there is no call.
    pub call_url: String,
    pub commander: Option<Uuid>,
    /// When it began, never after it was opened.
    pub began_at: Time,
    pub opened_at: Time,
    pub reached: Reached,
    /// A drill: run as a real one is, told to nobody outside and counted nowhere.
    pub practice: bool,
    /// Only those who are named know of it.
    pub is_restricted: bool,
    /// The count of the one it goes on in.
    pub merged_into: Option<i64>,
    pub version: i64,
}

/// When each status was last entered; those that lie ahead, or were skipped, are unset.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Reached([Option<Time>; 6]);

impl Reached {
    pub fn of(times: [Option<Time>; 6]) -> Self {
        Self(times)
    }

    pub fn at(&self, status: Status) -> Option<Time> {
        self.0[status as usize]
    }

    /// Each time put elsewhere.
    pub(super) fn on(self, place: impl Fn(Time) -> Time) -> Self {
        Self(self.0.map(|at| at.map(&place)))
    }

    fn enter(&mut self, status: Status, now: Time) {
        self.0[status as usize] = Some(now);
        self.0[status as usize + 1..].fill(None);
    }
}

impl Incident {
    pub fn opened(id: IncidentId, count: i64, title: String, severity: Severity, now: Time) -> Self {
        let mut reached = Reached::default();
        reached.enter(Status::Investigating, now);
        Self {
            id,
            count,
            title,
            severity,
            status: Status::Investigating,
            impact: String::new(),
            users: Users::default(),
            call_url: String::new(),
            commander: None,
            began_at: now,
            opened_at: now,
            reached,
            practice: false,
            is_restricted: false,
            merged_into: None,
            version: 1,
        }
    }

    pub fn number(&self) -> Number {
        self.number_of(self.count)
    }

    pub fn merged_into(&self) -> Option<Number> {
        self.merged_into.map(|count| self.number_of(count))
    }

    /// Why it is not called so, if it is not: drills and incidents count together, so that a bare count names it as well.
    pub fn miscalled(&self, text: &str) -> Option<Msg> {
        let number = self.number();
        let is_it = Number::count_of(&number.prefix, text) == Some(self.count);
        (!is_it).then(|| Msg::new("incident-miscalled").with("called", text).with("number", number.to_string()))
    }

    /// Drills are merged with drills only.
    fn number_of(&self, count: i64) -> Number {
        Number::new(if self.practice { PRACTICE_PREFIX } else { PREFIX }, count)
    }

    /// The key of how it stands, in a word.
    pub fn standing(&self) -> &'static str {
        if self.merged_into.is_some() { "incident-status-merged" } else { self.status.key() }
    }

    /// The caller has asked [`Status`] whether it may.
    pub fn enter(&mut self, status: Status, now: Time) {
        self.status = status;
        self.reached.enter(status, now);
    }

    /// Since when it has stood where it stands.
    pub fn since(&self) -> Time {
        self.reached.at(self.status).unwrap_or(self.opened_at)
    }

    pub fn resolved_at(&self) -> Option<Time> {
        self.reached.at(Status::Resolved)
    }
}

/// The count in a number as people write it; anything else is no incident.
pub fn count_of(text: &str) -> Outcome<i64> {
    let count = Number::count_of(PREFIX, text).or_else(|| Number::count_of(PRACTICE_PREFIX, text));
    count.ok_or(Failure::NotFound("incident"))
}

/// Everything that is wrong with what can be edited, at once.
pub fn check(incident: &Incident, services: usize) -> Outcome<()> {
    let mut errors = Vec::new();
    if incident.title.trim().is_empty() {
        errors.push(FieldError::new("title", Msg::new("failure-required")));
    }
    for (field, text, most) in [("title", &incident.title, LONGEST_TITLE), ("impact", &incident.impact, LONGEST_IMPACT)]
    {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    let call = &incident.call_url;
    if !call.is_empty() && (call.len() > LONGEST_ADDRESS || !is_address(call)) {
        errors.push(FieldError::new("call_url", Msg::new("incident-call-wrong").with("most", LONGEST_ADDRESS)));
    }
    errors.extend(users::wrong(&incident.users));
    if services > MOST_SERVICES {
        errors.push(FieldError::new("services", Msg::new("incident-too-many").with("most", MOST_SERVICES)));
    }
    if incident.began_at > incident.opened_at {
        errors.push(FieldError::new("began_at", Msg::new("incident-began-late")));
    } else if incident.opened_at.since(incident.began_at) > EARLIEST_BEGIN {
        errors.push(FieldError::new("began_at", Msg::new("incident-began-early")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// Something that must be written, such as a note or a reason.
pub fn check_text(field: &'static str, text: &str) -> Outcome<()> {
    if text.trim().is_empty() {
        return Err(Failure::invalid(field, "failure-required"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Failure::invalid_msg(field, Msg::new("failure-too-long").with("most", LONGEST_TEXT)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident() -> Incident {
        let id = IncidentId(Uuid::nil());
        Incident::opened(id, 214, "決済APIで5xx".into(), Severity::Sev2, Time(1_795_025_520_000_000))
    }

    #[test]
    fn going_back_forgets_what_lay_ahead() {
        let mut incident = incident();
        incident.enter(Status::Monitoring, Time(5));
        assert_eq!(incident.reached.at(Status::Fixing), None, "a skipped step has no time");
        incident.enter(Status::Identified, Time(9));
        assert_eq!((incident.since(), incident.reached.at(Status::Monitoring)), (Time(9), None));
        assert!(incident.reached.at(Status::Investigating).is_some());
    }

    #[test]
    fn a_call_is_an_address_of_the_web() {
        for (call_url, fits) in [
            ("", true),
            ("https://meet.example.com/abc?d=e", true),
            ("javascript:alert(1)", false),
            ("meet.example.com", false),
        ] {
            let incident = Incident { call_url: call_url.into(), ..incident() };
            assert_eq!(check(&incident, 0).is_ok(), fits, "{call_url}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check(&incident(), 50).is_ok());
        let day = jiff::SignedDuration::from_hours(24);
        let later = Time(incident().opened_at.0 + 1);
        for (title, impact, began, services, fields) in [
            ("題".repeat(200), String::new(), incident().opened_at, 0, vec![]),
            ("題".repeat(201), "x".repeat(501), later, 51, vec!["title", "impact", "services", "began_at"]),
            ("　 ".into(), String::new(), incident().opened_at.minus(day * 366), 0, vec!["title", "began_at"]),
            ("t".into(), String::new(), Time(i64::MIN), 0, vec!["began_at"]),
        ] {
            let incident = Incident { title, impact, began_at: began, ..incident() };
            let found = match check(&incident, services) {
                Err(Failure::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
                _ => Vec::new(),
            };
            assert_eq!(found, fields);
        }
    }
}

//! A silence, its states, and what may be written on it. What it matches is judged in `matchers`.

use ryugaku_alerting::Matcher;
use ryugaku_kernel::{ActorKind, Cx, Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};
use ryugaku_routing::SilenceState;

use super::matchers;

id_type!(
    /// A silence's key, as Alertmanager's clients know it.
    SilenceId
);

pub const LONGEST_COMMENT: usize = 4_000;
pub const LONGEST_CREATOR: usize = 256;
/// Active and pending ones together.
pub const MOST_CURRENT: i64 = 10_000;

#[derive(Clone, Debug)]
pub struct Silence {
    pub id: SilenceId,
    pub matchers: Vec<Matcher>,
    pub comment: String,
    /// As Alertmanager's clients name themselves; for all others the name of who made it.
    pub created_by: String,
    pub by: By,
    pub starts_at: Time,
    /// Itself within.
    pub ends_at: Time,
    pub created_at: Time,
    pub updated_at: Time,
    /// Ended by somebody, before its time.
    pub expired_at: Option<Time>,
    /// The one that was made in its place.
    pub replaced_by: Option<Uuid>,
    pub version: i64,
}

/// Who made it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    pub kind: ActorKind,
    pub id: Option<Uuid>,
}

impl By {
    pub fn of(cx: &Cx) -> Self {
        Self { kind: cx.who.kind, id: cx.who.id }
    }
}

impl Silence {
    pub fn state(&self, now: Time) -> SilenceState {
        // Somebody who ends a silence finds it ended in the same microsecond.
        if self.expired_at.is_some() {
            return SilenceState::Expired;
        }
        state(self.starts_at, self.ends_at, now)
    }

    /// silence/silence.go `canUpdate`: whether it may become `new` under its own id.
    pub fn may_become(&self, new: &Self, now: Time) -> bool {
        if !matchers::same(&self.matchers, &new.matchers) {
            return false;
        }
        let second = |at: Time| at.0.div_euclid(1_000_000);
        match self.state(now) {
            SilenceState::Active => second(new.starts_at) == second(self.starts_at) && new.ends_at >= now,
            SilenceState::Pending => new.starts_at >= now,
            SilenceState::Expired => false,
        }
    }
}

/// Both ends are within.
pub fn state(starts_at: Time, ends_at: Time, now: Time) -> SilenceState {
    match (now < starts_at, now > ends_at) {
        (true, _) => SilenceState::Pending,
        (false, true) => SilenceState::Expired,
        (false, false) => SilenceState::Active,
    }
}

pub fn state_name(state: SilenceState) -> &'static str {
    match state {
        SilenceState::Active => "active",
        SilenceState::Pending => "pending",
        SilenceState::Expired => "expired",
    }
}

/// Everything that is wrong, at once.
pub fn check(silence: &Silence, now: Time) -> Outcome<()> {
    let mut errors = matchers::check(&silence.matchers);
    errors.extend(check_span(silence.starts_at, silence.ends_at, now));
    errors.extend(too_long("comment", &silence.comment, LONGEST_COMMENT));
    errors.extend(too_long("created_by", &silence.created_by, LONGEST_CREATOR));
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

pub(super) fn check_span(starts_at: Time, ends_at: Time, now: Time) -> Option<FieldError> {
    if ends_at <= starts_at {
        Some(FieldError::new("ends_at", Msg::new("silence-ends-before-start")))
    } else if ends_at <= now {
        Some(FieldError::new("ends_at", Msg::new("silence-ends-in-past")))
    } else {
        None
    }
}

pub(super) fn too_long(field: &'static str, text: &str, most: usize) -> Option<FieldError> {
    let long = text.chars().count() > most;
    long.then(|| FieldError::new(field, Msg::new("failure-too-long").with("most", most)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silence(matchers: &str, starts_at: i64, ends_at: i64) -> Silence {
        Silence {
            id: SilenceId(Uuid::nil()),
            matchers: Matcher::parse_list(matchers).unwrap(),
            comment: String::new(),
            created_by: String::new(),
            by: By { kind: ActorKind::Operator, id: None },
            starts_at: Time(starts_at),
            ends_at: Time(ends_at),
            created_at: Time(0),
            updated_at: Time(0),
            expired_at: None,
            replaced_by: None,
            version: 1,
        }
    }

    /// silence/silence_test.go `TestSilenceCanUpdate`-like cases; times in microseconds, `now` is 50 s.
    #[test]
    fn what_may_change_in_place() {
        let now = Time(50_000_000);
        let s = |from: i64, until: i64| silence("a=b", from * 1_000_000, until * 1_000_000);
        for (old, new, may, why) in [
            (s(10, 90), s(10, 120), true, "active, ends later"),
            (s(10, 90), s(10, 60), true, "active, ends sooner"),
            (s(10, 90), s(10, 40), false, "active, ends in the past"),
            (s(10, 90), s(20, 90), false, "active, began otherwise"),
            (s(60, 90), s(70, 90), true, "pending, begins later"),
            (s(60, 90), s(40, 90), false, "pending, would have begun"),
            (s(10, 40), s(10, 90), false, "expired"),
            (s(10, 90), silence("a=c", 10_000_000, 90_000_000), false, "other matchers"),
        ] {
            assert_eq!(old.may_become(&new, now), may, "{why}");
        }
        let shown_in_milliseconds = silence("a=b", 10_000_999, 90_000_000);
        assert!(shown_in_milliseconds.may_become(&s(10, 90), now));
        let mut ended = s(10, 90);
        ended.expired_at = Some(now);
        assert_eq!(ended.state(now), SilenceState::Expired);
        assert!(!ended.may_become(&s(10, 90), now));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check(&silence("a=b", 0, 60), Time(50)).is_ok());
        let mut wrong = silence("a=~\".*\"", 0, 40);
        wrong.comment = "x".repeat(LONGEST_COMMENT + 1);
        let Err(Failure::Invalid(errors)) = check(&wrong, Time(50)) else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["matchers", "ends_at", "comment"]);
        for (starts_at, ends_at) in [(60, 60), (70, 60), (0, 50)] {
            assert!(check(&silence("a=b", starts_at, ends_at), Time(50)).is_err(), "{starts_at} to {ends_at}");
        }
    }
}

//! An exchange: who goes where, when, for how much of their time, and why.

use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Number, Outcome, Time, Uuid, id_type};

use super::state::State;

id_type!(
    /// An exchange's key.
    ExchangeId
);

pub const PREFIX: &str = "EX";
pub const LONGEST_WHY: usize = 4000;
pub const LONGEST_RHYTHM: usize = 200;
/// A reason, a note.
pub const LONGEST_TEXT: usize = 4000;
/// Two years: what is longer is a move to another team.
const LONGEST_DAYS: i32 = 731;

#[derive(Clone, Debug)]
pub struct Exchange {
    pub id: ExchangeId,
    pub count: i64,
    pub state: State,
    /// Since when it rests, while it rests.
    pub paused_at: Option<Time>,
    pub people: People,
    pub home_team: Uuid,
    pub host_team: Uuid,
    /// The first and the last day, in the organisation's zone.
    pub from: Date,
    pub until: Date,
    /// Per cent of working time.
    pub share: i64,
    /// Which days, in words.
    pub rhythm: String,
    /// Why this team and now.
    pub why: String,
    /// The short name of the template it began from.
    pub template: Option<String>,
    pub offer: Option<Uuid>,
    pub wish: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub created_at: Time,
    /// When it came to stand where it stands.
    pub state_at: Time,
    pub reached: Reached,
    pub version: i64,
}

/// Who is who. The guest is always known; the others may be nobody yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct People {
    pub guest: Uuid,
    /// The guest's person in the host team.
    pub buddy: Option<Uuid>,
    pub home_manager: Option<Uuid>,
    pub host_manager: Option<Uuid>,
}

impl People {
    /// Everybody who is named, each once, the guest first.
    pub fn all(&self) -> Vec<Uuid> {
        let mut all = vec![self.guest];
        for person in [self.buddy, self.home_manager, self.host_manager].into_iter().flatten() {
            if !all.contains(&person) {
                all.push(person);
            }
        }
        all
    }
}

/// When each state of the way was last entered; those that lie ahead are unset.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Reached([Option<Time>; 8]);

impl Reached {
    pub fn of(times: [Option<Time>; 8]) -> Self {
        Self(times)
    }

    pub fn at(&self, state: State) -> Option<Time> {
        State::WAY.into_iter().position(|one| one == state).and_then(|at| self.0[at])
    }

    fn enter(&mut self, state: State, now: Time) {
        let Some(at) = State::WAY.into_iter().position(|one| one == state) else { return };
        self.0[at] = Some(now);
        self.0[at + 1..].fill(None);
    }
}

impl Exchange {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }

    /// A draft, or one that was given up before it was proposed: for those in it alone.
    pub fn is_private(&self) -> bool {
        let unproposed = self.reached.at(State::Proposed).is_none();
        self.state == State::Draft || (unproposed && self.state == State::Cancelled)
    }

    /// The caller has asked [`State`] whether it may.
    pub fn enter(&mut self, state: State, now: Time) {
        self.state = state;
        if state.is_over() {
            self.paused_at = None;
        }
        self.state_at = now;
        self.reached.enter(state, now);
    }

    /// Calendar weeks it takes, begun ones too; at least one.
    pub fn weeks(&self) -> i64 {
        i64::from((days(self.from, self.until) + 7) / 7)
    }

    /// Days it takes, the first and the last among them.
    pub fn length(&self) -> i32 {
        days(self.from, self.until) + 1
    }

    /// The week that `day` lies in, counted from 1; `None` before the first and after the last day.
    pub fn week_of(&self, day: Date) -> Option<i64> {
        (day >= self.from && day <= self.until).then(|| i64::from(days(self.from, day) / 7) + 1)
    }

    /// Half-way: the day on which mid-term feedback is due.
    pub fn mid(&self) -> Date {
        self.from.saturating_add((days(self.from, self.until) / 2).days())
    }

    /// How far along it is on `day`, from 0 to 1.
    pub fn along(&self, day: Date) -> f64 {
        let whole = f64::from(days(self.from, self.until).max(1));
        (f64::from(days(self.from, day)) / whole).clamp(0.0, 1.0)
    }

    /// Days of work a week that were agreed on, of five.
    pub fn days_a_week(&self) -> f64 {
        f64::from(i32::try_from(self.share).unwrap_or(0)) * 5.0 / 100.0
    }
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The count in a number as people write it; anything else is no exchange.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("exchange"))
}

/// Everything that is wrong with what is written on it, at once. What is only missing so far is for [`super::life`].
pub fn check(exchange: &Exchange) -> Outcome<()> {
    let mut errors = Vec::new();
    if exchange.home_team == exchange.host_team {
        errors.push(FieldError::new("host_team", Msg::new("exchange-same-team")));
    }
    for (field, manager) in
        [("home_manager", exchange.people.home_manager), ("host_manager", exchange.people.host_manager)]
    {
        if manager == Some(exchange.people.guest) {
            errors.push(FieldError::new(field, Msg::new("exchange-manager-is-guest")));
        }
    }
    if !(2000..=2199).contains(&exchange.from.year()) {
        errors.push(FieldError::new("from_day", Msg::new("exchange-day-far")));
    } else if exchange.until < exchange.from {
        let from = exchange.from.to_string();
        errors.push(FieldError::new("until_day", Msg::new("exchange-until-early").with("from", from)));
    } else if days(exchange.from, exchange.until) > LONGEST_DAYS {
        errors.push(FieldError::new("until_day", Msg::new("exchange-until-late")));
    }
    if !(1..=100).contains(&exchange.share) {
        errors.push(FieldError::new("share", Msg::new("exchange-share-range")));
    }
    for (field, text, most) in [("why", &exchange.why, LONGEST_WHY), ("rhythm", &exchange.rhythm, LONGEST_RHYTHM)] {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// Something that must be written, such as a reason.
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
pub(crate) mod tests {
    use jiff::civil::date;

    use super::*;

    pub fn exchange() -> Exchange {
        let people = People { guest: Uuid::from_u128(1), buddy: None, home_manager: None, host_manager: None };
        Exchange {
            id: ExchangeId(Uuid::nil()),
            count: 12,
            state: State::Draft,
            paused_at: None,
            people,
            home_team: Uuid::from_u128(10),
            host_team: Uuid::from_u128(11),
            from: date(2026, 10, 5),
            until: date(2026, 12, 25),
            share: 40,
            rhythm: String::new(),
            why: String::new(),
            template: None,
            offer: None,
            wish: None,
            created_by: None,
            created_at: Time(0),
            state_at: Time(0),
            reached: Reached::default(),
            version: 1,
        }
    }

    #[test]
    fn weeks_are_counted_from_the_first_day() {
        let exchange = exchange();
        assert_eq!((exchange.weeks(), exchange.mid()), (12, date(2026, 11, 14)));
        for (day, week) in [
            (date(2026, 10, 4), None),
            (date(2026, 10, 5), Some(1)),
            (date(2026, 10, 11), Some(1)),
            (date(2026, 11, 19), Some(7)),
            (date(2026, 12, 25), Some(12)),
            (date(2026, 12, 26), None),
        ] {
            assert_eq!(exchange.week_of(day), week, "{day}");
        }
        assert_eq!((exchange.along(date(2026, 1, 1)), exchange.along(date(2027, 1, 1))), (0.0, 1.0));
        let one_day = Exchange { until: exchange.from, ..exchange };
        assert_eq!((one_day.weeks(), one_day.mid()), (1, one_day.from));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check(&exchange()).is_ok());
        let wrong = Exchange {
            host_team: exchange().home_team,
            until: date(2026, 10, 4),
            share: 0,
            why: "x".repeat(4001),
            ..exchange()
        };
        let Err(Failure::Invalid(errors)) = check(&wrong) else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["host_team", "until_day", "share", "why"]);
    }

    #[test]
    fn going_back_forgets_what_lay_ahead() {
        let mut exchange = exchange();
        exchange.enter(State::Active, Time(5));
        exchange.enter(State::Agreed, Time(9));
        assert_eq!((exchange.reached.at(State::Active), exchange.reached.at(State::Agreed)), (None, Some(Time(9))));
    }
}

//! When feedback is due, and who writes it for each side.

use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Outcome, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::exchange::{Exchange, Side, State};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = FeedbackMoment)]
pub enum Moment {
    Mid,
    End,
    /// Thirty days afterwards.
    D30,
    D90,
}

impl Moment {
    pub const ALL: [Self; 4] = [Self::Mid, Self::End, Self::D30, Self::D90];

    pub fn name(self) -> &'static str {
        match self {
            Self::Mid => "mid",
            Self::End => "end",
            Self::D30 => "d30",
            Self::D90 => "d90",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Mid => "feedback-moment-mid",
            Self::End => "feedback-moment-end",
            Self::D30 => "feedback-moment-d30",
            Self::D90 => "feedback-moment-d90",
        }
    }
}

/// It may be written so many days before it is due.
const EARLY: i32 = 14;
/// So many days before it is due, its writer is reminded on their own page of today.
pub const SOON: i32 = 3;
/// What has been due for longer is not asked for any more.
pub const ASKED_WITHIN: i32 = 30;

/// The day on which feedback of this moment is due.
pub fn due_day(exchange: &Exchange, moment: Moment) -> Date {
    match moment {
        Moment::Mid => exchange.mid(),
        Moment::End => exchange.until,
        Moment::D30 => exchange.until.saturating_add(30.days()),
        Moment::D90 => exchange.until.saturating_add(90.days()),
    }
}

/// All of them, in order.
pub fn due(exchange: &Exchange) -> [(Moment, Date); 4] {
    Moment::ALL.map(|moment| (moment, due_day(exchange, moment)))
}

/// From when on it may be written.
pub fn opens(exchange: &Exchange, moment: Moment) -> Date {
    due_day(exchange, moment).saturating_sub(EARLY.days()).max(exchange.from)
}

/// Whether the exchange has begun: before that, and where it was given up, there is nothing to say.
pub fn is_open(exchange: &Exchange) -> bool {
    matches!(exchange.state, State::Active | State::Reviewing | State::FollowingUp | State::Closed)
}

/// Whether it may be written on `today`.
pub fn may_begin(exchange: &Exchange, moment: Moment, today: Date) -> bool {
    is_open(exchange) && today >= opens(exchange, moment)
}

/// Where feedback that was not given stands on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waits {
    /// It cannot be written yet.
    Ahead,
    Open,
    /// Its day is near, or today.
    Soon,
    /// So many days over.
    Late(i64),
    /// Nobody waits for it any more.
    Never,
}

pub fn waits(exchange: &Exchange, moment: Moment, today: Date) -> Waits {
    let left = (due_day(exchange, moment) - today).get_days();
    match () {
        () if exchange.state.is_over() => Waits::Never,
        () if !may_begin(exchange, moment, today) => Waits::Ahead,
        () if left < 0 => Waits::Late(i64::from(-left)),
        () if left <= SOON => Waits::Soon,
        () => Waits::Open,
    }
}

/// Whose turn it is on a side; nobody's where nobody is named.
pub fn writer(exchange: &Exchange, side: Side) -> Option<Uuid> {
    match side {
        Side::Guest => Some(exchange.people.guest),
        Side::Host => exchange.people.buddy.or(exchange.people.host_manager),
        Side::Home => exchange.people.home_manager,
    }
}

/// From the address; anything else is not there.
pub fn place(moment: &str, side: &str) -> Outcome<(Moment, Side)> {
    let unknown = || Failure::NotFound("feedback");
    Ok((Moment::named(moment).ok_or_else(unknown)?, Side::named(side).ok_or_else(unknown)?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ryugaku_kernel::Time;

    use super::*;
    use crate::exchange::ExchangeId;
    use crate::exchange::exchange::{People, Reached};

    fn exchange(state: State) -> Exchange {
        let people = People { guest: Uuid::from_u128(1), buddy: None, home_manager: None, host_manager: None };
        Exchange {
            id: ExchangeId(Uuid::nil()),
            count: 12,
            state,
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
    fn moments_follow_the_period() {
        let days = due(&exchange(State::Active)).map(|(_, day)| day);
        assert_eq!(days, [date(2026, 11, 14), date(2026, 12, 25), date(2027, 1, 24), date(2027, 3, 25)]);
    }

    #[test]
    fn it_is_written_from_a_fortnight_before_and_never_before_day_one() {
        let long = exchange(State::Active);
        let short = Exchange { until: date(2026, 10, 9), ..exchange(State::Active) };
        for (exchange, moment, from) in [
            (&long, Moment::Mid, date(2026, 10, 31)),
            (&long, Moment::End, date(2026, 12, 11)),
            (&short, Moment::Mid, date(2026, 10, 5)),
            (&short, Moment::D30, date(2026, 10, 25)),
        ] {
            assert_eq!(opens(exchange, moment), from);
            assert!(may_begin(exchange, moment, from) && !may_begin(exchange, moment, from.yesterday().unwrap()));
        }
        for state in State::ALL {
            let begun = [State::Active, State::Reviewing, State::FollowingUp, State::Closed].contains(&state);
            assert_eq!(may_begin(&exchange(state), Moment::Mid, date(2027, 1, 1)), begun, "{state:?}");
        }
    }

    #[test]
    fn what_was_not_given_is_late_while_it_can_still_come() {
        let active = exchange(State::Active);
        for (today, waits_for) in [
            (date(2026, 10, 30), Waits::Ahead),
            (date(2026, 10, 31), Waits::Open),
            (date(2026, 11, 11), Waits::Soon),
            (date(2026, 11, 14), Waits::Soon),
            (date(2026, 11, 15), Waits::Late(1)),
            (date(2026, 12, 24), Waits::Late(40)),
        ] {
            assert_eq!(waits(&active, Moment::Mid, today), waits_for, "{today}");
        }
        assert_eq!(waits(&exchange(State::Closed), Moment::Mid, date(2027, 1, 1)), Waits::Never);
        assert_eq!(waits(&exchange(State::Agreed), Moment::Mid, date(2027, 1, 1)), Waits::Ahead);
    }

    #[test]
    fn the_buddy_writes_for_the_host_else_their_manager() {
        let (buddy, manager, home) = (Uuid::from_u128(2), Uuid::from_u128(3), Uuid::from_u128(4));
        let mut exchange = exchange(State::Active);
        assert_eq!(Side::ALL.map(|side| writer(&exchange, side)), [Some(Uuid::from_u128(1)), None, None]);
        exchange.people.host_manager = Some(manager);
        exchange.people.home_manager = Some(home);
        assert_eq!(writer(&exchange, Side::Host), Some(manager));
        exchange.people.buddy = Some(buddy);
        assert_eq!((writer(&exchange, Side::Host), writer(&exchange, Side::Home)), (Some(buddy), Some(home)));
    }
}

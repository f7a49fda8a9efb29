//! What goes on after the last day, at which cadence.

use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::exchange::ExchangeId;

id_type!(
    /// A follow-up's key.
    FollowUpId
);

pub const LONGEST_WHAT: usize = 200;
/// Of one exchange.
pub const MOST: usize = 30;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    Once,
    Weekly,
    Monthly,
}

impl Cadence {
    pub const ALL: [Self; 3] = [Self::Once, Self::Weekly, Self::Monthly];

    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cadence| cadence.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Once => "cadence-once",
            Self::Weekly => "cadence-weekly",
            Self::Monthly => "cadence-monthly",
        }
    }

    /// When it is due again, after the day it was due and after `today`; never again, if it was once.
    pub fn after(self, first: Date, due: Date, today: Date) -> Option<Date> {
        let step = match self {
            Self::Once => return None,
            Self::Weekly => 1.week(),
            Self::Monthly => 1.month(),
        };
        // From the first day each time: months of different length do not move the day of the month.
        (1..20_000).map(|n| first.saturating_add(step * n)).find(|next| *next > due.max(today))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FollowUp {
    pub id: FollowUpId,
    pub exchange: ExchangeId,
    pub what: String,
    pub owner: Option<Uuid>,
    pub cadence: Cadence,
    /// The first day it was due.
    pub first: Date,
    /// The next day it is due; unset once it has ended.
    pub next: Option<Date>,
    pub ended_at: Option<Time>,
    /// The due day for which somebody was already reminded.
    pub nudged_for: Option<Date>,
    pub version: i64,
}

impl FollowUp {
    /// Whether it is theirs and has not ended.
    pub fn is_owed_by(&self, person: Uuid) -> bool {
        self.ended_at.is_none() && self.owner == Some(person)
    }
}

/// What was said one time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FollowNote {
    pub id: Uuid,
    pub follow_up: FollowUpId,
    pub day: Date,
    pub note: String,
    pub by: Option<Uuid>,
    pub at: Time,
}

pub fn check(follow_up: &FollowUp) -> Outcome<()> {
    let mut errors = Vec::new();
    if follow_up.what.trim().is_empty() {
        errors.push(FieldError::new("what", Msg::new("failure-required")));
    } else if follow_up.what.chars().count() > LONGEST_WHAT {
        errors.push(FieldError::new("what", Msg::new("failure-too-long").with("most", LONGEST_WHAT)));
    }
    if follow_up.next.is_some_and(|day| !(2000..=2199).contains(&day.year())) {
        errors.push(FieldError::new("next_day", Msg::new("exchange-day-far")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_next_time_lies_ahead() {
        let first = date(2027, 1, 12);
        for (cadence, due, today, next) in [
            (Cadence::Once, first, first, None),
            (Cadence::Weekly, first, first, Some(date(2027, 1, 19))),
            (Cadence::Weekly, first, date(2027, 2, 1), Some(date(2027, 2, 2))),
            // Held before it was due.
            (Cadence::Weekly, date(2027, 1, 26), date(2027, 1, 21), Some(date(2027, 2, 2))),
            (Cadence::Weekly, date(2047, 1, 8), date(2047, 1, 8), Some(date(2047, 1, 15))),
        ] {
            assert_eq!(cadence.after(first, due, today), next, "{cadence:?} {due} {today}");
        }
    }

    #[test]
    fn a_short_month_does_not_move_the_day() {
        let first = date(2027, 1, 31);
        let mut days = vec![first];
        for _ in 0..4 {
            let due = *days.last().unwrap();
            days.push(Cadence::Monthly.after(first, due, due).unwrap());
        }
        let said: Vec<_> = days.iter().map(|day| day.strftime("%m-%d").to_string()).collect();
        assert_eq!(said, ["01-31", "02-28", "03-31", "04-30", "05-31"]);
        assert_eq!(Cadence::Monthly.after(first, first, date(2027, 3, 1)), Some(date(2027, 3, 31)));
    }
}

//! A step of the readiness list: what has to be there before day one.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};

use super::exchange::ExchangeId;

id_type!(
    /// A step's key.
    StepId
);

pub const LONGEST_WHAT: usize = 200;
/// Of one exchange.
pub const MOST: usize = 60;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub id: StepId,
    pub exchange: ExchangeId,
    pub what: String,
    pub owner: Option<Uuid>,
    pub due: Date,
    pub done_at: Option<Time>,
    pub done_by: Option<Uuid>,
    /// How often it was nudged for being late.
    pub nudges: i64,
    pub version: i64,
}

impl Step {
    /// Whether it is theirs and not done.
    pub fn is_owed_by(&self, person: Uuid) -> bool {
        self.done_at.is_none() && self.owner == Some(person)
    }

    pub fn is_late(&self, today: Date) -> bool {
        self.done_at.is_none() && self.due < today
    }
}

pub fn check(step: &Step) -> Outcome<()> {
    let mut errors = Vec::new();
    if step.what.trim().is_empty() {
        errors.push(FieldError::new("what", Msg::new("failure-required")));
    } else if step.what.chars().count() > LONGEST_WHAT {
        errors.push(FieldError::new("what", Msg::new("failure-too-long").with("most", LONGEST_WHAT)));
    }
    if !(2000..=2199).contains(&step.due.year()) {
        errors.push(FieldError::new("due_day", Msg::new("exchange-day-far")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

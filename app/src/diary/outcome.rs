//! An outcome: what came of activities, for which aim, and where it can be looked at.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome as Done, Uuid, id_type};

use super::activity::Activity;
use super::entry::is_address;

id_type!(
    /// An outcome's key.
    OutcomeId
);

const LONGEST_WHAT: usize = 300;
const LONGEST_ARTEFACT: usize = 2000;
pub const MOST_ACTIVITIES: usize = 50;

#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    pub id: OutcomeId,
    pub exchange: Uuid,
    pub aim: Option<Uuid>,
    pub what: String,
    /// An address; empty while there is none.
    pub artefact: String,
    pub day: Date,
    pub by: Option<Uuid>,
    pub activities: Vec<Activity>,
    pub version: i64,
}

/// Everything that is wrong with what is written, at once.
pub fn check(outcome: &Outcome) -> Done<()> {
    let mut errors = Vec::new();
    if outcome.what.trim().is_empty() {
        errors.push(FieldError::new("what", Msg::new("failure-required")));
    } else if outcome.what.chars().count() > LONGEST_WHAT {
        errors.push(FieldError::new("what", Msg::new("failure-too-long").with("most", LONGEST_WHAT)));
    }
    let artefact = &outcome.artefact;
    if !artefact.is_empty() && (artefact.chars().count() > LONGEST_ARTEFACT || !is_address(artefact)) {
        errors.push(FieldError::new("artefact", Msg::new("diary-url-wrong")));
    }
    if !(2000..=2199).contains(&outcome.day.year()) {
        errors.push(FieldError::new("day", Msg::new("exchange-day-far")));
    }
    if outcome.activities.len() > MOST_ACTIVITIES {
        errors.push(FieldError::new("activities", Msg::new("outcome-activities-most").with("most", MOST_ACTIVITIES)));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let right = Outcome {
            id: OutcomeId(Uuid::nil()),
            exchange: Uuid::nil(),
            aim: None,
            what: "インシデントの bot".into(),
            artefact: "https://example.com/pr/7".into(),
            day: date(2026, 11, 19),
            by: None,
            activities: vec![Activity::Event(1)],
            version: 1,
        };
        assert!(check(&right).is_ok());
        let wrong = Outcome { what: " ".into(), artefact: "javascript:1".into(), day: date(1, 1, 1), ..right };
        let Err(Failure::Invalid(errors)) = check(&wrong) else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["what", "artefact", "day"]);
    }
}

//! What a team says it wants from SRE, and where that stands. It stays in sight until it is met or declined.

use ryugaku_kernel::{Failure, FieldError, Msg, Number, Outcome, Time, Uuid, id_type};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::consultation::{Reach, Urgency};

id_type!(
    /// A need's key.
    NeedId
);

pub const PREFIX: &str = "ND";
pub const LONGEST_WHAT: usize = 500;
/// An answer, a reason.
pub const LONGEST_TEXT: usize = 4000;
/// Needs written down in one go.
pub const MOST_AT_ONCE: usize = 20;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = NeedKind)]
pub enum Kind {
    /// What gets in the team's way.
    Problem,
    /// What it expects of the SRE team.
    Expectation,
    /// What it wants to learn.
    Wish,
    /// Something it wants to talk over: the lightest form.
    Consultation,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Problem, Self::Expectation, Self::Wish, Self::Consultation];

    pub fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Expectation => "expectation",
            Self::Wish => "wish",
            Self::Consultation => "consultation",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Problem => "need-kind-problem",
            Self::Expectation => "need-kind-expectation",
            Self::Wish => "need-kind-wish",
            Self::Consultation => "need-kind-consultation",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NeedState)]
pub enum State {
    /// Nobody has answered.
    Open,
    Answered,
    /// Somebody works on it.
    TakenUp,
    Met,
    /// It will not be met, for a reason that was written down.
    Declined,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Open, Self::Answered, Self::TakenUp, Self::Met, Self::Declined];
    /// Those that are still to be met.
    pub const WAITING: [Self; 3] = [Self::Open, Self::Answered, Self::TakenUp];

    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::TakenUp => "taken_up",
            Self::Met => "met",
            Self::Declined => "declined",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "need-state-open",
            Self::Answered => "need-state-answered",
            Self::TakenUp => "need-state-taken-up",
            Self::Met => "need-state-met",
            Self::Declined => "need-state-declined",
        }
    }

    pub fn is_over(self) -> bool {
        matches!(self, Self::Met | Self::Declined)
    }

    /// What the ledger calls the way from here to `to`. An answer has a verb of its own.
    pub fn move_to(self, to: Self) -> Outcome<&'static str> {
        match (self, to) {
            (Self::Open | Self::Answered, Self::TakenUp) => Ok("need.taken_up"),
            (Self::Open | Self::Answered | Self::TakenUp, Self::Met) => Ok("need.met"),
            (Self::Open | Self::Answered | Self::TakenUp, Self::Declined) => Ok("need.declined"),
            (Self::Met | Self::Declined, Self::Open) => Ok("need.reopened"),
            (from, to) if from == to => Err(Failure::conflict("need-same-state")),
            (from, _) if from.is_over() => Err(Failure::conflict("need-over")),
            _ => Err(Failure::conflict("need-no-way")),
        }
    }

    /// Whether going there has to be given a reason.
    pub fn needs_reason(self) -> bool {
        self == Self::Declined
    }
}

#[derive(Clone, Debug)]
pub struct Need {
    pub id: NeedId,
    pub count: i64,
    pub team: Uuid,
    pub kind: Kind,
    pub what: String,
    /// Of a consultation.
    pub urgency: Option<Urgency>,
    pub reach: Option<Reach>,
    pub state: State,
    /// `None`: written down by hand.
    pub discussion: Option<Uuid>,
    pub task: Option<Uuid>,
    /// The aim of an exchange it became, and the exchange.
    pub aim: Option<(Uuid, Uuid)>,
    pub asked_by: Option<Uuid>,
    pub asked_at: Time,
    pub answered_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub version: i64,
}

impl Need {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }

    /// For how long it has been waiting, or waited.
    pub fn until(&self, now: Time) -> Time {
        self.ended_at.unwrap_or(now)
    }
}

/// The count in a number as people write it; anything else is no need.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("need"))
}

/// The lines of a text that say something, without bullets: each one a need.
pub fn lines(text: &str) -> Vec<String> {
    let bare = |line: &str| line.trim().trim_start_matches(['-', '*', '・', '•', '●']).trim().to_owned();
    text.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

/// Everything that is wrong with these lines, at once, under `field`.
pub fn check(field: &'static str, whats: &[String]) -> Outcome<()> {
    let mut errors = Vec::new();
    if whats.is_empty() {
        errors.push(FieldError::new(field, Msg::new("failure-required")));
    }
    if whats.len() > MOST_AT_ONCE {
        errors.push(FieldError::new(field, Msg::new("need-too-many").with("most", MOST_AT_ONCE)));
    }
    if whats.iter().any(|what| what.chars().count() > LONGEST_WHAT) {
        errors.push(FieldError::new(field, Msg::new("need-line-long").with("most", LONGEST_WHAT)));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// A text that goes into the ledger, such as an answer.
pub fn check_text(field: &'static str, text: &str, required: bool) -> Outcome<()> {
    if required && text.is_empty() {
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

    #[test]
    fn a_need_ends_met_or_declined_and_can_come_back() {
        use State::{Answered, Declined, Met, Open, TakenUp};
        let allowed = [
            (Open, TakenUp),
            (Answered, TakenUp),
            (Open, Met),
            (Answered, Met),
            (TakenUp, Met),
            (Open, Declined),
            (Answered, Declined),
            (TakenUp, Declined),
            (Met, Open),
            (Declined, Open),
        ];
        for from in State::ALL {
            for to in State::ALL {
                assert_eq!(from.move_to(to).is_ok(), allowed.contains(&(from, to)), "{from:?} → {to:?}");
            }
        }
    }

    #[test]
    fn each_line_that_says_something_is_a_need() {
        for (text, expected) in [
            ("", vec![]),
            ("  \n\n", vec![]),
            ("しきい値が分からない", vec!["しきい値が分からない"]),
            ("- a\r\n・ b\n\n  * c ", vec!["a", "b", "c"]),
            ("3-2-1", vec!["3-2-1"]),
        ] {
            assert_eq!(lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_are_neither_none_nor_long_nor_many() {
        let line = |n: usize| vec!["x".repeat(n)];
        for (whats, errors) in [
            (line(500), 0),
            (line(501), 1),
            (Vec::new(), 1),
            (vec!["x".to_owned(); 20], 0),
            (vec!["x".repeat(501); 21], 2),
        ] {
            let found = match check("what", &whats) {
                Err(Failure::Invalid(errors)) => errors.len(),
                _ => 0,
            };
            assert_eq!(found, errors, "{} lines", whats.len());
        }
    }
}

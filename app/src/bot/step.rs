//! One step of a room, as it is stored, and how long it waits before it is tried again.

use jiff::SignedDuration;
use ryugaku_kernel::{Time, Uuid};

use super::errand::Errand;

#[derive(Clone, Debug)]
pub struct Step {
    pub id: Uuid,
    pub number: i64,
    pub errand: Errand,
    pub state: StepState,
    pub run_at: Time,
    /// How often it has been begun.
    pub attempts: i64,
    pub begun_at: Option<Time>,
    /// The chat's word for what went wrong.
    pub error: Option<String>,
    /// The permission that was missing.
    pub needs: Option<String>,
    pub created_at: Time,
    pub finished_at: Option<Time>,
}

/// The word for what was not said because everybody reads there.
pub const RESTRICTED: &str = "restricted";

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ChatStepState)]
pub enum StepState {
    Waiting,
    Done,
    /// Refused: somebody has to change something, and ask again.
    Failed,
    /// There was nothing to do any more, or nobody to do it to.
    Skipped,
}

impl StepState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Done, Self::Failed, Self::Skipped];

    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "bot-step-waiting",
            Self::Done => "bot-step-done",
            Self::Failed => "bot-step-failed",
            Self::Skipped => "bot-step-skipped",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Doubles from two seconds up to five minutes: an incident does not wait longer for a chat that is back.
pub fn wait(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(10);
    SignedDuration::from_secs((2_i64 << doublings).min(300))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_five_minutes() {
        assert_eq!([0, 1, 2, 3, 8, 9, 99].map(|attempts| wait(attempts).as_secs()), [2, 2, 4, 8, 256, 300, 300]);
    }
}

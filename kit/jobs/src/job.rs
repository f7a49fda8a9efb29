//! A job as it is stored, and the ways in which it may stop short.

use jiff::SignedDuration;
use ryugaku_db::Row;
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde::Serialize;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ready,
    Running,
    Done,
    GaveUp,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Ready, Self::Running, Self::Done, Self::GaveUp];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Done => "done",
            Self::GaveUp => "gave_up",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub payload: serde_json::Value,
    pub state: State,
    /// How often it has been begun.
    pub attempts: i64,
    pub run_at: Time,
    pub last_error: Option<String>,
    pub created_at: Time,
    pub finished_at: Option<Time>,
}

impl Job {
    pub(crate) const COLUMNS: &str = "id, kind, payload, state, attempts, run_at, last_error, created_at, finished_at";

    pub(crate) fn read(row: &Row) -> Outcome<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            payload: row.get("payload")?,
            state: row.word("state", State::named)?,
            attempts: row.get("attempts")?,
            run_at: row.get("run_at")?,
            last_error: row.get("last_error")?,
            created_at: row.get("created_at")?,
            finished_at: row.get("finished_at")?,
        })
    }

    /// The payload as the kind's own type.
    pub fn payload<T: serde::de::DeserializeOwned>(&self) -> Result<T, Stop> {
        serde_json::from_value(self.payload.clone()).map_err(|error| Stop::GiveUp(error.to_string()))
    }
}

/// Why a job did not finish. The text is for operators: what failed, no secrets.
#[derive(Debug)]
pub enum Stop {
    /// Try again later, with backoff.
    Retry(String),
    /// Try again, and not before so long: whoever was asked said so.
    RetryAfter(String, SignedDuration),
    /// Trying again cannot help.
    GiveUp(String),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Busy { .. } | Failure::Unavailable { .. } | Failure::Internal(_) => {
                Self::Retry(failure.to_string())
            }
            _ => Self::GiveUp(failure.to_string()),
        }
    }
}

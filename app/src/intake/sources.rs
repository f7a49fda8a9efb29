//! The sources of alerts as they stand beside other things: which deliver, and which have gone silent.

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Outcome};

use super::habit_store;
use super::integration::Integration;
use super::store;
use crate::shell::when;

pub struct Sources {
    /// The first 50.
    pub shown: Vec<Integration>,
    /// All of them.
    pub silent: Vec<Integration>,
}

impl Sources {
    pub async fn load(q: &mut dyn Query) -> Outcome<Self> {
        let silent = habit_store::silent(q).await?.into_iter().filter(Integration::is_silent).collect();
        Ok(Self { shown: store::active(q).await?, silent })
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Of those that are shown: from which something has come, and that go on.
    pub fn heard(&self) -> usize {
        self.shown.iter().filter(|one| one.last_seen_at.is_some() && !one.is_silent()).count()
    }
}

impl Integration {
    /// How long it usually is between two deliveries, in words.
    pub fn usual_gap_in(&self, lang: &Lang) -> Option<String> {
        self.habit.usual_gap().map(|gap| when::span(gap, *lang))
    }

    /// Alerts in one delivery, at least one.
    pub fn usual_alerts(&self) -> i64 {
        (self.habit.alerts.round() as i64).max(1)
    }
}

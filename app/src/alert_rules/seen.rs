//! What is shown beside rules: whether their alerts fire now, how often they did, and whose they are.

use std::collections::HashMap;

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time};

use super::Rule;
use crate::alerts::{self, Ownership};
use crate::app::App;

/// So far back it is counted.
pub const DAYS: i64 = 30;
/// Of the last so many runs.
const LOOKED: i64 = 50_000;

pub struct Seen {
    firing: HashMap<String, u64>,
    counts: HashMap<String, i64>,
    /// There were more runs than are counted: the numbers are at least so large.
    pub cut: bool,
    ownership: Ownership,
}

impl Seen {
    pub async fn load(app: &App, q: &mut dyn Query, now: Time) -> Outcome<Self> {
        let firing = app.board.look(&app.db, now, |state| {
            let values = state.machine.label_values("alertname").into_iter();
            values.map(|(name, n)| (name.to_owned(), n)).collect()
        });
        let recent = alerts::counts_by_name(q, now.minus(SignedDuration::from_hours(24 * DAYS)), LOOKED).await?;
        let ownership = Ownership::load(q).await?;
        Ok(Self { firing: firing.await?, counts: recent.found, cut: recent.cut, ownership })
    }

    /// How many of its alerts fire now.
    pub fn firing(&self, rule: &Rule) -> i64 {
        self.firing.get(&rule.name).map_or(0, |n| i64::try_from(*n).unwrap_or(i64::MAX))
    }

    /// How often its alerts began to fire in the last days.
    pub fn count(&self, rule: &Rule) -> i64 {
        self.counts.get(&rule.name).copied().unwrap_or(0)
    }

    /// The team that its alerts will belong to, as far as its labels say; `None`: that is not known.
    pub fn owner(&self, rule: &Rule) -> Option<&str> {
        self.ownership.team_name(&rule.service, &rule.team)
    }
}

//! What holds an alert back, with the names that people know it by.

use std::collections::{HashMap, HashSet};

use ryugaku_alerting::Fingerprint;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::active::Row;
use super::group::GroupKey;
use crate::silences::{self, SilenceBrief};

#[derive(Clone, PartialEq, Debug)]
pub enum HeldBy {
    Silence {
        id: Uuid,
        /// What it matches, in words.
        matchers: String,
        comment: String,
        until: Time,
    },
    Window {
        id: Uuid,
        title: String,
    },
    Alert {
        fingerprint: Fingerprint,
        name: String,
        rule: Option<String>,
    },
    /// It fires and resolves too often.
    Flapping,
}

impl HeldBy {
    /// Whether a group of this key is of those that this holds back.
    pub fn is(&self, key: &GroupKey) -> bool {
        match (self, key) {
            (Self::Silence { id, .. }, GroupKey::Silence(wanted))
            | (Self::Window { id, .. }, GroupKey::Window(wanted)) => id == wanted,
            (Self::Alert { fingerprint, .. }, GroupKey::Alert(wanted)) => fingerprint == wanted,
            _ => false,
        }
    }
}

/// The names of all silences and windows that hold back any of some alerts.
pub struct Names {
    silences: HashMap<Uuid, SilenceBrief>,
    windows: HashMap<Uuid, String>,
}

impl Names {
    pub async fn load(q: &mut dyn Query, rows: &[Row]) -> Outcome<Self> {
        let held = || rows.iter().filter_map(|row| row.fate.held());
        let silences: HashSet<Uuid> = held().flat_map(|held| held.silenced.iter().copied()).collect();
        let windows: HashSet<Uuid> = held().flat_map(|held| held.maintained.iter().copied()).collect();
        Ok(Self {
            silences: silences::silence_briefs(q, silences).await?,
            windows: silences::window_names(q, windows).await?,
        })
    }

    /// What is gone meanwhile is left out.
    pub fn of(&self, row: &Row) -> Vec<HeldBy> {
        let Some(held) = row.fate.held() else { return Vec::new() };
        let silences = held.silenced.iter().filter_map(|id| {
            let SilenceBrief { matchers, comment, until } = self.silences.get(id)?.clone();
            Some(HeldBy::Silence { id: *id, matchers, comment, until })
        });
        let windows = held.maintained.iter().filter_map(|id| {
            let title = self.windows.get(id)?.clone();
            Some(HeldBy::Window { id: *id, title })
        });
        let alerts = row.inhibitors.iter().map(|inhibitor| HeldBy::Alert {
            fingerprint: inhibitor.by,
            name: inhibitor.name.clone(),
            rule: inhibitor.rule.clone(),
        });
        silences.chain(windows).chain(alerts).chain(held.flapping.then_some(HeldBy::Flapping)).collect()
    }
}

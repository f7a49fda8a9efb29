//! What other slices may know of silences and maintenance windows: those that hold alerts back now or will, and their names.

use std::collections::{HashMap, HashSet};

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};
use ryugaku_routing::{Intervals, MaintenanceWindow, NamedInterval};

use super::silence::Silence;
use super::window::Window;
use super::{list_store, matchers, window_store};
use crate::organisation;

/// All silences that are not expired.
pub async fn all_current(q: &mut dyn Query, now: Time) -> Outcome<Vec<ryugaku_routing::Silence>> {
    Ok(list_store::current(q, now).await?.iter().map(Into::into).collect())
}

/// Maintenance windows, and the time intervals that they name.
#[derive(Debug, Default)]
pub struct CurrentWindows {
    pub windows: Vec<MaintenanceWindow>,
    /// Of the weekly ones, by the names that `during` has; in the organisation's zone as it is set now.
    pub intervals: Intervals,
}

/// All windows that are under way or upcoming.
pub async fn all_current_windows(q: &mut dyn Query, now: Time) -> Outcome<CurrentWindows> {
    let windows = window_store::current(q, now).await?;
    let mut current = CurrentWindows::default();
    if windows.is_empty() {
        return Ok(current);
    }
    let zone = organisation::store::load(q).await?.zone();
    for window in windows {
        let Window { id, matchers, starts_at, ends_at, weekly, .. } = window;
        let during = weekly.as_ref().map(|_| format!("maintenance {id}"));
        if let Some((weekly, name)) = weekly.zip(during.clone()) {
            current.intervals.0.push(NamedInterval { name, intervals: weekly.intervals(&zone)? });
        }
        current.windows.push(MaintenanceWindow { id: id.0, matchers, from: starts_at, until: ends_at, during });
    }
    Ok(current)
}

/// Enough of a silence to say what holds an alert back.
#[derive(Clone, Debug)]
pub struct SilenceBrief {
    /// What it matches, in words.
    pub matchers: String,
    pub comment: String,
    pub until: Time,
}

/// Those of these silences that are kept.
pub async fn silence_briefs(q: &mut dyn Query, ids: HashSet<Uuid>) -> Outcome<HashMap<Uuid, SilenceBrief>> {
    let brief = |silence: Silence| {
        let matchers = matchers::words(&silence.matchers);
        (silence.id.0, SilenceBrief { matchers, comment: silence.comment, until: silence.ends_at })
    };
    Ok(list_store::of_ids(q, ids.into_iter().collect()).await?.into_iter().map(brief).collect())
}

/// What each of these silences matches, in words.
pub async fn silence_names(q: &mut dyn Query, ids: HashSet<Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let found = list_store::of_ids(q, ids.into_iter().collect()).await?;
    Ok(found.into_iter().map(|silence| (silence.id.0, matchers::words(&silence.matchers))).collect())
}

/// The titles of these maintenance windows.
pub async fn window_names(q: &mut dyn Query, ids: HashSet<Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let found = window_store::of_ids(q, ids.into_iter().collect()).await?;
    Ok(found.into_iter().map(|window| (window.id.0, window.title)).collect())
}

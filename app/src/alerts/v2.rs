//! Firing alerts as Alertmanager's API gives them.

use std::collections::HashMap;

use ryugaku_alerting::{Body, Fingerprint, Matcher, RunId, View};
use ryugaku_kernel::{Failure, Outcome, Time};

use super::store;
use crate::app::App;

pub struct ReadFilter {
    pub active: bool,
    pub matchers: Vec<Matcher>,
    /// A regular expression for the receiver's name.
    pub receiver: Option<Matcher>,
}

impl Default for ReadFilter {
    fn default() -> Self {
        Self { active: true, matchers: Vec::new(), receiver: None }
    }
}

/// An alert that fires, with its texts.
pub struct Firing {
    pub fingerprint: Fingerprint,
    pub starts_at: Time,
    pub seen_until: Time,
    pub updated_at: Time,
    pub body: Body,
}

/// By fingerprint. The caller has checked who asks.
pub async fn gettable(app: &App, filter: &ReadFilter) -> Outcome<Vec<Firing>> {
    if !filter.active {
        return Ok(Vec::new());
    }
    let look = |state: &super::board::State| {
        let of = |view: View<'_>| {
            let times = (view.starts_at(), view.seen_until(), view.updated_at());
            (view.fingerprint(), view.run(), times, state.texts(view.run()))
        };
        state.machine.find(&filter.matchers).map(of).collect::<Vec<_>>()
    };
    let mut found = app.board.look(&app.db, app.clock.now(), look).await?;
    found.sort_unstable_by_key(|(fingerprint, ..)| *fingerprint);
    let mut firing = Vec::with_capacity(found.len());
    for some in found.chunks(CHUNK) {
        let runs: Vec<RunId> = some.iter().filter(|(.., texts)| texts.is_none()).map(|(_, run, ..)| *run).collect();
        let mut bodies: HashMap<RunId, Body> = store::bodies(&mut app.db.reader(), &runs).await?;
        for (fingerprint, run, (starts_at, seen_until, updated_at), texts) in some {
            let body = match texts {
                Some(texts) => Some(Body::from_bytes(texts).map_err(Failure::internal)?),
                None => bodies.remove(run),
            };
            // Without a row it ended just now.
            let Some(body) = body else { continue };
            let (fingerprint, starts_at) = (*fingerprint, *starts_at);
            firing.push(Firing { fingerprint, starts_at, seen_until: *seen_until, updated_at: *updated_at, body });
        }
    }
    Ok(firing)
}

/// Rows read at once.
const CHUNK: usize = 1_000;

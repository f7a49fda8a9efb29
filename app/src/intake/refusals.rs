//! Refused deliveries on their way into the database: counted at once, written together, so that a flood of them
//! costs one transaction at a time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;
use ryugaku_kernel::{Outcome, Time};

use super::integration::{IntegrationId, Refusal, Stranger};
use super::refusal_store;
use crate::app::App;

#[derive(Default)]
pub struct Refusals {
    pending: Mutex<Pending>,
    writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Pending {
    known: HashMap<IntegrationId, (i64, Refusal)>,
    strangers: HashMap<String, (i64, Time)>,
}

/// Strangers that wait to be written; of more at once the rest goes uncounted.
const MOST: usize = 10_000;
const KEEP: SignedDuration = SignedDuration::from_hours(24 * 30);

impl Refusals {
    /// A delivery of an integration that we know.
    pub async fn of_integration(&self, app: &App, id: IntegrationId, refusal: Refusal) -> Outcome<()> {
        let counted = |pending: &mut Pending| {
            let count = pending.known.get(&id).map_or(0, |(count, _)| *count);
            pending.known.insert(id, (count + 1, refusal));
        };
        self.count(counted);
        self.write(app).await
    }

    /// A key that fits nowhere.
    pub async fn of_stranger(&self, app: &App, address: String) -> Outcome<()> {
        let now = app.clock.now();
        self.count(|pending| {
            if pending.strangers.len() < MOST || pending.strangers.contains_key(&address) {
                let entry = pending.strangers.entry(address).or_insert((0, now));
                *entry = (entry.0 + 1, now);
            }
        });
        self.write(app).await
    }

    fn count(&self, counted: impl FnOnce(&mut Pending)) {
        counted(&mut self.pending.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Who waits for the lock finds its own already written when it gets it.
    async fn write(&self, app: &App) -> Outcome<()> {
        let _writing = self.writing.lock().await;
        let Pending { known, strangers } =
            std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
        if known.is_empty() && strangers.is_empty() {
            return Ok(());
        }
        let stranger = |(address, (refusals, last_at))| Stranger { address, refusals, last_at };
        let known = known.into_iter().map(|(id, (count, last))| (id, count, last)).collect();
        let strangers = strangers.into_iter().map(stranger).collect();
        refusal_store::write(&app.db, known, strangers, app.clock.now().minus(KEEP)).await
    }
}

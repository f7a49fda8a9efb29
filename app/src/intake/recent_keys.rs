//! Senders whose key was looked up a moment ago: one that delivers a thousand times a second is looked up once.
//!
//! Keys, tokens and people change with an event in the ledger, and any event empties this before whoever made the change
//! is answered; on another replica as soon as that hears of it, or a moment later by itself.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::SignedDuration;
use ryugaku_db::{Db, Wakes};
use ryugaku_kernel::{Actor, Outcome, Time};
use tokio::sync::broadcast::error::TryRecvError;

use crate::app::App;
use crate::sign_in::who;

const KEEP: SignedDuration = SignedDuration::from_secs(1);
/// Beyond that all are looked up again.
const MOST: usize = 1_000;

pub struct RecentKeys(Mutex<Kept>);

struct Kept {
    wakes: Wakes,
    /// How often it was emptied.
    emptied: u64,
    senders: HashMap<Vec<u8>, (Time, Actor)>,
}

impl RecentKeys {
    pub fn new(db: &Db) -> Self {
        Self(Mutex::new(Kept { wakes: db.listen(), emptied: 0, senders: HashMap::new() }))
    }

    /// As [`who::by_token`], but for what the person chose.
    pub async fn sender(&self, app: &App, token: &str) -> Outcome<Option<Actor>> {
        let (hash, now) = (app.keys.hash(token), app.clock.now());
        let emptied = {
            let kept = self.kept();
            match kept.senders.get(&hash) {
                Some((at, actor)) if *at <= now && now < at.plus(KEEP) => return Ok(Some(actor.clone())),
                _ => kept.emptied,
            }
        };
        let actor = who::by_token(app, token).await?.map(|known| known.actor);
        if let Some(actor) = &actor {
            let mut kept = self.kept();
            if kept.senders.len() >= MOST {
                kept.empty();
            }
            // What was read before a change is not kept after it.
            if kept.emptied == emptied {
                kept.senders.insert(hash, (now, actor.clone()));
            }
        }
        Ok(actor)
    }

    /// After what was told since.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match kept.wakes.try_recv() {
                Ok(channel) if channel == "ledger" => kept.empty(),
                Ok(_) => {}
                Err(TryRecvError::Lagged(_)) => kept.empty(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return kept,
            }
        }
    }
}

impl Kept {
    fn empty(&mut self) {
        self.emptied += 1;
        self.senders.clear();
    }
}

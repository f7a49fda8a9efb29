//! Waking those who wait for something new: in this process directly, in other replicas by PostgreSQL's NOTIFY.
//!
//! A wake may be lost (a connection that broke), so every listener also looks again after a while by itself.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::broadcast;

/// The channels that have something new.
pub type Wakes = broadcast::Receiver<String>;

#[derive(Clone)]
pub(crate) struct Hub(broadcast::Sender<String>);

impl Hub {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(256).0)
    }

    pub(crate) fn listen(&self) -> Wakes {
        self.0.subscribe()
    }

    pub(crate) fn tell(&self, channels: BTreeSet<&'static str>) {
        for channel in channels {
            // Nobody listening is no failure.
            let _ = self.0.send(channel.to_owned());
        }
    }

    /// Passes other replicas' notifications on for as long as the pool is open.
    pub(crate) async fn relay(self, pool: PgPool) {
        while !pool.is_closed() {
            if let Err(error) = self.relay_once(&pool).await {
                tracing::warn!(%error, "listening for other replicas failed; trying again");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn relay_once(&self, pool: &PgPool) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen("ryugaku").await?;
        loop {
            let note = listener.recv().await?;
            let _ = self.0.send(note.payload().to_owned());
        }
    }
}

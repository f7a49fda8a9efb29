//! How many first attempts are made at once: a storm of groups, or a receiver that hangs, must not open thousands of
//! connections, nor keep the other receivers' channels waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// At once, over all channels.
const ALL: usize = 64;
/// At once, to one channel of one receiver.
const EACH: usize = 8;

pub struct Lanes {
    all: Arc<Semaphore>,
    channels: Mutex<HashMap<(String, u32), Arc<Semaphore>>>,
}

/// The place of one attempt, until it is dropped.
pub struct Pass {
    _channel: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(ALL)), channels: Mutex::default() }
    }
}

impl Lanes {
    pub fn of(&self, receiver: &str, channel: u32) -> Lane {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let of = channels.entry((receiver.to_owned(), channel)).or_insert_with(|| Arc::new(Semaphore::new(EACH)));
        Lane { channel: Arc::clone(of), all: Arc::clone(&self.all) }
    }
}

/// The way to one channel.
pub struct Lane {
    channel: Arc<Semaphore>,
    all: Arc<Semaphore>,
}

impl Lane {
    /// Those that wait come in turn. `None`: not within `patience`.
    pub async fn enter(self, patience: Duration) -> Option<Pass> {
        let pass = async {
            // The channel's first: who waits for a channel that hangs takes no place from others.
            let channel = self.channel.acquire_owned().await.ok()?;
            let all = self.all.acquire_owned().await.ok()?;
            Some(Pass { _channel: channel, _all: all })
        };
        tokio::time::timeout(patience, pass).await.ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT_ONCE: Duration = Duration::ZERO;
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_channel_that_hangs_keeps_none_but_its_own_waiting() {
        let lanes = Lanes::default();
        let mut inside = Vec::new();
        for _ in 0..EACH {
            inside.push(lanes.of("hook", 0).enter(AT_ONCE).await.unwrap());
        }
        assert!(lanes.of("hook", 0).enter(AT_ONCE).await.is_none());
        assert!(
            lanes.of("hook", 1).enter(AT_ONCE).await.is_some() && lanes.of("pager", 0).enter(AT_ONCE).await.is_some()
        );
        let next = tokio::spawn(lanes.of("hook", 0).enter(LONG));
        inside.pop();
        assert!(next.await.unwrap().is_some(), "a place that is given up is the next one's");
    }

    #[tokio::test]
    async fn so_many_are_made_over_all_channels() {
        let lanes = Lanes::default();
        let mut inside = Vec::new();
        for n in 0..ALL {
            inside.push(lanes.of(&n.to_string(), 0).enter(AT_ONCE).await.unwrap());
        }
        assert!(lanes.of("one more", 0).enter(AT_ONCE).await.is_none());
        inside.clear();
        assert!(lanes.of("one more", 0).enter(AT_ONCE).await.is_some());
    }
}

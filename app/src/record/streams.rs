//! How many streams and waits one person may hold open here: a browser needs one, a script a few.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ryugaku_kernel::{Actor, Failure, Msg, Outcome};

/// In one process; several replicas each allow as many.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<HashMap<String, usize>>>);

const MOST: usize = 16;

/// Counts for as long as it is kept.
pub struct Held {
    streams: Streams,
    who: String,
}

impl Streams {
    pub fn hold(&self, who: &Actor) -> Outcome<Held> {
        let who = who.id.map_or_else(|| who.kind.name().to_owned(), |id| id.to_string());
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(who.clone()).or_default();
        if *count >= MOST {
            return Err(Failure::Busy { msg: Msg::new("live-too-many").with("most", MOST), retry_after: 30 });
        }
        *count += 1;
        Ok(Held { streams: self.clone(), who })
    }

    /// All that are open now.
    pub fn open(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_than_allowed_is_refused_until_one_ends() {
        let streams = Streams::default();
        let mut held: Vec<_> = (0..MOST).map(|_| streams.hold(&Actor::operator()).unwrap()).collect();
        assert!(matches!(streams.hold(&Actor::operator()), Err(Failure::Busy { .. })));
        assert!(streams.hold(&Actor::system()).is_ok(), "others are not held up");
        held.pop();
        assert!(streams.hold(&Actor::operator()).is_ok());
        drop(held);
        assert_eq!(streams.open(), 0);
    }
}

//! Randomness as a parameter: the operating system's in use, a seed's in tests and for the example organisation.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::{Builder, Uuid};

use crate::Time;

pub struct Chance {
    source: Source,
    /// The last id's place in time: milliseconds and a count within them, in 4,096ths.
    last: AtomicU64,
}

enum Source {
    System,
    Seeded(Box<Mutex<StdRng>>),
}

/// A clock that went back by more than this many milliseconds was moved on purpose, and ids follow it.
const MOVED: u64 = 1000;

impl Chance {
    /// The same numbers each time, for the same seed. Never for anything that must not be guessed.
    pub fn seeded(seed: u64) -> Self {
        let source = Source::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed))));
        Self { source, last: AtomicU64::new(0) }
    }

    /// What the operating system gives.
    pub fn system() -> Self {
        Self { source: Source::System, last: AtomicU64::new(0) }
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.source {
            Source::System => SysRng.try_fill_bytes(bytes).expect("the operating system gives randomness"),
            Source::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes),
        }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number from 0 up to but not including `below`, evenly for all `below` far from 2^64.
    pub fn below(&self, below: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % below.max(1)
    }

    /// A UUIDv7 (RFC 9562, method 2 of its section 6.2): keys made later here sort later, also within a millisecond.
    pub fn id(&self, now: Time) -> Uuid {
        let millis = u64::try_from(now.0.div_euclid(1000)).unwrap_or(0);
        let next = |last: u64| {
            let moved = millis + MOVED < last >> 12;
            Some(if moved { millis << 12 } else { (last + 1).max(millis << 12) })
        };
        let place = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        let place = next(place.unwrap_or_else(|last| last)).unwrap_or(millis << 12);
        let mut random: [u8; 10] = self.bytes();
        let [high, low] = u16::to_be_bytes((place & 0xfff) as u16);
        random[0] = high;
        random[1] = low;
        Builder::from_unix_timestamp_millis(place >> 12, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_ids_sort_by_time() {
        let (a, b) = (Chance::seeded(7), Chance::seeded(7));
        assert_eq!(a.id(Time(1_000_000)), b.id(Time(1_000_000)));
        assert!(a.id(Time(5_000_000)) < a.id(Time(6_000_000)));
        let within: Vec<_> = (0..5000).map(|_| a.id(Time(6_000_000))).collect();
        assert!(within.is_sorted_by(|x, y| x < y));
        // A clock that is moved back takes the ids along.
        assert!(a.id(Time(1_000_000)) < within[0]);
        assert_eq!(a.id(Time(9)).get_version_num(), 7);
    }
}

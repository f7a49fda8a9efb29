//! Randomness as a parameter: the operating system's in use, a seed's in tests and for the example organisation.

use std::sync::{Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::{Builder, Uuid};

use crate::Time;

pub enum Chance {
    System,
    Seeded(Box<Mutex<StdRng>>),
}

impl Chance {
    /// The same numbers each time, for the same seed. Never for anything that must not be guessed.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::System => SysRng.try_fill_bytes(bytes).expect("the operating system gives randomness"),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes),
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

    /// A UUIDv7 (RFC 9562) of this time: keys made later sort later, to the millisecond.
    pub fn id(&self, now: Time) -> Uuid {
        let millis = u64::try_from(now.0.div_euclid(1000)).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
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
        assert_eq!(a.id(Time(9)).get_version_num(), 7);
    }
}

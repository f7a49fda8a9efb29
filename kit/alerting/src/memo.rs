//! What senders' bytes were found to say, so that the same bytes with a later end need not be read again.
//!
//! Nearly all that Prometheus sends is what it sent a minute ago. It is known by a keyed hash of 128 bits, whose key nobody
//! outside knows; a hash that is found is believed only while the machine still has the alert as those bytes described it.

use std::hash::Hasher;

use hashbrown::HashTable;
use ryugaku_kernel::{Time, Uuid};
use siphasher::sip128::{Hasher128, SipHasher13};

use crate::element::Element;
use crate::instant::instant;
use crate::{Delivered, Fingerprint, Machine, Receipt, Seen};

/// Of an alert's bytes but for its end, and of who sent them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark(u64, u64);

/// Under which marks are made.
#[derive(Clone, Copy)]
pub struct MarkKey(pub [u8; 16]);

impl MarkKey {
    pub fn mark(&self, source: Uuid, element: &Element<'_>) -> Mark {
        let mut hasher = SipHasher13::new_with_key(&self.0);
        let (before, after) = element.around();
        hasher.write(source.as_bytes());
        hasher.write_usize(before.len());
        hasher.write(before);
        hasher.write(after);
        let hash = hasher.finish128();
        Mark(hash.h1, hash.h2)
    }
}

#[derive(Default)]
pub struct Memo(HashTable<Known>);

#[derive(Clone, Copy)]
struct Known {
    mark: Mark,
    fingerprint: Fingerprint,
    /// Of the texts, and of when the alert began as the machine has it: of a pair of Prometheus the earlier one says so.
    stamp: u64,
}

/// Marks beyond those of active alerts that are kept before all are dropped and learnt anew: what was just delivered is not
/// active until it is applied.
const SPARE: usize = 200_000;

impl Memo {
    /// What the bytes behind a mark say, with this end, if that is nothing but that a firing alert goes on.
    pub fn recall(&self, mark: Mark, ends_at: Option<&str>, receipt: &Receipt, machine: &Machine) -> Option<Seen> {
        let known = self.0.find(mark.0, |known| known.mark == mark)?;
        let named = ends_at.map_or(Some(None), instant)?;
        let ends_at = named.unwrap_or(receipt.received_at.plus(receipt.resolve_timeout));
        let view = machine.get(known.fingerprint)?;
        let same = ends_at > receipt.received_at && known.stamp == stamp(view.starts_at(), view.texts());
        let (fingerprint, run, starts_at) = (known.fingerprint, view.run(), view.starts_at());
        same.then_some(Seen { fingerprint, run, starts_at, ends_at, times_out: named.is_none() })
    }

    /// Keeps what the bytes behind a mark were found to say.
    pub fn learn(&mut self, mark: Mark, delivered: &Delivered, machine: &Machine) {
        if self.0.len() > SPARE + 2 * machine.len() {
            self.0.clear();
        }
        let fingerprint = delivered.fingerprint();
        let starts_at =
            machine.get(fingerprint).map_or(delivered.starts_at, |view| view.starts_at().min(delivered.starts_at));
        let known = Known { mark, fingerprint, stamp: stamp(starts_at, delivered.texts()) };
        match self.0.find_mut(mark.0, |known| known.mark == mark) {
            Some(former) => *former = known,
            None => drop(self.0.insert_unique(mark.0, known, |known| known.mark.0)),
        }
    }
}

fn stamp(starts_at: Time, texts: u64) -> u64 {
    // The fractional part of the golden ratio: moves every bit of the start about.
    texts ^ starts_at.0.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests;

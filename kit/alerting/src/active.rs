//! What is known of an alert, and what a delivery or the passing of time changed about it.

use std::fmt;

use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};

use crate::{Annotations, Fingerprint, Labels};

/// One time an alert fires: where in the journal it began, so that later ones have larger ids on every replica.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct RunId(pub i64);

impl RunId {
    /// Entries may hold so many alerts.
    pub const MOST: usize = 1 << 16;

    /// `index` is the alert's place in the entry at `position`.
    pub fn at(position: i64, index: usize) -> Self {
        debug_assert!(index < Self::MOST, "an entry holds no more");
        Self((position << 16) | (index as i64 & 0xffff))
    }

    /// Of the entry it began in.
    pub fn position(self) -> i64 {
        self.0 >> 16
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A firing alert as a stored row gives it back, and as [`crate::Machine`] shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Active {
    pub run: RunId,
    pub labels: Labels,
    /// Of annotations and link, as [`texts_hash`] makes it: the machine does not hold the texts themselves.
    pub texts: u64,
    /// Who delivered it last.
    pub source: Uuid,
    /// The earliest start any sender named for this run.
    pub starts_at: Time,
    /// It counts as firing until then, unless it is heard of again.
    pub seen_until: Time,
    /// No sender named an end: `seen_until` comes from the resolve timeout.
    pub times_out: bool,
    /// Receipt of the last delivery that counted.
    pub updated_at: Time,
    /// Somebody took note of this run.
    pub acked: bool,
}

impl Active {
    pub fn fingerprint(&self) -> Fingerprint {
        self.labels.fingerprint()
    }
}

/// Tells texts that changed from those that did not; equal texts have equal hashes on every machine.
pub fn texts_hash(annotations: &Annotations, generator_url: Option<&str>) -> u64 {
    use std::hash::{BuildHasher, Hasher};
    let mut hasher = foldhash::fast::FixedState::default().build_hasher();
    hasher.write(annotations.as_bytes());
    hasher.write_u8(0xff);
    hasher.write(generator_url.unwrap_or_default().as_bytes());
    hasher.finish()
}

/// What [`crate::Machine::apply`] did.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Change {
    /// It is active now, and was not remembered.
    Fired,
    /// It is active again. Its start is that of the former run, if the two overlap.
    Refired {
        former: RunId,
        ended_at: Time,
    },
    /// It was active and still is. `details`: start, annotations, link or source are other ones now.
    Refreshed {
        details: bool,
    },
    Resolved(Resolved),
    /// Nothing is other than before.
    Ignored(Reason),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// It says nothing new.
    Same,
    /// It says that an alert is over which is not active.
    NotActive,
    /// A later delivery has been applied already.
    Late,
    /// It ends a run that was over before the present one began.
    EarlierRun,
    /// Another label set with the same fingerprint is active.
    Collision,
}

/// A run that is over.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Resolved {
    pub fingerprint: Fingerprint,
    pub run: RunId,
    pub starts_at: Time,
    /// Never before its start.
    pub ended_at: Time,
    pub updated_at: Time,
    pub ending: Ending,
    /// The delivery that ended it brought other texts.
    pub details: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The sender said so.
    Told,
    /// Nothing was heard of it in time.
    TimedOut,
}

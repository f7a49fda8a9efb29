//! What the journal keeps: deliveries, the passing of time as the owner saw it, and who took note; in bytes that say
//! their version. Whoever applies the same entries in the same order has the same alerts.

use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};

use crate::{Delivered, Fingerprint, RunId};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Entry {
    Batch(Batch),
    /// What was due by then is over.
    Tick(#[serde(with = "crate::micros")] Time),
    /// An owner begins: nothing times out until a whole resolve timeout later.
    Resume(#[serde(with = "crate::micros")] Time),
    /// Somebody took note of these runs, or took that back.
    Acked {
        alerts: Vec<(Fingerprint, RunId)>,
        acked: bool,
    },
}

/// A delivery: who sent it, when it came, and its alerts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Batch {
    pub source: Uuid,
    #[serde(with = "crate::micros")]
    pub received_at: Time,
    pub alerts: Vec<Record>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Record {
    Full(Delivered),
    Seen(Seen),
}

/// A delivery that says of a firing alert what is known, and until when it goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Seen {
    pub fingerprint: Fingerprint,
    /// The run it was in when the delivery came.
    pub run: RunId,
    #[serde(with = "crate::micros")]
    pub starts_at: Time,
    #[serde(with = "crate::micros")]
    pub ends_at: Time,
    pub times_out: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    #[error("the entry is empty")]
    Empty,
    #[error("the entry has version {0}; this program reads versions {PLAIN} and {PACKED}")]
    Other(u8),
    #[error("the entry cannot be unpacked")]
    Unpack(#[from] lz4_flex::block::DecompressError),
    #[error("the entry is damaged")]
    Damaged(#[from] postcard::Error),
    #[error("the row is damaged")]
    Json(#[from] serde_json::Error),
}

/// The first byte of an entry; postcard follows.
const PLAIN: u8 = 2;
/// LZ4 follows, of which postcard comes out. Alerts of one delivery are much alike, and writing costs more than packing.
const PACKED: u8 = 3;
/// Shorter ones are not worth it.
const PACKED_FROM: usize = 1 << 10;
/// Of an unpacked entry, in bytes: far more than a delivery can hold.
const LARGEST: usize = 256 << 20;

impl Entry {
    pub fn to_bytes(&self) -> Vec<u8> {
        let room = match self {
            Self::Batch(batch) => 64 + batch.alerts.len() * 64,
            _ => 64,
        };
        let mut bytes = Vec::with_capacity(room);
        bytes.push(PLAIN);
        let bytes = postcard::to_extend(self, bytes).expect("texts and numbers in memory can be written");
        if bytes.len() < PACKED_FROM {
            return bytes;
        }
        let mut packed = lz4_flex::compress_prepend_size(&bytes[1..]);
        packed.insert(0, PACKED);
        packed
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        match bytes.split_first() {
            None => Err(EntryError::Empty),
            Some((&PLAIN, rest)) => Ok(postcard::from_bytes(rest)?),
            Some((&PACKED, rest)) => Ok(postcard::from_bytes(&unpacked(rest)?)?),
            Some((&version, _)) => Err(EntryError::Other(version)),
        }
    }
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, EntryError> {
    let (size, rest) = lz4_flex::block::uncompressed_size(bytes)?;
    if size > LARGEST {
        return Err(lz4_flex::block::DecompressError::OutputTooSmall { expected: size, actual: LARGEST }.into());
    }
    Ok(lz4_flex::decompress(rest, size)?)
}

impl From<Batch> for Entry {
    fn from(batch: Batch) -> Self {
        Self::Batch(batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Annotations, Labels};

    fn delivered() -> Delivered {
        Delivered {
            labels: Labels::new([("alertname", "ディスク満杯"), ("b", "a\"\\\n\u{0}")]),
            annotations: Annotations::new([("empty", "")]),
            starts_at: Time(-5),
            ends_at: Time(253_402_300_799_999_999),
            times_out: true,
            generator_url: Some("http://p/".into()),
        }
    }

    #[test]
    fn an_entry_survives_the_journal() {
        let seen = Seen {
            fingerprint: Fingerprint(u64::MAX),
            run: RunId::at(7, 3),
            starts_at: Time(1),
            ends_at: Time(9),
            times_out: false,
        };
        let source = Uuid::from_u128(7);
        let received_at = Time(1_795_000_000_000_001);
        for entry in [
            Batch { source, received_at, alerts: vec![Record::Full(delivered()), Record::Seen(seen)] }.into(),
            Entry::Tick(Time(1)),
            Entry::Resume(Time(-1)),
            Entry::Acked { alerts: vec![(Fingerprint(3), RunId(5))], acked: true },
        ] {
            let bytes = entry.to_bytes();
            assert_eq!(Entry::from_bytes(&bytes).unwrap(), entry);
            assert!(matches!(Entry::from_bytes(&bytes[..bytes.len() - 1]), Err(EntryError::Damaged(_))));
        }
        assert!(matches!(Entry::from_bytes(b"\x01{}"), Err(EntryError::Other(1))));
        assert!(matches!(Entry::from_bytes(b""), Err(EntryError::Empty)));
    }

    #[test]
    fn a_long_entry_is_packed() {
        let alerts = vec![Record::Full(delivered()); 100];
        let entry = Entry::from(Batch { source: Uuid::nil(), received_at: Time(3), alerts });
        let bytes = entry.to_bytes();
        assert!(bytes.len() < 1_000, "{}", bytes.len());
        assert_eq!(Entry::from_bytes(&bytes).unwrap(), entry);
        for damaged in [&bytes[..bytes.len() / 2], &bytes[..3], b"\x03\xff\xff\xff\xff\x00"] {
            assert!(matches!(Entry::from_bytes(damaged), Err(EntryError::Unpack(_) | EntryError::Damaged(_))));
        }
    }

    #[test]
    fn runs_are_in_the_order_of_the_journal() {
        assert!(RunId::at(1, 65_535) < RunId::at(2, 0) && RunId::at(2, 0) < RunId::at(2, 1));
        assert_eq!(RunId::at(1 << 40, 77).position(), 1 << 40);
    }
}

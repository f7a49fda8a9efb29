//! What the journal keeps of a delivery: who sent it, when it came, and its alerts, in bytes that say their version.

use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};

use crate::Delivered;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Batch {
    pub source: Uuid,
    pub received_at: Time,
    pub alerts: Vec<Delivered>,
}

#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    #[error("the entry is empty")]
    Empty,
    #[error("the entry has version {0}; this program reads up to {VERSION}")]
    Newer(u8),
    #[error("the entry is damaged")]
    Damaged(#[from] serde_json::Error),
}

/// The first byte of an entry; JSON follows.
const VERSION: u8 = 1;

impl Batch {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + self.alerts.len() * 512);
        bytes.push(VERSION);
        serde_json::to_writer(&mut bytes, self).expect("texts and numbers in memory can be written");
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BatchError> {
        match bytes.split_first() {
            None => Err(BatchError::Empty),
            Some((&VERSION, json)) => Ok(serde_json::from_slice(json)?),
            Some((&version, _)) => Err(BatchError::Newer(version)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Annotations, Labels};

    #[test]
    fn a_batch_survives_the_journal() {
        let batch = Batch {
            source: Uuid::from_u128(7),
            received_at: Time(1_795_000_000_000_001),
            alerts: vec![
                Delivered {
                    labels: Labels::new([("alertname", "ディスク満杯"), ("b", "a\"\\\n\u{0}")]),
                    annotations: Annotations::new([("empty", "")]),
                    starts_at: Time(-5),
                    ends_at: Time(253_402_300_799_999_999),
                    times_out: true,
                    generator_url: Some("http://p/".into()),
                },
                Delivered {
                    labels: Labels::new([("a", "b")]),
                    annotations: Annotations::default(),
                    starts_at: Time(1),
                    ends_at: Time(2),
                    times_out: false,
                    generator_url: None,
                },
            ],
        };
        let bytes = batch.to_bytes();
        assert_eq!(Batch::from_bytes(&bytes).unwrap(), batch);
        assert!(bytes.ends_with(br#"{"l":{"a":"b"},"s":1,"e":2}]}"#));
        assert!(matches!(Batch::from_bytes(&bytes[..bytes.len() - 1]), Err(BatchError::Damaged(_))));
        assert!(matches!(Batch::from_bytes(b"\x02{}"), Err(BatchError::Newer(2))));
        assert!(matches!(Batch::from_bytes(b""), Err(BatchError::Empty)));
    }
}

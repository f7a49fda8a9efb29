//! An alert as it was delivered, whichever way it came, and what was refused of a delivery.

use jiff::SignedDuration;
use ryugaku_kernel::{FieldError, Msg, Time};
use serde::{Deserialize, Serialize};

use crate::{Annotations, Fingerprint, Labels, Limits, texts_hash};

/// What one sender said of one alert at one time. Fit: labels are there and lawful, it does not end before it starts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivered {
    pub labels: Labels,
    pub annotations: Annotations,
    #[serde(with = "crate::micros")]
    pub starts_at: Time,
    /// When it ended, or until when it counts as firing unless it is heard of again.
    #[serde(with = "crate::micros")]
    pub ends_at: Time,
    /// The sender named no end: `ends_at` is the time of receipt and the resolve timeout.
    pub times_out: bool,
    /// Where the sender shows its cause; http or https, any other was dropped.
    pub generator_url: Option<Box<str>>,
}

impl Delivered {
    pub fn fingerprint(&self) -> Fingerprint {
        self.labels.fingerprint()
    }

    /// Of its texts.
    pub fn texts(&self) -> u64 {
        texts_hash(&self.annotations, self.generator_url.as_deref())
    }

    pub fn is_firing(&self, received_at: Time) -> bool {
        self.ends_at > received_at
    }
}

/// How a delivery is read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Receipt {
    pub received_at: Time,
    /// How long an alert without an end counts as firing when nothing more is heard of it.
    pub resolve_timeout: SignedDuration,
    pub limits: Limits,
}

/// One alert of a delivery that was not taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Refused {
    /// Its place in the delivery, from 0.
    pub index: usize,
    /// The part at fault, such as `labels.a-b` or `endsAt`; empty if it is the whole entry.
    pub field: String,
    pub msg: Msg,
}

impl Refused {
    pub(crate) fn at(index: usize, error: FieldError) -> Self {
        Self { index, field: error.field, msg: error.msg }
    }

    /// For `Failure::Invalid`: the field as a path from the top, such as `3.labels.a-b`.
    pub fn to_field_error(&self) -> FieldError {
        let dot = if self.field.is_empty() { "" } else { "." };
        FieldError::new(format!("{}{dot}{}", self.index, self.field), self.msg.clone())
    }
}

/// A delivery as it was read: valid alerts are kept whatever the others are.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Posted {
    pub alerts: Vec<Delivered>,
    pub refused: Vec<Refused>,
}

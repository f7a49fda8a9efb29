//! An alert in one of its runs, as it is stored.

use ryugaku_alerting::{Annotations, Fingerprint, Labels, RunId};
use ryugaku_kernel::{ActorKind, Time, Uuid};

#[derive(Clone, Debug)]
pub struct Alert {
    pub fingerprint: Fingerprint,
    /// The label `alertname`; empty if there is none.
    pub name: String,
    /// The label `service`; empty if there is none.
    pub service: String,
    pub firing: bool,
    pub run: RunId,
    pub starts_at: Time,
    /// `None` while it fires.
    pub ended_at: Option<Time>,
    /// It counts as firing until then, unless it is heard of again; up to a third of the resolve timeout behind.
    pub seen_until: Time,
    pub times_out: bool,
    pub updated_at: Time,
    /// The integration or token that delivered it last.
    pub source: Option<Uuid>,
    pub labels: Labels,
    pub annotations: Annotations,
    pub generator_url: Option<Box<str>>,
    /// Who took note of the present run.
    pub acked: Option<Acked>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Acked {
    pub at: Time,
    pub kind: ActorKind,
    pub by: Option<Uuid>,
}

impl Alert {
    pub fn id(&self) -> String {
        self.fingerprint.to_string()
    }

    /// Firing and nobody took note.
    pub fn is_waiting(&self) -> bool {
        self.firing && self.acked.is_none()
    }

    /// The annotation `summary`, else `description`, else `message`, else empty.
    pub fn summary(&self) -> &str {
        let wanted = ["summary", "description", "message"];
        wanted.iter().find_map(|name| self.annotations.get(name).filter(|text| !text.is_empty())).unwrap_or_default()
    }

    /// What tells it from its namesakes: the labels but `alertname`, in order.
    pub fn others(&self) -> impl Iterator<Item = (&str, &str)> {
        self.labels.iter().filter(|(name, _)| *name != "alertname")
    }

    pub fn title(&self) -> &str {
        if self.name.is_empty() { "{}" } else { &self.name }
    }
}

/// A label's value as a text column takes it: PostgreSQL knows no NUL in texts.
pub(super) fn column(value: &str) -> String {
    value.replace('\0', "\u{FFFD}")
}

/// Under which id the ledger names an alert: made of the fingerprint, the same everywhere.
pub fn subject(fingerprint: Fingerprint) -> Uuid {
    const ALERT: u64 = u64::from_be_bytes(*b"ryugalrt");
    let bytes = (u128::from(ALERT) << 64) | u128::from(fingerprint.0);
    uuid::Builder::from_custom_bytes(bytes.to_be_bytes()).into_uuid()
}

/// The fingerprints that an id in the ledger may stand for: the variant of the id covers the first two bits.
pub(super) fn fingerprints(subject: Uuid) -> [Fingerprint; 4] {
    let rest = subject.as_u64_pair().1 & (u64::MAX >> 2);
    [0, 1, 2, 3].map(|first: u64| Fingerprint(rest | (first << 62)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_differ_where_it_counts() {
        // The version and variant bits cover six bits; none of the last 62 of a fingerprint is lost.
        let ids: std::collections::BTreeSet<_> = (0..1000_u64).map(|n| subject(Fingerprint(n * 0x9e37))).collect();
        assert_eq!(ids.len(), 1000);
        assert_eq!(subject(Fingerprint(7)), subject(Fingerprint(7)));
    }

    #[test]
    fn a_subject_leads_back() {
        for bits in [0, 1, u64::MAX, 0x0123_4567_89ab_cdef, 0x4123_4567_89ab_cdef, 0xfedc_ba98_7654_3210] {
            assert!(fingerprints(subject(Fingerprint(bits))).contains(&Fingerprint(bits)), "{bits:x}");
        }
    }

    #[test]
    fn a_column_holds_no_nul() {
        assert_eq!(column("a\0b"), "a\u{FFFD}b");
    }
}

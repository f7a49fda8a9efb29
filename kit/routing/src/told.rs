//! What one notification says: which alerts fire and which have resolved. Shared between a flush and the notification
//! logs of all its channels, so that a large group's sets are held once.

use std::sync::Arc;

use ryugaku_alerting::Fingerprint;

/// Two sorted sets in one piece of memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    alerts: Arc<[Fingerprint]>,
    firing: u32,
}

impl Told {
    /// Both sorted.
    pub fn new(mut firing: Vec<Fingerprint>, resolved: &[Fingerprint]) -> Self {
        debug_assert!(firing.is_sorted() && resolved.is_sorted(), "sets are sorted");
        let count = u32::try_from(firing.len()).unwrap_or(u32::MAX);
        firing.extend_from_slice(resolved);
        Self { alerts: firing.into(), firing: count }
    }

    pub fn firing(&self) -> &[Fingerprint] {
        &self.alerts[..self.firing as usize]
    }

    pub fn resolved(&self) -> &[Fingerprint] {
        &self.alerts[self.firing as usize..]
    }

    pub fn is_empty(&self) -> bool {
        self.alerts.is_empty()
    }

    pub fn says_firing(&self, alert: Fingerprint) -> bool {
        self.firing().binary_search(&alert).is_ok()
    }
}

/// Whether all of one sorted set is in another.
pub fn is_subset(part: &[Fingerprint], whole: &[Fingerprint]) -> bool {
    let mut rest = whole.iter();
    part.len() <= whole.len() && part.iter().all(|alert| rest.by_ref().any(|other| other == alert))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets() {
        let set = |fingerprints: &[u64]| fingerprints.iter().copied().map(Fingerprint).collect::<Vec<_>>();
        for (part, whole, expected) in [
            (&[][..], &[][..], true),
            (&[], &[1], true),
            (&[1], &[], false),
            (&[1, 3], &[1, 2, 3], true),
            (&[1, 4], &[1, 2, 3], false),
            (&[2], &[1, 3], false),
            (&[1, 2, 3], &[1, 2, 3], true),
        ] {
            assert_eq!(is_subset(&set(part), &set(whole)), expected, "{part:?} {whole:?}");
        }
    }
}

//! The notification log's entry: what a channel was last told of a group, and whether it must hear of it now.
//!
//! The rule is Alertmanager's (notify/notify.go, `DedupStage.needsUpdate`). An entry exists only while the channel believes
//! that something fires: one without is, for that rule, the same as none.

use jiff::SignedDuration;
use ryugaku_alerting::{Fingerprint, Labels};
use ryugaku_kernel::Time;

use crate::place::Place;
use crate::told::{Told, is_subset};

/// Alertmanager's `--data.retention`: an entry older than this, or than twice the repeat interval, is forgotten; so that
/// no group is repeated later than this either.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(120);

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notified {
    /// When it was sent, or handed over durably.
    pub at: Time,
    pub told: Told,
    /// Of those told as firing, the ones that have left the group without this channel being told (they resolved while they
    /// were silenced, say), sorted. They must not be told as resolved after a restart, when all others are that have gone.
    pub gone: Vec<Fingerprint>,
}

/// One entry as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub place: Place,
    /// The group's.
    pub labels: Labels,
    pub channel: u32,
    pub notified: Notified,
}

/// Why a channel is told of a group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// It knows nothing of this group.
    First,
    /// An alert fires of which it was not told.
    New,
    /// Some or all have resolved since it was told.
    Resolved,
    /// Nothing changed, and the repeat interval is over.
    Repeat,
}

/// Why a channel is not told of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Skip {
    /// Nothing changed; until then it is not repeated.
    Unchanged { until: Time },
    /// It would be repeated, had somebody not acknowledged every alert that fires.
    Acknowledged,
    /// All have resolved, and the channel was never told that they fire.
    NeverTold,
    /// All have resolved, of which the channel does not want to hear.
    Unwanted,
    /// Every member is silenced, under maintenance or inhibited.
    Suppressed,
    /// By the route's time intervals.
    Muted,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    Send(Why),
    Skip(Skip),
}

/// What the rule looks at besides the log.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub told: &'a Told,
    /// Whether every firing alert is; asked only where it matters, for groups are large.
    pub acknowledged: &'a dyn Fn() -> bool,
    pub repeat: SignedDuration,
    pub send_resolved: bool,
    pub now: Time,
}

impl Look<'_> {
    pub fn decide(self, last: Option<&Notified>) -> Decision {
        let firing = self.told.firing();
        let Some(last) = last else {
            return if firing.is_empty() { Decision::Skip(Skip::NeverTold) } else { Decision::Send(Why::First) };
        };
        if !is_subset(firing, last.told.firing()) {
            return Decision::Send(Why::New);
        }
        let resolved = firing.is_empty() || !is_subset(self.told.resolved(), last.told.resolved());
        if resolved && self.send_resolved {
            return Decision::Send(Why::Resolved);
        }
        if firing.is_empty() {
            return Decision::Skip(Skip::Unwanted);
        }
        let until = last.at.plus(self.repeat.min(RETENTION));
        if until >= self.now {
            Decision::Skip(Skip::Unchanged { until })
        } else if (self.acknowledged)() {
            Decision::Skip(Skip::Acknowledged)
        } else {
            Decision::Send(Why::Repeat)
        }
    }
}

impl Notified {
    /// When an entry of a group that has no members is forgotten.
    pub(crate) fn expires(&self, repeat: Option<SignedDuration>) -> Time {
        self.at.plus(repeat.map_or(RETENTION, |repeat| repeat.saturating_mul(2).min(RETENTION)))
    }

    /// These were told as firing and have left the group; says whether anything was not known.
    pub(crate) fn have_gone(&mut self, alerts: impl IntoIterator<Item = Fingerprint>) -> bool {
        let before = self.gone.len();
        let news =
            alerts.into_iter().filter(|alert| self.told.says_firing(*alert) && self.gone.binary_search(alert).is_err());
        let news: Vec<_> = news.collect();
        self.gone.extend(news);
        self.gone.sort_unstable();
        self.gone.dedup();
        before != self.gone.len()
    }

    /// These fire again; says whether any of them had gone.
    pub(crate) fn are_back(&mut self, firing: &[Fingerprint]) -> bool {
        let before = self.gone.len();
        self.gone.retain(|alert| firing.binary_search(alert).is_err());
        before != self.gone.len()
    }

    /// Little endian: time, count of firing, of resolved, of gone, then all their fingerprints.
    pub fn to_bytes(&self) -> Vec<u8> {
        let sets = [self.told.firing(), self.told.resolved(), &self.gone];
        let mut bytes = Vec::with_capacity(32 + 8 * sets.iter().map(|set| set.len()).sum::<usize>());
        bytes.extend(self.at.0.to_le_bytes());
        sets.iter().for_each(|set| bytes.extend((set.len() as u64).to_le_bytes()));
        sets.iter().flat_map(|set| set.iter()).for_each(|alert| bytes.extend(alert.0.to_le_bytes()));
        bytes
    }

    /// `None`: these bytes are not what [`Self::to_bytes`] makes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, []) = bytes.as_chunks::<8>() else { return None };
        let ([at, firing, resolved, gone], mut rest) = words.split_first_chunk::<4>()?;
        let mut set = |count: &[u8; 8]| {
            let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
            let (set, after) = rest.split_at_checked(count)?;
            rest = after;
            let set: Vec<_> = set.iter().map(|word| Fingerprint(u64::from_le_bytes(*word))).collect();
            set.is_sorted().then_some(set)
        };
        let (firing, resolved, gone) = (set(firing)?, set(resolved)?, set(gone)?);
        rest.is_empty().then(|| Self { at: Time(i64::from_le_bytes(*at)), told: Told::new(firing, &resolved), gone })
    }
}

#[cfg(test)]
mod tests;

//! What has become of an alert, as lists say it, and what one may ask a list for.

use ryugaku_routing::Fate;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AlertState {
    /// All that have not resolved.
    Active,
    /// Active, and nothing holds it back.
    Firing,
    /// Firing, and nobody has acknowledged it.
    Waiting,
    /// Held back because it comes and goes.
    Flapping,
    /// Held back because another alert is active.
    Inhibited,
    /// Held back by a silence or a maintenance window.
    Silenced,
    Resolved,
}

impl AlertState {
    pub const ALL: [Self; 7] =
        [Self::Active, Self::Firing, Self::Waiting, Self::Flapping, Self::Inhibited, Self::Silenced, Self::Resolved];

    /// Of an active alert; of several things that hold it back, what a person decided comes first.
    pub fn of(fate: &Fate) -> Self {
        match fate.held() {
            None => Self::Firing,
            Some(held) if !(held.silenced.is_empty() && held.maintained.is_empty()) => Self::Silenced,
            Some(held) if !held.inhibited.is_empty() => Self::Inhibited,
            Some(_) => Self::Flapping,
        }
    }

    /// Whether a list of this shows an active alert that is in the state `found`.
    pub fn takes(self, found: Self, acked: bool) -> bool {
        match self {
            Self::Active => true,
            Self::Waiting => found == Self::Firing && !acked,
            other => other == found,
        }
    }

    /// Whether one would take note of an active alert in this state: not of what somebody or something holds back already.
    pub fn waits(self, acked: bool) -> bool {
        !acked && matches!(self, Self::Firing | Self::Flapping)
    }

    /// The least first: what somebody should look at before the rest.
    pub fn rank(self) -> u8 {
        match self {
            Self::Flapping => 1,
            Self::Silenced => 2,
            Self::Inhibited => 3,
            Self::Active | Self::Firing | Self::Waiting | Self::Resolved => 0,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Firing => "firing",
            Self::Waiting => "waiting",
            Self::Flapping => "flapping",
            Self::Inhibited => "inhibited",
            Self::Silenced => "silenced",
            Self::Resolved => "resolved",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word, as of a list.
    pub fn key(self) -> &'static str {
        match self {
            Self::Active => "alert-list-active",
            Self::Firing => "alert-list-firing",
            Self::Waiting => "alert-list-waiting",
            Self::Flapping => "alert-list-flapping",
            Self::Inhibited => "alert-list-inhibited",
            Self::Silenced => "alert-list-silenced",
            Self::Resolved => "alert-list-resolved",
        }
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_alerting::Fingerprint;
    use ryugaku_kernel::Uuid;
    use ryugaku_routing::{Held, Inhibition};

    use super::*;

    #[test]
    fn what_holds_an_alert_back_is_its_state() {
        let id = vec![Uuid::from_u128(1)];
        let inhibited = vec![Inhibition { rule: 0, by: Fingerprint(1) }];
        for (held, state) in [
            (Held::default(), AlertState::Firing),
            (Held { flapping: true, ..Held::default() }, AlertState::Flapping),
            (Held { flapping: true, inhibited: inhibited.clone(), ..Held::default() }, AlertState::Inhibited),
            (Held { inhibited: inhibited.clone(), silenced: id.clone(), ..Held::default() }, AlertState::Silenced),
            (Held { maintained: id, inhibited, ..Held::default() }, AlertState::Silenced),
        ] {
            assert_eq!(AlertState::of(&Fate::of(held)), state);
        }
    }

    #[test]
    fn lists_take_what_they_are_named_for() {
        for (list, found, acked, takes) in [
            (AlertState::Active, AlertState::Inhibited, false, true),
            (AlertState::Firing, AlertState::Firing, true, true),
            (AlertState::Firing, AlertState::Silenced, false, false),
            (AlertState::Waiting, AlertState::Firing, false, true),
            (AlertState::Waiting, AlertState::Firing, true, false),
            (AlertState::Waiting, AlertState::Silenced, false, false),
            (AlertState::Silenced, AlertState::Silenced, false, true),
            (AlertState::Resolved, AlertState::Firing, false, false),
        ] {
            assert_eq!(list.takes(found, acked), takes, "{list:?} {found:?}");
        }
        for state in AlertState::ALL {
            assert_eq!(AlertState::named(state.name()), Some(state));
        }
    }
}

//! Where an exchange stands, and which ways lead on, back and out.

use ryugaku_kernel::{Failure, Outcome};

#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeState)]
pub enum State {
    Draft,
    Proposed,
    Agreed,
    Preparing,
    Active,
    Reviewing,
    FollowingUp,
    Closed,
    /// A side said no, with a reason.
    Declined,
    /// Given up, with a reason.
    Cancelled,
}

impl State {
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Proposed,
        Self::Agreed,
        Self::Preparing,
        Self::Active,
        Self::Reviewing,
        Self::FollowingUp,
        Self::Closed,
        Self::Declined,
        Self::Cancelled,
    ];

    /// The way through, in order.
    pub const WAY: [Self; 8] = [
        Self::Draft,
        Self::Proposed,
        Self::Agreed,
        Self::Preparing,
        Self::Active,
        Self::Reviewing,
        Self::FollowingUp,
        Self::Closed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Agreed => "agreed",
            Self::Preparing => "preparing",
            Self::Active => "active",
            Self::Reviewing => "reviewing",
            Self::FollowingUp => "following_up",
            Self::Closed => "closed",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "exchange-state-draft",
            Self::Proposed => "exchange-state-proposed",
            Self::Agreed => "exchange-state-agreed",
            Self::Preparing => "exchange-state-preparing",
            Self::Active => "exchange-state-active",
            Self::Reviewing => "exchange-state-reviewing",
            Self::FollowingUp => "exchange-state-following-up",
            Self::Closed => "exchange-state-closed",
            Self::Declined => "exchange-state-declined",
            Self::Cancelled => "exchange-state-cancelled",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Draft => "unknown",
            Self::Proposed => "waiting",
            Self::Agreed => "yes",
            Self::Preparing => "todo",
            Self::Active => "next",
            Self::Reviewing => "review",
            Self::FollowingUp => "waiting",
            Self::Closed => "check",
            Self::Declined | Self::Cancelled => "no",
        }
    }

    /// What comes after it; nothing once it is over.
    pub fn next(self) -> Option<Self> {
        let at = Self::WAY.into_iter().position(|state| state == self)?;
        Self::WAY.get(at + 1).copied()
    }

    /// Whether nothing more is to come of it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Declined | Self::Cancelled)
    }

    /// Whether it takes up somebody's time, now or soon: what limits count.
    pub fn is_binding(self) -> bool {
        matches!(self, Self::Proposed | Self::Agreed | Self::Preparing | Self::Active | Self::Reviewing)
    }

    /// Whether both managers' word stands: from then on a change of the terms is an amendment.
    pub fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Agreed | Self::Preparing | Self::Active | Self::Reviewing | Self::FollowingUp | Self::Closed
        )
    }

    /// What the ledger calls the way from here to `to`, back along the way: everything that was written stays.
    pub fn back_to(self, to: Self) -> Outcome<&'static str> {
        let from_an_end = matches!(self, Self::Declined | Self::Cancelled);
        let along = Self::WAY.contains(&self) && Self::WAY.contains(&to) && to < self;
        if (from_an_end && matches!(to, Self::Draft | Self::Proposed)) || along {
            Ok("exchange.turned_back")
        } else {
            Err(Failure::conflict("exchange-no-way-back"))
        }
    }

    pub fn decline(self) -> Outcome<()> {
        if self == Self::Proposed { Ok(()) } else { Err(Failure::conflict("exchange-decline-proposed-only")) }
    }

    pub fn cancel(self) -> Outcome<()> {
        if self.is_over() { Err(Failure::conflict("exchange-is-over")) } else { Ok(()) }
    }

    /// Resting makes sense while something is under way.
    pub fn pause(self) -> Outcome<()> {
        let under_way = matches!(self, Self::Preparing | Self::Active | Self::Reviewing | Self::FollowingUp);
        if under_way { Ok(()) } else { Err(Failure::conflict("exchange-pause-when")) }
    }

    pub fn extend(self) -> Outcome<()> {
        let open = matches!(self, Self::Agreed | Self::Preparing | Self::Active | Self::Reviewing);
        if open { Ok(()) } else { Err(Failure::conflict("exchange-extend-when")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_through_and_ends() {
        for pair in State::WAY.windows(2) {
            assert_eq!(pair[0].next(), Some(pair[1]));
        }
        assert!(State::ALL.into_iter().filter(|state| state.is_over()).all(|state| state.next().is_none()));
    }

    #[test]
    fn back_leads_along_the_way_and_out_of_an_early_end() {
        use State::{Active, Agreed, Cancelled, Closed, Declined, Draft, Preparing, Proposed};
        for (from, to, allowed) in [
            (Active, Preparing, true),
            (Closed, Active, true),
            (Proposed, Draft, true),
            (Declined, Proposed, true),
            (Cancelled, Draft, true),
            (Cancelled, Active, false),
            (Active, Active, false),
            (Agreed, Active, false),
            (Active, Declined, false),
            (Draft, Cancelled, false),
        ] {
            assert_eq!(from.back_to(to).is_ok(), allowed, "{from:?} → {to:?}");
        }
    }

    #[test]
    fn side_ways_are_open_where_they_make_sense() {
        for state in State::ALL {
            assert_eq!(state.decline().is_ok(), state == State::Proposed);
            assert_eq!(state.cancel().is_ok(), !state.is_over());
            assert_eq!(state.pause().is_ok() && state.extend().is_ok(), {
                matches!(state, State::Preparing | State::Active | State::Reviewing)
            });
            assert_eq!(State::named(state.name()), Some(state));
        }
    }
}

//! Where an incident stands, and which way it may go from there.

use ryugaku_kernel::{Failure, Outcome};

use crate::words;

#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Investigating,
    /// The cause is known.
    Identified,
    Fixing,
    /// It seems over; somebody watches.
    Monitoring,
    Resolved,
    /// Nothing is left to do here.
    Closed,
}

impl Status {
    pub const ALL: [Self; 6] =
        [Self::Investigating, Self::Identified, Self::Fixing, Self::Monitoring, Self::Resolved, Self::Closed];
    /// While it goes on: from any of these to any other.
    pub const OPEN: [Self; 4] = [Self::Investigating, Self::Identified, Self::Fixing, Self::Monitoring];

    pub fn name(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Fixing => "fixing",
            Self::Monitoring => "monitoring",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// One of the open ones, by its name.
    pub fn open_named(name: &str) -> Option<Self> {
        Self::named(name).filter(|status| status.is_open())
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Investigating => "incident-status-investigating",
            Self::Identified => "incident-status-identified",
            Self::Fixing => "incident-status-fixing",
            Self::Monitoring => "incident-status-monitoring",
            Self::Resolved => "incident-status-resolved",
            Self::Closed => "incident-status-closed",
        }
    }

    pub fn is_open(self) -> bool {
        self < Self::Resolved
    }

    /// Where one of the open ones is to be chosen.
    pub fn require_open(self) -> Outcome<()> {
        match self.is_open() {
            true => Ok(()),
            false => Err(Failure::invalid_msg("status", words::none_of(self.name(), Self::OPEN.map(Self::name)))),
        }
    }

    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|status| *status > self)
    }

    pub fn move_to(self, to: Self) -> Outcome<()> {
        to.require_open()?;
        match self {
            Self::Resolved => Err(Failure::conflict("incident-is-resolved")),
            Self::Closed => Err(Failure::conflict("incident-is-closed")),
            same if same == to => Err(Failure::conflict("incident-same-status")),
            _ => Ok(()),
        }
    }

    pub fn resolve(self) -> Outcome<()> {
        match self {
            Self::Resolved => Err(Failure::conflict("incident-already-resolved")),
            Self::Closed => Err(Failure::conflict("incident-is-closed")),
            _ => Ok(()),
        }
    }

    pub fn close(self) -> Outcome<()> {
        match self {
            Self::Resolved => Ok(()),
            Self::Closed => Err(Failure::conflict("incident-already-closed")),
            _ => Err(Failure::conflict("incident-resolve-first")),
        }
    }

    pub fn reopen(self) -> Outcome<()> {
        if self.is_open() { Err(Failure::conflict("incident-is-open")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_ones_go_anywhere_among_themselves() {
        for from in Status::ALL {
            for to in Status::ALL {
                let expected = from.is_open() && to.is_open() && from != to;
                assert_eq!(from.move_to(to).is_ok(), expected, "{from:?} → {to:?}");
            }
        }
    }

    #[test]
    fn the_way_to_the_end_and_back() {
        for (status, resolve, close, reopen) in [
            (Status::Investigating, true, false, false),
            (Status::Identified, true, false, false),
            (Status::Fixing, true, false, false),
            (Status::Monitoring, true, false, false),
            (Status::Resolved, false, true, true),
            (Status::Closed, false, false, true),
        ] {
            let may = (status.resolve().is_ok(), status.close().is_ok(), status.reopen().is_ok());
            assert_eq!(may, (resolve, close, reopen), "{status:?}");
        }
    }
}

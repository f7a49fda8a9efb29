//! Who may learn of an event: everyone who reads here, some teams, or named people.

use ryugaku_kernel::{Actor, Uuid};

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Audience {
    #[default]
    All,
    /// Members of these teams and these people, and nobody else, admins included.
    Only { teams: Vec<Uuid>, people: Vec<Uuid> },
}

impl Audience {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Only { .. } => "only",
        }
    }

    pub(crate) fn ids(&self) -> Vec<Uuid> {
        match self {
            Self::All => Vec::new(),
            Self::Only { teams, people } => teams.iter().chain(people).copied().collect(),
        }
    }
}

/// The ids under which `actor` may be in an audience: their own and their teams'.
pub(crate) fn ids_of(actor: &Actor) -> Vec<Uuid> {
    actor.person().into_iter().chain(actor.teams.iter().copied()).collect()
}

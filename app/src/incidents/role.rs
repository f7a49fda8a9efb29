//! Who does what while an incident goes on.

/// The commander stands first: without one, nobody asks for the others.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = IncidentRole)]
pub enum Role {
    Commander,
    Communications,
    Scribe,
    /// Who repairs; there may be several.
    Responder,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Commander, Self::Communications, Self::Scribe, Self::Responder];

    pub fn name(self) -> &'static str {
        match self {
            Self::Commander => "commander",
            Self::Communications => "communications",
            Self::Scribe => "scribe",
            Self::Responder => "responder",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Commander => "incident-role-commander",
            Self::Communications => "incident-role-communications",
            Self::Scribe => "incident-role-scribe",
            Self::Responder => "incident-role-responder",
        }
    }

    /// The key of the step while nobody has it.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Commander => "incident-next-command",
            Self::Communications => "incident-step-communications",
            Self::Scribe => "incident-step-scribe",
            Self::Responder => "incident-step-responder",
        }
    }

    /// The key on the button of who takes it.
    pub fn take(self) -> &'static str {
        match self {
            Self::Commander => "incident-next-command-button",
            Self::Communications | Self::Scribe | Self::Responder => "incident-role-take",
        }
    }

    /// The key of what whoever takes it has to do.
    pub fn duties(self) -> &'static str {
        match self {
            Self::Commander => "incident-role-commander-does",
            Self::Communications => "incident-role-communications-does",
            Self::Scribe => "incident-role-scribe-does",
            Self::Responder => "incident-role-responder-does",
        }
    }

    /// Whether one at most has it.
    pub fn is_single(self) -> bool {
        self != Self::Responder
    }
}

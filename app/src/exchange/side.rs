//! The three sides of an exchange, and what each may want of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ExchangeSide)]
pub enum Side {
    /// The one who studies.
    Guest,
    /// The team they study with.
    Host,
    /// The team they come from.
    Home,
}

impl Side {
    pub const ALL: [Self; 3] = [Self::Guest, Self::Host, Self::Home];

    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Host => "host",
            Self::Home => "home",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Guest => "exchange-side-guest",
            Self::Host => "exchange-side-host",
            Self::Home => "exchange-side-home",
        }
    }

    /// The key of the letter in front of an aim's number: 留1, G1.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Guest => "exchange-letter-guest",
            Self::Host => "exchange-letter-host",
            Self::Home => "exchange-letter-home",
        }
    }

    /// As it stands in addresses, on the command line and in the API: g1, h1, m1.
    pub fn mark(self) -> char {
        match self {
            Self::Guest => 'g',
            Self::Host => 'h',
            Self::Home => 'm',
        }
    }
}

/// What the programme exists for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AimKind {
    /// Trust between the teams.
    Trust,
    /// The other team's way of developing.
    Way,
    /// Its technology.
    Technology,
    /// The role and work of SRE.
    SreRole,
    JointTask,
    JointTool,
    Other,
}

impl AimKind {
    pub const ALL: [Self; 7] =
        [Self::Trust, Self::Way, Self::Technology, Self::SreRole, Self::JointTask, Self::JointTool, Self::Other];

    pub fn name(self) -> &'static str {
        match self {
            Self::Trust => "trust",
            Self::Way => "way",
            Self::Technology => "technology",
            Self::SreRole => "sre_role",
            Self::JointTask => "joint_task",
            Self::JointTool => "joint_tool",
            Self::Other => "other",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Trust => "aim-kind-trust",
            Self::Way => "aim-kind-way",
            Self::Technology => "aim-kind-technology",
            Self::SreRole => "aim-kind-sre-role",
            Self::JointTask => "aim-kind-joint-task",
            Self::JointTool => "aim-kind-joint-tool",
            Self::Other => "aim-kind-other",
        }
    }
}

/// How an aim ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AimResult {
    Reached,
    Partly,
    /// Given up, for a reason.
    Dropped,
}

impl AimResult {
    pub const ALL: [Self; 3] = [Self::Reached, Self::Partly, Self::Dropped];

    pub fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Partly => "partly",
            Self::Dropped => "dropped",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Reached => "aim-result-reached",
            Self::Partly => "aim-result-partly",
            Self::Dropped => "aim-result-dropped",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Reached => "yes",
            Self::Partly => "partly",
            Self::Dropped => "na",
        }
    }
}

//! When feedback is asked for, how often a commitment comes round, and whose a step or commitment is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TemplateMoment)]
pub enum Moment {
    /// Half-way.
    Mid,
    /// The last day.
    End,
    /// 30 days after the last day.
    D30,
    /// 90 days after the last day.
    D90,
}

impl Moment {
    pub const ALL: [Self; 4] = [Self::Mid, Self::End, Self::D30, Self::D90];

    pub fn name(self) -> &'static str {
        match self {
            Self::Mid => "mid",
            Self::End => "end",
            Self::D30 => "d30",
            Self::D90 => "d90",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mid => "template-moment-mid",
            Self::End => "template-moment-end",
            Self::D30 => "template-moment-d30",
            Self::D90 => "template-moment-d90",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TemplateCadence)]
pub enum Cadence {
    Once,
    Weekly,
    Monthly,
}

impl Cadence {
    pub const ALL: [Self; 3] = [Self::Once, Self::Weekly, Self::Monthly];

    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cadence| cadence.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Once => "template-cadence-once",
            Self::Weekly => "template-cadence-weekly",
            Self::Monthly => "template-cadence-monthly",
        }
    }
}

/// Whoever has this part in the exchange that is made from the template.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TemplateOwner)]
pub enum Owner {
    Guest,
    Buddy,
    HomeManager,
    HostManager,
}

impl Owner {
    pub const ALL: [Self; 4] = [Self::Guest, Self::Buddy, Self::HomeManager, Self::HostManager];

    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Buddy => "buddy",
            Self::HomeManager => "home_manager",
            Self::HostManager => "host_manager",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Guest => "template-owner-guest",
            Self::Buddy => "template-owner-buddy",
            Self::HomeManager => "template-owner-home-manager",
            Self::HostManager => "template-owner-host-manager",
        }
    }
}

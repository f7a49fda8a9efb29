//! One thing that happened to an alert.

use ryugaku_kernel::{Msg, Time};

use super::saying::Saying;

#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub at: Time,
    pub kind: Kind,
    pub title: Msg,
    pub says: Vec<Saying>,
    pub basis: Basis,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AlertWhyKind)]
pub enum Kind {
    Received,
    Owner,
    Route,
    Group,
    /// It passed whatever could have held it back.
    Passed,
    Held,
    /// Its group was looked at, and a channel was not told.
    NotTold,
    Told,
    Acknowledged,
    Unacknowledged,
    Incident,
    Resolved,
    /// As it stands at the moment of asking.
    Now,
}

/// What a step is known from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AlertWhyBasis)]
pub enum Basis {
    /// It was written down when it happened.
    Recorded,
    /// It is worked out from how things stand now.
    Now,
}

impl Kind {
    pub fn icon(self) -> &'static str {
        match self {
            Self::Received => "firing",
            Self::Owner => "map",
            Self::Route => "exchange",
            Self::Group => "programme",
            Self::Passed => "yes",
            Self::Held => "mute",
            Self::NotTold => "na",
            Self::Told => "told",
            Self::Acknowledged | Self::Unacknowledged => "person",
            Self::Incident => "incident",
            Self::Resolved => "resolved",
            Self::Now => "waiting",
        }
    }
}

impl Step {
    pub fn new(at: Time, kind: Kind, title: Msg) -> Self {
        Self { at, kind, title, says: Vec::new(), basis: Basis::Recorded }
    }

    pub fn saying(mut self, saying: Saying) -> Self {
        self.says.push(saying);
        self
    }

    pub fn saying_all(mut self, sayings: impl IntoIterator<Item = Saying>) -> Self {
        self.says.extend(sayings);
        self
    }

    pub fn on(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    pub fn is_of_now(&self) -> bool {
        self.basis == Basis::Now
    }
}

//! A telling, its ways, and how far each of them has come.

use ryugaku_kernel::{Time, Uuid};

/// What is told of a step of an incident.
#[derive(Clone, Debug)]
pub struct Telling {
    pub id: Uuid,
    pub incident: Uuid,
    /// As the list of steps names it.
    pub step: String,
    /// Of who is told.
    pub name: String,
    pub begun_at: Time,
    pub done_at: Option<Time>,
}

#[derive(Clone, Debug)]
pub struct Way {
    pub id: Uuid,
    pub telling: Uuid,
    pub kind: WayKind,
    pub address: String,
    pub label: String,
    pub person: Option<Uuid>,
    pub state: WayState,
    /// How often it has been begun.
    pub attempts: i64,
    pub begun_at: Option<Time>,
    pub finished_at: Option<Time>,
    pub trouble: Option<Trouble>,
}

/// What came of the last attempt, if it was not what it should.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trouble {
    /// Of an answer of HTTP or SMTP.
    pub status: Option<i64>,
    /// A key of words, or of a channel the chat's own word.
    pub error: Option<String>,
    /// How the answer begins; of a channel the permission that was missing.
    pub response: String,
}

impl Trouble {
    pub fn of(error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), ..Self::default() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TellingWayKind)]
pub enum WayKind {
    /// An e-mail address.
    Mail,
    /// Somebody here, by e-mail.
    Person,
    /// A channel of the chat.
    Channel,
    /// A channel of a receiver.
    Receiver,
}

impl WayKind {
    pub const ALL: [Self; 4] = [Self::Mail, Self::Person, Self::Channel, Self::Receiver];

    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Person => "person",
            Self::Channel => "channel",
            Self::Receiver => "receiver",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TellingWayState)]
pub enum WayState {
    /// It is to be sent, for the first time or again.
    Waiting,
    Delivered,
    /// Refused or given up: somebody has to change something, and ask again.
    Failed,
    /// There was nothing to tell any more, or nobody was to be told by itself.
    Skipped,
}

impl WayState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Delivered, Self::Failed, Self::Skipped];

    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "telling-waiting",
            Self::Delivered => "telling-delivered",
            Self::Failed => "telling-failed",
            Self::Skipped => "telling-skipped",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "yes",
            Self::Failed => "no",
            Self::Skipped => "na",
        }
    }
}

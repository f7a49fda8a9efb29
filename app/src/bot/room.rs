//! A channel that was made for an incident.

use ryugaku_kernel::{Lang, Time, Uuid};

use super::network::Network;

#[derive(Clone, Debug)]
pub struct Room {
    pub id: Uuid,
    pub network: Network,
    pub incident: Uuid,
    /// What the channel is called, or is to be.
    pub name: String,
    /// The vendor's id, once it is there.
    pub channel: Option<String>,
    /// Whether only those who were asked in can read there.
    pub is_private: bool,
    /// The message that says how things stand.
    pub summary: Option<String>,
    pub language: Lang,
    pub state: RoomState,
    /// Nothing is done before.
    pub resume_at: Time,
    pub created_at: Time,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ChatRoomState)]
pub enum RoomState {
    /// The channel is not there yet.
    Opening,
    Open,
    Archived,
    /// Somebody took the channel away.
    Gone,
    /// It could not be made, and will not be until somebody asks again.
    Failed,
}

impl RoomState {
    pub const ALL: [Self; 5] = [Self::Opening, Self::Open, Self::Archived, Self::Gone, Self::Failed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Open => "open",
            Self::Archived => "archived",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Opening => "bot-room-opening",
            Self::Open => "bot-room-open",
            Self::Archived => "bot-room-archived",
            Self::Gone => "bot-room-gone",
            Self::Failed => "bot-room-failed",
        }
    }

    /// Whether steps are made.
    pub fn goes_on(self) -> bool {
        !matches!(self, Self::Gone | Self::Failed)
    }
}

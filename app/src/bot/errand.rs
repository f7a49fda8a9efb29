//! What the bot is to do in a room.

use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Errand {
    /// Make the channel.
    Open,
    /// Say how things stand, or say it anew in the same message.
    Summary,
    Pin,
    Topic,
    Invite {
        person: Uuid,
    },
    /// Whoever may know of it no longer.
    PutOut {
        person: Uuid,
        /// What was their account, where they have another, or none; otherwise the one by which they are known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
    },
    /// An event of the ledger.
    Tell {
        position: i64,
    },
    /// A step of the incident that is due.
    Nudge {
        step: String,
        due: Time,
        /// So late that others hear of it too.
        #[serde(default)]
        escalated: bool,
    },
    Archive,
    Unarchive,
    /// Put away a channel that everybody can read, for another one.
    Leave,
}

impl Errand {
    /// The key of its word.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Open => "bot-errand-open",
            Self::Summary => "bot-errand-summary",
            Self::Pin => "bot-errand-pin",
            Self::Topic => "bot-errand-topic",
            Self::Invite { .. } => "bot-errand-invite",
            Self::PutOut { .. } => "bot-errand-put-out",
            Self::Tell { .. } => "bot-errand-tell",
            Self::Nudge { .. } => "bot-errand-nudge",
            Self::Archive => "bot-errand-archive",
            Self::Unarchive => "bot-errand-unarchive",
            Self::Leave => "bot-errand-leave",
        }
    }

    pub fn name(&self) -> &'static str {
        &self.key()["bot-errand-".len()..]
    }

    /// By which a room does it once at most, whoever asks again.
    pub fn once(&self) -> Option<String> {
        match self {
            Self::Open => Some("open".into()),
            Self::Tell { position } => Some(format!("tell:{position}")),
            Self::Nudge { step, due, escalated } => Some(format!("nudge:{step}:{}:{escalated}", due.0)),
            Self::Invite { person } => Some(format!("invite:{person}")),
            Self::Summary
            | Self::Pin
            | Self::Topic
            | Self::PutOut { .. }
            | Self::Archive
            | Self::Unarchive
            | Self::Leave => None,
        }
    }
}

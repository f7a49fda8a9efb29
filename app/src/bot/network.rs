//! The chats there are.

#[derive(
    Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = ChatNetwork)]
pub enum Network {
    #[default]
    Slack,
    Matrix,
}

impl Network {
    pub const ALL: [Self; 2] = [Self::Slack, Self::Matrix];

    pub fn name(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Matrix => "matrix",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.name() == name)
    }

    /// As it calls itself.
    pub fn label(self) -> &'static str {
        match self {
            Self::Slack => "Slack",
            Self::Matrix => "Matrix",
        }
    }

    /// What a command begins with there.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Slack => "/",
            Self::Matrix => "!",
        }
    }

    /// The setting that holds what the bot speaks with.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Slack => "slack.bot_token",
            Self::Matrix => "matrix.access_token",
        }
    }
}

//! Whom a status update is for.

#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = UpdateCircle)]
pub enum Circle {
    /// Those who work on it and their teams.
    Inside,
    Stakeholders,
}

impl Circle {
    pub const ALL: [Self; 2] = [Self::Inside, Self::Stakeholders];

    pub fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Stakeholders => "stakeholders",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|circle| circle.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Inside => "incident-circle-inside",
            Self::Stakeholders => "incident-circle-stakeholders",
        }
    }

    /// The key of the step, with its number.
    pub fn send(self) -> &'static str {
        match self {
            Self::Inside => "incident-step-update-inside",
            Self::Stakeholders => "incident-step-update-stakeholders",
        }
    }
}

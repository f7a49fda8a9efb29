//! How bad it is: SEV1, the worst, to SEV4.

use ryugaku_kernel::{Failure, Outcome};
use ryugaku_routing::config::Opening;

use crate::words;

#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Sev1,
    Sev2,
    Sev3,
    Sev4,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::Sev1, Self::Sev2, Self::Sev3, Self::Sev4];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sev1 => "sev1",
            Self::Sev2 => "sev2",
            Self::Sev3 => "sev3",
            Self::Sev4 => "sev4",
        }
    }

    /// As people write it, in either case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name().eq_ignore_ascii_case(name))
    }

    pub fn parse(text: &str) -> Outcome<Self> {
        let wrong = || Failure::invalid_msg("severity", words::none_of(text, Self::ALL.map(Self::name)));
        Self::named(text).ok_or_else(wrong)
    }

    /// As people say it: SEV2.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sev1 => "SEV1",
            Self::Sev2 => "SEV2",
            Self::Sev3 => "SEV3",
            Self::Sev4 => "SEV4",
        }
    }

    /// The digit alone, which the styles go by.
    pub fn digit(self) -> &'static str {
        &self.name()[3..]
    }

    /// The key of what it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Sev1 => "incident-sev1-means",
            Self::Sev2 => "incident-sev2-means",
            Self::Sev3 => "incident-sev3-means",
            Self::Sev4 => "incident-sev4-means",
        }
    }

    /// What a rule of the routes gives.
    pub fn opened_by(opening: &Opening) -> Self {
        Self::ALL[usize::from(opening.severity.clamp(1, 4) - 1)]
    }

    /// From labels of alerts: what their rules call it, if that is one of the words in use.
    pub fn of_label(value: &str) -> Option<Self> {
        match value.to_ascii_lowercase().as_str() {
            "critical" | "page" | "emergency" | "p1" => Some(Self::Sev2),
            "warning" | "ticket" | "p2" | "p3" => Some(Self::Sev3),
            "info" | "notice" | "p4" | "p5" => Some(Self::Sev4),
            other => Self::named(other),
        }
    }
}

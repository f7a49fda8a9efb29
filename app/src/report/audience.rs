//! For whom a report is made, and so what it may say.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::exchange::Access;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ReportAudience)]
pub enum Audience {
    /// Both teams and those named: plan, diary and what it costs at home too.
    Inside,
    /// Everybody who reads here: aims, outcomes, learnings and what goes on; of the diary, how much there is.
    Company,
}

impl Audience {
    pub const ALL: [Self; 2] = [Self::Inside, Self::Company];

    pub fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Company => "company",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Inside => "report-for-inside",
            Self::Company => "report-for-company",
        }
    }

    /// The widest that somebody may have.
    pub fn widest(access: &Access) -> Self {
        if access.sees_inside() { Self::Inside } else { Self::Company }
    }

    pub fn is_inside(self) -> bool {
        self == Self::Inside
    }
}

//! Learnings as the API says them.

use jiff::civil::Date;
use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::learnings::answer::AnswerKind;
use crate::learnings::change::LearningChange;
use crate::learnings::learning::{LearningState, TagKind};
use crate::learnings::shown::{Shown, ShownTeam};
use crate::learnings::write::NewLearning;

#[derive(Serialize, ToSchema)]
pub struct LearningJson {
    pub id: Uuid,
    /// `LN-3`
    pub number: String,
    pub title: String,
    /// Markdown
    pub body: String,
    pub state: LearningState,
    /// Such as `EX-12`
    pub exchange: Option<String>,
    pub writer: Option<WriterJson>,
    pub written_at: Time,
    #[schema(value_type = Option<String>, format = Date)]
    pub published_day: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    pub withdrawn_day: Option<Date>,
    /// Empty unless it is withdrawn.
    pub withdrawn_reason: String,
    pub applies_to: Vec<TagJson>,
    pub teams: Vec<LearningTeamJson>,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LearningWriterJson)]
pub struct WriterJson {
    pub id: Uuid,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LearningTagJson)]
pub struct TagJson {
    pub kind: TagKind,
    pub id: Uuid,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct LearningTeamJson {
    /// The team's short name
    pub team: String,
    pub name: String,
    pub answer: AnswerKind,
    /// Since when it is done there
    #[schema(value_type = Option<String>, format = Date)]
    pub day: Option<Date>,
    /// How it was adopted, or why it does not apply
    pub note: String,
    pub by: Option<String>,
    pub answered_at: Option<Time>,
}

impl From<Shown> for LearningJson {
    fn from(shown: Shown) -> Self {
        let Shown { learning, tags, teams, writer, exchange } = shown;
        let tags = tags.into_iter().map(|(tag, place)| TagJson { kind: tag.kind, id: tag.id, name: place.name });
        Self {
            id: learning.id.0,
            number: learning.number().to_string(),
            title: learning.title,
            body: learning.body,
            state: learning.state,
            exchange,
            writer: writer.map(|(id, name)| WriterJson { id, name }),
            written_at: learning.written_at,
            published_day: learning.published,
            withdrawn_day: learning.withdrawn,
            withdrawn_reason: learning.withdrawn_reason,
            applies_to: tags.collect(),
            teams: teams.into_iter().map(Into::into).collect(),
            version: learning.version,
        }
    }
}

impl From<ShownTeam> for LearningTeamJson {
    fn from(team: ShownTeam) -> Self {
        let answer = team.answer;
        Self {
            team: team.slug,
            name: team.name,
            answer: answer.kind,
            day: answer.day,
            note: answer.note,
            by: team.by,
            answered_at: answer.at,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct NewLearningJson {
    title: String,
    /// Markdown
    body: String,
    /// The exchange it came out of, such as `EX-12`
    exchange: Option<String>,
    /// What it applies to, each by id, short name or name
    #[serde(default)]
    products: Vec<String>,
    /// By id or short name
    #[serde(default)]
    services: Vec<String>,
    /// Teams it is for, beside those that own the products and services
    #[serde(default)]
    teams: Vec<String>,
}

impl From<NewLearningJson> for NewLearning {
    fn from(new: NewLearningJson) -> Self {
        Self {
            title: new.title,
            body: new.body,
            exchange: new.exchange,
            products: new.products,
            services: new.services,
            teams: new.teams,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct LearningChangeJson {
    title: Option<String>,
    body: Option<String>,
    /// All of them
    products: Option<Vec<String>>,
    /// All of them
    services: Option<Vec<String>>,
    /// Once published, these are added and none is taken away
    teams: Option<Vec<String>>,
}

impl From<LearningChangeJson> for LearningChange {
    fn from(change: LearningChangeJson) -> Self {
        Self {
            title: change.title,
            body: change.body,
            products: change.products,
            services: change.services,
            teams: change.teams,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = LearningAnswerJson)]
pub struct AnswerJson {
    /// `adopted` or `not_applicable`
    pub answer: AnswerKind,
    /// Since when it is done there; today if absent
    #[schema(value_type = Option<String>, format = Date)]
    pub day: Option<Date>,
    /// How it was adopted, or why it does not apply
    pub note: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = LearningWithdrawalJson)]
pub struct WithdrawalJson {
    pub reason: String,
}

//! Needs and discussions as the API says them.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_kernel::{Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use crate::needs::consultation::{Reach, Urgency};
use crate::needs::need::{Kind, State};
use crate::needs::see::Seen;
use crate::needs::shown::{Answer, Shown};
use crate::people::Team;

#[derive(Serialize, ToSchema)]
pub struct NeedJson {
    pub id: Uuid,
    /// `ND-7`
    pub number: String,
    pub team: NeedTeamJson,
    pub kind: Kind,
    pub what: String,
    /// Of a consultation
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    /// Of a consultation: how far the help is to go
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
    pub state: State,
    /// `DI-4`, when it came from a discussion
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discussion: Option<String>,
    /// `RT-417`, when it became a task
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// `EX-3`, when it became an aim of an exchange
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
    pub asked_by: Option<String>,
    pub asked_at: Time,
    pub answered_at: Option<Time>,
    /// Met or declined
    pub ended_at: Option<Time>,
    pub version: i64,
    /// Oldest first; of one need alone
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Vec<NeedAnswerJson>>,
}

#[derive(Serialize, ToSchema)]
pub struct NeedTeamJson {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct NeedAnswerJson {
    pub at: Time,
    pub by: String,
    /// Absent when it was redacted
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct DiscussionJson {
    pub id: Uuid,
    /// `DI-4`
    pub number: String,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub team: NeedTeamJson,
    /// `EX-3`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
    /// Absent for who may only know that it took place
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<SaidJson>,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DiscussionSaidJson)]
pub struct SaidJson {
    pub people: Vec<DiscussionPersonJson>,
    pub image_before: String,
    /// One a line
    pub problems: String,
    /// One a line
    pub expectations: String,
    pub image_after: String,
}

#[derive(Serialize, ToSchema)]
pub struct DiscussionPersonJson {
    pub id: Uuid,
    pub name: String,
}

fn team(id: Uuid, team: Option<&Team>) -> NeedTeamJson {
    let known = team.map(|team| (team.slug.clone(), team.name.clone()));
    let (slug, name) = known.unwrap_or_else(|| (String::new(), "?".into()));
    NeedTeamJson { id, slug, name }
}

impl From<Shown> for NeedJson {
    fn from(shown: Shown) -> Self {
        let Shown { need, team: of, asked_by, discussion, task, exchange, .. } = shown;
        Self {
            id: need.id.0,
            number: need.number().to_string(),
            team: team(need.team, of.as_ref()),
            kind: need.kind,
            what: need.what,
            state: need.state,
            discussion,
            task,
            exchange,
            asked_by,
            urgency: need.urgency,
            reach: need.reach,
            asked_at: need.asked_at,
            answered_at: need.answered_at,
            ended_at: need.ended_at,
            version: need.version,
            answers: None,
        }
    }
}

impl From<Answer> for NeedAnswerJson {
    fn from(answer: Answer) -> Self {
        Self { at: answer.at, by: answer.by, text: answer.text }
    }
}

impl DiscussionJson {
    pub fn of(seen: Seen, teams: &HashMap<Uuid, Team>, names: &HashMap<Uuid, String>) -> Self {
        let Seen { discussion, reads, exchange } = seen;
        let person = |id: &Uuid| DiscussionPersonJson { id: *id, name: names.get(id).cloned().unwrap_or_default() };
        let said = reads.then(|| SaidJson {
            people: discussion.people.iter().map(person).collect(),
            image_before: discussion.texts.image_before.clone(),
            problems: discussion.texts.problems.clone(),
            expectations: discussion.texts.expectations.clone(),
            image_after: discussion.texts.image_after.clone(),
        });
        Self {
            id: discussion.id.0,
            number: discussion.number().to_string(),
            day: discussion.day,
            team: team(discussion.team, teams.get(&discussion.team)),
            exchange,
            said,
            version: discussion.version,
        }
    }
}

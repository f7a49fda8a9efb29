//! Post-mortems as the API says them.

use jiff::civil::Date;
use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::postmortems::postmortem::State;
use crate::postmortems::shown::{Followed, Shown};

#[derive(Serialize, ToSchema)]
pub struct PostmortemJson {
    #[serde(flatten)]
    pub brief: PostmortemBriefJson,
    /// Markdown
    pub body: String,
}

/// All of it but its text
#[derive(Serialize, ToSchema)]
pub struct PostmortemBriefJson {
    pub id: Uuid,
    /// Of its incident, such as `INC-7`
    pub incident: String,
    pub title: String,
    /// Of a drill
    pub practice: bool,
    pub state: State,
    pub due_at: Option<Time>,
    pub late: bool,
    pub writer: Option<String>,
    pub written_at: Time,
    pub changed_at: Time,
    pub changed_by: Option<String>,
    pub published_at: Option<Time>,
    /// It was written elsewhere.
    pub imported: bool,
    pub actions: Vec<ActionItemJson>,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ActionItemJson {
    /// Its line in the text, from 0; of a paragraph the last
    pub line: usize,
    pub title: String,
    pub done: bool,
    pub owner: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// The reliability task it has become, such as `RT-12`
    pub task: Option<String>,
}

impl PostmortemJson {
    pub fn of(mut shown: Shown, now: Time) -> Self {
        let body = std::mem::take(&mut shown.postmortem.body);
        Self { brief: PostmortemBriefJson::of(shown, now), body }
    }
}

impl PostmortemBriefJson {
    pub fn of(shown: Shown, now: Time) -> Self {
        let Shown { postmortem, incident, writer, changed_by, actions } = shown;
        Self {
            id: postmortem.id.0,
            incident: incident.number,
            title: incident.title,
            practice: incident.practice,
            state: postmortem.state,
            late: postmortem.is_late(now),
            due_at: postmortem.due,
            writer,
            written_at: postmortem.written_at,
            changed_at: postmortem.changed_at,
            changed_by,
            published_at: postmortem.published_at,
            imported: postmortem.source.is_some(),
            actions: actions.into_iter().map(Into::into).collect(),
            version: postmortem.version,
        }
    }
}

impl From<Followed> for ActionItemJson {
    fn from(followed: Followed) -> Self {
        let done = followed.is_done();
        let (action, task) = (followed.action, followed.task);
        Self {
            line: action.line,
            done,
            owner: followed.assignee.or(action.owner),
            due: task.as_ref().and_then(|task| task.due).or(action.due),
            task: action.task,
            title: action.title,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct PostmortemBodyJson {
    /// Markdown
    pub body: String,
    /// The version it was made of; the same as `If-Match`
    pub version: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = PostmortemTakenBackJson)]
pub struct TakenBackJson {
    pub reason: String,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = PostmortemFollowJson)]
pub struct FollowJson {
    /// The line of the item, from 0; without it, all that are open and no task yet
    pub line: Option<usize>,
}

//! `/api/v1/questions`

use axum::extract::{Path, Query, State as In};
use ryugaku_db::Query as Read;
use ryugaku_kernel::{Failure, Outcome, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::question::{Question, QuestionId, State};
use super::shown::{self, Shown};
use super::{again, answer, store};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Paging, Visit, routes};
use crate::incidents::severity::Severity;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(open)).routes(routes!(decline)).routes(routes!(ask_again))
}

/// Whether alerts are to open an incident.
#[derive(Serialize, ToSchema)]
struct QuestionJson {
    id: String,
    state: State,
    /// That the rule would open
    severity: Severity,
    title: String,
    /// The rule of the routes that asks, from 1
    rule: usize,
    /// Of the routes
    version: i64,
    /// Short names, as labels have them
    services: Vec<String>,
    /// Short name of the team that owns the alerts; absent: nobody’s that is known
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<String>,
    /// How many it holds, 200 at most
    alerts: i64,
    asked_at: Time,
    /// When it was answered or withdrawn
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<String>,
    /// Its number, such as `INC-214`
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    /// Where it is asked in the chat, or is to be
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    /// Why it was not asked there so far, and what to do about it
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

impl From<Shown> for QuestionJson {
    fn from(shown: Shown) -> Self {
        let question = shown.question;
        Self {
            id: question.id.to_string(),
            state: question.state,
            severity: question.severity,
            title: question.title,
            rule: question.rule.number,
            version: question.rule.version,
            services: question.services,
            team: shown.team.map(|team| team.slug),
            alerts: shown.alerts,
            asked_at: question.asked_at,
            answered_at: question.answered_at,
            answered_by: Some(shown.by).filter(|by| !by.is_empty()),
            incident: shown.incident.map(|incident| incident.number),
            channel: Some(question.post.channel).filter(|channel| !channel.is_empty()),
            trouble: shown.trouble,
        }
    }
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `open`, `opened`, `declined`, `withdrawn`, or `all`; without it those that wait for an answer
    #[serde(default)]
    state: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenQuestionJson {
    /// Other than the rule has it
    severity: Option<Severity>,
}

/// Questions whether to open an incident, newest first
#[utoipa::path(get, path = "/api/v1/questions", tag = "questions", params(Asked, Paging), responses(
    (status = 200, body = Listed<QuestionJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    In(app): In<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<QuestionJson>>, Failed> {
    visit.cx.require_read()?;
    let states = match asked.state.as_str() {
        "" => vec![State::Open],
        "all" => State::ALL.to_vec(),
        name => vec![State::named(name).ok_or_else(|| Failure::invalid("state", "failure-choose-one"))?],
    };
    let mut q = app.db.reader();
    let page = store::page(&mut q, &states, paging.after()?, paging.limit()).await?;
    let shown = shown::many(&mut q, &visit.cx.who, visit.lang(), page.items).await?;
    Ok(Answer::ok(Listed { items: shown.into_iter().map(Into::into).collect(), next: page.next }))
}

/// Yes: open an incident from its alerts
#[utoipa::path(post, path = "/api/v1/questions/{id}/open", tag = "questions", params(("id" = String, Path)), request_body = OpenQuestionJson, responses(
    (status = 200, body = QuestionJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn open(
    In(app): In<App>,
    visit: Visit,
    Path(id): Path<String>,
    body: Result<Body<OpenQuestionJson>, Failed>,
) -> Result<Answer<QuestionJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let (Body(asked), id) = (body?, id_of(&id)?);
    let mut tx = app.begin().await?;
    answer::open(&mut tx, &visit.cx, id, asked.severity).await?;
    tx.commit().await?;
    let mut q = app.db.reader();
    let question = store::by_id(&mut q, id).await?;
    Ok(Answer::ok(json(&mut q, &visit, question).await?))
}

/// No: open none
#[utoipa::path(post, path = "/api/v1/questions/{id}/decline", tag = "questions", params(("id" = String, Path)), responses(
    (status = 200, body = QuestionJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn decline(In(app): In<App>, visit: Visit, Path(id): Path<String>) -> Result<Answer<QuestionJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let question = answer::decline(&mut tx, &visit.cx, id_of(&id)?).await?;
    tx.commit().await?;
    Ok(Answer::ok(json(&mut app.db.reader(), &visit, question).await?))
}

/// Ask once more in the chat, which refused it, in the channel that the team has by now
#[utoipa::path(post, path = "/api/v1/questions/{id}/again", tag = "questions", params(("id" = String, Path)), responses(
    (status = 200, body = QuestionJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn ask_again(In(app): In<App>, visit: Visit, Path(id): Path<String>) -> Result<Answer<QuestionJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let question = again::ask_again(&mut tx, &visit.cx, id_of(&id)?).await?;
    tx.commit().await?;
    Ok(Answer::ok(json(&mut app.db.reader(), &visit, question).await?))
}

async fn json(q: &mut dyn Read, visit: &Visit, question: Question) -> Outcome<QuestionJson> {
    Ok(shown::one(q, &visit.cx.who, visit.lang(), question).await?.into())
}

/// What is no key is no question.
pub(super) fn id_of(text: &str) -> Outcome<QuestionId> {
    text.parse().map_err(|_| Failure::NotFound("question"))
}

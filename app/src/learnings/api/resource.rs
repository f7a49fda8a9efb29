//! `/api/v1/learnings`

use axum::extract::{Path, Query, State};
use ryugaku_db::Query as Db;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use super::json::{AnswerJson, LearningChangeJson, LearningJson, NewLearningJson, WithdrawalJson};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::exchange;
use crate::learnings::access::{self, Seer};
use crate::learnings::answer::AnswerKind;
use crate::learnings::learning::{Learning, LearningState, count_of};
use crate::learnings::list_store::{self, Filter};
use crate::learnings::{change, publish, reply, shown, targets, write};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, write_one))
        .routes(routes!(show, change_one))
        .routes(routes!(publish_one))
        .routes(routes!(withdraw))
        .routes(routes!(answer, take_back))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `published`, `draft` (those one may see), `withdrawn` or `all`; without it what is published
    #[serde(default)]
    pub state: String,
    /// For this team: id, short name or name; `mine` for those one is in
    #[serde(default)]
    pub team: String,
    /// Applies to this product or a service of it: id, short name or name
    #[serde(default)]
    pub product: String,
    /// `adopted`, `not_applicable` or `unknown`: by the team, or by any team if none is named
    #[serde(default)]
    pub answer: String,
    /// Came out of this exchange, such as `EX-12`
    #[serde(default)]
    pub exchange: String,
}

pub async fn filter(q: &mut dyn Db, visit: &Visit, asked: &Asked) -> Outcome<Filter> {
    let wrong = |field: &'static str| move || Failure::invalid(field, "failure-choose-one");
    let state = match asked.state.as_str() {
        "" => Some(LearningState::Published),
        "all" => None,
        name => Some(LearningState::named(name).ok_or_else(wrong("state"))?),
    };
    let answer = match asked.answer.as_str() {
        "" => None,
        name => Some(AnswerKind::named(name).ok_or_else(wrong("answer"))?),
    };
    let one = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty()).into_iter().collect::<Vec<_>>();
    let teams = match asked.team.as_str() {
        "" => None,
        "mine" => Some(visit.cx.who.teams.clone()),
        team => Some(targets::teams(q, &one(team)).await?),
    };
    let things = match targets::products(q, &one(&asked.product)).await?.first() {
        Some(product) => Some(targets::things_of(q, product.id).await?),
        None => None,
    };
    let exchange = match asked.exchange.as_str() {
        "" => None,
        number => {
            let unknown = |_| Failure::invalid("exchange", "failure-unknown");
            let count = exchange::exchange::count_of(number).map_err(unknown)?;
            Some(exchange::store::by_count(q, count).await.map_err(unknown)?.id.0)
        }
    };
    Ok(Filter { state, teams, things, answer, exchange })
}

/// Learnings, newest first
#[utoipa::path(get, path = "/api/v1/learnings", tag = "learnings", params(Asked, Paging), responses(
    (status = 200, body = Listed<LearningJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<LearningJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (filter, seer) = (filter(&mut q, &visit, &asked).await?, Seer::of(&mut q, &visit.cx).await?);
    let page = list_store::page(&mut q, &seer, &filter, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    let items = shown::many(&mut q, page.items).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next }))
}

/// Write a learning: a draft, which only its writer and the people of its exchange see
#[utoipa::path(post, path = "/api/v1/learnings", tag = "learnings", request_body = NewLearningJson, responses(
    (status = 201, body = LearningJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write_one(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewLearningJson>, Failed>,
) -> Result<Answer<LearningJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let learning = write::write(&mut tx, &visit.cx, new.into()).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/learnings/{}", learning.number()), learning.version);
    Ok(Answer::created(said(&app, learning).await?, location).version(version))
}

/// One learning
#[utoipa::path(get, path = "/api/v1/learnings/{number}", tag = "learnings", params(("number" = String, Path)), responses(
    (status = 200, body = LearningJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<LearningJson>, Failed> {
    visit.cx.require_read()?;
    let (learning, _) = access::seen(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    answered(&app, learning).await
}

/// Change what it says, what it applies to and the teams it is for
#[utoipa::path(patch, path = "/api/v1/learnings/{number}", tag = "learnings", params(("number" = String, Path)), request_body = LearningChangeJson, responses(
    (status = 200, body = LearningJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change_one(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<LearningChangeJson>, Failed>,
) -> Result<Answer<LearningJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let learning = change::change(&mut tx, &visit.cx, count_of(&number)?, expected, body.into()).await?;
    tx.commit().await?;
    answered(&app, learning).await
}

/// Publish it to the teams that own what it applies to, and those named besides
#[utoipa::path(post, path = "/api/v1/learnings/{number}/publish", tag = "learnings", params(("number" = String, Path)), responses(
    (status = 200, body = LearningJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn publish_one(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<LearningJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let learning = publish::publish(&mut tx, &visit.cx, count_of(&number)?, expected).await?;
    tx.commit().await?;
    answered(&app, learning).await
}

/// Withdraw it, with a reason
#[utoipa::path(post, path = "/api/v1/learnings/{number}/withdraw", tag = "learnings", params(("number" = String, Path)), request_body = WithdrawalJson, responses(
    (status = 200, body = LearningJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<WithdrawalJson>, Failed>,
) -> Result<Answer<LearningJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let learning = publish::withdraw(&mut tx, &visit.cx, count_of(&number)?, expected, &body.reason).await?;
    tx.commit().await?;
    answered(&app, learning).await
}

/// What the team has made of it; by a member of the team
#[utoipa::path(put, path = "/api/v1/learnings/{number}/teams/{team}", tag = "learnings", params(("number" = String, Path), ("team" = String, Path)), request_body = AnswerJson, responses(
    (status = 200, body = LearningJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn answer(
    State(app): State<App>,
    visit: Visit,
    Path((number, team)): Path<(String, String)>,
    body: Result<Body<AnswerJson>, Failed>,
) -> Result<Answer<LearningJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let day = body.day.unwrap_or_else(|| visit.organisation.today(visit.cx.now()));
    let mut tx = app.begin().await?;
    let count = count_of(&number)?;
    let learning = reply::reply(&mut tx, &visit.cx, count, &team, body.answer, Some(day), &body.note).await?;
    tx.commit().await?;
    answered(&app, learning).await
}

/// Take back what the team has said
#[utoipa::path(delete, path = "/api/v1/learnings/{number}/teams/{team}", tag = "learnings", params(("number" = String, Path), ("team" = String, Path)), responses(
    (status = 200, body = LearningJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_back(
    State(app): State<App>,
    visit: Visit,
    Path((number, team)): Path<(String, String)>,
) -> Result<Answer<LearningJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let count = count_of(&number)?;
    let learning = reply::reply(&mut tx, &visit.cx, count, &team, AnswerKind::Unknown, None, "").await?;
    tx.commit().await?;
    answered(&app, learning).await
}

async fn answered(app: &App, learning: Learning) -> Result<Answer<LearningJson>, Failed> {
    let version = learning.version;
    Ok(Answer::ok(said(app, learning).await?).version(version))
}

async fn said(app: &App, learning: Learning) -> Outcome<LearningJson> {
    Ok(shown::one(&mut app.db.reader(), learning).await?.into())
}

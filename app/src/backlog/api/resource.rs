//! `/api/v1/tasks`

use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{NewTaskJson, TaskJson, said, today};
use crate::app::App;
use crate::backlog::add;
use crate::backlog::change::{self, TaskChange};
use crate::backlog::list_store::{self, Assignee, Filter};
use crate::backlog::origin::{Origin, OriginKind};
use crate::backlog::task::{Effort, TaskState, count_of};
use crate::backlog::{shown, store};
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, given, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, change)).routes(routes!(set_state))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `open`, `doing`, `done`, `rejected`, or `all`; without it what is not over
    #[serde(default)]
    pub state: String,
    /// A product's id
    #[serde(default)]
    pub product: String,
    /// A person's id, `me` or `nobody`
    #[serde(default)]
    pub assignee: String,
    /// `hand`, `incident` or `need`
    #[serde(default)]
    pub origin: String,
}

#[derive(Deserialize, ToSchema)]
struct TaskChangeJson {
    title: Option<String>,
    detail: Option<String>,
    /// Id or name; null empties
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    product: Option<Option<String>>,
    /// Id or slug; null empties
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    service: Option<Option<String>>,
    /// Id, e-mail address or whole name; null leaves it open
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    assignee: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Option<Date>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Effort>)]
    effort: Option<Option<Effort>>,
}

#[derive(Deserialize, ToSchema)]
struct StateJson {
    state: TaskState,
    /// Needed to reject
    #[serde(default)]
    reason: String,
}

/// Tasks, due soonest first, then oldest first
#[utoipa::path(get, path = "/api/v1/tasks", tag = "tasks", params(Asked, Paging), responses(
    (status = 200, body = Listed<TaskJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<TaskJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let page = list_store::page(&mut q, &filter(&visit, &asked)?, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    let items =
        shown::many(&mut q, &visit.cx.who, page.items, today(&visit)).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next }))
}

pub fn filter(visit: &Visit, asked: &Asked) -> Outcome<Filter> {
    let wrong = |field: &'static str| move || Failure::invalid(field, "failure-choose-one");
    let states = match asked.state.as_str() {
        "" => Filter::not_over().states,
        "all" => None,
        name => Some(vec![TaskState::named(name).ok_or_else(wrong("state"))?]),
    };
    let assignee = match asked.assignee.as_str() {
        "" => None,
        "nobody" => Some(Assignee::Nobody),
        "me" => Some(Assignee::Person(visit.cx.require_person()?)),
        id => Some(Assignee::Person(id.parse().map_err(|_| Failure::invalid("assignee", "failure-not-understood"))?)),
    };
    let product = match asked.product.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Failure::invalid("product", "failure-not-understood"))?),
    };
    let origin = match asked.origin.as_str() {
        "" => None,
        name => Some(OriginKind::named(name).ok_or_else(wrong("origin"))?),
    };
    Ok(Filter { states, product, assignee, origin, due_before: None })
}

/// Add a task by hand; follow-ups of an incident are added there
#[utoipa::path(post, path = "/api/v1/tasks", tag = "tasks", request_body = NewTaskJson, responses(
    (status = 201, body = TaskJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewTaskJson>, Failed>,
) -> Result<Answer<TaskJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let task = add::add(&mut tx, &visit.cx, Origin::ByHand, new.into()).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/tasks/{}", task.number()), task.version);
    Ok(Answer::created(said(&app, &visit, task).await?, location).version(version))
}

/// One task
#[utoipa::path(get, path = "/api/v1/tasks/{number}", tag = "tasks", params(("number" = String, Path)), responses(
    (status = 200, body = TaskJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Answer<TaskJson>, Failed> {
    visit.cx.require_read()?;
    let task = store::by_count(&mut app.db.reader(), count_of(&number)?).await?;
    let version = task.version;
    Ok(Answer::ok(said(&app, &visit, task).await?).version(version))
}

/// Change a task
#[utoipa::path(patch, path = "/api/v1/tasks/{number}", tag = "tasks", params(("number" = String, Path)), request_body = TaskChangeJson, responses(
    (status = 200, body = TaskJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    change: Result<Body<TaskChangeJson>, Failed>,
) -> Result<Answer<TaskJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let change = TaskChange {
        title: change.title,
        detail: change.detail,
        product: change.product,
        service: change.service,
        assignee: change.assignee,
        due: change.due,
        effort: change.effort,
    };
    let mut tx = app.begin().await?;
    let task = change::change(&mut tx, &visit.cx, count_of(&number)?, expected, change).await?;
    tx.commit().await?;
    let version = task.version;
    Ok(Answer::ok(said(&app, &visit, task).await?).version(version))
}

/// Start, put back, finish, reject with a reason, reopen
#[utoipa::path(post, path = "/api/v1/tasks/{number}/state", tag = "tasks", params(("number" = String, Path)), request_body = StateJson, responses(
    (status = 200, body = TaskJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_state(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<StateJson>, Failed>,
) -> Result<Answer<TaskJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let count = count_of(&number)?;
    let task = change::set_state(&mut tx, &visit.cx, count, expected, body.state, &body.reason).await?;
    tx.commit().await?;
    let version = task.version;
    Ok(Answer::ok(said(&app, &visit, task).await?).version(version))
}

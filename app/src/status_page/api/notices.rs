//! Notices: drafted, published, kept up to date.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Uuid};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use super::json::{NewStatusNoticeJson, StatusBodyJson, StatusNoticeJson};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::incidents::incident::count_of;
use crate::status_page::draft::{self, Written};
use crate::status_page::notice::{Notice, NoticeId, State as Stands, UpdateId};
use crate::status_page::say::{self, Mended, Said};
use crate::status_page::{from_incident, notice_store, shown};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(from_one))
        .routes(routes!(show, change, drop_one))
        .routes(routes!(publish))
        .routes(routes!(update))
        .routes(routes!(mend))
        .routes(routes!(edit))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `draft`, `published` or `ended`
    #[serde(default)]
    state: String,
}

/// Notices, the last begun first
#[utoipa::path(get, path = "/api/v1/status-page/notices", tag = "status_page", params(Asked, Paging), responses(
    (status = 200, body = Listed<StatusNoticeJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<StatusNoticeJson>>, Failed> {
    visit.cx.require_read()?;
    let state = match asked.state.as_str() {
        "" => None,
        name => Some(Stands::named(name).ok_or_else(|| Failure::invalid("state", "failure-choose-one"))?),
    };
    let mut q = app.db.reader();
    let page = notice_store::page(&mut q, &visit.cx.who, state, paging.after()?, paging.limit()).await?;
    let rows = shown::of(&mut q, page.items).await?;
    let items = rows.notices.into_iter().map(StatusNoticeJson::of).collect();
    Ok(Answer::ok(Listed { items, next: page.next }))
}

/// Begin a draft
#[utoipa::path(post, path = "/api/v1/status-page/notices", tag = "status_page", request_body = NewStatusNoticeJson, responses(
    (status = 201, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn begin(
    State(app): State<App>,
    visit: Visit,
    body: Result<Body<NewStatusNoticeJson>, Failed>,
) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let notice = draft::begin(&mut tx, &visit.cx, body.kind, None, body.written).await?;
    tx.commit().await?;
    created(&app, notice).await
}

/// Begin a draft from an incident: half filled in, for somebody to read before it is published
#[utoipa::path(post, path = "/api/v1/incidents/{number}/status-notice", tag = "status_page", params(("number" = String, Path)), responses(
    (status = 201, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn from_one(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let notice = from_incident::draft_of(&mut tx, &visit.cx, count_of(&number)?).await?;
    tx.commit().await?;
    created(&app, notice).await
}

/// One of them
#[utoipa::path(get, path = "/api/v1/status-page/notices/{id}", tag = "status_page", params(("id" = Uuid, Path)), responses(
    (status = 200, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_read()?;
    let notice = notice_store::find(&mut app.db.reader(), &visit.cx.who, NoticeId(id)).await?;
    answered(&app, notice).await
}

/// Write a draft anew
#[utoipa::path(put, path = "/api/v1/status-page/notices/{id}", tag = "status_page", params(("id" = Uuid, Path)), request_body = Written, responses(
    (status = 200, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    body: Result<Body<Written>, Failed>,
) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let notice = draft::change(&mut tx, &visit.cx, NoticeId(id), expected, body).await?;
    tx.commit().await?;
    answered(&app, notice).await
}

/// Take a draft back
#[utoipa::path(delete, path = "/api/v1/status-page/notices/{id}", tag = "status_page", params(("id" = Uuid, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn drop_one(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    draft::drop_one(&mut tx, &visit.cx, NoticeId(id), expected).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publish a draft: it is seen, and subscribers are told
#[utoipa::path(post, path = "/api/v1/status-page/notices/{id}/publish", tag = "status_page", params(("id" = Uuid, Path)), responses(
    (status = 200, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn publish(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let notice = say::publish(&mut tx, &visit.cx, NoticeId(id), expected).await?;
    tx.commit().await?;
    answered(&app, notice).await
}

/// Say what came after it; `resolved` and `done` end it
#[utoipa::path(post, path = "/api/v1/status-page/notices/{id}/updates", tag = "status_page", params(("id" = Uuid, Path)), request_body = Said, responses(
    (status = 200, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn update(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    body: Result<Body<Said>, Failed>,
) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let notice = say::update(&mut tx, &visit.cx, NoticeId(id), expected, body).await?;
    tx.commit().await?;
    answered(&app, notice).await
}

/// Mend title and times of one that is seen; nobody is told
#[utoipa::path(post, path = "/api/v1/status-page/notices/{id}/mend", tag = "status_page", params(("id" = Uuid, Path)), request_body = Mended, responses(
    (status = 200, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn mend(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    body: Result<Body<Mended>, Failed>,
) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let notice = say::mend(&mut tx, &visit.cx, NoticeId(id), expected, body).await?;
    tx.commit().await?;
    answered(&app, notice).await
}

/// Mend the words of an update; nobody is told, and the page says that they were changed
#[utoipa::path(post, path = "/api/v1/status-page/updates/{id}", tag = "status_page", params(("id" = Uuid, Path)), request_body = StatusBodyJson, responses(
    (status = 200, body = StatusNoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn edit(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    body: Result<Body<StatusBodyJson>, Failed>,
) -> Result<Answer<StatusNoticeJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let notice = say::edit(&mut tx, &visit.cx, UpdateId(id), expected, body.body).await?;
    tx.commit().await?;
    answered(&app, notice).await
}

async fn created(app: &App, notice: Notice) -> Result<Answer<StatusNoticeJson>, Failed> {
    let json = of(app, notice).await?;
    let (location, version) = (json.location(), json.version());
    Ok(Answer::created(json, location).version(version))
}

async fn answered(app: &App, notice: Notice) -> Result<Answer<StatusNoticeJson>, Failed> {
    let json = of(app, notice).await?;
    let version = json.version();
    Ok(Answer::ok(json).version(version))
}

async fn of(app: &App, notice: Notice) -> Result<StatusNoticeJson, Failed> {
    let rows = shown::of(&mut app.db.reader(), vec![notice]).await?;
    let row = rows.notices.into_iter().next().ok_or(Failure::NotFound("status_notice"))?;
    Ok(StatusNoticeJson::of(row))
}

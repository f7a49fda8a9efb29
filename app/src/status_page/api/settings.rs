//! Who sees the page, what it shows, who is told.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Uuid};
use utoipa_axum::router::OpenApiRouter;

use super::json::{ComponentJson, NewStatusComponentJson, StatusPageJson, StatusSubscriberJson, StatusSwitchJson};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::status_page::component::ComponentId;
use crate::status_page::notice::Levels;
use crate::status_page::pages::address;
use crate::status_page::subscriber::SubscriberId;
use crate::status_page::{components, shown, subscribe, subscriber_store, switch, switch_store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, turn))
        .routes(routes!(add))
        .routes(routes!(change, remove))
        .routes(routes!(subscribers))
        .routes(routes!(remove_subscriber))
}

/// Who sees the status page, and what it shows
#[utoipa::path(get, path = "/api/v1/status-page", tag = "status_page", responses(
    (status = 200, body = StatusPageJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<StatusPageJson>, Failed> {
    visit.cx.require_read()?;
    answered(&app, &visit).await
}

/// Switch it: `off`, `inside` or `public`; for admins
#[utoipa::path(patch, path = "/api/v1/status-page", tag = "status_page", request_body = StatusSwitchJson, responses(
    (status = 200, body = StatusPageJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn turn(
    State(app): State<App>,
    visit: Visit,
    IfMatch(expected): IfMatch,
    body: Result<Body<StatusSwitchJson>, Failed>,
) -> Result<Answer<StatusPageJson>, Failed> {
    visit.cx.require_admin()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    switch::switch(&mut tx, &visit.cx, expected, body.visibility).await?;
    tx.commit().await?;
    answered(&app, &visit).await
}

async fn answered(app: &App, visit: &Visit) -> Result<Answer<StatusPageJson>, Failed> {
    let mut q = app.db.reader();
    let switch = switch_store::load(&mut q).await?;
    let rows = shown::rows(&mut q, visit.cx.now()).await?;
    let levels = rows.levels(visit.cx.now());
    let components = rows.components.into_iter().filter(|component| component.removed_at.is_none());
    let components = components.map(|component| ComponentJson::of(component, &levels)).collect();
    let page = StatusPageJson { visibility: switch.visibility, version: switch.version, components };
    Ok(Answer::ok(page).version(switch.version))
}

/// Show a product or service, under names for others
#[utoipa::path(post, path = "/api/v1/status-page/components", tag = "status_page", request_body = NewStatusComponentJson, responses(
    (status = 201, body = ComponentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    body: Result<Body<NewStatusComponentJson>, Failed>,
) -> Result<Answer<ComponentJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let place = body.place.ok_or_else(|| Failure::invalid("place", "failure-required"))?;
    let mut tx = app.begin().await?;
    let component = components::add(&mut tx, &visit.cx, place, body.named()).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/status-page/components/{}", component.id), component.version);
    Ok(Answer::created(ComponentJson::of(component, &Levels::new()), location).version(version))
}

/// Change its names and its place
#[utoipa::path(patch, path = "/api/v1/status-page/components/{id}", tag = "status_page", params(("id" = Uuid, Path)), request_body = NewStatusComponentJson, responses(
    (status = 200, body = ComponentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    body: Result<Body<NewStatusComponentJson>, Failed>,
) -> Result<Answer<ComponentJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let component = components::change(&mut tx, &visit.cx, ComponentId(id), expected, body.named()).await?;
    tx.commit().await?;
    let version = component.version;
    let levels = shown::rows(&mut app.db.reader(), visit.cx.now()).await?.levels(visit.cx.now());
    Ok(Answer::ok(ComponentJson::of(component, &levels)).version(version))
}

/// Show it no more
#[utoipa::path(delete, path = "/api/v1/status-page/components/{id}", tag = "status_page", params(("id" = Uuid, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
) -> Result<StatusCode, Failed> {
    let mut tx = app.begin().await?;
    components::remove(&mut tx, &visit.cx, ComponentId(id), expected).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is told by e-mail, the last to ask first; for admins
#[utoipa::path(get, path = "/api/v1/status-page/subscribers", tag = "status_page", params(Paging), responses(
    (status = 200, body = Listed<StatusSubscriberJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn subscribers(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<StatusSubscriberJson>>, Failed> {
    visit.cx.require_admin()?;
    let page = subscriber_store::page(&mut app.db.reader(), paging.after()?, paging.limit()).await?;
    let mut items = Vec::new();
    for subscriber in page.items {
        let address = address(&app, &subscriber)?;
        items.push(StatusSubscriberJson::of(subscriber, address));
    }
    Ok(Answer::ok(Listed { items, next: page.next }))
}

/// Tell them nothing more, and forget the address; for admins
#[utoipa::path(delete, path = "/api/v1/status-page/subscribers/{id}", tag = "status_page", params(("id" = Uuid, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove_subscriber(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<StatusCode, Failed> {
    let mut tx = app.begin().await?;
    subscribe::remove(&mut tx, &visit.cx, SubscriberId(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

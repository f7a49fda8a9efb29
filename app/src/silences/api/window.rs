//! `/api/v1/maintenance-windows`

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use super::json::matchers_of;
use super::window_json::{MaintenanceChangeJson, MaintenanceJson, NewMaintenanceJson, said};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::silences::change_window::{self, WindowChange};
use crate::silences::plan_window::{self, NewWindow};
use crate::silences::reach::{Weighed, reach};
use crate::silences::window::{Window, WindowId, WindowState};
use crate::silences::{given, window_store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, plan)).routes(routes!(show, change)).routes(routes!(end))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MaintenanceAsked {
    /// `under_way` if absent
    #[param(inline)]
    state: Option<WindowState>,
}

/// Maintenance windows: what ends soonest first; of the past ones what ended last
#[utoipa::path(get, path = "/api/v1/maintenance-windows", tag = "maintenance", params(MaintenanceAsked, Paging), responses(
    (status = 200, body = Listed<MaintenanceJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<MaintenanceAsked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<MaintenanceJson>>, Failed> {
    visit.cx.require_read()?;
    let (mut q, state) = (app.db.reader(), asked.state.unwrap_or_default());
    let page = window_store::page(&mut q, state, visit.cx.now(), paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(Listed { items: said(&mut q, &visit, &page.items).await?, next: page.next }))
}

/// Plan a maintenance window; what hides everything is refused until `catches_all` says that it is meant
#[utoipa::path(post, path = "/api/v1/maintenance-windows", tag = "maintenance", request_body = NewMaintenanceJson, responses(
    (status = 201, body = MaintenanceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn plan(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewMaintenanceJson>, Failed>,
) -> Result<Answer<MaintenanceJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let from = new.starts_at.unwrap_or(visit.cx.now());
    let matchers = matchers_of(new.matchers)?;
    let weighed = Weighed { reach: reach(&app, &matchers).await?, sure: new.catches_all };
    let new = NewWindow {
        title: new.title,
        comment: new.comment,
        matchers,
        starts_at: new.starts_at,
        ends_at: given::end(from, new.ends_at, new.duration.as_deref())?,
        weekly: new.weekly,
        product: new.product,
        service: new.service,
    };
    let mut tx = app.begin().await?;
    let window = plan_window::plan_window(&mut tx, &visit.cx, new, weighed).await?;
    tx.commit().await?;
    let location = format!("/api/v1/maintenance-windows/{}", window.id);
    Ok(Answer::created(one(&app, &visit, &window).await?, location).version(window.version))
}

/// One maintenance window
#[utoipa::path(get, path = "/api/v1/maintenance-windows/{id}", tag = "maintenance", params(("id" = String, Path)), responses(
    (status = 200, body = MaintenanceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Answer<MaintenanceJson>, Failed> {
    visit.cx.require_read()?;
    let window = window_store::by_id(&mut app.db.reader(), named(&id)?).await?;
    Ok(Answer::ok(one(&app, &visit, &window).await?).version(window.version))
}

/// Change a maintenance window that is not past
#[utoipa::path(patch, path = "/api/v1/maintenance-windows/{id}", tag = "maintenance", params(("id" = String, Path)), request_body = MaintenanceChangeJson, responses(
    (status = 200, body = MaintenanceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    IfMatch(expected): IfMatch,
    change: Result<Body<MaintenanceChangeJson>, Failed>,
) -> Result<Answer<MaintenanceJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let matchers = change.matchers.map(matchers_of).transpose()?;
    let old = window_store::by_id(&mut app.db.reader(), named(&id)?).await?;
    let reach = reach(&app, matchers.as_ref().unwrap_or(&old.matchers)).await?;
    let weighed = Weighed { reach, sure: change.catches_all };
    let change = WindowChange {
        title: change.title,
        comment: change.comment,
        matchers,
        starts_at: change.starts_at,
        ends_at: change.ends_at,
        weekly: change.weekly,
        product: change.product,
        service: change.service,
    };
    let mut tx = app.begin().await?;
    let window = change_window::change_window(&mut tx, &visit.cx, old.id, expected, change, weighed).await?;
    tx.commit().await?;
    Ok(Answer::ok(one(&app, &visit, &window).await?).version(window.version))
}

/// End a maintenance window now, or cancel one that has not begun
#[utoipa::path(post, path = "/api/v1/maintenance-windows/{id}/end", tag = "maintenance", params(("id" = String, Path)), responses(
    (status = 200, body = MaintenanceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn end(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<MaintenanceJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let window = change_window::end_window(&mut tx, &visit.cx, named(&id)?, expected).await?;
    tx.commit().await?;
    Ok(Answer::ok(one(&app, &visit, &window).await?).version(window.version))
}

/// What is no id names no window.
pub fn named(id: &str) -> Outcome<WindowId> {
    id.parse().map_err(|_| Failure::NotFound("maintenance"))
}

async fn one(app: &App, visit: &Visit, window: &Window) -> Outcome<MaintenanceJson> {
    let said = said(&mut app.db.reader(), visit, std::slice::from_ref(window)).await?;
    said.into_iter().next().ok_or_else(|| Failure::internal("one window is said as one"))
}

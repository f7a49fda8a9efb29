//! What a label set, a changed document or a foreign configuration would lead to; and taking the last over.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Query, State};
use ryugaku_alerting::Labels;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::super::current::current;
use super::super::dry_run::dry_run;
use super::super::import::{Import, import};
use super::super::require_editor;
use super::super::way::steps;
use super::json::{DryRunJson, RouteStepJson, RoutingImportJson, RoutingWayJson};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(route)).routes(routes!(dry)).routes(routes!(take))
}

#[derive(Deserialize, ToSchema)]
struct WhichRouteJson {
    labels: BTreeMap<String, String>,
}

/// Which route a label set takes, and why
#[utoipa::path(post, path = "/api/v1/routing/route", tag = "routing", request_body = WhichRouteJson, responses(
    (status = 200, body = RoutingWayJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn route(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Body<WhichRouteJson>, Failed>,
) -> Result<Answer<RoutingWayJson>, Failed> {
    visit.cx.require_read()?;
    let Body(asked) = asked?;
    let current = current(&mut app.db.reader()).await?;
    let steps = steps(&current.routing, &Labels::new(asked.labels), visit.cx.now());
    let taken = steps.iter().filter(|step| step.came.takes());
    let receivers = taken.map(|step| step.branch.receiver.clone()).collect();
    let steps = steps.into_iter().map(|step| RouteStepJson::of(step, visit.lang())).collect();
    Ok(Answer::ok(RoutingWayJson { version: current.version.version, steps, receivers }))
}

#[derive(Deserialize, ToSchema)]
struct DryRunQuestionJson {
    text: String,
    /// Alerts that began in the last so many days; 30 if absent.
    #[serde(default = "thirty")]
    days: i64,
}

fn thirty() -> i64 {
    30
}

/// Play a changed document through the alerts of the last days, without saving it
#[utoipa::path(post, path = "/api/v1/routing/dry-run", tag = "routing", request_body = DryRunQuestionJson, responses(
    (status = 200, body = DryRunJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn dry(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Body<DryRunQuestionJson>, Failed>,
) -> Result<Answer<DryRunJson>, Failed> {
    visit.cx.require_act()?;
    let Body(asked) = asked?;
    let comparison = dry_run(&mut app.db.reader(), &visit.cx, &asked.text, asked.days).await?;
    Ok(Answer::ok(comparison.into()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RoutingImportQuery {
    /// Say what would be done, and do nothing.
    #[serde(default)]
    dry_run: bool,
}

/// Take over Alertmanager's configuration
///
/// The body is the file. Routes become a new version; receivers are matched by name or made, with the webhooks and mail
/// addresses they have. What has no counterpart is remarked with its line.
#[utoipa::path(post, path = "/api/v1/routing/import", tag = "routing", params(RoutingImportQuery),
    request_body(content = String, content_type = "application/yaml"), responses(
    (status = 200, body = RoutingImportJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<RoutingImportQuery>,
    file: Bytes,
) -> Result<Answer<RoutingImportJson>, Failed> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let wanted = Import { text: utf8(file)?, dry_run: query.dry_run };
    let mut tx = app.begin().await?;
    let planned = import(&mut tx, &visit.cx, &app.keys, wanted).await?;
    tx.commit().await?;
    Ok(Answer::ok(RoutingImportJson::of(planned, !query.dry_run, visit.lang())))
}

fn utf8(file: Bytes) -> Outcome<String> {
    String::from_utf8(file.into()).map_err(|_| Failure::invalid("file", "routing-not-utf8"))
}

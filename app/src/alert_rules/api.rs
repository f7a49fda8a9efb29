//! `/api/v1/alert-rules`.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Time, Uuid};
use ryugaku_routing::config::duration_text;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::import::{Import, import};
use super::rule::{Rule, RuleId};
use super::seen::Seen;
use super::store::{self, Filter};
use crate::app::App;
use crate::door::{Answer, Failed, Listed, Paging, Visit, routes};
use crate::{routing, words};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(take)).routes(routes!(show))
}

#[derive(Serialize, ToSchema)]
struct AlertRuleJson {
    id: Uuid,
    /// The label `alertname` of its alerts.
    name: String,
    severity: String,
    group: String,
    file: String,
    expr: String,
    /// How long the expression must hold: `5m`.
    #[serde(rename = "for")]
    hold: String,
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runbook_url: Option<String>,
    /// The owning team's name; absent when labels name nobody that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    imported_at: Time,
    /// How many of its alerts fire now.
    firing: i64,
    /// How often its alerts began to fire in 30 days.
    fired_30_days: i64,
    /// There were more than are counted: it was at least so often.
    at_least: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichRules {
    severity: Option<String>,
    file: Option<String>,
    /// Those without one alone.
    #[serde(default)]
    without_runbook: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RulesImportQuery {
    /// By which the file is known; the same name replaces its rules.
    file: String,
    /// Say what would be done, and do nothing.
    #[serde(default)]
    dry_run: bool,
}

#[derive(Serialize, ToSchema)]
struct RulesTakenJson {
    /// Whether it was done; a dry run does nothing.
    applied: bool,
    rules: Vec<RuleTakenJson>,
    refused: Vec<RuleRefusedJson>,
}

#[derive(Serialize, ToSchema)]
struct RuleTakenJson {
    name: String,
    group: String,
    severity: String,
}

#[derive(Serialize, ToSchema)]
struct RuleRefusedJson {
    path: String,
    why: String,
}

fn json(rule: Rule, seen: &Seen) -> AlertRuleJson {
    AlertRuleJson {
        id: rule.id.0,
        owner: seen.owner(&rule).map(str::to_owned),
        firing: seen.firing(&rule),
        fired_30_days: seen.count(&rule),
        at_least: seen.cut,
        hold: duration_text(rule.hold),
        name: rule.name,
        severity: rule.severity,
        group: rule.group,
        file: rule.file,
        expr: rule.expr,
        labels: rule.labels,
        annotations: rule.annotations,
        runbook_url: rule.runbook,
        imported_at: rule.imported_at,
    }
}

/// Rules in the order in which they were taken
#[utoipa::path(get, path = "/api/v1/alert-rules", tag = "routing", params(WhichRules, Paging), responses(
    (status = 200, body = Listed<AlertRuleJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(which): Query<WhichRules>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<AlertRuleJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = Filter { severity: which.severity, file: which.file, without_runbook: which.without_runbook };
    let page = store::page(&mut q, &filter, paging.after()?, paging.limit()).await?;
    let seen = Seen::load(&app, &mut q, visit.cx.now()).await?;
    Ok(Answer::ok(page.map(|rule| json(rule, &seen)).into()))
}

/// One rule
#[utoipa::path(get, path = "/api/v1/alert-rules/{id}", tag = "routing", params(("id" = Uuid, Path)), responses(
    (status = 200, body = AlertRuleJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<AlertRuleJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let rule = store::find(&mut q, RuleId(id)).await?;
    let seen = Seen::load(&app, &mut q, visit.cx.now()).await?;
    Ok(Answer::ok(json(rule, &seen)))
}

/// Take the rules of one file, in place of those it brought before
///
/// The body is the file: Prometheus' own form with `groups`, or a manifest of the kind `PrometheusRule`. Rules that cannot be
/// read are left out and listed.
#[utoipa::path(post, path = "/api/v1/alert-rules/import", tag = "routing", params(RulesImportQuery),
    request_body(content = String, content_type = "application/yaml"), responses(
    (status = 200, body = RulesTakenJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take(
    State(app): State<App>,
    visit: Visit,
    query: Result<Query<RulesImportQuery>, axum::extract::rejection::QueryRejection>,
    file: Bytes,
) -> Result<Answer<RulesTakenJson>, Failed> {
    routing::require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Query(query) = query.map_err(|_| Failure::invalid("file", "failure-required"))?;
    let text = String::from_utf8(file.into()).map_err(|_| Failure::invalid("text", "routing-not-utf8"))?;
    let mut tx = app.begin().await?;
    let wanted = Import { file: query.file, text, dry_run: query.dry_run };
    let taken = import(&mut tx, &visit.cx, wanted).await?;
    tx.commit().await?;
    let rule = |rule: Rule| RuleTakenJson { name: rule.name, group: rule.group, severity: rule.severity };
    let refused = taken
        .refused
        .into_iter()
        .map(|error| RuleRefusedJson { why: words::say(visit.lang(), &error.msg), path: error.field });
    Ok(Answer::ok(RulesTakenJson {
        applied: !query.dry_run,
        rules: taken.rules.into_iter().map(rule).collect(),
        refused: refused.collect(),
    }))
}

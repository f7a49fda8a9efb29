//! `/api/v1/scenarios`: what drills are played from.

use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::drills::scenario::{Inject, Scenario, count_of};
use crate::drills::scenario_store as store;
use crate::drills::write_scenario::{self, NewScenario};
use crate::incidents::severity::Severity;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, write)).routes(routes!(show, change, archive))
}

#[derive(Serialize, ToSchema)]
struct ScenarioJson {
    /// `SC-3`
    number: String,
    title: String,
    severity: Severity,
    /// Short names
    services: Vec<String>,
    /// What the facilitator reads out, each at its minute of the drill
    injects: Vec<Inject>,
    aims: Vec<String>,
    /// Not offered any more
    archived: bool,
    version: i64,
}

impl From<Scenario> for ScenarioJson {
    fn from(scenario: Scenario) -> Self {
        Self {
            number: scenario.number().to_string(),
            title: scenario.title,
            severity: scenario.severity,
            services: scenario.services,
            injects: scenario.injects,
            aims: scenario.aims,
            archived: scenario.archived,
            version: scenario.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct NewScenarioJson {
    title: String,
    severity: Severity,
    /// Short names or ids
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    injects: Vec<Inject>,
    #[serde(default)]
    aims: Vec<String>,
}

impl From<NewScenarioJson> for NewScenario {
    fn from(new: NewScenarioJson) -> Self {
        let NewScenarioJson { title, severity, services, injects, aims } = new;
        Self { title, severity, services, injects, aims }
    }
}

/// Scenarios that are offered, newest first
#[utoipa::path(get, path = "/api/v1/scenarios", tag = "drills", params(Paging), responses(
    (status = 200, body = Listed<ScenarioJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<ScenarioJson>>, Failed> {
    visit.cx.require_read()?;
    let page = store::page(&mut app.db.reader(), paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(Listed { items: page.items.into_iter().map(Into::into).collect(), next: page.next }))
}

/// Write a scenario
#[utoipa::path(post, path = "/api/v1/scenarios", tag = "drills", request_body = NewScenarioJson, responses(
    (status = 201, body = ScenarioJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewScenarioJson>, Failed>,
) -> Result<Answer<ScenarioJson>, Failed> {
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let scenario = write_scenario::write(&mut tx, &visit.cx, new.into()).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/scenarios/{}", scenario.number()), scenario.version);
    Ok(Answer::created(scenario.into(), location).version(version))
}

/// One scenario
#[utoipa::path(get, path = "/api/v1/scenarios/{number}", tag = "drills", params(("number" = String, Path)), responses(
    (status = 200, body = ScenarioJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<ScenarioJson>, Failed> {
    visit.cx.require_read()?;
    Ok(answered(store::by_count(&mut app.db.reader(), count_of(&number)?).await?))
}

/// Write a scenario anew. Drills that were played from it stay as they were
#[utoipa::path(put, path = "/api/v1/scenarios/{number}", tag = "drills", params(("number" = String, Path)), request_body = NewScenarioJson, responses(
    (status = 200, body = ScenarioJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    new: Result<Body<NewScenarioJson>, Failed>,
) -> Result<Answer<ScenarioJson>, Failed> {
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let scenario = write_scenario::change(&mut tx, &visit.cx, count_of(&number)?, expected, new.into()).await?;
    tx.commit().await?;
    Ok(answered(scenario))
}

/// Offer a scenario no more
#[utoipa::path(delete, path = "/api/v1/scenarios/{number}", tag = "drills", params(("number" = String, Path)), responses(
    (status = 200, body = ScenarioJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn archive(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<ScenarioJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let scenario = write_scenario::archive(&mut tx, &visit.cx, count_of(&number)?).await?;
    tx.commit().await?;
    Ok(answered(scenario))
}

fn answered(scenario: Scenario) -> Answer<ScenarioJson> {
    let version = scenario.version;
    Answer::ok(ScenarioJson::from(scenario)).version(version)
}

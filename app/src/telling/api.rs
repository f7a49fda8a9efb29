//! `/api/v1/incidents/{number}/tellings`: who was told of what, where and when.

use axum::extract::{Path, State};
use ryugaku_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::shown::{self, Shown, WayShown};
use super::way::{WayKind, WayState};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Visit, routes};
use crate::incidents::{self, tell};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(tell_again))
}

/// What is told of one step.
#[derive(Serialize, ToSchema)]
pub struct TellingJson {
    /// As the list of steps names it: `tell/Executives`, `update/stakeholders/2`.
    step: String,
    /// Of who is told, as the severity policy calls them.
    name: String,
    begun_at: Time,
    /// Once all of them were reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_at: Option<Time>,
    ways: Vec<TellingWayJson>,
}

#[derive(Serialize, ToSchema)]
struct TellingWayJson {
    kind: WayKind,
    /// Somebody's name, an address, a channel, a receiver.
    to: String,
    state: WayState,
    attempts: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<Time>,
    /// What went wrong, and what to do about it; of one that was skipped, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

impl From<Shown> for TellingJson {
    fn from(shown: Shown) -> Self {
        let way = |way: WayShown| TellingWayJson {
            kind: way.kind,
            to: way.to,
            state: way.state,
            attempts: way.attempts,
            finished_at: way.finished_at,
            trouble: way.trouble,
        };
        Self {
            step: shown.step,
            name: shown.name,
            begun_at: shown.begun_at,
            done_at: shown.done_at,
            ways: shown.ways.into_iter().map(way).collect(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TellAgainJson {
    /// `tell/Executives`, `update/stakeholders/2`
    step: String,
}

/// Who was told by itself, where and when, oldest first
#[utoipa::path(get, path = "/api/v1/incidents/{number}/tellings", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<TellingJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<TellingJson>>, Failed> {
    visit.cx.require_read()?;
    Ok(Answer::ok(read(&app, &visit, &number).await?))
}

/// Tell those again who were not reached; if all were, everybody
#[utoipa::path(post, path = "/api/v1/incidents/{number}/tellings/again", tag = "incidents", params(("number" = String, Path)), request_body = TellAgainJson, responses(
    (status = 200, body = Listed<TellingJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn tell_again(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<TellAgainJson>, Failed>,
) -> Result<Answer<Listed<TellingJson>>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(asked) = body?;
    let (mut tx, count) = (app.begin().await?, incidents::incident::count_of(&number)?);
    tell::again(&mut tx, &visit.cx, count, &asked.step).await?;
    tx.commit().await?;
    Ok(Answer::ok(read(&app, &visit, &number).await?))
}

async fn read(app: &App, visit: &Visit, number: &str) -> Result<Listed<TellingJson>, Failed> {
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, incidents::incident::count_of(number)?).await?;
    let shown = shown::of_incident(&mut q, visit.lang(), incident.id.0).await?;
    Ok(Listed { items: shown.into_iter().map(Into::into).collect(), next: None })
}

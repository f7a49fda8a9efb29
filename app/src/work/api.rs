//! `/api/v1/jobs`.

use axum::extract::{Path, Query, State};
use ryugaku_jobs::{Job, State as JobState};
use ryugaku_kernel::{Failure, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::rerun;
use crate::app::App;
use crate::door::{Answer, Failed, Listed, Paging, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(again))
}

#[derive(Serialize, ToSchema)]
struct JobJson {
    id: Uuid,
    kind: String,
    /// ready, running, done or gave_up
    state: String,
    /// How often it has been begun.
    attempts: i64,
    run_at: Time,
    last_error: Option<String>,
    created_at: Time,
    finished_at: Option<Time>,
}

impl From<Job> for JobJson {
    fn from(job: Job) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            state: job.state.name().to_owned(),
            attempts: job.attempts,
            run_at: job.run_at,
            last_error: job.last_error,
            created_at: job.created_at,
            finished_at: job.finished_at,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Only those in this state: ready, running, done or gave_up.
    state: Option<String>,
}

/// Jobs, newest first
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs", params(Asked, Paging), responses(
    (status = 200, body = Listed<JobJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<JobJson>>, Failed> {
    visit.cx.require_admin()?;
    let state = state_of(asked.state.as_deref().unwrap_or_default())?;
    let page = ryugaku_jobs::page(&mut app.db.reader(), state, paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(page.into()))
}

/// A state by its word; none for an empty one.
pub(super) fn state_of(word: &str) -> Result<Option<JobState>, Failure> {
    if word.is_empty() {
        return Ok(None);
    }
    JobState::named(word).map(Some).ok_or_else(|| Failure::invalid("state", "failure-choose-one"))
}

/// One job
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = Uuid, Path)), responses(
    (status = 200, body = JobJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<JobJson>, Failed> {
    visit.cx.require_admin()?;
    Ok(Answer::ok(ryugaku_jobs::find(&mut app.db.reader(), id).await?.into()))
}

/// Run a job again that was given up
#[utoipa::path(post, path = "/api/v1/jobs/{id}/rerun", tag = "jobs", params(("id" = Uuid, Path)), responses(
    (status = 200, body = JobJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn again(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<JobJson>, Failed> {
    let mut tx = app.begin().await?;
    let job = rerun::rerun(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    Ok(Answer::ok(job.into()))
}

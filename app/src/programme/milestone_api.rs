//! `/api/v1/programme/milestones`

use axum::extract::{Path, State};
use jiff::civil::Date;
use ryugaku_kernel::Uuid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::milestone::{Milestone, MilestoneKind};
use super::milestone_store;
use super::record_milestone::{self, NewMilestone};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Visit, routes};
use crate::people;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, record)).routes(routes!(take_back))
}

#[derive(Serialize, ToSchema)]
pub struct MilestoneJson {
    pub id: Uuid,
    pub kind: MilestoneKind,
    /// The team's short name
    pub team: Option<String>,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub what: String,
}

impl MilestoneJson {
    pub fn of(milestone: &Milestone, team: Option<String>) -> Self {
        Self { id: milestone.id, kind: milestone.kind, team, day: milestone.day, what: milestone.what.clone() }
    }
}

#[derive(Deserialize, ToSchema)]
struct NewMilestoneJson {
    kind: MilestoneKind,
    /// Id, short name or name; needed unless the kind is `other`
    team: Option<String>,
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// What happened, for the kind `other`; else a remark
    #[serde(default)]
    what: String,
}

/// What was recorded of the programme, by day
#[utoipa::path(get, path = "/api/v1/programme/milestones", tag = "programme", responses(
    (status = 200, body = Listed<MilestoneJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<MilestoneJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let milestones = milestone_store::all(&mut q).await?;
    let slugs = people::team_slugs(&mut q, milestones.iter().filter_map(|one| one.team)).await?;
    let json = |one: &Milestone| MilestoneJson::of(one, one.team.and_then(|team| slugs.get(&team).cloned()));
    Ok(Answer::ok(Listed { items: milestones.iter().map(json).collect(), next: None }))
}

/// Record a milestone, such as since when the SRE team works with a team; for owners of the programme
#[utoipa::path(post, path = "/api/v1/programme/milestones", tag = "programme", request_body = NewMilestoneJson, responses(
    (status = 201, body = MilestoneJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn record(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewMilestoneJson>, Failed>,
) -> Result<Answer<MilestoneJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewMilestone { kind: new.kind, team: new.team, day: new.day, what: new.what };
    let mut tx = app.begin().await?;
    let made = record_milestone::record(&mut tx, &visit.cx, new).await?;
    let slug = people::team_slugs(&mut tx, made.team).await?.into_values().next();
    tx.commit().await?;
    Ok(Answer::created(MilestoneJson::of(&made, slug), "/api/v1/programme/milestones".into()))
}

/// Take back a milestone that was recorded wrongly
#[utoipa::path(delete, path = "/api/v1/programme/milestones/{id}", tag = "programme", params(("id" = Uuid, Path)), responses(
    (status = 200, body = MilestoneJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_back(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
) -> Result<Answer<MilestoneJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let gone = record_milestone::take_back(&mut tx, &visit.cx, id).await?;
    let slug = people::team_slugs(&mut tx, gone.team).await?.into_values().next();
    tx.commit().await?;
    Ok(Answer::ok(MilestoneJson::of(&gone, slug)))
}

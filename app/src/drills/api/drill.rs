//! `/api/v1/incidents/{number}/drill`: the clock of a drill, what is read out, its debrief.

use axum::extract::{Path, State};
use ryugaku_kernel::{Failure, Outcome, Time};
use ryugaku_ledger::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::drills::clock::Turn;
use crate::drills::drill::{Aim, Inject};
use crate::drills::shown::{self, Room, Told};
use crate::drills::{run, turn_clock};
use crate::incidents::incident::count_of;
use crate::incidents::past_steps::Came;
use crate::incidents::{Incident, store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(turn))
        .routes(routes!(give))
        .routes(routes!(judge))
        .routes(routes!(learn))
}

#[derive(Serialize, ToSchema)]
struct DrillJson {
    /// Such as `DRILL-12`
    incident: String,
    facilitator: String,
    /// Such as `SC-3`
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
    /// What the clock of the drill shows
    now: Time,
    running: bool,
    /// Of the drill
    minute: i64,
    /// For the facilitator and admins; empty for others
    injects: Vec<DrillInjectJson>,
    steps: Vec<DebriefLineJson>,
    late: usize,
    forgotten: usize,
    aims: Vec<DrillAimJson>,
    learnt: String,
    /// Of what was learnt, for `If-Match` where it is written
    version: i64,
    /// Reliability tasks that came of it
    tasks: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct DrillInjectJson {
    number: i64,
    minute: i64,
    /// If it was redacted after it was read out, that it was
    said: String,
    /// On the wall; absent until it is read out
    #[serde(skip_serializing_if = "Option::is_none")]
    given_at: Option<Time>,
}

#[derive(Serialize, ToSchema)]
struct DrillAimJson {
    number: i64,
    aim: String,
    /// Absent while nobody has said
    #[serde(skip_serializing_if = "Option::is_none")]
    reached: Option<bool>,
}

/// A step that was owed. Minutes are those of the drill.
#[derive(Serialize, ToSchema)]
struct DebriefLineJson {
    /// Such as `role/scribe`
    step: String,
    title: String,
    /// Whose turn it was when it came due, by name; absent: anybody's
    #[serde(skip_serializing_if = "Option::is_none")]
    whose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_minute: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done_minute: Option<i64>,
    /// `in_time`, `late`, `forgotten`, `not_needed` or `ahead`
    came: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_seconds: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
struct TurnJson {
    /// `pause`, `start` or `forward`
    turn: String,
    /// How far it is moved forward
    minutes: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
struct JudgedJson {
    /// Null takes it back
    reached: Option<bool>,
}

#[derive(Deserialize, ToSchema)]
struct LearntJson {
    text: String,
}

impl From<Inject> for DrillInjectJson {
    fn from(inject: Inject) -> Self {
        Self { number: inject.number, minute: inject.minute, said: inject.said, given_at: inject.given_at }
    }
}

impl From<Aim> for DrillAimJson {
    fn from(aim: Aim) -> Self {
        Self { number: aim.number, aim: aim.aim, reached: aim.reached }
    }
}

impl From<Told> for DebriefLineJson {
    fn from(told: Told) -> Self {
        let late = told.line.late();
        Self {
            step: told.line.deed.to_string(),
            came: match told.line.came {
                Came::Done(_) if late.is_some() => "late",
                Came::Done(_) => "in_time",
                Came::NotNeeded(_) => "not_needed",
                Came::Forgotten => "forgotten",
                Came::Ahead => "ahead",
            },
            title: told.title,
            whose: told.whose,
            due_minute: told.due,
            done_minute: told.at,
            late_seconds: late.map(|late| late.as_secs()),
        }
    }
}

/// A drill: its clock, and the debrief of what was late or forgotten
#[utoipa::path(get, path = "/api/v1/incidents/{number}/drill", tag = "drills", params(("number" = String, Path)), responses(
    (status = 200, body = DrillJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Answer<DrillJson>, Failed> {
    visit.cx.require_read()?;
    let incident = store::by_count(&mut app.db.reader(), &visit.cx.who, count_of(&number)?).await?;
    Ok(tagged(said(&app, &visit, incident).await?))
}

/// Stop the clock of a drill, start it, move it on: by its facilitator
#[utoipa::path(post, path = "/api/v1/incidents/{number}/drill/clock", tag = "drills", params(("number" = String, Path)), request_body = TurnJson, responses(
    (status = 200, body = DrillJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn turn(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<TurnJson>, Failed>,
) -> Result<Answer<DrillJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let turn = match body.turn.as_str() {
        "pause" => Turn::Pause,
        "start" => Turn::Start,
        "forward" => Turn::Forward(body.minutes.unwrap_or_default()),
        _ => return Err(Failure::invalid("turn", "failure-choose-one").into()),
    };
    let mut tx = app.begin().await?;
    let done = turn_clock::turn(&mut tx, &visit.cx, count_of(&number)?, turn).await;
    answered(&app, &visit, tx, done).await
}

/// Read out what happens next: it then stands in the timeline and in the channel
#[utoipa::path(post, path = "/api/v1/incidents/{number}/drill/injects/{inject}", tag = "drills", params(("number" = String, Path), ("inject" = i64, Path)), responses(
    (status = 200, body = DrillJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn give(
    State(app): State<App>,
    visit: Visit,
    Path((number, inject)): Path<(String, String)>,
) -> Result<Answer<DrillJson>, Failed> {
    visit.cx.require_act()?;
    let inject = inject.parse().map_err(|_| Failure::NotFound("inject"))?;
    let mut tx = app.begin().await?;
    let done = run::give(&mut tx, &visit.cx, count_of(&number)?, inject).await;
    answered(&app, &visit, tx, done).await
}

/// Say whether an aim was reached
#[utoipa::path(post, path = "/api/v1/incidents/{number}/drill/aims/{aim}", tag = "drills", params(("number" = String, Path), ("aim" = i64, Path)), request_body = JudgedJson, responses(
    (status = 200, body = DrillJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn judge(
    State(app): State<App>,
    visit: Visit,
    Path((number, aim)): Path<(String, String)>,
    body: Result<Body<JudgedJson>, Failed>,
) -> Result<Answer<DrillJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let aim = aim.parse().map_err(|_| Failure::NotFound("aim"))?;
    let mut tx = app.begin().await?;
    let done = run::judge(&mut tx, &visit.cx, count_of(&number)?, aim, body.reached).await;
    answered(&app, &visit, tx, done).await
}

/// Write what was learnt
#[utoipa::path(put, path = "/api/v1/incidents/{number}/drill/learnt", tag = "drills", params(("number" = String, Path)), request_body = LearntJson, responses(
    (status = 200, body = DrillJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn learn(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<LearntJson>, Failed>,
) -> Result<Answer<DrillJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let done = run::learnt(&mut tx, &visit.cx, count_of(&number)?, expected, &body.text).await;
    answered(&app, &visit, tx, done).await
}

async fn answered(app: &App, visit: &Visit, tx: Tx, done: Outcome<Incident>) -> Result<Answer<DrillJson>, Failed> {
    let incident = done?;
    tx.commit().await?;
    Ok(tagged(said(app, visit, incident).await?))
}

fn tagged(drill: DrillJson) -> Answer<DrillJson> {
    let version = drill.version;
    Answer::ok(drill).version(version)
}

async fn said(app: &App, visit: &Visit, incident: Incident) -> Outcome<DrillJson> {
    let mut q = app.db.reader();
    let room: Room =
        shown::of_incident(&mut q, &visit.cx, &incident).await?.ok_or(Failure::conflict("drill-is-none"))?;
    let debrief = shown::debrief(&mut q, &visit.cx, incident).await?;
    Ok(DrillJson {
        incident: debrief.incident.number().to_string(),
        scenario: debrief.scenario.as_ref().map(|(number, _)| number.clone()),
        now: room.now,
        running: room.is_running,
        minute: room.minute,
        injects: room.injects.into_iter().map(Into::into).collect(),
        late: debrief.late(),
        forgotten: debrief.forgotten(),
        facilitator: debrief.facilitator,
        steps: debrief.lines.into_iter().map(Into::into).collect(),
        aims: debrief.drill.aims.into_iter().map(Into::into).collect(),
        learnt: debrief.drill.learnt,
        version: debrief.drill.version,
        tasks: debrief.tasks.iter().map(|task| task.number().to_string()).collect(),
    })
}

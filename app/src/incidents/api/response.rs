//! `/api/v1/incidents/{number}/…`: steps, roles, status updates.

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::NamedJson;
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Visit, routes};
use crate::incidents::circle::Circle;
use crate::incidents::incident::count_of;
use crate::incidents::owed::{Owed, Whom};
use crate::incidents::response::{self, Filled, Update};
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;
use crate::incidents::similar::{self, Similar};
use crate::incidents::{answer, roles, status_update, store};
use crate::telling::TellingJson;
use crate::words;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_steps, answer_step))
        .routes(routes!(list_roles))
        .routes(routes!(set_role, leave_role))
        .routes(routes!(list_updates, send_update))
        .routes(routes!(list_similar))
}

/// What is to be done next.
#[derive(Serialize, ToSchema)]
struct NextStepJson {
    /// Such as `role/scribe`, `update/stakeholders/2`, `tell/Executives`, `notice/end`, `turn/resolve`.
    step: String,
    title: String,
    why: String,
    /// Absent of what has no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Time>,
    late: bool,
    /// So late that others than those whose turn it is hear of it.
    escalated: bool,
    /// Put off until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    put_off_until: Option<Time>,
    /// Whom it waits for; empty: whoever is there.
    people: Vec<NamedJson>,
    teams: Vec<NamedJson>,
    /// Of a status update: what could be sent as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
    /// Of a status update: where it would go, or why nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_to: Option<String>,
    /// Of a role that nobody has: who could be asked, who knows best what is hit first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<NamedJson>,
    /// Of somebody who must know: where they are told by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    telling: Option<TellingJson>,
}

impl From<Owed> for NextStepJson {
    fn from(owed: Owed) -> Self {
        let (teams, people): (Vec<Whom>, Vec<Whom>) = owed.to.into_iter().partition(|whom| whom.is_team);
        let named = |whom: Whom| NamedJson { id: whom.id, name: whom.name, slug: None };
        Self {
            step: owed.step.deed.to_string(),
            title: owed.title,
            why: owed.why,
            due: owed.step.due,
            late: owed.step.is_late,
            escalated: owed.step.is_escalated,
            put_off_until: owed.step.put_off,
            people: people.into_iter().map(named).collect(),
            teams: teams.into_iter().map(named).collect(),
            draft: owed.draft,
            goes_to: owed.goes_to,
            candidates: owed.candidates.into_iter().map(named).collect(),
            telling: owed.telling.map(Into::into),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct RoleJson {
    role: Role,
    /// Whether the severity policy asks for it.
    asked: bool,
    people: Vec<NamedJson>,
}

impl From<Filled> for RoleJson {
    fn from(filled: Filled) -> Self {
        let named = |(id, name): (Uuid, String)| NamedJson { id, name, slug: None };
        Self { role: filled.role, asked: filled.is_asked, people: filled.people.into_iter().map(named).collect() }
    }
}

#[derive(Serialize, ToSchema)]
struct UpdateJson {
    /// From 1 in each circle.
    number: i64,
    circle: Circle,
    at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<NamedJson>,
    /// Absent once it is redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// In the ledger; redact the text by it.
    position: i64,
}

impl From<Update> for UpdateJson {
    fn from(update: Update) -> Self {
        let name = update.by_name;
        Self {
            number: update.number,
            circle: update.circle,
            at: update.at,
            by: update.by.map(|id| NamedJson { id, name, slug: None }),
            text: update.text,
            position: update.position,
        }
    }
}

/// A past incident that has much in common with this one.
#[derive(Serialize, ToSchema)]
struct SimilarIncidentJson {
    /// `INC-171`
    number: String,
    title: String,
    severity: Severity,
    /// Only those who are named know of it.
    restricted: bool,
    began_at: Time,
    /// From its beginning until it was resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    took_seconds: Option<i64>,
    /// What ended it, as whoever resolved it wrote.
    helped: String,
    /// Names of what both had.
    services: Vec<String>,
    alerts: Vec<String>,
}

impl From<Similar> for SimilarIncidentJson {
    fn from(past: Similar) -> Self {
        Self {
            number: past.number,
            title: past.title,
            severity: past.severity,
            restricted: past.is_restricted,
            began_at: past.began_at,
            took_seconds: past.took.map(|took| took.as_secs()),
            helped: past.helped,
            services: past.services,
            alerts: past.alerts,
        }
    }
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StepAnswer {
    /// Somebody who must know was told some other way.
    Told,
    /// With a reason.
    NotNeeded,
    /// For some minutes.
    PutOff,
    /// What was said of it does not count any more.
    AskAgain,
}

#[derive(Deserialize, ToSchema)]
struct StepAnswerJson {
    /// As the list of steps names it.
    step: String,
    answer: StepAnswer,
    #[serde(default)]
    reason: String,
    /// 10 unless said.
    minutes: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
struct RoleTakenJson {
    /// By id, e-mail address or whole name, or `me`.
    person: String,
    /// Only while nobody has it: otherwise 409 names who does. Without it, it is taken over. Responders may be many.
    #[serde(default)]
    if_empty: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Leaving {
    /// Who lays it down, by id, e-mail address or whole name; unset: whoever asks
    person: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct NewUpdateJson {
    circle: Circle,
    text: String,
    /// Refused if it is not the next one any more.
    number: Option<i64>,
}

/// The next steps, the most urgent first
#[utoipa::path(get, path = "/api/v1/incidents/{number}/steps", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<NextStepJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list_steps(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<NextStepJson>>, Failed> {
    visit.cx.require_read()?;
    let found = read(&app, &visit, &number).await?;
    Ok(listed(found.steps))
}

/// Say of a step what is not doing it: told some other way, not needed, put off
#[utoipa::path(post, path = "/api/v1/incidents/{number}/steps", tag = "incidents", params(("number" = String, Path)), request_body = StepAnswerJson, responses(
    (status = 200, body = Listed<NextStepJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn answer_step(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<StepAnswerJson>, Failed>,
) -> Result<Answer<Listed<NextStepJson>>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(StepAnswerJson { step, answer, reason, minutes }) = body?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    match answer {
        StepAnswer::Told => answer::told(&mut tx, &visit.cx, count, &step).await?,
        StepAnswer::NotNeeded => answer::not_needed(&mut tx, &visit.cx, count, &step, &reason).await?,
        StepAnswer::PutOff => answer::put_off(&mut tx, &visit.cx, count, &step, minutes.unwrap_or(10)).await?,
        StepAnswer::AskAgain => answer::withdraw(&mut tx, &visit.cx, count, &step).await?,
    };
    tx.commit().await?;
    Ok(listed(read(&app, &visit, &number).await?.steps))
}

/// Who has which role
#[utoipa::path(get, path = "/api/v1/incidents/{number}/roles", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<RoleJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list_roles(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<RoleJson>>, Failed> {
    visit.cx.require_read()?;
    Ok(listed(read(&app, &visit, &number).await?.roles))
}

/// Take a role, or give it to somebody
#[utoipa::path(put, path = "/api/v1/incidents/{number}/roles/{role}", tag = "incidents", params(("number" = String, Path), ("role" = String, Path)), request_body = RoleTakenJson, responses(
    (status = 200, body = Listed<RoleJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_role(
    State(app): State<App>,
    visit: Visit,
    Path((number, role)): Path<(String, String)>,
    body: Result<Body<RoleTakenJson>, Failed>,
) -> Result<Answer<Listed<RoleJson>>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let (mut tx, count, role) = (app.begin().await?, count_of(&number)?, named(&role)?);
    if body.if_empty {
        roles::still_empty(&mut tx, &visit.cx, count, role).await?;
    }
    match body.person.as_str() {
        "me" => roles::take(&mut tx, &visit.cx, count, role).await?,
        person => roles::give(&mut tx, &visit.cx, count, role, person).await?,
    };
    tx.commit().await?;
    Ok(listed(read(&app, &visit, &number).await?.roles))
}

/// Lay a role down
#[utoipa::path(delete, path = "/api/v1/incidents/{number}/roles/{role}", tag = "incidents", params(("number" = String, Path), ("role" = String, Path), Leaving), responses(
    (status = 200, body = Listed<RoleJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn leave_role(
    State(app): State<App>,
    visit: Visit,
    Path((number, role)): Path<(String, String)>,
    Query(leaving): Query<Leaving>,
) -> Result<Answer<Listed<RoleJson>>, Failed> {
    visit.cx.require_act()?;
    let (mut tx, count, role) = (app.begin().await?, count_of(&number)?, named(&role)?);
    roles::leave(&mut tx, &visit.cx, count, role, leaving.person.as_deref()).await?;
    tx.commit().await?;
    Ok(listed(read(&app, &visit, &number).await?.roles))
}

/// Status updates, newest first
#[utoipa::path(get, path = "/api/v1/incidents/{number}/updates", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<UpdateJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list_updates(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<UpdateJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    Ok(listed(response::updates(&mut q, &visit.cx, &incident).await?))
}

/// Send a status update, inside or to stakeholders
#[utoipa::path(post, path = "/api/v1/incidents/{number}/updates", tag = "incidents", params(("number" = String, Path)), request_body = NewUpdateJson, responses(
    (status = 201, body = UpdateJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn send_update(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<NewUpdateJson>, Failed>,
) -> Result<Answer<UpdateJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(NewUpdateJson { circle, text, number: expected }) = body?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let (incident, sent) = status_update::send(&mut tx, &visit.cx, count, circle, expected, &text).await?;
    tx.commit().await?;
    let updates = response::updates(&mut app.db.reader(), &visit.cx, &incident).await?;
    let update = updates.into_iter().find(|update| update.circle == circle && update.number == sent);
    let update = update.ok_or_else(|| Failure::internal("an update was not recorded"))?;
    Ok(Answer::created(update.into(), format!("/api/v1/incidents/{}/updates", incident.number())))
}

/// Past incidents like it, with what helped then; the likest first, at most three
#[utoipa::path(get, path = "/api/v1/incidents/{number}/similar", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<SimilarIncidentJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list_similar(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<SimilarIncidentJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    Ok(listed(similar::similar(&mut q, &visit.cx, &incident).await?))
}

async fn read(app: &App, visit: &Visit, number: &str) -> Result<response::Response, Failed> {
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count_of(number)?).await?;
    Ok(response::of(&mut q, &visit.cx, &incident, &visit.zone()).await?)
}

fn named(role: &str) -> Result<Role, Failure> {
    let wrong = || Failure::invalid_msg("role", words::none_of(role, Role::ALL.map(Role::name)));
    Role::named(role).ok_or_else(wrong)
}

/// All of them: an incident has few.
fn listed<T, J: From<T> + Serialize>(items: Vec<T>) -> Answer<Listed<J>> {
    Answer::ok(Listed { items: items.into_iter().map(Into::into).collect(), next: None })
}

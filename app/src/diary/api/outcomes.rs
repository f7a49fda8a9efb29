//! `/api/v1/exchanges/{number}/outcomes`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Outcome as Done, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::activities::marked;
use crate::app::App;
use crate::diary::outcome::{Outcome, OutcomeId};
use crate::diary::outcomes::{self, NewOutcome};
use crate::diary::{Activity, outcome_store};
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Visit, routes};
use crate::exchange::exchange::count_of;
use crate::exchange::{ExchangeId, access, aim_store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(change, remove))
}

#[derive(Serialize, ToSchema)]
struct OutcomeJson {
    id: Uuid,
    what: String,
    /// Mark of the aim it serves: `g1`
    aim: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    artefact: String,
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// Activities it came of
    activities: Vec<String>,
    version: i64,
}

#[derive(Deserialize, ToSchema)]
struct NewOutcomeJson {
    what: String,
    aim: Option<String>,
    #[serde(default)]
    artefact: String,
    /// Today without it
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    #[serde(default)]
    activities: Vec<String>,
}

/// What came of an exchange, by day
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/outcomes", tag = "activities", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<OutcomeJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<OutcomeJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, _) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    let outcomes = outcome_store::of_exchange(&mut q, exchange.id.0).await?;
    Ok(Answer::ok(Listed { items: said(&mut q, exchange.id, outcomes).await?, next: None }))
}

/// Say what came of activities
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/outcomes", tag = "activities", params(("number" = String, Path)), request_body = NewOutcomeJson, responses(
    (status = 201, body = OutcomeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewOutcomeJson>, Failed>,
) -> Result<Answer<OutcomeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let outcome = outcomes::add(&mut tx, &visit.cx, count_of(&number)?, read(&visit, new)?).await?;
    tx.commit().await?;
    let location = format!("/api/v1/exchanges/EX-{}/outcomes/{}", count_of(&number)?, outcome.id);
    let version = outcome.version;
    Ok(Answer::created(one(&app, outcome).await?, location).version(version))
}

/// Replace an outcome
#[utoipa::path(put, path = "/api/v1/exchanges/{number}/outcomes/{id}", tag = "activities", params(("number" = String, Path), ("id" = String, Path)), request_body = NewOutcomeJson, responses(
    (status = 200, body = OutcomeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    IfMatch(expected): IfMatch,
    new: Result<Body<NewOutcomeJson>, Failed>,
) -> Result<Answer<OutcomeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let (count, id, new) = (count_of(&number)?, key(&id)?, read(&visit, new)?);
    let mut tx = app.begin().await?;
    let outcome = outcomes::change(&mut tx, &visit.cx, count, id, expected, new).await?;
    tx.commit().await?;
    let version = outcome.version;
    Ok(Answer::ok(one(&app, outcome).await?).version(version))
}

/// Take an outcome away
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/outcomes/{id}", tag = "activities", params(("number" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove(
    State(app): State<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    outcomes::remove(&mut tx, &visit.cx, count_of(&number)?, key(&id)?).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn read(visit: &Visit, new: NewOutcomeJson) -> Done<NewOutcome> {
    let aim = new.aim.as_deref().filter(|mark| !mark.is_empty()).map(|mark| marked("aim", mark)).transpose()?;
    let activities = new.activities.iter().map(|one| one.parse::<Activity>()).collect::<Done<Vec<_>>>()?;
    let day = new.day.unwrap_or_else(|| visit.organisation.today(visit.cx.now()));
    Ok(NewOutcome { what: new.what, aim, artefact: new.artefact, day, activities })
}

fn key(id: &str) -> Done<OutcomeId> {
    id.parse().map(OutcomeId).map_err(|_| Failure::NotFound("outcome"))
}

async fn one(app: &App, outcome: Outcome) -> Done<OutcomeJson> {
    let exchange = ExchangeId(outcome.exchange);
    let said = said(&mut app.db.reader(), exchange, vec![outcome]).await?.pop();
    Ok(said.expect("one outcome gives one"))
}

async fn said(q: &mut dyn Query, exchange: ExchangeId, outcomes: Vec<Outcome>) -> Done<Vec<OutcomeJson>> {
    let aims = aim_store::of_exchange(q, exchange).await?;
    let mark = |id: Uuid| aims.iter().find(|aim| aim.id.0 == id).map(|aim| aim.mark());
    let json = |outcome: Outcome| OutcomeJson {
        id: outcome.id.0,
        what: outcome.what,
        aim: outcome.aim.and_then(mark),
        artefact: outcome.artefact,
        day: outcome.day,
        activities: outcome.activities.iter().map(ToString::to_string).collect(),
        version: outcome.version,
    };
    Ok(outcomes.into_iter().map(json).collect())
}

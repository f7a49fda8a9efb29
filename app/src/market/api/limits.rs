//! `/api/v1/exchange-limits`

use axum::extract::{Path, State};
use ryugaku_db::Query as Ask;
use ryugaku_kernel::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::market::limit::{Limits, OwnLimits};
use crate::market::{limit_store, set_limits};
use crate::people::team_store;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, write)).routes(routes!(write_team))
}

#[derive(Serialize, ToSchema)]
struct ExchangeLimitsJson {
    /// Where a team says nothing else
    all: AllLimitsJson,
    version: i64,
    /// What teams say themselves
    teams: Vec<TeamLimitsJson>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct AllLimitsJson {
    /// Guests of a team at once
    guests: i64,
    /// Members of a team away at once
    away: i64,
    /// Exchanges of a person at once
    exchanges: i64,
    /// Per cent of a person's working time in all of them together
    share: i64,
}

#[derive(Serialize, ToSchema)]
struct TeamLimitsJson {
    /// Its short name
    team: String,
    /// Absent: as all teams
    guests: Option<i64>,
    away: Option<i64>,
    version: i64,
}

#[derive(Deserialize, ToSchema)]
struct OwnLimitsJson {
    /// Null: as all teams
    guests: Option<i64>,
    away: Option<i64>,
}

/// How much of the exchange there may be at once
#[utoipa::path(get, path = "/api/v1/exchange-limits", tag = "exchange-limits", responses(
    (status = 200, body = ExchangeLimitsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<ExchangeLimitsJson>, Failed> {
    visit.cx.require_read()?;
    Ok(answer(said(&mut app.db.reader()).await?))
}

/// Set what all teams and people go by; for owners of the programme
#[utoipa::path(put, path = "/api/v1/exchange-limits", tag = "exchange-limits", request_body = AllLimitsJson, responses(
    (status = 200, body = ExchangeLimitsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    visit: Visit,
    IfMatch(expected): IfMatch,
    body: Result<Body<AllLimitsJson>, Failed>,
) -> Result<Answer<ExchangeLimitsJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let AllLimitsJson { guests, away, exchanges, share } = body;
    let mut tx = app.begin().await?;
    set_limits::for_all(&mut tx, &visit.cx, expected, Limits { guests, away, exchanges, share }).await?;
    tx.commit().await?;
    Ok(answer(said(&mut app.db.reader()).await?))
}

/// Set what one team goes by; for owners of the programme
#[utoipa::path(put, path = "/api/v1/exchange-limits/{team}", tag = "exchange-limits", params(("team" = String, Path)), request_body = OwnLimitsJson, responses(
    (status = 200, body = ExchangeLimitsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write_team(
    State(app): State<App>,
    visit: Visit,
    Path(team): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<OwnLimitsJson>, Failed>,
) -> Result<Answer<ExchangeLimitsJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let own = OwnLimits { guests: body.guests, away: body.away };
    let mut tx = app.begin().await?;
    set_limits::for_team(&mut tx, &visit.cx, &team, expected, own).await?;
    tx.commit().await?;
    Ok(answer(said(&mut app.db.reader()).await?))
}

async fn said(q: &mut dyn Ask) -> Outcome<ExchangeLimitsJson> {
    let all = limit_store::of_all(q).await?;
    let kept = limit_store::of_teams(q).await?;
    let teams = team_store::open(q).await?.into_iter().filter_map(|team| {
        let kept = kept.get(&team.id.0)?;
        let (guests, away) = (kept.limits.guests, kept.limits.away);
        Some(TeamLimitsJson { team: team.slug, guests, away, version: kept.version })
    });
    let Limits { guests, away, exchanges, share } = all.limits;
    let json = AllLimitsJson { guests, away, exchanges, share };
    Ok(ExchangeLimitsJson { all: json, version: all.version, teams: teams.collect() })
}

fn answer(body: ExchangeLimitsJson) -> Answer<ExchangeLimitsJson> {
    let version = body.version;
    Answer::ok(body).version(version)
}

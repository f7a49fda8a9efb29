//! `POST /api/v1/exchanges/{number}/state`: along the way, back, and out of it.

use axum::extract::{Path, State as From};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::ExchangeJson;
use super::said;
use crate::app::App;
use crate::door::{Answer, Body, Failed, Visit, routes};
use crate::exchange::exchange::count_of;
use crate::exchange::{Side, State, agreement, turn};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(turn))
}

/// What is to be done with it
#[derive(Deserialize, ToSchema)]
#[serde(tag = "deed", rename_all = "snake_case")]
enum ExchangeTurnJson {
    /// Hand the draft to both teams
    Propose,
    /// A manager gives the word of their side; when both have, it is agreed
    Agree {
        side: Side,
    },
    /// To the next state; `despite` is why, when something is missing (owners of the programme alone)
    Advance {
        #[serde(default)]
        despite: String,
    },
    Decline {
        reason: String,
    },
    Cancel {
        reason: String,
    },
    Pause {
        reason: String,
    },
    Resume,
    /// A later last day
    Extend {
        #[schema(value_type = String, format = Date)]
        until_day: Date,
        reason: String,
    },
    /// To an earlier state, or out of an early end
    Back {
        to: State,
        reason: String,
    },
}

/// Move an exchange along its way, back, or out of it
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/state", tag = "exchanges", params(("number" = String, Path)), request_body = ExchangeTurnJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn turn(
    From(app): From<App>,
    visit: Visit,
    Path(number): Path<String>,
    deed: Result<Body<ExchangeTurnJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(deed) = deed?;
    let (count, cx) = (count_of(&number)?, &visit.cx);
    let mut tx = app.begin().await?;
    let exchange = match deed {
        ExchangeTurnJson::Propose => turn::propose(&mut tx, cx, count).await?,
        ExchangeTurnJson::Agree { side } => agreement::agree(&mut tx, cx, count, side).await?,
        ExchangeTurnJson::Advance { despite } => turn::advance(&mut tx, cx, count, &despite).await?,
        ExchangeTurnJson::Decline { reason } => turn::decline(&mut tx, cx, count, &reason).await?,
        ExchangeTurnJson::Cancel { reason } => turn::cancel(&mut tx, cx, count, &reason).await?,
        ExchangeTurnJson::Pause { reason } => turn::pause(&mut tx, cx, count, &reason).await?,
        ExchangeTurnJson::Resume => turn::resume(&mut tx, cx, count).await?,
        ExchangeTurnJson::Extend { until_day, reason } => turn::extend(&mut tx, cx, count, until_day, &reason).await?,
        ExchangeTurnJson::Back { to, reason } => turn::back(&mut tx, cx, count, to, &reason).await?,
    };
    tx.commit().await?;
    Ok(said(&app, &visit.cx, exchange).await?)
}

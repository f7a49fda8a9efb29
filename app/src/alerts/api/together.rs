//! `/api/v1/alerts/acknowledge`: taking note of many at once, and taking that back.

use axum::extract::State;
use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::{Failure, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::alerts::acknowledge_all::Turned;
use crate::alerts::{acknowledge_all, unacknowledge_all};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take_note_of_all)).routes(routes!(take_all_back))
}

/// 1 to 500 alerts.
#[derive(Deserialize, ToSchema)]
struct AlertsJson {
    /// Fingerprints.
    alerts: Vec<String>,
}

/// What became of each, by fingerprint.
#[derive(Serialize, ToSchema)]
struct TurnedJson {
    changed: Vec<String>,
    /// It was so before.
    unchanged: Vec<String>,
    /// It is over, or was never heard of.
    not_firing: Vec<String>,
}

/// Take note of many firing alerts at once
#[utoipa::path(post, path = "/api/v1/alerts/acknowledge", tag = "alerts", request_body = AlertsJson, responses(
    (status = 200, body = TurnedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_note_of_all(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Body<AlertsJson>, Failed>,
) -> Result<Answer<TurnedJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(asked) = asked?;
    let mut tx = app.begin().await?;
    let turned = acknowledge_all(&mut tx, &visit.cx, &named(&asked)?).await?;
    tx.commit().await?;
    Ok(Answer::ok(turned.into()))
}

/// Take the notes of many back
#[utoipa::path(post, path = "/api/v1/alerts/unacknowledge", tag = "alerts", request_body = AlertsJson, responses(
    (status = 200, body = TurnedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_all_back(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Body<AlertsJson>, Failed>,
) -> Result<Answer<TurnedJson>, Failed> {
    visit.cx.require_act()?;
    let Body(asked) = asked?;
    let mut tx = app.begin().await?;
    let turned = unacknowledge_all(&mut tx, &visit.cx, &named(&asked)?).await?;
    tx.commit().await?;
    Ok(Answer::ok(turned.into()))
}

fn named(asked: &AlertsJson) -> Outcome<Vec<Fingerprint>> {
    let named = |(at, text): (usize, &String)| {
        text.parse().map_err(|_| Failure::invalid(format!("alerts[{at}]"), "failure-not-understood"))
    };
    asked.alerts.iter().enumerate().map(named).collect()
}

impl From<Turned> for TurnedJson {
    fn from(turned: Turned) -> Self {
        let texts = |fingerprints: Vec<Fingerprint>| {
            let mut texts: Vec<String> = fingerprints.iter().map(ToString::to_string).collect();
            texts.sort();
            texts
        };
        Self {
            changed: texts(turned.changed.iter().map(|alert| alert.fingerprint).collect()),
            unchanged: texts(turned.unchanged),
            not_firing: texts(turned.not_firing),
        }
    }
}

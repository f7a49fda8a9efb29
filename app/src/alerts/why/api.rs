//! `/api/v1/alerts/{fingerprint}/why`.

use axum::extract::{Path, Query, State};
use ryugaku_alerting::RunId;
use ryugaku_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::saying::Reader;
use super::step::{Basis, Kind, Step};
use super::story::story;
use crate::alerts::api::named;
use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(why))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichRun {
    /// One of its history; the last if absent.
    run: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct AlertWhyJson {
    /// The alert's fingerprint.
    alert: String,
    name: String,
    run: i64,
    starts_at: Time,
    /// Absent while it fires.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Time>,
    /// In the order in which they happened.
    steps: Vec<AlertWhyStepJson>,
    /// What is not known any more, in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct AlertWhyStepJson {
    at: Time,
    kind: Kind,
    /// `recorded` when it happened, or worked out from how things stand `now`.
    basis: Basis,
    /// In the caller's language.
    title: String,
    says: Vec<AlertWhySayingJson>,
}

#[derive(Serialize, ToSchema)]
struct AlertWhySayingJson {
    /// In the caller's language.
    text: String,
    /// The page of what it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// What happened to an alert, step by step
#[utoipa::path(get, path = "/api/v1/alerts/{fingerprint}/why", tag = "alerts", params(("fingerprint" = String, Path), WhichRun), responses(
    (status = 200, body = AlertWhyJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn why(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(which): Query<WhichRun>,
) -> Result<Answer<AlertWhyJson>, Failed> {
    visit.cx.require_read()?;
    let story = story(&app, &mut app.db.reader(), &visit.cx, named(&id)?, which.run.map(RunId)).await?;
    let reader = Reader { lang: visit.lang(), zone: visit.zone(), now: visit.cx.now() };
    Ok(Answer::ok(AlertWhyJson {
        alert: story.alert.id(),
        name: story.run.name,
        run: story.run.id.0,
        starts_at: story.run.starts_at,
        ended_at: story.run.ended_at,
        steps: story.steps.iter().map(|step| json(step, &reader)).collect(),
        remark: story.remark.map(|remark| remark.words(&reader)),
    }))
}

fn json(step: &Step, reader: &Reader) -> AlertWhyStepJson {
    let says = step
        .says
        .iter()
        .map(|saying| AlertWhySayingJson { text: saying.words(reader), address: saying.address.clone() });
    AlertWhyStepJson {
        at: step.at,
        kind: step.kind,
        basis: step.basis,
        title: crate::words::say(reader.lang, &step.title),
        says: says.collect(),
    }
}

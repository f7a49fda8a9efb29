//! `/api/v1/exchanges/{number}/plan/feed`: one's secret address of a plan; and an item as an invitation.

use axum::extract::{Path, State};
use axum::response::Response;
use ryugaku_kernel::{Failure, Time};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};
use crate::exchange::access;
use crate::exchange::exchange::count_of;
use crate::plan::ical_door::as_calendar;
use crate::plan::{feed, feed_store, invited, item_store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_feed, make_feed, revoke_feed)).routes(routes!(invitation))
}

#[derive(Serialize, ToSchema)]
struct PlanFeedJson {
    /// When it was made; null: there is none
    made_at: Option<Time>,
    /// Shown once, when it is made
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// Whether you have a secret calendar address of this plan
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/plan/feed", tag = "plan", params(("number" = String, Path)), responses(
    (status = 200, body = PlanFeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show_feed(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<PlanFeedJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_inside()?;
    let found = match visit.cx.who.person() {
        Some(me) => feed_store::of_person(&mut q, exchange.id, me).await?,
        None => None,
    };
    Ok(Answer::ok(PlanFeedJson { made_at: found.map(|feed| feed.made_at), address: None }))
}

/// Make your secret calendar address; a former one ends
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/plan/feed", tag = "plan", params(("number" = String, Path)), responses(
    (status = 200, body = PlanFeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn make_feed(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<PlanFeedJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let (made, secret) = feed::make(&mut tx, &visit.cx, &app.keys, count_of(&number)?).await?;
    tx.commit().await?;
    let address = app.config.public_url().join(&format!("ical/{secret}.ics")).map_err(Failure::internal)?;
    Ok(Answer::ok(PlanFeedJson { made_at: Some(made.made_at), address: Some(address.into()) }))
}

/// Revoke your secret calendar address
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/plan/feed", tag = "plan", params(("number" = String, Path)), responses(
    (status = 200, body = PlanFeedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn revoke_feed(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<PlanFeedJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    feed::revoke(&mut tx, &visit.cx, count_of(&number)?).await?;
    tx.commit().await?;
    Ok(Answer::ok(PlanFeedJson { made_at: None, address: None }))
}

/// An item as an invitation, or as its withdrawal once it is cancelled
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/plan/{item}/invitation", tag = "plan", params(("number" = String, Path), ("item" = i64, Path)), responses(
    (status = 200, body = String, content_type = "text/calendar"), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn invitation(
    State(app): State<App>,
    visit: Visit,
    Path((number, item)): Path<(String, i64)>,
) -> Result<Response, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_inside()?;
    let item = item_store::find(&mut q, exchange.id, item).await?;
    let text = invited::as_file(&mut q, visit.lang(), &exchange, &item, &app.config.public_url()).await?;
    Ok(as_calendar(text))
}

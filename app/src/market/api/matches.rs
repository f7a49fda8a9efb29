//! `/api/v1/matches`: offers and wishes that fit each other.

use axum::extract::{Path, Query, State};
use ryugaku_kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::{MatchJson, ProposedJson};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Paging, Visit, routes};
use crate::market::matches::{self, Match};
use crate::market::{decline_match, offer, propose, shown, wish};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(decline))
        .routes(routes!(take_back))
        .routes(routes!(propose_it))
}

#[derive(Deserialize, ToSchema)]
struct DeclineMatchJson {
    reason: String,
}

/// Matches that wait for a word, the longest waiting first
#[utoipa::path(get, path = "/api/v1/matches", tag = "matches", params(Paging), responses(
    (status = 200, body = Listed<MatchJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<MatchJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let today = visit.organisation.today(visit.cx.now());
    let page = matches::page(&mut q, &visit.cx, today, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    let items = shown::matches(&mut q, visit.lang(), page.items).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next }))
}

/// How an offer and a wish go together, whether they fit or not
#[utoipa::path(get, path = "/api/v1/matches/{offer}/{wish}", tag = "matches", params(("offer" = String, Path), ("wish" = String, Path)), responses(
    (status = 200, body = MatchJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((offer, wish)): Path<(String, String)>,
) -> Result<Answer<MatchJson>, Failed> {
    visit.cx.require_read()?;
    let (offer, wish) = counts(&offer, &wish)?;
    let today = visit.organisation.today(visit.cx.now());
    let pair = matches::of(&mut app.db.reader(), &visit.cx, today, offer, wish).await?;
    Ok(Answer::ok(said(&app, &visit, pair).await?))
}

/// Decline it, with a reason; it comes back once either has changed
#[utoipa::path(post, path = "/api/v1/matches/{offer}/{wish}/decline", tag = "matches", params(("offer" = String, Path), ("wish" = String, Path)), request_body = DeclineMatchJson, responses(
    (status = 200, body = MatchJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn decline(
    State(app): State<App>,
    visit: Visit,
    Path((offer, wish)): Path<(String, String)>,
    body: Result<Body<DeclineMatchJson>, Failed>,
) -> Result<Answer<MatchJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let (offer, wish) = counts(&offer, &wish)?;
    let today = visit.organisation.today(visit.cx.now());
    let mut tx = app.begin().await?;
    let pair = decline_match::decline(&mut tx, &visit.cx, today, offer, wish, &body.reason).await?;
    tx.commit().await?;
    Ok(Answer::ok(said(&app, &visit, pair).await?))
}

/// Take back that it was declined
#[utoipa::path(post, path = "/api/v1/matches/{offer}/{wish}/take-back", tag = "matches", params(("offer" = String, Path), ("wish" = String, Path)), responses(
    (status = 200, body = MatchJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_back(
    State(app): State<App>,
    visit: Visit,
    Path((offer, wish)): Path<(String, String)>,
) -> Result<Answer<MatchJson>, Failed> {
    visit.cx.require_act()?;
    let (offer, wish) = counts(&offer, &wish)?;
    let today = visit.organisation.today(visit.cx.now());
    let mut tx = app.begin().await?;
    let pair = decline_match::take_back(&mut tx, &visit.cx, today, offer, wish).await?;
    tx.commit().await?;
    Ok(Answer::ok(said(&app, &visit, pair).await?))
}

/// Begin the proposal: a draft of an exchange comes of it
#[utoipa::path(post, path = "/api/v1/matches/{offer}/{wish}/propose", tag = "matches", params(("offer" = String, Path), ("wish" = String, Path)), responses(
    (status = 201, body = ProposedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn propose_it(
    State(app): State<App>,
    visit: Visit,
    Path((offer, wish)): Path<(String, String)>,
) -> Result<Answer<ProposedJson>, Failed> {
    visit.cx.require_act()?;
    let (offer, wish) = counts(&offer, &wish)?;
    let mut tx = app.begin().await?;
    let exchange = propose::of_match(&mut tx, &visit.cx, &visit.organisation, offer, wish).await?;
    tx.commit().await?;
    let (body, location) = ProposedJson::of(&exchange);
    Ok(Answer::created(body, location))
}

fn counts(offer: &str, wish: &str) -> Outcome<(i64, i64)> {
    Ok((offer::count_of(offer)?, wish::count_of(wish)?))
}

async fn said(app: &App, visit: &Visit, pair: Match) -> Outcome<MatchJson> {
    let shown = shown::matches(&mut app.db.reader(), visit.lang(), vec![pair]).await?.pop();
    Ok(shown.expect("one match gives one").into())
}

//! `/api/v1/offers`

use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use ryugaku_db::Query as Ask;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{OfferJson, ProposedJson, given};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::market::change_offer::{self, OfferChange};
use crate::market::make_offer::{self, NewOffer};
use crate::market::offer::{Offer, OfferState, count_of};
use crate::market::offer_store::{self, Filter};
use crate::market::shape::Shape;
use crate::market::{propose, shown};
use crate::people::team_store;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(show, change))
        .routes(routes!(set_state))
        .routes(routes!(apply))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `open`, `filled`, `withdrawn`, or `all`; without it what is open
    #[serde(default)]
    state: String,
    /// The short name of a team
    #[serde(default)]
    team: String,
    #[serde(default)]
    shape: String,
}

#[derive(Deserialize, ToSchema)]
struct NewOfferJson {
    /// Id, short name or name of a team that one is in
    team: String,
    what: String,
    shape: Shape,
    #[schema(value_type = String, format = Date)]
    from_day: Date,
    #[schema(value_type = Option<String>, format = Date)]
    until_day: Option<Date>,
    weeks: i64,
    /// Per cent of working time
    share: i64,
    /// 1 if absent
    places: Option<i64>,
    /// Id or whole name of a member of the team
    #[serde(default)]
    buddy: String,
}

#[derive(Deserialize, ToSchema)]
struct OfferChangeJson {
    what: Option<String>,
    shape: Option<Shape>,
    #[schema(value_type = Option<String>, format = Date)]
    from_day: Option<Date>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Date)]
    until_day: Option<Option<Date>>,
    weeks: Option<i64>,
    share: Option<i64>,
    places: Option<i64>,
    /// Id or whole name; null: nobody yet
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    buddy: Option<Option<String>>,
}

#[derive(Deserialize, ToSchema)]
struct OfferStateJson {
    state: OfferState,
}

#[derive(Deserialize, ToSchema)]
struct ApplyJson {
    /// Why this team and now
    #[serde(default)]
    why: String,
}

/// Offers, newest first
#[utoipa::path(get, path = "/api/v1/offers", tag = "offers", params(Asked, Paging), responses(
    (status = 200, body = Listed<OfferJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<OfferJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = filter(&mut q, &asked).await?;
    let page = offer_store::page(&mut q, &filter, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    let items = shown::offers(&mut q, page.items).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next }))
}

async fn filter(q: &mut dyn Ask, asked: &Asked) -> Outcome<Filter> {
    let wrong = |field: &'static str| move || Failure::invalid(field, "failure-choose-one");
    let state = match asked.state.as_str() {
        "" => Some(OfferState::Open),
        "all" => None,
        name => Some(OfferState::named(name).ok_or_else(wrong("state"))?),
    };
    let shape = match asked.shape.as_str() {
        "" => None,
        name => Some(Shape::named(name).ok_or_else(wrong("shape"))?),
    };
    let team = match asked.team.as_str() {
        "" => None,
        slug => Some(team_store::chosen(q, slug).await?.0),
    };
    Ok(Filter { state, team, shape })
}

/// Offer to host somebody; for members of the team
#[utoipa::path(post, path = "/api/v1/offers", tag = "offers", request_body = NewOfferJson, responses(
    (status = 201, body = OfferJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn make(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewOfferJson>, Failed>,
) -> Result<Answer<OfferJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewOffer {
        team: new.team,
        what: new.what,
        shape: new.shape,
        from_day: new.from_day,
        until_day: new.until_day,
        weeks: new.weeks,
        share: new.share,
        places: new.places.unwrap_or(1),
        buddy: new.buddy,
    };
    let mut tx = app.begin().await?;
    let offer = make_offer::make(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/offers/{}", offer.number()), offer.version);
    Ok(Answer::created(said(&app, offer).await?, location).version(version))
}

/// One offer
#[utoipa::path(get, path = "/api/v1/offers/{number}", tag = "offers", params(("number" = String, Path)), responses(
    (status = 200, body = OfferJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Answer<OfferJson>, Failed> {
    visit.cx.require_read()?;
    let offer = offer_store::by_count(&mut app.db.reader(), count_of(&number)?).await?;
    answer(&app, offer).await
}

/// Change an offer
#[utoipa::path(patch, path = "/api/v1/offers/{number}", tag = "offers", params(("number" = String, Path)), request_body = OfferChangeJson, responses(
    (status = 200, body = OfferJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    change: Result<Body<OfferChangeJson>, Failed>,
) -> Result<Answer<OfferJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let change = OfferChange {
        what: change.what,
        shape: change.shape,
        from_day: change.from_day,
        until_day: change.until_day,
        weeks: change.weeks,
        share: change.share,
        places: change.places,
        buddy: change.buddy,
    };
    let mut tx = app.begin().await?;
    let offer = change_offer::change(&mut tx, &visit.cx, count_of(&number)?, expected, change).await?;
    tx.commit().await?;
    answer(&app, offer).await
}

/// Say that it is filled or withdrawn, or open it again
#[utoipa::path(post, path = "/api/v1/offers/{number}/state", tag = "offers", params(("number" = String, Path)), request_body = OfferStateJson, responses(
    (status = 200, body = OfferJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_state(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<OfferStateJson>, Failed>,
) -> Result<Answer<OfferJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let offer = change_offer::set_state(&mut tx, &visit.cx, count_of(&number)?, expected, body.state).await?;
    tx.commit().await?;
    answer(&app, offer).await
}

/// Take it up oneself: a draft of an exchange comes of it
#[utoipa::path(post, path = "/api/v1/offers/{number}/apply", tag = "offers", params(("number" = String, Path)), request_body = ApplyJson, responses(
    (status = 201, body = ProposedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn apply(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<ApplyJson>, Failed>,
) -> Result<Answer<ProposedJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let exchange = propose::of_offer(&mut tx, &visit.cx, &visit.organisation, count_of(&number)?, &body.why).await?;
    tx.commit().await?;
    let (body, location) = ProposedJson::of(&exchange);
    Ok(Answer::created(body, location))
}

async fn answer(app: &App, offer: Offer) -> Result<Answer<OfferJson>, Failed> {
    let version = offer.version;
    Ok(Answer::ok(said(app, offer).await?).version(version))
}

async fn said(app: &App, offer: Offer) -> Outcome<OfferJson> {
    let shown = shown::offers(&mut app.db.reader(), vec![offer]).await?.pop();
    Ok(shown.expect("one offer gives one").into())
}

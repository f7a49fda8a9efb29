//! `/api/v1/wishes`: what one may not read is not there.

use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use ryugaku_db::Query as Ask;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{ProposedJson, WishJson, given};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::exchange::brief;
use crate::market::change_wish::{self, WishChange};
use crate::market::make_wish::{self, NewWish};
use crate::market::shape::Shape;
use crate::market::shown::{self, WishShown};
use crate::market::wish::{Wish, WishReaders, WishState, count_of};
use crate::market::wish_store::{self, Eyes, Filter};
use crate::market::{owners, propose};
use crate::people::team_store;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(show, change))
        .routes(routes!(set_state))
        .routes(routes!(invite))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `open`, `matched`, `withdrawn`, or `all`; without it what is open
    #[serde(default)]
    state: String,
    /// The short name of a team that is wished for
    #[serde(default)]
    team: String,
    #[serde(default)]
    shape: String,
    /// A person's id or `me`
    #[serde(default)]
    person: String,
}

#[derive(Deserialize, ToSchema)]
struct NewWishJson {
    /// Id or whole name; absent: oneself. For others: owners of the programme
    #[serde(default)]
    person: String,
    what: String,
    /// Id, short name or name; absent: from any team
    #[serde(default)]
    team: String,
    shape: Option<Shape>,
    #[schema(value_type = String, format = Date)]
    earliest_day: Date,
    #[schema(value_type = Option<String>, format = Date)]
    latest_day: Option<Date>,
    weeks: i64,
    /// Per cent of working time
    share: i64,
    /// `owners` if absent
    readers: Option<WishReaders>,
}

#[derive(Deserialize, ToSchema)]
struct WishChangeJson {
    what: Option<String>,
    /// Id, short name or name; null: from any
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    team: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Shape>)]
    shape: Option<Option<Shape>>,
    #[schema(value_type = Option<String>, format = Date)]
    earliest_day: Option<Date>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Date)]
    latest_day: Option<Option<Date>>,
    weeks: Option<i64>,
    share: Option<i64>,
    /// `everybody` publishes it
    readers: Option<WishReaders>,
}

#[derive(Deserialize, ToSchema)]
struct WishStateJson {
    state: WishState,
}

#[derive(Deserialize, ToSchema)]
struct InviteJson {
    /// Id, short name or name of the team that would host, and that one is in
    team: String,
}

/// Wishes that one may read, newest first
#[utoipa::path(get, path = "/api/v1/wishes", tag = "wishes", params(Asked, Paging), responses(
    (status = 200, body = Listed<WishJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<WishJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = filter(&mut q, &visit, &asked).await?;
    let eyes = if owners::asks(&mut q, &visit.cx).await? { Eyes::Owner } else { Eyes::Person(visit.cx.who.person()) };
    let page = wish_store::page(&mut q, eyes, &filter, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    let items = many(&mut q, &visit, page.items).await?;
    Ok(Answer::ok(Listed { items, next }))
}

async fn filter(q: &mut dyn Ask, visit: &Visit, asked: &Asked) -> Outcome<Filter> {
    let wrong = |field: &'static str| move || Failure::invalid(field, "failure-choose-one");
    let state = match asked.state.as_str() {
        "" => Some(WishState::Open),
        "all" => None,
        name => Some(WishState::named(name).ok_or_else(wrong("state"))?),
    };
    let shape = match asked.shape.as_str() {
        "" => None,
        name => Some(Shape::named(name).ok_or_else(wrong("shape"))?),
    };
    let team = match asked.team.as_str() {
        "" => None,
        slug => Some(team_store::chosen(q, slug).await?.0),
    };
    let person = match asked.person.as_str() {
        "" => None,
        "me" => Some(visit.cx.require_person()?),
        id => Some(id.parse().map_err(|_| Failure::invalid("person", "failure-not-understood"))?),
    };
    Ok(Filter { state, team, shape, person })
}

/// Wish to learn with another team
#[utoipa::path(post, path = "/api/v1/wishes", tag = "wishes", request_body = NewWishJson, responses(
    (status = 201, body = WishJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn make(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewWishJson>, Failed>,
) -> Result<Answer<WishJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewWish {
        person: new.person,
        what: new.what,
        team: new.team,
        shape: new.shape,
        earliest_day: new.earliest_day,
        latest_day: new.latest_day,
        weeks: new.weeks,
        share: new.share,
        readers: new.readers.unwrap_or(WishReaders::Owners),
    };
    let mut tx = app.begin().await?;
    let wish = make_wish::make(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/wishes/{}", wish.number()), wish.version);
    Ok(Answer::created(said(&app, &visit, wish).await?, location).version(version))
}

/// One wish
#[utoipa::path(get, path = "/api/v1/wishes/{number}", tag = "wishes", params(("number" = String, Path)), responses(
    (status = 200, body = WishJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Answer<WishJson>, Failed> {
    visit.cx.require_read()?;
    let (wish, _) = change_wish::seen(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    answer(&app, &visit, wish).await
}

/// Change a wish, or who may read it
#[utoipa::path(patch, path = "/api/v1/wishes/{number}", tag = "wishes", params(("number" = String, Path)), request_body = WishChangeJson, responses(
    (status = 200, body = WishJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    change: Result<Body<WishChangeJson>, Failed>,
) -> Result<Answer<WishJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let change = WishChange {
        what: change.what,
        team: change.team,
        shape: change.shape,
        earliest_day: change.earliest_day,
        latest_day: change.latest_day,
        weeks: change.weeks,
        share: change.share,
        readers: change.readers,
    };
    let mut tx = app.begin().await?;
    let wish = change_wish::change(&mut tx, &visit.cx, count_of(&number)?, expected, change).await?;
    tx.commit().await?;
    answer(&app, &visit, wish).await
}

/// Say that it is matched or withdrawn, or open it again
#[utoipa::path(post, path = "/api/v1/wishes/{number}/state", tag = "wishes", params(("number" = String, Path)), request_body = WishStateJson, responses(
    (status = 200, body = WishJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_state(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<WishStateJson>, Failed>,
) -> Result<Answer<WishJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let wish = change_wish::set_state(&mut tx, &visit.cx, count_of(&number)?, expected, body.state).await?;
    tx.commit().await?;
    answer(&app, &visit, wish).await
}

/// Answer it as a team: a draft of an exchange comes of it
#[utoipa::path(post, path = "/api/v1/wishes/{number}/invite", tag = "wishes", params(("number" = String, Path)), request_body = InviteJson, responses(
    (status = 201, body = ProposedJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn invite(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<InviteJson>, Failed>,
) -> Result<Answer<ProposedJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let exchange = propose::of_wish(&mut tx, &visit.cx, &visit.organisation, count_of(&number)?, &body.team).await?;
    tx.commit().await?;
    let (body, location) = ProposedJson::of(&exchange);
    Ok(Answer::created(body, location))
}

async fn answer(app: &App, visit: &Visit, wish: Wish) -> Result<Answer<WishJson>, Failed> {
    let version = wish.version;
    Ok(Answer::ok(said(app, visit, wish).await?).version(version))
}

async fn said(app: &App, visit: &Visit, wish: Wish) -> Outcome<WishJson> {
    Ok(many(&mut app.db.reader(), visit, vec![wish]).await?.pop().expect("one wish gives one"))
}

async fn many(q: &mut dyn Ask, visit: &Visit, wishes: Vec<Wish>) -> Outcome<Vec<WishJson>> {
    let came = brief::came_of_wishes(q, &visit.cx, wishes.iter().map(|wish| wish.id.0).collect()).await?;
    let json = |one: WishShown| {
        let came = came.get(&one.wish.id.0).map_or(&[][..], Vec::as_slice);
        WishJson::of(one, came)
    };
    Ok(shown::wishes(q, wishes).await?.into_iter().map(json).collect())
}

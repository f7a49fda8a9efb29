//! `/api/v1/exchanges/{number}/plan` and its items.

use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Outcome};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{NewPlanItemJson, PlanItemJson, PlanWeekJson, instant};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::exchange::exchange::count_of;
use crate::exchange::{Exchange, access};
use crate::plan::change::{self, ItemChange};
use crate::plan::item::{Item, ItemKind, ItemState};
use crate::plan::item_store::{self, Filter};
use crate::plan::{add, shown, week};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add_item)).routes(routes!(of_week)).routes(routes!(show, change_item))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `proposed`, `planned`, `done`, `absent` or `cancelled`
    #[serde(default)]
    state: String,
    /// Only what ends after this; RFC 3339
    #[serde(default)]
    from: String,
    /// Only what begins before this
    #[serde(default)]
    until: String,
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AskedWeek {
    /// Any day of the week; today if absent
    #[serde(default)]
    week: String,
}

#[derive(Deserialize, ToSchema)]
struct PlanItemChangeJson {
    title: Option<String>,
    kind: Option<ItemKind>,
    /// RFC 3339; without an offset it is the organisation's time
    from: Option<String>,
    until: Option<String>,
    place: Option<String>,
    link: Option<String>,
    /// All of them
    aims: Option<Vec<String>>,
    /// All of them
    invited: Option<Vec<String>>,
}

/// What is planned, in the order in which it was added
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/plan", tag = "plan", params(("number" = String, Path), Asked, Paging), responses(
    (status = 200, body = Listed<PlanItemJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<PlanItemJson>>, Failed> {
    let mut q = app.db.reader();
    let exchange = inside(&mut q, &visit, &number).await?;
    let zone = visit.organisation.zone();
    let time = |field: &'static str, text: &str| {
        if text.is_empty() { Ok(None) } else { instant(field, text, &zone).map(Some) }
    };
    let state = match asked.state.as_str() {
        "" => None,
        name => Some(ItemState::named(name).ok_or_else(|| Failure::invalid("state", "failure-choose-one"))?),
    };
    let filter = Filter { state, from: time("from", &asked.from)?, until: time("until", &asked.until)? };
    let page = item_store::page(&mut q, exchange.id, filter, paging.after()?, paging.limit()).await?;
    let items = shown::many(&mut q, visit.lang(), &exchange, page.items).await?;
    Ok(Answer::ok(Listed { items: items.into_iter().map(Into::into).collect(), next: page.next }))
}

/// A week of the plan, with what clashes, how much it takes, and what is proposed
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/plan/week", tag = "plan", params(("number" = String, Path), AskedWeek), responses(
    (status = 200, body = PlanWeekJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn of_week(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<AskedWeek>,
) -> Result<Answer<PlanWeekJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_inside()?;
    let day = match asked.week.as_str() {
        "" => visit.organisation.today(visit.cx.now()),
        text => text.parse::<Date>().map_err(|_| Failure::invalid("week", "failure-not-understood"))?,
    };
    if !(2000..=2199).contains(&day.year()) {
        return Err(Failure::invalid("week", "exchange-day-far").into());
    }
    let week = week::of(&mut q, &visit.cx, &visit.organisation, &exchange, &access, day).await?;
    Ok(Answer::ok(PlanWeekJson::of(&visit, week)))
}

/// Plan something
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/plan", tag = "plan", params(("number" = String, Path)), request_body = NewPlanItemJson, responses(
    (status = 201, body = PlanItemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add_item(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewPlanItemJson>, Failed>,
) -> Result<Answer<PlanItemJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    access::edited(&mut tx, &visit.cx, count).await?;
    let Body(new) = new?;
    let item = add::add(&mut tx, &visit.cx, count, new.read(&visit.organisation.zone())?).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/exchanges/EX-{count}/plan/{}", item.ordinal), item.version);
    Ok(Answer::created(said(&app, &visit, count, item).await?, location).version(version))
}

/// One item
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/plan/{item}", tag = "plan", params(("number" = String, Path), ("item" = i64, Path)), responses(
    (status = 200, body = PlanItemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((number, item)): Path<(String, i64)>,
) -> Result<Answer<PlanItemJson>, Failed> {
    let mut q = app.db.reader();
    let exchange = inside(&mut q, &visit, &number).await?;
    let item = item_store::find(&mut q, exchange.id, item).await?;
    let version = item.version;
    Ok(Answer::ok(said(&app, &visit, exchange.count, item).await?).version(version))
}

/// Change an item; whoever is invited is asked again when the time changes
#[utoipa::path(patch, path = "/api/v1/exchanges/{number}/plan/{item}", tag = "plan", params(("number" = String, Path), ("item" = i64, Path)), request_body = PlanItemChangeJson, responses(
    (status = 200, body = PlanItemJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change_item(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    IfMatch(expected): IfMatch,
    change: Result<Body<PlanItemChangeJson>, Failed>,
) -> Result<Answer<PlanItemJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    access::edited(&mut tx, &visit.cx, count).await?;
    let Body(change) = change?;
    let zone = visit.organisation.zone();
    let time = |field: &'static str, text: Option<String>| text.map(|text| instant(field, &text, &zone)).transpose();
    let change = ItemChange {
        title: change.title,
        kind: change.kind,
        from: time("from", change.from)?,
        until: time("until", change.until)?,
        place: change.place,
        link: change.link,
        aims: change.aims,
        invited: change.invited,
    };
    let item = change::change(&mut tx, &visit.cx, count, ordinal, expected, change).await?;
    tx.commit().await?;
    let version = item.version;
    Ok(Answer::ok(said(&app, &visit, count, item).await?).version(version))
}

/// An item with the names of who is invited.
pub(super) async fn said(app: &App, visit: &Visit, count: i64, item: Item) -> Outcome<PlanItemJson> {
    let mut q = app.db.reader();
    let exchange = crate::exchange::store::by_count(&mut q, count).await?;
    Ok(shown::one(&mut q, visit.lang(), &exchange, item).await?.into())
}

async fn inside(q: &mut dyn ryugaku_db::Query, visit: &Visit, number: &str) -> Outcome<Exchange> {
    visit.cx.require_read()?;
    let (exchange, access) = access::seen(q, &visit.cx, count_of(number)?).await?;
    access.require_inside()?;
    Ok(exchange)
}

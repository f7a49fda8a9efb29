//! `/api/v1/exchanges`: the list, a draft, one, a change, what was agreed.

use axum::extract::{Path, Query, State as From};
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{ExchangeJson, ExchangeLineJson};
use super::said;
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::exchange::change::{self, ExchangeChange};
use crate::exchange::draft::{self, NewExchange};
use crate::exchange::exchange::count_of;
use crate::exchange::list_store::{self, Filter};
use crate::exchange::{Side, State, access, agreement_store, whole};
use crate::people;
use crate::programme::write_sre;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, draft)).routes(routes!(show, change)).routes(routes!(agreed))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExchangesAsked {
    /// A state such as `active`, or `open` for what is not over; without it all
    #[serde(default)]
    pub state: String,
    /// A team's id: home or host
    #[serde(default)]
    pub team: String,
    /// A person's id or `me`: named in it
    #[serde(default)]
    pub person: String,
}

#[derive(Deserialize, ToSchema)]
struct NewExchangeJson {
    /// Id, e-mail address or whole name, or `me`
    guest: String,
    /// Id, short name or name; without it the guest's own team
    #[serde(default)]
    home_team: String,
    host_team: String,
    #[serde(default)]
    buddy: String,
    #[serde(default)]
    home_manager: String,
    #[serde(default)]
    host_manager: String,
    #[schema(value_type = String, format = Date)]
    from_day: Date,
    #[schema(value_type = String, format = Date)]
    until_day: Date,
    /// Per cent of working time
    share: i64,
    #[serde(default)]
    rhythm: String,
    #[serde(default)]
    why: String,
    /// A template's short name
    template: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct ExchangeChangeJson {
    /// Id, e-mail address or whole name; empty is nobody
    buddy: Option<String>,
    home_manager: Option<String>,
    host_manager: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    from_day: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    until_day: Option<Date>,
    share: Option<i64>,
    rhythm: Option<String>,
    why: Option<String>,
}

/// What was agreed to, in the words of that day
#[derive(Serialize, ToSchema)]
struct AgreementJson {
    side: Side,
    person: Uuid,
    at: Time,
    /// guest, buddy, from, until, share, rhythm, why and the aims as they stood
    #[schema(value_type = Object)]
    terms: serde_json::Value,
}

/// Exchanges, newest first
#[utoipa::path(get, path = "/api/v1/exchanges", tag = "exchanges", params(ExchangesAsked, Paging), responses(
    (status = 200, body = Listed<ExchangeLineJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    From(app): From<App>,
    visit: Visit,
    Query(asked): Query<ExchangesAsked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<ExchangeLineJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let owns = write_sre::may_write(&visit.cx, &write_sre::sre_teams(&mut q).await?);
    let filter = filter(&visit, &asked, owns)?;
    let page = list_store::page(&mut q, &filter, paging.after()?, paging.limit()).await?;
    let ids = page.items.iter().flat_map(|one| [one.people.guest, one.home_team, one.host_team]);
    let names = people::names(&mut q, ids.collect::<Vec<_>>()).await?;
    let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
    let items = page.items.iter().map(|one| ExchangeLineJson::of(one, name)).collect();
    Ok(Answer::ok(Listed { items, next: page.next }))
}

/// What a list is asked for; drafts are for those in them and the programme's owners.
pub fn filter(visit: &Visit, asked: &ExchangesAsked, owns: bool) -> Outcome<Filter> {
    let id = |field: &'static str, text: &str| -> Outcome<Option<Uuid>> {
        match text {
            "" => Ok(None),
            "me" => visit.cx.require_person().map(Some),
            text => text.parse().map(Some).map_err(|_| Failure::invalid(field, "failure-not-understood")),
        }
    };
    let states = match asked.state.as_str() {
        "" => None,
        "open" => Some(State::ALL.into_iter().filter(|state| !state.is_over()).collect()),
        name => Some(vec![State::named(name).ok_or_else(|| Failure::invalid("state", "failure-choose-one"))?]),
    };
    let me = visit.cx.who.person();
    Ok(Filter {
        states,
        team: id("team", &asked.team)?,
        person: id("person", &asked.person)?,
        drafts_of: me.filter(|_| !owns),
        no_drafts: !owns && me.is_none(),
    })
}

/// Draft an exchange
#[utoipa::path(post, path = "/api/v1/exchanges", tag = "exchanges", request_body = NewExchangeJson, responses(
    (status = 201, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn draft(
    From(app): From<App>,
    visit: Visit,
    new: Result<Body<NewExchangeJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewExchange {
        guest: new.guest,
        home_team: new.home_team,
        host_team: new.host_team,
        buddy: new.buddy,
        home_manager: new.home_manager,
        host_manager: new.host_manager,
        from_day: new.from_day,
        until_day: new.until_day,
        share: new.share,
        rhythm: new.rhythm,
        why: new.why,
        template: new.template,
        offer: None,
        wish: None,
    };
    let mut tx = app.begin().await?;
    let exchange = draft::draft(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/exchanges/{}", exchange.number()), exchange.version);
    let mut q = app.db.reader();
    let access = access::of(&mut q, &visit.cx, &exchange).await?;
    let whole = whole::of(&mut q, &visit.cx, exchange, access).await?;
    Ok(Answer::created(ExchangeJson::of(&whole, visit.lang()), location).version(version))
}

/// One exchange, and what its next state needs
#[utoipa::path(get, path = "/api/v1/exchanges/{number}", tag = "exchanges", params(("number" = String, Path)), responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(From(app): From<App>, visit: Visit, Path(number): Path<String>) -> Result<Answer<ExchangeJson>, Failed> {
    visit.cx.require_read()?;
    let (exchange, _) = access::seen(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    Ok(said(&app, &visit.cx, exchange).await?)
}

/// Change who, when, how much or why; once agreed it shows as an amendment
#[utoipa::path(patch, path = "/api/v1/exchanges/{number}", tag = "exchanges", params(("number" = String, Path)), request_body = ExchangeChangeJson, responses(
    (status = 200, body = ExchangeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    From(app): From<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    change: Result<Body<ExchangeChangeJson>, Failed>,
) -> Result<Answer<ExchangeJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let change = ExchangeChange {
        buddy: change.buddy,
        home_manager: change.home_manager,
        host_manager: change.host_manager,
        from_day: change.from_day,
        until_day: change.until_day,
        share: change.share,
        rhythm: change.rhythm,
        why: change.why,
    };
    let mut tx = app.begin().await?;
    let exchange = change::change(&mut tx, &visit.cx, count_of(&number)?, expected, change).await?;
    tx.commit().await?;
    Ok(said(&app, &visit.cx, exchange).await?)
}

/// The words that stand, each with the terms it was given for
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/agreement", tag = "exchanges", params(("number" = String, Path)), responses(
    (status = 200, body = Vec<AgreementJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn agreed(
    From(app): From<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Vec<AgreementJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, _) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    let mut agreed = Vec::new();
    for one in agreement_store::standing(&mut q, exchange.id).await? {
        let terms = serde_json::to_value(&one.terms).map_err(Failure::internal)?;
        agreed.push(AgreementJson { side: one.side, person: one.person, at: one.at, terms });
    }
    Ok(Answer::ok(agreed))
}

//! `/exchanges/new` and `/exchanges/{number}/edit`: who, from where to where, when, how much, and why.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as From};
use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};
use serde::Deserialize;

use super::back;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post};
use crate::exchange::change::{self, ExchangeChange};
use crate::exchange::draft::{self, NewExchange};
use crate::exchange::exchange::count_of;
use crate::exchange::{Exchange, access};
use crate::market::{Template as Begins, templates};
use crate::people::{self, PersonBrief, Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges", post(draft))
        .route("/exchanges/new", get(new))
        .route("/exchanges/{number}/edit", get(edit).merge(post(change)))
}

#[derive(Default, Deserialize)]
struct In {
    #[serde(default)]
    host: String,
    /// The short name of a template.
    #[serde(default)]
    template: String,
}

#[derive(Template)]
#[template(path = "exchange/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    people: Vec<PersonBrief>,
    teams: Vec<Team>,
    /// Those from which it may begin.
    templates: Vec<Begins>,
    /// `EX-12`, when it is changed.
    number: Option<String>,
    /// A change now is an amendment.
    settled: bool,
}

async fn new(From(app): From<App>, visit: Visit, Query(asked): Query<In>) -> PageResult {
    visit.cx.require_act()?;
    let today = visit.organisation.today(visit.cx.now());
    // The Monday after next month's beginning is far enough to prepare, and twelve weeks are usual.
    let from = super::drawn::monday_after(today.saturating_add(28.days()));
    let templates = templates::open(&mut app.db.reader(), visit.lang()).await?;
    let chosen = templates.iter().find(|template| template.slug == asked.template);
    let (weeks, share) = chosen.map_or((12, 40), |template| (template.content.weeks, template.content.share));
    // It ends on a Friday.
    let until = from.saturating_add((7 * weeks - 3).days());
    let share = share.to_string();
    let me = visit.cx.who.person().map(|me| me.to_string()).unwrap_or_default();
    let (from, until) = (from.to_string(), until.to_string());
    let form = Form::filled(&[
        ("guest", &me),
        ("host_team", &asked.host),
        ("from_day", &from),
        ("until_day", &until),
        ("share", &share),
        ("template", chosen.map_or("", |template| &template.slug)),
    ]);
    form_page(&app, &visit, StatusCode::OK, form, None).await
}

async fn draft(From(app): From<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_draft(&app, &visit, &fields).await {
        Ok(exchange) => {
            let said = Msg::new("exchange-drafted-said").with("number", exchange.number().to_string());
            Ok(back(&app, exchange.count, "", Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_draft(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Exchange> {
    let text = |name: &str| fields.get(name).to_owned();
    let new = NewExchange {
        guest: text("guest"),
        home_team: text("home_team"),
        host_team: text("host_team"),
        buddy: text("buddy"),
        home_manager: text("home_manager"),
        host_manager: text("host_manager"),
        from_day: day(fields, "from_day")?,
        until_day: day(fields, "until_day")?,
        share: number(fields, "share")?,
        rhythm: text("rhythm"),
        why: text("why"),
        template: fields.some("template").map(str::to_owned),
        offer: None,
        wish: None,
    };
    let mut tx = app.begin().await?;
    let exchange = draft::draft(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(exchange)
}

async fn edit(From(app): From<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let (exchange, _) = access::edited(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    let id = |person: Option<ryugaku_kernel::Uuid>| person.map(|id| id.to_string()).unwrap_or_default();
    let people = &exchange.people;
    let (buddy, home, host) = (id(people.buddy), id(people.home_manager), id(people.host_manager));
    let (from, until) = (exchange.from.to_string(), exchange.until.to_string());
    let (share, version) = (exchange.share.to_string(), exchange.version.to_string());
    let form = Form::filled(&[
        ("buddy", &buddy),
        ("home_manager", &home),
        ("host_manager", &host),
        ("from_day", &from),
        ("until_day", &until),
        ("share", &share),
        ("rhythm", &exchange.rhythm),
        ("why", &exchange.why),
        ("version", &version),
    ]);
    form_page(&app, &visit, StatusCode::OK, form, Some(&exchange)).await
}

async fn change(From(app): From<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    match try_change(&app, &visit, count, &fields).await {
        Ok(exchange) => {
            let said = Msg::new("exchange-changed-said").with("number", exchange.number().to_string());
            Ok(back(&app, count, "", Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            let (exchange, _) = access::edited(&mut app.db.reader(), &visit.cx, count).await?;
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Some(&exchange)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_change(app: &App, visit: &Visit, count: i64, fields: &Fields) -> Outcome<Exchange> {
    let text = |name: &str| Some(fields.get(name).to_owned());
    let change = ExchangeChange {
        buddy: text("buddy"),
        home_manager: text("home_manager"),
        host_manager: text("host_manager"),
        from_day: Some(day(fields, "from_day")?),
        until_day: Some(day(fields, "until_day")?),
        share: Some(number(fields, "share")?),
        rhythm: text("rhythm"),
        why: text("why"),
    };
    let mut tx = app.begin().await?;
    let exchange = change::change(&mut tx, &visit.cx, count, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(exchange)
}

pub(super) fn day(fields: &Fields, name: &'static str) -> Outcome<Date> {
    fields.maybe_parse(name)?.ok_or_else(|| Failure::invalid(name, "failure-required"))
}

fn number(fields: &Fields, name: &'static str) -> Outcome<i64> {
    let error = || Failure::Invalid(vec![FieldError::new(name, Msg::new("failure-required"))]);
    fields.maybe_parse(name)?.ok_or_else(error)
}

async fn form_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    form: Form,
    exchange: Option<&Exchange>,
) -> PageResult {
    let mut q = app.db.reader();
    let (title, number) = match exchange {
        Some(exchange) => ("exchange-edit", Some(exchange.number().to_string())),
        None => ("exchange-new", None),
    };
    let shell = Shell::new(app, visit, Place::Exchanges, words::text(visit.lang(), title)).await?;
    let mut shell = shell.crumb(words::text(visit.lang(), "nav-exchanges"), "/exchanges");
    if let Some(number) = &number {
        shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    }
    let (people, teams) = (people::active(&mut q).await?, team_store::open(&mut q).await?);
    let templates = templates::open(&mut q, visit.lang()).await?;
    let settled = exchange.is_some_and(|exchange| exchange.state.is_settled());
    page_with(status, &FormPage { shell, form, people, teams, templates, number, settled })
}

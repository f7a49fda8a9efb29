//! `/needs/{number}`: a need with its answers, and what its buttons post.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Limit, Msg, Outcome};
use ryugaku_ledger::Filter;

use crate::app::App;
use crate::backlog::product::{self, ProductChoice};
use crate::catalog;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::{self, AimKind, Exchange, access};
use crate::needs::become_aim::{self, BecomeAim};
use crate::needs::need::{self, Need, count_of};
use crate::needs::shown::{self, Answer, Shown};
use crate::needs::{answer, ask, become_task, store, turn};
use crate::programme::write_sre;
use crate::record::{self, Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/needs/{number}", get(show))
        .route("/needs/{number}/answers", post(answer_to))
        .route("/needs/{number}/state", post(set_state))
        .route("/needs/{number}/task", post(to_task))
        .route("/needs/{number}/aim", post(to_aim))
}

#[derive(Template)]
#[template(path = "needs/need.html")]
struct NeedPage {
    shell: Shell,
    shown: Shown,
    answers: Vec<Answer>,
    trail: Vec<Line>,
    form: Form,
    may_move: bool,
    products: Vec<ProductChoice>,
    /// Those of its team that it could become an aim of.
    exchanges: Vec<Exchange>,
    aim_kinds: [AimKind; 7],
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("ND-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/needs/{canonical}")).into_response());
    }
    page_of(&app, &visit, count, StatusCode::OK, Form::default()).await
}

async fn answer_to(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = answer::answer(&mut tx, &visit.cx, count, fields.get("text")).await;
    if done.is_ok() {
        tx.commit().await?;
    }
    let said = |need: Need| (need.number().to_string(), Msg::new("need-answered-said"));
    after(&app, &visit, count, &fields, done.map(said)).await
}

async fn set_state(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        let (to, version) = (fields.word("state", need::State::named)?, fields.maybe_parse("version")?);
        turn::set_state(&mut tx, &visit.cx, count, version, to, fields.get("reason")).await
    }
    .await;
    if done.is_ok() {
        tx.commit().await?;
    }
    let said = |need: Need| {
        let state = visit.say(&Msg::new(need.state.key()));
        (need.number().to_string(), Msg::new("need-state-said").with("state", state))
    };
    after(&app, &visit, count, &fields, done.map(said)).await
}

async fn to_task(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let product = fields.some("product").map(str::to_owned);
    let done = become_task::become_task(&mut tx, &visit.cx, count, product).await;
    if done.is_ok() {
        tx.commit().await?;
    }
    let said = |(need, task): (Need, crate::backlog::Task)| {
        let msg = Msg::new("need-became-said").with("number", task.number().to_string());
        (need.number().to_string(), msg)
    };
    after(&app, &visit, count, &fields, done.map(said)).await
}

async fn to_aim(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        let kind = fields.maybe_word("aim_kind", AimKind::named)?;
        let exchange = fields.get("exchange").into();
        let new = BecomeAim { exchange, kind, how_to_tell: fields.get("how_to_tell").into() };
        become_aim::become_aim(&mut tx, &visit.cx, count, new).await
    }
    .await;
    if done.is_ok() {
        tx.commit().await?;
    }
    let said = |(need, exchange): (Need, Exchange)| {
        let msg = Msg::new("need-became-said").with("number", exchange.number().to_string());
        (need.number().to_string(), msg)
    };
    after(&app, &visit, count, &fields, done.map(said)).await
}

/// Back to the need with what was done; or the page again, with the reasons under the fields.
async fn after(app: &App, visit: &Visit, count: i64, fields: &Fields, done: Outcome<(String, Msg)>) -> PageResult {
    match done {
        Ok((number, msg)) => Ok(see_other(app, &format!("/needs/{number}"), Some(Flash::new(msg)))),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, count, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, count: i64, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let need = store::by_count(&mut q, count).await?;
    let sre = write_sre::sre_teams(&mut q).await?;
    let may_move = ask::may_move(&visit.cx, need.team, &sre);
    let open = may_move && !need.state.is_over();
    let exchanges = if open && need.aim.is_none() { exchanges(&mut q, visit, &need).await? } else { Vec::new() };
    let products =
        if open && need.task.is_none() { product::choices(&catalog::services(&mut q).await?) } else { Vec::new() };
    let about = Filter { about: Some(need.id.0), ..Filter::default() };
    let events = ryugaku_ledger::page(&mut q, &visit.cx.who, &about, None, Limit::USUAL).await?.items;
    let answers = shown::answers(&mut q, &visit.cx, &need).await?;
    let number = need.number().to_string();
    let shell = Shell::new(app, visit, Place::Needs, number).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-needs"), "/needs");
    page_with(
        status,
        &NeedPage {
            shell,
            answers,
            trail: record::lines(&mut q, visit.lang(), events).await?,
            shown: shown::one(&mut q, &visit.cx, need).await?,
            form,
            may_move,
            products,
            exchanges,
            aim_kinds: AimKind::ALL,
        },
    )
}

/// Exchanges of the need's team that are not over and that the one who asks may change.
async fn exchanges(q: &mut dyn Query, visit: &Visit, need: &Need) -> Outcome<Vec<Exchange>> {
    let sre = write_sre::sre_teams(q).await?;
    let mut all = exchange::brief::all_seen(q, &visit.cx).await?;
    all.retain(|one| {
        [one.home_team, one.host_team].contains(&need.team)
            && !one.state.is_over()
            && access::judge(&visit.cx, one, &sre).may_edit()
    });
    Ok(all)
}

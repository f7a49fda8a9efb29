//! `/exchanges/{number}/outcomes/…`: the form of an outcome.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Limit, Msg, Outcome as Done};
use serde::Deserialize;

use crate::app::App;
use crate::diary::api::marked;
use crate::diary::outcome::OutcomeId;
use crate::diary::outcomes::{self, NewOutcome};
use crate::diary::read::{self, Filter};
use crate::diary::shown::{self, Shown};
use crate::diary::{Activity, outcome_store};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::aim::Aim;
use crate::exchange::exchange::count_of;
use crate::exchange::{access, aim_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/outcomes", post(add))
        .route("/exchanges/{number}/outcomes/new", get(new))
        .route("/exchanges/{number}/outcomes/{id}", get(edit).merge(post(change)))
        .route("/exchanges/{number}/outcomes/{id}/remove", post(remove))
}

#[derive(Default, Deserialize)]
struct In {
    /// An activity that it came of.
    #[serde(default)]
    activity: String,
    #[serde(default)]
    aim: String,
}

#[derive(Template)]
#[template(path = "diary/outcome.html")]
struct OutcomePage {
    shell: Shell,
    form: Form,
    number: String,
    /// Set when it is changed.
    id: Option<OutcomeId>,
    aims: Vec<(Aim, String)>,
    /// Activities to choose from: the latest, and those that are chosen.
    activities: Vec<Shown>,
    /// Chosen ones that the one who edits may not see: they stay.
    kept: Vec<Activity>,
}

async fn new(State(app): State<App>, visit: Visit, Path(number): Path<String>, Query(asked): Query<In>) -> PageResult {
    visit.cx.require_act()?;
    let today = visit.organisation.today(visit.cx.now()).to_string();
    let form = Form::filled(&[("day", &today), ("aim", &asked.aim), ("activity", &asked.activity)]);
    page_of(&app, &visit, count_of(&number)?, None, StatusCode::OK, form).await
}

async fn edit(State(app): State<App>, visit: Visit, Path((number, id)): Path<(String, String)>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let (exchange, _) = access::edited(&mut q, &visit.cx, count_of(&number)?).await?;
    let outcome = outcome_store::find(&mut q, exchange.id.0, key(&id)?).await?;
    let aims = aim_store::of_exchange(&mut q, exchange.id).await?;
    let aim = aims.iter().find(|aim| Some(aim.id.0) == outcome.aim).map(Aim::mark).unwrap_or_default();
    let (day, version) = (outcome.day.to_string(), outcome.version.to_string());
    let activities: Vec<String> = outcome.activities.iter().map(ToString::to_string).collect();
    let mut pairs = vec![
        ("what", outcome.what.as_str()),
        ("artefact", &outcome.artefact),
        ("day", &day),
        ("aim", &aim),
        ("version", &version),
    ];
    pairs.extend(activities.iter().map(|activity| ("activity", activity.as_str())));
    page_of(&app, &visit, exchange.count, Some(outcome.id), StatusCode::OK, Form::filled(&pairs)).await
}

async fn add(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    write(&app, &visit, count_of(&number)?, None, &fields).await
}

async fn change(
    State(app): State<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    write(&app, &visit, count_of(&number)?, Some(key(&id)?), &fields).await
}

async fn remove(State(app): State<App>, visit: Visit, Path((number, id)): Path<(String, String)>) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    outcomes::remove(&mut tx, &visit.cx, count, key(&id)?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("outcome-removed-said"));
    Ok(see_other(&app, &format!("/exchanges/EX-{count}#outcomes"), Some(said)))
}

async fn write(app: &App, visit: &Visit, count: i64, id: Option<OutcomeId>, fields: &Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let done = async {
        let new = read_form(fields)?;
        match id {
            Some(id) => outcomes::change(&mut tx, &visit.cx, count, id, fields.maybe_parse("version")?, new).await,
            None => outcomes::add(&mut tx, &visit.cx, count, new).await,
        }
    }
    .await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            let said = Flash::new(Msg::new("outcome-said"));
            Ok(see_other(app, &format!("/exchanges/EX-{count}#outcomes"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, count, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn read_form(fields: &Fields) -> Done<NewOutcome> {
    Ok(NewOutcome {
        what: fields.get("what").into(),
        aim: fields.some("aim").map(|mark| marked("aim", mark)).transpose()?,
        artefact: fields.get("artefact").into(),
        day: fields.maybe_parse("day")?.ok_or_else(|| Failure::invalid("day", "failure-required"))?,
        activities: fields.all("activity").map(str::parse::<Activity>).collect::<Done<_>>()?,
    })
}

fn key(id: &str) -> Done<OutcomeId> {
    id.parse().map(OutcomeId).map_err(|_| Failure::NotFound("outcome"))
}

async fn page_of(
    app: &App,
    visit: &Visit,
    count: i64,
    id: Option<OutcomeId>,
    status: StatusCode,
    form: Form,
) -> PageResult {
    let mut q = app.db.reader();
    let (exchange, _) = access::edited(&mut q, &visit.cx, count).await?;
    let lang = visit.lang();
    let aims = aim_store::of_exchange(&mut q, exchange.id).await?;
    let (mut told, _) = read::page(&mut q, &visit.cx, &exchange, Filter::default(), None, Limit::USUAL).await?;
    let before = match id {
        Some(id) => outcome_store::find(&mut q, exchange.id.0, id).await?.activities,
        None => Vec::new(),
    };
    let mut chosen: Vec<Activity> = form.all("activity").filter_map(|activity| activity.parse().ok()).collect();
    chosen.extend(&before);
    chosen.retain(|activity| told.iter().all(|one| one.activity != *activity));
    told.extend(read::these(&mut q, &visit.cx, &exchange, &chosen).await?);
    let kept = before.into_iter().filter(|activity| told.iter().all(|one| one.activity != *activity)).collect();
    let activities = shown::many(&mut q, lang, told, &aims).await?;
    let number = exchange.number().to_string();
    let title = if id.is_some() { "outcome-edit" } else { "outcome-new" };
    let shell = Shell::new(app, visit, Place::Exchanges, words::text(lang, title)).await?;
    let shell = shell.crumb(words::text(lang, "nav-exchanges"), "/exchanges");
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    let aims = aims.into_iter().map(|aim| (aim.clone(), aim.label(lang))).collect();
    page_with(status, &OutcomePage { shell, form, number, id, aims, activities, kept })
}

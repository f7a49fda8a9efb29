//! `/exchanges/{number}/aims/…`: an aim, its form, its number, its end.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as From};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Limit, Msg, Outcome};
use serde::Deserialize;

use super::back;
use crate::app::App;
use crate::diary::read::{self, Filter};
use crate::diary::shown::{self, Shown};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::aim::{Aim, of_mark};
use crate::exchange::aims::{self, AimChange, NewAim};
use crate::exchange::exchange::count_of;
use crate::exchange::{AimKind, AimResult, Exchange, Side, access, aim_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/aims", post(add))
        .route("/exchanges/{number}/aims/new", get(new))
        .route("/exchanges/{number}/aims/{mark}", get(show).merge(post(change)))
        .route("/exchanges/{number}/aims/{mark}/{deed}", post(deed))
}

#[derive(Default, Deserialize)]
struct In {
    #[serde(default)]
    side: String,
}

#[derive(Template)]
#[template(path = "exchange/aim.html")]
struct AimPage {
    shell: Shell,
    form: Form,
    number: String,
    /// Unset for a new one.
    aim: Option<Aim>,
    label: String,
    evidence: Vec<Shown>,
    may_edit: bool,
    /// Nothing is agreed yet: it can be taken away.
    removable: bool,
    settled: bool,
    sides: [Side; 3],
    kinds: [AimKind; 7],
    results: [AimResult; 3],
}

impl AimPage {
    fn is_number(&self) -> bool {
        self.aim.as_ref().is_some_and(|aim| aim.measure.is_numeric())
    }
}

async fn new(From(app): From<App>, visit: Visit, Path(number): Path<String>, Query(asked): Query<In>) -> PageResult {
    let (exchange, _) = access::edited(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    let form = Form::filled(&[("side", &asked.side), ("priority", "2"), ("kind", "sre_role")]);
    page_of(&app, &visit, &exchange, None, StatusCode::OK, form).await
}

async fn add(From(app): From<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        let new = NewAim {
            side: fields.word("side", Side::named)?,
            kind: fields.word("kind", AimKind::named)?,
            what: fields.get("what").into(),
            how_to_tell: fields.get("how_to_tell").into(),
            priority: fields.maybe_parse("priority")?.unwrap_or(0),
            unit: fields.get("unit").into(),
            baseline: fields.maybe_parse("baseline")?,
            target: fields.maybe_parse("target")?,
        };
        aims::add(&mut tx, &visit.cx, count, new).await
    }
    .await;
    match done {
        Ok(aim) => {
            tx.commit().await?;
            let said = Msg::new("aim-added-said").with("aim", aim.label(visit.lang()));
            Ok(back(&app, count, "#aims", Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let (exchange, _) = access::edited(&mut app.db.reader(), &visit.cx, count).await?;
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, &exchange, None, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn show(From(app): From<App>, visit: Visit, Path((number, mark)): Path<(String, String)>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, _) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    let (side, ordinal) = marked(&mark)?;
    let aim = aim_store::find(&mut q, exchange.id, side, ordinal).await?;
    let form = filled(&aim);
    page_of(&app, &visit, &exchange, Some(aim), StatusCode::OK, form).await
}

async fn change(
    From(app): From<App>,
    visit: Visit,
    Path((number, mark)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        let change = AimChange {
            kind: Some(fields.word("kind", AimKind::named)?),
            what: Some(fields.get("what").into()),
            how_to_tell: Some(fields.get("how_to_tell").into()),
            priority: Some(fields.maybe_parse("priority")?.unwrap_or(2)),
            unit: Some(fields.get("unit").into()),
            baseline: Some(fields.maybe_parse("baseline")?),
            target: Some(fields.maybe_parse("target")?),
        };
        let version = fields.maybe_parse("version")?;
        let aim = aims::change(&mut tx, &visit.cx, count, marked(&mark)?, version, change).await?;
        Ok(Msg::new("aim-changed-said").with("aim", aim.label(visit.lang())))
    }
    .await;
    answered(&app, &visit, tx, count, &mark, &fields, done).await
}

async fn deed(
    From(app): From<App>,
    visit: Visit,
    Path((number, mark, deed)): Path<(String, String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count, which) = (app.begin().await?, count_of(&number)?, marked(&mark)?);
    if deed == "remove" {
        aims::remove(&mut tx, &visit.cx, count, which).await?;
        tx.commit().await?;
        return Ok(back(&app, count, "#aims", Some(Flash::new(Msg::new("aim-removed-said")))));
    }
    let done = async {
        let aim = match deed.as_str() {
            "reading" => aims::read_off(&mut tx, &visit.cx, count, which, fields.maybe_parse("reading")?).await?,
            "result" => {
                let result = fields.word("result", AimResult::named)?;
                aims::end(&mut tx, &visit.cx, count, which, result, fields.get("note")).await?
            }
            "reopen" => aims::reopen(&mut tx, &visit.cx, count, which).await?,
            _ => return Err(Failure::NotFound("page")),
        };
        Ok(Msg::new("aim-changed-said").with("aim", aim.label(visit.lang())))
    }
    .await;
    answered(&app, &visit, tx, count, &mark, &fields, done).await
}

async fn answered(
    app: &App,
    visit: &Visit,
    tx: ryugaku_ledger::Tx,
    count: i64,
    mark: &str,
    fields: &Fields,
    done: Outcome<Msg>,
) -> PageResult {
    match done {
        Ok(said) => {
            tx.commit().await?;
            Ok(see_other(app, &format!("/exchanges/EX-{count}/aims/{mark}"), Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let mut q = app.db.reader();
            let (exchange, _) = access::edited(&mut q, &visit.cx, count).await?;
            let (side, ordinal) = marked(mark)?;
            let aim = aim_store::find(&mut q, exchange.id, side, ordinal).await?;
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, &exchange, Some(aim), StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(
    app: &App,
    visit: &Visit,
    exchange: &Exchange,
    aim: Option<Aim>,
    status: StatusCode,
    form: Form,
) -> PageResult {
    let mut q = app.db.reader();
    let access = access::of(&mut q, &visit.cx, exchange).await?;
    let (lang, number) = (visit.lang(), exchange.number().to_string());
    let evidence = match &aim {
        Some(aim) if access.sees_inside() => evidence(app, visit, exchange, aim).await?,
        _ => Vec::new(),
    };
    let label = aim.as_ref().map(|aim| aim.label(lang)).unwrap_or_default();
    let title = aim.as_ref().map_or_else(|| words::text(lang, "aim-new"), |aim| aim.what.clone());
    let shell = Shell::new(app, visit, Place::Exchanges, title).await?;
    let shell = shell.crumb(words::text(lang, "nav-exchanges"), "/exchanges");
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    let settled = exchange.state.is_settled();
    let page = AimPage {
        may_edit: access.may_edit() && !exchange.state.is_over(),
        removable: !settled,
        sides: Side::ALL,
        kinds: AimKind::ALL,
        results: AimResult::ALL,
        shell,
        form,
        number,
        aim,
        label,
        evidence,
        settled,
    };
    page_with(status, &page)
}

/// Of the latest two hundred activities those that are evidence for it.
async fn evidence(app: &App, visit: &Visit, exchange: &Exchange, aim: &Aim) -> Outcome<Vec<Shown>> {
    let mut q = app.db.reader();
    let (told, _) = read::page(&mut q, &visit.cx, exchange, Filter::default(), None, Limit::of(200)).await?;
    let linked = told.into_iter().filter(|one| one.aims.contains(&aim.id.0)).collect();
    shown::many(&mut q, visit.lang(), linked, std::slice::from_ref(aim)).await
}

fn filled(aim: &Aim) -> Form {
    let text = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let measure = &aim.measure;
    let (baseline, target, reading) = (text(measure.baseline), text(measure.target), text(measure.reading));
    let (priority, version) = (aim.priority.to_string(), aim.version.to_string());
    Form::filled(&[
        ("kind", aim.kind.name()),
        ("what", &aim.what),
        ("how_to_tell", &aim.how_to_tell),
        ("priority", &priority),
        ("unit", &measure.unit),
        ("baseline", &baseline),
        ("target", &target),
        ("reading", &reading),
        ("result", aim.result.map_or("", AimResult::name)),
        ("note", &aim.result_note),
        ("version", &version),
    ])
}

fn marked(mark: &str) -> Outcome<(Side, i64)> {
    of_mark(mark).ok_or(Failure::NotFound("aim"))
}

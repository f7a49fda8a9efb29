//! `/maintenance/new` and `/maintenance/{id}/edit`: the form of a maintenance window, and beside it what it would hide.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Msg, Outcome, Uuid};

use super::seen::Seen;
use super::written;
use crate::app::App;
use crate::catalog::{self, ServiceBrief};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::silences::api::named_window;
use crate::silences::change_window::{self, WindowChange};
use crate::silences::plan_window::{self, NewWindow};
use crate::silences::preview::Hours;
use crate::silences::weekly::{Weekday, Weekly};
use crate::silences::window::Window;
use crate::silences::{given, matchers, window_store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/maintenance/new", get(new)).route("/maintenance/{id}/edit", get(edit).merge(post(change)))
}

#[derive(Template)]
#[template(path = "silences/window_form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    action: String,
    back: String,
    /// Where the preview is asked again.
    here: String,
    is_edit: bool,
    has_begun: bool,
    services: Vec<ServiceBrief>,
    weekdays: [Weekday; 7],
    seen: Seen,
}

impl FormPage {
    /// What the form's button does.
    fn deed(&self) -> &'static str {
        if self.is_edit { "silence-save" } else { "maintenance-plan-it" }
    }

    fn is_of_product(&self, product: &Uuid) -> bool {
        self.form.has("service", &format!("{PRODUCT}{product}"))
    }
}

async fn new(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> PageResult {
    visit.cx.require_act()?;
    let form = written::typed(query.as_deref().unwrap_or_default());
    form_page(&app, &visit, StatusCode::OK, form, None).await
}

pub(super) async fn plan(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let done = async {
        let new = read(&visit, &fields, None)?;
        let weighed = written::weigh(&app, &new.matchers, &fields).await?;
        let mut tx = app.begin().await?;
        let window = plan_window::plan_window(&mut tx, &visit.cx, new, weighed).await?;
        tx.commit().await?;
        Ok(window)
    }
    .await;
    match done {
        Ok(window) => Ok(see_other(&app, &address(&window), Some(said("maintenance-planned-said", &window)))),
        Err(failure) => refused(&app, &visit, &fields, None, failure).await,
    }
}

async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<String>, RawQuery(query): RawQuery) -> PageResult {
    visit.cx.require_act()?;
    let window = window_store::by_id(&mut app.db.reader(), named_window(&id)?).await?;
    let form = written::again(query, || filled(&visit, &window));
    form_page(&app, &visit, StatusCode::OK, form, Some(window)).await
}

fn filled(visit: &Visit, window: &Window) -> Form {
    let (zone, version) = (visit.zone(), window.version.to_string());
    let service = choice(window);
    let (lines, starts_at, ends_at) =
        (matchers::lines(&window.matchers), given::local(window.starts_at, &zone), given::local(window.ends_at, &zone));
    let mut filled = vec![
        ("title", window.title.as_str()),
        ("comment", &window.comment),
        ("matchers", &lines),
        ("starts_at", &starts_at),
        ("ends_at", &ends_at),
        ("service", &service),
        ("version", &version),
    ];
    if let Some(weekly) = &window.weekly {
        filled.extend([("weekly_from", weekly.from.as_str()), ("weekly_until", &weekly.until)]);
        filled.extend(weekly.weekdays.iter().map(|day| ("weekdays", day.name())));
    }
    Form::filled(&filled)
}

async fn change(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let old = window_store::by_id(&mut app.db.reader(), named_window(&id)?).await?;
    let done = async {
        let mut new = read(&visit, &fields, Some(&old))?;
        if follows_choice(Some(&old), fields.get("service"), fields.get("matchers")) {
            new.matchers = Vec::new();
        }
        let weighed = written::weigh(&app, &new.matchers, &fields).await?;
        // Left as it was it is not asked about: the catalog may have archived it since.
        let other = choice(&old) != fields.get("service");
        let change = WindowChange {
            title: Some(new.title),
            comment: Some(new.comment),
            matchers: Some(new.matchers),
            starts_at: new.starts_at,
            ends_at: Some(new.ends_at),
            weekly: Some(new.weekly),
            product: other.then_some(new.product),
            service: other.then_some(new.service),
        };
        let expected = fields.maybe_parse("version")?;
        let mut tx = app.begin().await?;
        let window = change_window::change_window(&mut tx, &visit.cx, old.id, expected, change, weighed).await?;
        tx.commit().await?;
        Ok(window)
    }
    .await;
    match done {
        Ok(window) => Ok(see_other(&app, &address(&window), Some(said("maintenance-changed-said", &window)))),
        Err(failure) => refused(&app, &visit, &fields, Some(old), failure).await,
    }
}

fn address(window: &Window) -> String {
    format!("/maintenance/{}", window.id)
}

fn said(key: &'static str, window: &Window) -> Flash {
    Flash::new(Msg::new(key).with("name", window.title.as_str()))
}

fn read(visit: &Visit, fields: &Fields, old: Option<&Window>) -> Outcome<NewWindow> {
    let zone = visit.zone();
    let starts_at = written::time(fields, "starts_at", old.map(|old| old.starts_at), &zone)?;
    let ends_at = written::time(fields, "ends_at", old.map(|old| old.ends_at), &zone)?;
    let days = fields.all("weekdays").map(Weekday::named);
    let weekdays: Option<Vec<_>> = days.collect();
    let weekdays = weekdays.ok_or_else(|| Failure::invalid("weekdays", "failure-choose-one"))?;
    let (product, service) = chosen(fields.get("service"));
    Ok(NewWindow {
        title: fields.get("title").into(),
        comment: fields.get("comment").into(),
        matchers: matchers::of_lines(fields.get("matchers"))?,
        starts_at,
        ends_at: ends_at.ok_or_else(|| Failure::invalid("ends_at", "failure-required"))?,
        weekly: weekly(weekdays, fields.get("weekly_from"), fields.get("weekly_until")),
        product,
        service,
    })
}

/// `None`: nothing of it was written.
fn weekly(weekdays: Vec<Weekday>, from: &str, until: &str) -> Option<Weekly> {
    let some = !weekdays.is_empty() || !from.is_empty() || !until.is_empty();
    some.then(|| Weekly { weekdays, from: from.to_owned(), until: until.to_owned() })
}

/// What stands before the id of a product, among services.
const PRODUCT: &str = "product:";

/// Product or service, as the form's choice says it.
fn chosen(choice: &str) -> (Option<String>, Option<String>) {
    match choice.strip_prefix(PRODUCT) {
        Some(product) => (Some(product.to_owned()), None),
        None => (None, Some(choice.to_owned()).filter(|service| !service.is_empty())),
    }
}

/// The choice that stands for what a window is about.
fn choice(window: &Window) -> String {
    match (window.service, window.product) {
        (Some(service), _) => service.to_string(),
        (None, Some(product)) => format!("{PRODUCT}{product}"),
        (None, None) => String::new(),
    }
}

/// Another choice brings its own conditions with it, unless others were written too.
fn follows_choice(old: Option<&Window>, choice_now: &str, lines: &str) -> bool {
    let left =
        |old: &Window| choice(old) != choice_now && matchers::lines(&old.matchers) == lines.replace('\r', "").trim();
    !choice_now.is_empty() && (lines.trim().is_empty() || old.is_some_and(left))
}

async fn refused(app: &App, visit: &Visit, fields: &Fields, old: Option<Window>, failure: Failure) -> PageResult {
    let (status, form) = written::refused(visit, fields, old.as_ref().map(|old| old.version), failure)?;
    form_page(app, visit, status, form, old).await
}

/// The conditions that the preview is of.
async fn looked_for(q: &mut dyn Query, form: &Form, old: Option<&Window>) -> Outcome<String> {
    let lines = form.value("matchers");
    if !follows_choice(old, form.value("service"), lines) {
        return Ok(lines.to_owned());
    }
    let (product, service) = chosen(form.value("service"));
    let Ok((product, service)) = plan_window::whose(q, product.as_deref(), service.as_deref()).await else {
        return Ok(String::new());
    };
    Ok(matchers::lines(&plan_window::matchers_of(q, product, service).await?))
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, old: Option<Window>) -> PageResult {
    let (now, zone) = (visit.cx.now(), visit.zone());
    let time = |field: &'static str| given::at(field, form.value(field), &zone).ok().flatten();
    let from = time("starts_at").unwrap_or(now).max(now);
    // While a time is being typed, an hour stands for it.
    let until = time("ends_at").filter(|until| *until > from);
    let until = until.unwrap_or(from.plus(jiff::SignedDuration::from_hours(1)));
    let services = catalog::services(&mut app.db.reader()).await?;
    let lines = looked_for(&mut app.db.reader(), &form, old.as_ref()).await?;
    let weekdays = form.all("weekdays").filter_map(Weekday::named).collect();
    // While it is being written, the whole span stands for it.
    let weekly = weekly(weekdays, form.value("weekly_from"), form.value("weekly_until"));
    let weekly = weekly.filter(|weekly| weekly.check().is_empty());
    let hours = Hours { span: (from, until), weekly, zone: visit.organisation.zone() };
    let seen = Seen::of(app, visit, &lines, &hours).await?;
    let key = if old.is_some() { "maintenance-edit" } else { "maintenance-new" };
    let shell = Shell::new(app, visit, Place::Alerts, words::text(visit.lang(), key)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts");
    let mut shell = shell.crumb(words::text(visit.lang(), "maintenance-title"), "/maintenance");
    let (action, back, here) = match &old {
        Some(old) => {
            shell = shell.crumb(old.title.clone(), address(old));
            (format!("{}/edit", address(old)), address(old), format!("{}/edit", address(old)))
        }
        None => ("/maintenance".to_owned(), "/maintenance".to_owned(), "/maintenance/new".to_owned()),
    };
    let has_begun = old.as_ref().is_some_and(|old| old.starts_at <= now);
    let is_edit = old.is_some();
    let weekdays = Weekday::ALL;
    page_with(status, &FormPage { shell, form, action, back, here, is_edit, has_begun, services, weekdays, seen })
}

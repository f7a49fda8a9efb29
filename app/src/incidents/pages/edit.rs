//! `/incidents/{number}/edit`: title, severity, services, impact, start.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::deeds::severity_said;
use super::new::{began, local};
use crate::app::App;
use crate::catalog::{self, ServiceBrief};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::change::{self, IncidentChange};
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::severity::Severity;
use crate::incidents::shown::{self, Shown};
use crate::incidents::{store, users};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/incidents/{number}/edit", get(edit).merge(post(change)))
}

#[derive(Template)]
#[template(path = "incidents/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    number: String,
    services: Vec<ServiceBrief>,
    severities: [Severity; 4],
    /// Of one that was changed meanwhile: what stands now, where it is not what was typed.
    now: Vec<String>,
}

/// Fields of text, each with its name.
const TEXTS: [(&str, &str); 6] = [
    ("title", "incident-title"),
    ("impact", "incident-impact"),
    ("began_at", "incident-began"),
    ("users_share", "incident-users-share"),
    ("users_source", "incident-users-source"),
    ("call_url", "incident-call"),
];

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let incident = store::to_change(&mut q, &visit.cx.who, count_of(&number)?).await?;
    let shown = shown::one(&mut q, incident).await?;
    let (form, number) = (standing(&visit, &shown), shown.number());
    form_page(&app, &visit, StatusCode::OK, form, Vec::new(), number).await
}

fn standing(visit: &Visit, shown: &Shown) -> Form {
    let incident = &shown.incident;
    let (version, began) = (incident.version.to_string(), local(visit, incident.began_at));
    let share = incident.users.share.map(|share| share.to_string()).unwrap_or_default();
    let services: Vec<String> = shown.services.iter().map(|service| service.id.to_string()).collect();
    let mut values = vec![
        ("title", incident.title.as_str()),
        ("severity", incident.severity.name()),
        ("impact", &incident.impact),
        ("users_share", &share),
        ("users_source", &incident.users.source),
        ("call_url", &incident.call_url),
        ("began_at", &began),
        ("version", &version),
    ];
    values.extend(services.iter().map(|service| ("services", service.as_str())));
    Form::filled(&values)
}

async fn change(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_change(&app, &visit, &number, &fields).await {
        Ok((incident, said)) => {
            Ok(see_other(&app, &format!("/incidents/{}", incident.number()), Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Vec::new(), number).await
        }
        Err(Failure::Stale) => overtaken(&app, &visit, &fields, number).await,
        Err(failure) => Err(failure.into()),
    }
}

/// With what is said of it.
async fn try_change(app: &App, visit: &Visit, number: &str, fields: &Fields) -> Outcome<(Incident, Msg)> {
    let count = count_of(number)?;
    let mut tx = app.begin().await?;
    let before = store::by_count(&mut tx, &visit.cx.who, count).await?;
    // The field knows minutes alone: left as it was, it must not cut the seconds off.
    let began_at = match fields.get("began_at") {
        same if same == local(visit, before.began_at) => None,
        text => began(visit, text)?,
    };
    let change = IncidentChange {
        title: Some(fields.get("title").into()),
        severity: Some(fields.word("severity", Severity::named)?),
        services: Some(fields.all("services").map(Into::into).collect()),
        impact: Some(fields.get("impact").into()),
        users_share: Some(users::share("users_share", fields.get("users_share"))?),
        users_source: Some(fields.get("users_source").into()),
        call_url: Some(fields.get("call_url").into()),
        began_at,
    };
    let incident = change::change(&mut tx, &visit.cx, count, fields.maybe_parse("version")?, change).await?;
    let said = match incident.severity == before.severity {
        true => Msg::new("incident-changed-said").with("number", incident.number().to_string()),
        false => severity_said(&mut tx, visit, &incident).await?,
    };
    tx.commit().await?;
    Ok((incident, said))
}

/// The form again with what was typed, beside what somebody else has changed meanwhile.
async fn overtaken(app: &App, visit: &Visit, fields: &Fields, number: String) -> PageResult {
    let mut q = app.db.reader();
    let incident = store::to_change(&mut q, &visit.cx.who, count_of(&number)?).await?;
    let shown = shown::one(&mut q, incident).await?;
    let form = Form::overtaken(fields, shown.incident.version, visit.lang());
    let now = differences(visit, &form, &shown);
    form_page(app, visit, StatusCode::PRECONDITION_FAILED, form, now, number).await
}

fn differences(visit: &Visit, typed: &Form, shown: &Shown) -> Vec<String> {
    let now = standing(visit, shown);
    let line = |key: &str, value: &str| {
        format!("{}: {}", words::text(visit.lang(), key), if value.is_empty() { "—" } else { value })
    };
    let texts = TEXTS.into_iter().filter(|(name, _)| typed.value(name).trim() != now.value(name));
    let mut lines: Vec<String> = texts.map(|(name, key)| line(key, now.value(name))).collect();
    if typed.value("severity") != now.value("severity") {
        lines.push(line("incident-severity", shown.incident.severity.label()));
    }
    let chosen = |form: &Form| form.all("services").map(str::to_owned).collect::<BTreeSet<String>>();
    if chosen(typed) != chosen(&now) {
        let names: Vec<&str> = shown.services.iter().map(|service| service.name.as_str()).collect();
        lines.push(line("incident-services", &names.join(" · ")));
    }
    lines
}

async fn form_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    form: Form,
    now: Vec<String>,
    number: String,
) -> PageResult {
    let services = catalog::services(&mut app.db.reader()).await?;
    let shell = Shell::new(app, visit, Place::Incidents, words::text(visit.lang(), "incident-edit")).await?;
    let shell = shell
        .crumb(words::text(visit.lang(), "nav-incidents"), "/incidents")
        .crumb(number.clone(), format!("/incidents/{number}"));
    page_with(status, &EditPage { shell, form, number, services, severities: Severity::ALL, now })
}

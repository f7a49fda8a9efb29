//! `/drills/{number}`: one scenario, as the form that changes it; `/drills/new` writes one.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};

use crate::app::App;
use crate::catalog::{self, ServiceBrief};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::drills::scenario::{self, count_of};
use crate::drills::scenario_store as store;
use crate::drills::write_scenario::{self, NewScenario};
use crate::incidents::severity::Severity;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/drills/new", get(new))
        .route("/drills/{number}", get(show).merge(post(change)))
        .route("/drills/{number}/archive", post(archive))
}

#[derive(Template)]
#[template(path = "drills/scenario.html")]
struct ScenarioPage {
    shell: Shell,
    form: Form,
    /// Unset of a new one.
    number: Option<String>,
    archived: bool,
    services: Vec<ServiceBrief>,
    severities: [Severity; 4],
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_act()?;
    form_page(&app, &visit, StatusCode::OK, Form::filled(&[("severity", "sev2")]), None, false).await
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let scenario = store::by_count(&mut app.db.reader(), count_of(&number)?).await?;
    let (injects, aims) = (scenario::injects_text(&scenario.injects), scenario.aims.join("\n"));
    let version = scenario.version.to_string();
    let mut values = vec![
        ("title", scenario.title.as_str()),
        ("severity", scenario.severity.name()),
        ("injects", &injects),
        ("aims", &aims),
        ("version", &version),
    ];
    values.extend(scenario.services.iter().map(|service| ("services", service.as_str())));
    let number = Some(scenario.number().to_string());
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), number, scenario.archived).await
}

pub(super) async fn write(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let done = async { write_scenario::write(&mut tx, &visit.cx, asked(&fields)?).await }.await;
    match done {
        Ok(scenario) => {
            tx.commit().await?;
            let said = Flash::new(Msg::new("scenario-written-said").with("number", scenario.number().to_string()));
            Ok(see_other(&app, &format!("/drills/{}", scenario.number()), Some(said)))
        }
        Err(failure) => {
            drop(tx);
            refused(&app, &visit, &fields, None, failure).await
        }
    }
}

async fn change(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (count, version) = (count_of(&number)?, fields.maybe_parse("version")?);
    let mut tx = app.begin().await?;
    let done = async { write_scenario::change(&mut tx, &visit.cx, count, version, asked(&fields)?).await }.await;
    match done {
        Ok(scenario) => {
            tx.commit().await?;
            let said = Flash::new(Msg::new("scenario-written-said").with("number", scenario.number().to_string()));
            Ok(see_other(&app, &format!("/drills/{}", scenario.number()), Some(said)))
        }
        Err(failure) => {
            drop(tx);
            refused(&app, &visit, &fields, Some(number), failure).await
        }
    }
}

async fn archive(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let scenario = write_scenario::archive(&mut tx, &visit.cx, count_of(&number)?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("scenario-archived-said").with("number", scenario.number().to_string()));
    Ok(see_other(&app, "/drills", Some(said)))
}

fn asked(fields: &Fields) -> Outcome<NewScenario> {
    Ok(NewScenario {
        title: fields.get("title").into(),
        severity: fields.word("severity", Severity::named)?,
        services: fields.all("services").map(Into::into).collect(),
        injects: scenario::injects(fields.get("injects"))?,
        aims: scenario::lines(fields.get("aims")),
    })
}

async fn refused(app: &App, visit: &Visit, fields: &Fields, number: Option<String>, failure: Failure) -> PageResult {
    match failure {
        Failure::Invalid(errors) => {
            let form = Form::refused(fields, &errors, visit.lang());
            form_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, number, false).await
        }
        other => Err(other.into()),
    }
}

async fn form_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    form: Form,
    number: Option<String>,
    archived: bool,
) -> PageResult {
    let services = catalog::services(&mut app.db.reader()).await?;
    let title = match &number {
        Some(number) => format!("{number} {}", form.value("title")),
        None => words::text(visit.lang(), "scenario-new"),
    };
    let shell = Shell::new(app, visit, Place::Incidents, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let shell = shell.crumb(words::text(visit.lang(), "drills"), "/drills");
    page_with(status, &ScenarioPage { shell, form, number, archived, services, severities: Severity::ALL })
}

//! `/incidents/{number}/debrief`: what was late or forgotten in a drill, as a page and as a file.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use ryugaku_kernel::{Failure, Msg};

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::drills::shown::{self, Debrief, Told};
use crate::drills::{markdown, run};
use crate::incidents::incident::count_of;
use crate::incidents::past_steps::Came;
use crate::incidents::store;
use crate::markdown as prose;
use crate::shell::{Place, Shell, when};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/debrief", get(show))
        .route("/incidents/{number}/debrief.md", get(file))
        .route("/incidents/{number}/debrief/aims", post(judge))
        .route("/incidents/{number}/debrief/learnt", post(learn))
}

#[derive(Template)]
#[template(path = "drills/debrief.html")]
struct DebriefPage {
    shell: Shell,
    number: String,
    debrief: Debrief,
    learnt: String,
    form: Form,
}

impl DebriefPage {
    fn minute(&self, minute: &i64) -> String {
        markdown::at(self.shell.lang, *minute)
    }

    fn came(&self, told: &Told) -> String {
        markdown::came(self.shell.lang, told)
    }

    fn counts(&self) -> String {
        markdown::counts(self.shell.lang, &self.debrief)
    }

    fn icon(&self, told: &Told) -> &'static str {
        match told.line.came {
            _ if self.is_bad(told) => "waiting",
            Came::Done(_) => "yes",
            Came::NotNeeded(_) => "na",
            Came::Forgotten | Came::Ahead => "todo",
        }
    }

    fn is_bad(&self, told: &Told) -> bool {
        told.line.came == Came::Forgotten || told.line.late().is_some()
    }

    fn reached(&self, reached: &Option<bool>) -> String {
        self.shell.t(markdown::reached(*reached))
    }

    fn took(&self) -> String {
        self.debrief.took().map(|took| when::span(took, self.shell.lang)).unwrap_or_default()
    }
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, &number, StatusCode::OK, Form::default()).await
}

async fn file(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    let debrief = shown::debrief(&mut q, &visit.cx, incident).await?;
    let body = markdown::debrief(visit.lang(), &debrief);
    let mut response = ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], body).into_response();
    let disposition = format!("attachment; filename=\"{}-debrief.md\"", debrief.incident.number());
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

async fn judge(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let aim = fields.maybe_parse("aim")?.ok_or(Failure::NotFound("aim"))?;
    let reached = match fields.get("reached") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let mut tx = app.begin().await?;
    let incident = run::judge(&mut tx, &visit.cx, count_of(&number)?, aim, reached).await?;
    tx.commit().await?;
    Ok(see_other(&app, &format!("/incidents/{}/debrief", incident.number()), None))
}

async fn learn(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (count, version) = (count_of(&number)?, fields.maybe_parse("version")?);
    let mut tx = app.begin().await?;
    match run::learnt(&mut tx, &visit.cx, count, version, fields.get("learnt")).await {
        Ok(incident) => {
            tx.commit().await?;
            let said = Flash::new(Msg::new("drill-learnt-said"));
            Ok(see_other(&app, &format!("/incidents/{}/debrief", incident.number()), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, &number, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(Failure::Stale) => {
            drop(tx);
            let mut q = app.db.reader();
            let incident = store::by_count(&mut q, &visit.cx.who, count).await?;
            let debrief = shown::debrief(&mut q, &visit.cx, incident).await?;
            let form = Form::overtaken(&fields, debrief.drill.version, visit.lang());
            page_of(&app, &visit, &number, StatusCode::PRECONDITION_FAILED, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, number: &str, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count_of(number)?).await?;
    let number = incident.number().to_string();
    let title = format!("{} {}", words::text(visit.lang(), "drill-debrief"), incident.title);
    let shell = Shell::new(app, visit, Place::Incidents, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let shell = shell.crumb(number.clone(), format!("/incidents/{number}"));
    let debrief = shown::debrief(&mut q, &visit.cx, incident).await?;
    let learnt = prose::html(&debrief.drill.learnt);
    page_with(status, &DebriefPage { shell, number, debrief, learnt, form })
}

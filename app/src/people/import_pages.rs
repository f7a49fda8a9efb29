//! `/people/import`: paste or choose a file, look at what it would do, then do it.

use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::import_people::{self, How};
use super::import_plan::{Deed, Plan};
use crate::app::App;
use crate::door::{Flash, PageResult, Visit, get, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/people/import", get(show).merge(post(import)))
}

#[derive(Template)]
#[template(path = "people/import.html")]
struct ImportPage {
    shell: Shell,
    /// The file as it was given, to be sent again when it is taken.
    text: String,
    why: String,
    plan: Option<Plan>,
}

#[derive(Default)]
struct Given {
    file: Vec<u8>,
    /// Whether it is to be done; else it is looked at.
    apply: bool,
    skip_refused: bool,
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    import_page(&app, &visit, StatusCode::OK, String::new(), String::new(), None).await
}

async fn import(State(app): State<App>, visit: Visit, parts: Result<Multipart, MultipartRejection>) -> PageResult {
    visit.cx.require_admin()?;
    let given = read(parts.map_err(|_| Failure::invalid("file", "failure-not-understood"))?).await?;
    let how = How { dry_run: !given.apply, skip_refused: given.skip_refused };
    match run(&app, &visit, &given, how).await {
        Ok(plan) if given.apply => Ok(done(&app, &plan)),
        Ok(plan) => {
            let text = String::from_utf8_lossy(&given.file).into_owned();
            import_page(&app, &visit, StatusCode::OK, text, String::new(), Some(plan)).await
        }
        Err(Failure::Invalid(errors)) => refused(&app, &visit, &given, &errors[0].msg).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn run(app: &App, visit: &Visit, given: &Given, how: How) -> Outcome<Plan> {
    let mut tx = app.begin().await?;
    let plan = import_people::import(&mut tx, &visit.cx, &given.file, how).await?;
    tx.commit().await?;
    Ok(plan)
}

fn done(app: &App, plan: &Plan) -> Response {
    let msg = Msg::new("import-done-said").with("added", plan.added()).with("changed", plan.changed());
    see_other(app, "/people", Some(Flash::new(msg))).into_response()
}

/// The form again: with the plan, if it was lines that were refused, else with what is wrong with the whole file.
async fn refused(app: &App, visit: &Visit, given: &Given, msg: &Msg) -> PageResult {
    let text = String::from_utf8(given.file.clone()).unwrap_or_default();
    let look = How { dry_run: true, skip_refused: false };
    let (why, plan) = match run(app, visit, given, look).await {
        Ok(plan) => (String::new(), Some(plan)),
        Err(_) => (visit.say(msg), None),
    };
    import_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, text, why, plan).await
}

/// A file that was chosen goes before text that was pasted.
async fn read(mut parts: Multipart) -> Outcome<Given> {
    let wrong = |_| Failure::invalid("file", "failure-not-understood");
    let mut given = Given::default();
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(wrong)?;
        match name.as_str() {
            "file" if !bytes.is_empty() => given.file = bytes.to_vec(),
            "text" if given.file.is_empty() => given.file = bytes.to_vec(),
            "apply" => given.apply = !bytes.is_empty(),
            "skip_refused" => given.skip_refused = !bytes.is_empty(),
            _ => {}
        }
    }
    Ok(given)
}

async fn import_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    text: String,
    why: String,
    plan: Option<Plan>,
) -> PageResult {
    visit.cx.require_admin()?;
    let shell = Shell::new(app, visit, Place::Teams, words::text(visit.lang(), "import-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "people-title"), "/people");
    page_with(status, &ImportPage { shell, text, why, plan })
}

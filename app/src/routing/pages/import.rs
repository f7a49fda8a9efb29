//! `/routing/import`: paste Alertmanager's configuration, look at what it would do, then take it over.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::super::import::{Import, Planned, import};
use super::super::require_editor;
use super::shell;
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, page_with, see_other};
use crate::shell::Shell;

#[derive(Template)]
#[template(path = "routing/import.html")]
struct ImportPage {
    shell: Shell,
    text: String,
    wrong: Vec<String>,
    planned: Option<Planned>,
}

impl ImportPage {
    fn remarks(&self) -> Vec<String> {
        let remarks = self.planned.iter().flat_map(|planned| &planned.remarks);
        remarks.map(|remark| self.shell.say(&remark.msg.clone().with("line", remark.line))).collect()
    }
}

pub async fn form(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    import_page(&app, &visit, String::new(), Vec::new(), None).await
}

pub async fn act(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let dry_run = fields.get("deed") != "take";
    let text = fields.get("text").to_owned();
    match run(&app, &visit, Import { text: text.clone(), dry_run }).await {
        Ok(planned) if dry_run => import_page(&app, &visit, text, Vec::new(), Some(planned)).await,
        Ok(planned) => {
            let said = Msg::new("routing-imported-said").with("version", planned.version);
            Ok(see_other(&app, "/routing", Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            let wrong = errors.iter().map(|error| visit.say(&error.msg)).collect();
            import_page(&app, &visit, text, wrong, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn run(app: &App, visit: &Visit, wanted: Import) -> Outcome<Planned> {
    let mut tx = app.begin().await?;
    let planned = import(&mut tx, &visit.cx, &app.keys, wanted).await?;
    tx.commit().await?;
    Ok(planned)
}

async fn import_page(
    app: &App,
    visit: &Visit,
    text: String,
    wrong: Vec<String>,
    planned: Option<Planned>,
) -> PageResult {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = shell(app, visit, "routing-import").await?;
    page_with(status, &ImportPage { shell, text, wrong, planned })
}

//! `/routing/edit`: the text, what is wrong with it line by line, what it would change, then saving it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use ryugaku_kernel::{Arg, Failure, FieldError, Msg, Outcome};

use super::super::current::current;
use super::super::dry_run::{Comparison, MOST_DAYS, MOST_RUNS, dry_run};
use super::super::save::{NewVersion, save};
use super::super::{may_edit, require_editor};
use super::shell;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, page_with, see_other};
use crate::shell::Shell;
use crate::versions::{Numbered, Wrong, numbered};

#[derive(Template)]
#[template(path = "routing/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    wrong: Vec<Wrong>,
    lines: Vec<Numbered>,
    compared: Option<Comparison>,
    may_edit: bool,
}

pub async fn edit(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let current = current(&mut app.db.reader()).await?;
    let version = current.version.version.to_string();
    let form = Form::filled(&[("text", &current.version.text), ("version", &version), ("days", "30")]);
    edit_page(&app, &visit, form, &[], None).await
}

async fn edit_page(
    app: &App,
    visit: &Visit,
    form: Form,
    errors: &[FieldError],
    compared: Option<Comparison>,
) -> PageResult {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let may_edit = may_edit(&mut app.db.reader(), &visit.cx).await?;
    let mut errors: Vec<_> = errors.iter().filter(|error| !["note", "days"].contains(&&*error.field)).collect();
    errors.sort_by_key(|error| line(&error.msg));
    let wrong = |error: &&FieldError| Wrong {
        line: usize::try_from(line(&error.msg)).unwrap_or(0),
        path: error.field.clone(),
        why: visit.say(&error.msg),
    };
    let mut wrong: Vec<Wrong> = errors.iter().map(wrong).collect();
    let lines = numbered(form.value("text"), &mut wrong);
    let shell = shell(app, visit, "routing-edit").await?;
    page_with(status, &EditPage { shell, form, wrong, lines, compared, may_edit })
}

fn line(msg: &Msg) -> i64 {
    match msg.args.get("line") {
        Some(Arg::Number(line)) => *line,
        _ => 0,
    }
}

pub async fn act(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    if fields.get("deed") == "dry-run" {
        return look(&app, &visit, &fields).await;
    }
    match try_save(&app, &visit, &fields).await {
        Ok(version) => {
            let said = Flash::new(Msg::new("routing-saved-said").with("version", version));
            Ok(see_other(&app, "/routing", Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            edit_page(&app, &visit, form, &errors, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn look(app: &App, visit: &Visit, fields: &Fields) -> PageResult {
    let tried: Outcome<Comparison> = async {
        let days = fields.maybe_parse("days")?.unwrap_or(30);
        dry_run(&mut app.db.reader(), &visit.cx, fields.get("text"), days).await
    }
    .await;
    match tried {
        Ok(compared) => {
            let form = Form::refused(fields, &[], visit.lang());
            edit_page(app, visit, form, &[], Some(compared)).await
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            edit_page(app, visit, form, &errors, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_save(app: &App, visit: &Visit, fields: &Fields) -> Outcome<i64> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let new = NewVersion { text: fields.get("text").into(), note: fields.get("note").into() };
    let mut tx = app.begin().await?;
    let saved = save(&mut tx, &visit.cx, new, fields.maybe_parse("version")?).await?;
    tx.commit().await?;
    Ok(saved.version.version)
}

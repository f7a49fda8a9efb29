//! `/severity-policy/edit`: the text, what is wrong with it line by line, what it would change, then saving it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};

use super::super::asks::{Named, Place as Thing};
use super::super::current::current;
use super::super::document;
use super::super::preview::preview;
use super::super::reached;
use super::super::save::{NewVersion, save};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, page_with, see_other};
use crate::incidents::severity::Severity;
use crate::routing::{may_edit, require_editor};
use crate::shell::{Place, Shell};
use crate::versions::{Numbered, Wrong, numbered};
use crate::words;

/// What changes at one severity, of all products or of one.
pub(super) struct Changes {
    pub product: Option<Thing>,
    /// `None`: at all of them.
    pub severity: Option<Severity>,
    pub said: Vec<String>,
}

#[derive(Template)]
#[template(path = "severity_policy/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    wrong: Vec<Wrong>,
    lines: Vec<Numbered>,
    /// `None`: nobody has asked.
    changes: Option<Vec<Changes>>,
    may_edit: bool,
}

pub async fn edit(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let current = current(&mut app.db.reader()).await?;
    let version = current.version.version.to_string();
    let form = Form::filled(&[("text", &current.version.text), ("version", &version)]);
    edit_page(&app, &visit, form, &[], None).await
}

async fn edit_page(
    app: &App,
    visit: &Visit,
    form: Form,
    errors: &[FieldError],
    changes: Option<Vec<Changes>>,
) -> PageResult {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let may_edit = may_edit(&mut app.db.reader(), &visit.cx).await?;
    let errors = errors.iter().filter(|error| error.field != "note");
    let wrong = |error: &FieldError| Wrong {
        line: document::line(error),
        path: error.field.clone(),
        why: visit.say(&error.msg),
    };
    let mut wrong: Vec<Wrong> = errors.map(wrong).collect();
    let lines = numbered(form.value("text"), &mut wrong);
    let word = |key| words::text(visit.lang(), key);
    let shell = Shell::new(app, visit, Place::Incidents, word("severity-policy-edit")).await?;
    let shell = shell.crumb(word("nav-incidents"), "/incidents");
    let shell = shell.crumb(word("severity-policy-title"), "/severity-policy");
    page_with(status, &EditPage { shell, form, wrong, lines, changes, may_edit })
}

pub async fn act(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let looked = if fields.get("deed") == "preview" {
        look(&app, &visit, fields.get("text")).await.map(Some)
    } else {
        match saved(&app, &visit, fields.get("text").into(), &fields).await {
            Ok(answer) => return Ok(answer),
            Err(failure) => Err(failure),
        }
    };
    let (errors, changes) = match looked {
        Ok(changes) => (Vec::new(), changes),
        Err(Failure::Invalid(errors)) => (errors, None),
        Err(failure) => return Err(failure.into()),
    };
    let form = Form::refused(&fields, &errors, visit.lang());
    edit_page(&app, &visit, form, &errors, changes).await
}

pub(super) async fn look(app: &App, visit: &Visit, text: &str) -> Outcome<Vec<Changes>> {
    let mut q = app.db.reader();
    let preview = preview(&mut q, &visit.cx, text).await?;
    let named = Named::here(&mut q).await?;
    let mut reached: Vec<Changes> = Vec::new();
    for one in &preview.reached {
        let said = reached::said(visit.lang(), one, &named);
        let product = one.product.as_deref().map(|product| named.product(product));
        match reached.last_mut().filter(|last| last.product == product) {
            Some(last) => last.said.push(said),
            None => reached.push(Changes { product, severity: None, said: vec![said] }),
        }
    }
    let changes = preview.changed.into_iter().map(|changed| Changes {
        product: changed.product.as_deref().map(|product| named.product(product)),
        severity: Some(changed.severity),
        said: changed.differences.iter().map(|one| named.difference(visit.lang(), one)).collect(),
    });
    Ok(changes.chain(reached).collect())
}

/// Note and version are those of the form.
pub(super) async fn saved(app: &App, visit: &Visit, text: String, fields: &Fields) -> Outcome<Response> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let new = NewVersion { text, note: fields.get("note").into() };
    let expected: Option<i64> = fields.maybe_parse("version")?;
    let mut tx = app.begin().await?;
    let saved = save(&mut tx, &visit.cx, new, expected).await?;
    tx.commit().await?;
    let said = match expected == Some(saved.version.version) {
        true => Msg::new("severity-policy-as-it-was"),
        false => Msg::new("severity-policy-saved-said").with("version", saved.version.version),
    };
    Ok(see_other(app, "/severity-policy", Some(Flash::new(said))))
}

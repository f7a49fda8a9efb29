//! What a link for the first administrator shows: who they are, and what the organisation is called.

use askama::Template;
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, FieldError, Lang, Outcome};

use super::first::{self, First};
use super::session::{self, How, Proved};
use super::{hashing, link, pages, password};
use crate::app::App;
use crate::door::{Fields, Form, PageResult, Visit, page_with};
use crate::shell::Shell;
use crate::words;

#[derive(Template)]
#[template(path = "sign_in/first.html")]
struct FirstPage {
    shell: Shell,
    form: Form,
    token: String,
}

pub fn show(app: &App, visit: &Visit, token: String) -> PageResult {
    let organisation = &visit.organisation;
    let form = Form::filled(&[
        ("organisation", organisation.name.as_str()),
        ("language", visit.lang().tag()),
        ("time_zone", organisation.time_zone.as_str()),
    ]);
    first_page(app, visit, StatusCode::OK, form, token)
}

pub async fn enter(app: &App, visit: &Visit, token: String, fields: &Fields) -> PageResult {
    match try_enter(app, visit, &token, fields).await {
        Ok(session) => Ok(pages::welcome(app, "/", &session)),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            first_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, token)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_enter(app: &App, visit: &Visit, token: &str, fields: &Fields) -> Outcome<String> {
    let new = First {
        name: fields.get("name").into(),
        email: fields.get("email").into(),
        organisation: fields.get("organisation").into(),
        language: fields.word("language", Lang::named)?,
        time_zone: fields.get("time_zone").into(),
    };
    let secret = fields.get("password");
    let own = [new.name.clone(), new.email.clone()];
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    both(first::check(&new), password::check("password", secret, &own))?;
    let hash = hashing::hash(&visit.cx, secret).await?;
    let mut tx = app.begin().await?;
    link::spend(&mut tx, &visit.cx, &app.keys, token).await?;
    let person = first::settle(&mut tx, &visit.cx, new, &hash).await?;
    let proved = Proved { person: &person, how: How::Link, own_since: None };
    let session = session::begin(&mut tx, &visit.cx, &app.keys, proved, &visit.caller).await?;
    tx.commit().await?;
    Ok(session)
}

/// What is wrong with either, at once.
fn both(one: Outcome<()>, other: Outcome<()>) -> Outcome<()> {
    let mut errors: Vec<FieldError> = Vec::new();
    for checked in [one, other] {
        match checked {
            Err(Failure::Invalid(more)) => errors.extend(more),
            done => done?,
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

fn first_page(app: &App, visit: &Visit, status: StatusCode, form: Form, token: String) -> PageResult {
    let title = words::text(visit.lang(), "first-title");
    let shell = Shell::bare(app, Some(visit), visit.lang(), title);
    page_with(status, &FirstPage { shell, form, token })
}

//! `/me/password`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::settings;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::sign_in::{hashing, password, throttle};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/me/password", get(show).merge(post(change)))
}

#[derive(Template)]
#[template(path = "me/password.html")]
struct PasswordPage {
    shell: Shell,
    form: Form,
    needs_old: bool,
    email: String,
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    password_page(&app, &visit, StatusCode::OK, Form::default()).await
}

async fn change(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match change_password(&app, &visit, fields.get("old"), fields.get("new")).await {
        Ok(()) => Ok(see_other(&app, "/me", Some(Flash::new(Msg::new("password-changed-said"))))),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            password_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// For page and API: in steps, so that no transaction waits for the hashing.
pub async fn change_password(app: &App, visit: &Visit, old: &str, new: &str) -> Outcome<()> {
    let person = settings::own(&mut app.db.reader(), &visit.cx).await?;
    password::check("new", new, &password::own_words(&person))?;
    let mut proved = None;
    if password::needs_old(&mut app.db.reader(), &visit.cx, visit.session).await? {
        let mut tx = app.begin().await?;
        let attempt = throttle::attempt(&mut tx, &visit.cx, &app.keys, &person.email, &visit.caller).await?;
        tx.commit().await?;
        let same = password::prove(&mut app.db.reader(), &person.email, old).await?;
        same.ok_or_else(|| Failure::invalid("old", "password-old-wrong"))?;
        proved = Some(attempt);
    }
    let hash = hashing::hash(&visit.cx, new).await?;
    let mut tx = app.begin().await?;
    if let Some(attempt) = proved {
        throttle::forgive(&mut tx, &visit.cx, &attempt).await?;
    }
    password::change(&mut tx, &visit.cx, &hash, visit.session).await?;
    tx.commit().await.map(drop)
}

async fn password_page(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let needs_old = password::needs_old(&mut q, &visit.cx, visit.session).await?;
    let email = settings::own(&mut q, &visit.cx).await?.email;
    let shell = Shell::new(app, visit, Place::Elsewhere, words::text(visit.lang(), "password-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "me-title"), "/me");
    page_with(status, &PasswordPage { shell, form, needs_old, email })
}

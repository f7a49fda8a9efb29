//! `/me`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use ryugaku_kernel::{Failure, Lang, Msg, Outcome, Time};
use ryugaku_web::cookie;

use super::settings::{self, Change, THEMES};
use crate::app::App;
use crate::door::{Fields, Flash, Form, LANGUAGE_COOKIE, PageResult, Visit, get, page_with, post, see_other};
use crate::people::Person;
use crate::shell::{Place, Shell};
use crate::sign_in::{account_store, session::Session, session_store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/me", get(show).merge(post(change)))
}

#[derive(Template)]
#[template(path = "me/me.html")]
struct MePage {
    shell: Shell,
    form: Form,
    person: Person,
    password_changed_at: Option<Time>,
    sessions: Vec<Session>,
    zone: String,
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    let person = settings::own(&mut app.db.reader(), &visit.cx).await?;
    let version = person.version.to_string();
    let choices = &person.choices;
    let form = Form::filled(&[
        ("name", &person.name),
        ("language", choices.language.map_or("", Lang::tag)),
        ("time_zone", choices.time_zone.as_deref().unwrap_or("")),
        ("theme", choices.theme.as_deref().unwrap_or("")),
        ("single_keys", if choices.single_keys { "on" } else { "" }),
        ("version", &version),
    ]);
    me_page(&app, &visit, StatusCode::OK, form).await
}

async fn change(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_change(&app, &visit, &fields).await {
        Ok(_) => {
            let mut response = see_other(&app, "/me", Some(Flash::new(Msg::new("me-changed-said"))));
            // What was chosen for this browser alone no longer stands before the person's choice.
            let forget = cookie::set(LANGUAGE_COOKIE, "", 0, app.config.is_https());
            response.headers_mut().append(header::SET_COOKIE, forget);
            Ok(response)
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            me_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_change(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Person> {
    let known_theme = |theme: &str| THEMES.contains(&theme).then(|| theme.to_owned());
    let change = Change {
        name: Some(fields.get("name").into()),
        language: Some(fields.maybe_word("language", Lang::named)?),
        time_zone: Some(fields.some("time_zone").map(str::to_owned)),
        theme: Some(fields.maybe_word("theme", known_theme)?),
        single_keys: Some(fields.checked("single_keys")),
    };
    let mut tx = app.begin().await?;
    let person = settings::change(&mut tx, &visit.cx, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(person)
}

async fn me_page(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let person = settings::own(&mut q, &visit.cx).await?;
    let password_changed_at = account_store::password_changed_at(&mut q, person.id).await?;
    let sessions = session_store::of_person(&mut q, person.id, visit.cx.now()).await?;
    let shell = Shell::new(app, visit, Place::Elsewhere, words::text(visit.lang(), "me-title")).await?;
    let zone = visit.organisation.time_zone.clone();
    page_with(status, &MePage { shell, form, person, password_changed_at, sessions, zone })
}

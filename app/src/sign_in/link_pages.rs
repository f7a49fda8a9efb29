//! `/sign-in/link/{token}`: GET shows whom the link is for, POST uses it. Programs that follow links in mail use none up.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Router};
use ryugaku_kernel::{Failure, Msg, Outcome, Time, Uuid};

use super::session::{self, How, Proved};
use super::{first_pages, hashing, link, pages, password};
use crate::app::App;
use crate::door::{Fields, Form, PageResult, Visit, get, page, page_with, post};
use crate::people::{self, Person, PersonId};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/link/{token}", get(show).merge(post(enter)))
        .route("/people/{id}/sign-in-link", post(issue))
}

#[derive(Template)]
#[template(path = "sign_in/link.html")]
struct LinkPage {
    shell: Shell,
    form: Form,
    token: String,
    person: Person,
}

#[derive(Template)]
#[template(path = "sign_in/issued.html")]
struct IssuedPage {
    shell: Shell,
    person: Person,
    link: String,
    expires_at: Time,
}

/// The button on somebody's page: the link is shown now and never again.
async fn issue(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    let mut tx = app.begin().await?;
    let issued = link::issue(&mut tx, &visit.cx, &app.keys, Some(PersonId(id))).await?;
    tx.commit().await?;
    let person = people::store::find(&mut app.db.reader(), PersonId(id)).await?.ok_or(Failure::NotFound("person"))?;
    let title = visit.say(&Msg::new("link-made").with("name", person.name.as_str()));
    let shell = Shell::new(&app, &visit, Place::Teams, title).await?;
    let shell = shell.crumb(person.name.clone(), format!("/people/{id}"));
    let link = issued.address(&app.config.public_url()).to_string();
    page(&IssuedPage { shell, person, link, expires_at: issued.expires_at })
}

async fn show(State(app): State<App>, Extension(visit): Extension<Visit>, Path(token): Path<String>) -> PageResult {
    match link::look(&mut app.db.reader(), &visit.cx, &app.keys, &token).await? {
        Some(person) => link_page(&app, &visit, StatusCode::OK, Form::default(), token, person),
        None => first_pages::show(&app, &visit, token),
    }
}

async fn enter(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
    fields: Fields,
) -> PageResult {
    let Some(person) = link::look(&mut app.db.reader(), &visit.cx, &app.keys, &token).await? else {
        return first_pages::enter(&app, &visit, token, &fields).await;
    };
    match try_enter(&app, &visit, &token, &person, fields.some("password")).await {
        Ok(session) => Ok(pages::welcome(&app, "/", &session)),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            link_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, token, person)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Signs in; with a new password, if one was given.
async fn try_enter(app: &App, visit: &Visit, token: &str, person: &Person, secret: Option<&str>) -> Outcome<String> {
    let hash = match secret {
        Some(secret) => {
            password::check("password", secret, &password::own_words(person))?;
            Some(hashing::hash(&visit.cx, secret).await?)
        }
        None => None,
    };
    let mut tx = app.begin().await?;
    link::spend(&mut tx, &visit.cx, &app.keys, token).await?;
    if let Some(hash) = hash {
        password::change(&mut tx, &visit.cx.with(session::actor(person)), &hash, None).await?;
    }
    let proved = Proved { person, how: How::Link, own_since: None };
    let session = session::begin(&mut tx, &visit.cx, &app.keys, proved, &visit.caller).await?;
    tx.commit().await?;
    Ok(session)
}

fn link_page(app: &App, visit: &Visit, status: StatusCode, form: Form, token: String, person: Person) -> PageResult {
    let shell = Shell::bare(app, Some(visit), visit.lang(), words::text(visit.lang(), "sign-in-title"));
    page_with(status, &LinkPage { shell, form, token, person })
}

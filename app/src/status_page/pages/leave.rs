//! `/status/leave/{token}`: the way out that stands in every mail. Mail programs post there by themselves (RFC 8058), with no
//! cookie and no page before: the signature is the permission.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use axum::{Extension, Router};
use ryugaku_kernel::{Actor, Failure};

use super::subscribe::{Word, word};
use crate::app::App;
use crate::door::{PageResult, Visit, get, post};
use crate::organisation;
use crate::shell::Shell;
use crate::status_page::{links, subscribe, subscriber_store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/status/leave/{token}", get(show))
}

/// Outside of what pages ask of a form.
pub fn one_click() -> Router<App> {
    Router::new().route("/status/leave/{token}", post(leave))
}

async fn show(State(app): State<App>, Extension(visit): Extension<Visit>, Path(token): Path<String>) -> PageResult {
    links::read_leave(&app.keys, &token)?;
    let button = (format!("/status/leave/{token}"), words::text(visit.lang(), "status-leave"));
    word(&app, &visit, "status-leave-title", "status-leave-ask", Some(button))
}

/// In the subscriber's language: no visit is known here.
async fn leave(State(app): State<App>, Path(token): Path<String>) -> PageResult {
    let id = links::read_leave(&app.keys, &token)?;
    let mut q = app.db.reader();
    let organisation = organisation::store::load(&mut q).await?;
    let language = subscriber_store::find(&mut q, id).await?.map(|subscriber| subscriber.language);
    let lang = language.unwrap_or(organisation.language);
    let mut tx = app.begin().await?;
    subscribe::leave(&mut tx, &app.cx(Actor::anonymous(), lang), &app.keys, &token).await?;
    tx.commit().await?;
    let shell = Shell::bare(&app, None, lang, words::text(lang, "status-leave-title"));
    let text = words::text(lang, "status-left-said");
    let page = Word { shell, organisation: organisation.name, text, button: None };
    Ok(Html(page.render().map_err(Failure::internal)?).into_response())
}

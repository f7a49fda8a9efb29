//! `/me/chat`: which account on Matrix is one's own.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use ryugaku_kernel::{Msg, Time};

use super::link;
use super::linked::{self, Linked};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, get, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/me/chat", get(show).merge(post(make_code))).route("/me/chat/unlink", post(unlink))
}

#[derive(Template)]
#[template(path = "bot/linked.html")]
struct LinkedPage {
    shell: Shell,
    linked: Linked,
    /// The one just made: what is to be said, and until when.
    made: Option<(String, Time)>,
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    linked_page(&app, &visit, None).await
}

async fn make_code(State(app): State<App>, visit: Visit, _: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let (code, expires_at) = link::make_code(&mut tx, &visit.cx, &app.keys).await?;
    tx.commit().await?;
    linked_page(&app, &visit, Some((linked::said(&code), expires_at))).await
}

async fn unlink(State(app): State<App>, visit: Visit, _: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    link::unlink(&mut tx, &visit.cx).await?;
    tx.commit().await?;
    Ok(see_other(&app, "/me/chat", Some(Flash::new(Msg::new("bot-unlinked-said")))))
}

async fn linked_page(app: &App, visit: &Visit, made: Option<(String, Time)>) -> PageResult {
    let linked = linked::own(app, &visit.cx).await?;
    let shell = Shell::new(app, visit, Place::Elsewhere, words::text(visit.lang(), "bot-link-title")).await?;
    page_with(StatusCode::OK, &LinkedPage { shell, linked, made })
}

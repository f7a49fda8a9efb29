//! `/status`: what goes on, what is planned, and the last ninety days; and a page for each notice. No script, no session.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Router};
use ryugaku_kernel::{Failure, Lang, Outcome, Time};

use crate::app::App;
use crate::door::{PageResult, Visit, get};
use crate::markdown;
use crate::shell::Shell;
use crate::status_page::board::{Board, Line, Told};
use crate::status_page::mail::only_in;
use crate::status_page::{notice_store, shown};
use crate::words;

/// Nothing but what stands in the page itself, its style, and its form.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

pub fn routes() -> Router<App> {
    Router::new().route("/status", get(show)).route("/status/notices/{slug}", get(one))
}

#[derive(Template)]
#[template(path = "status_page/status.html")]
struct StatusPage {
    shell: Shell,
    organisation: String,
    /// When it was made.
    at: Time,
    board: Board,
}

#[derive(Template)]
#[template(path = "status_page/public_notice.html")]
struct NoticePage {
    shell: Shell,
    organisation: String,
    told: Told,
}

async fn show(State(app): State<App>, Extension(visit): Extension<Visit>) -> PageResult {
    let mut q = app.db.reader();
    let public = shown::require_visible(&mut q, &visit.cx).await?;
    let now = visit.cx.now();
    let board = shown::rows(&mut q, now).await?.board(now, visit.lang());
    let organisation = visit.organisation.name.clone();
    let shell = shell(&app, &visit, words::text(visit.lang(), "status-title"));
    answer(&visit, public, &StatusPage { shell, organisation, at: now, board })
}

async fn one(State(app): State<App>, Extension(visit): Extension<Visit>, Path(slug): Path<String>) -> PageResult {
    let mut q = app.db.reader();
    let public = shown::require_visible(&mut q, &visit.cx).await?;
    let notice = notice_store::by_slug(&mut q, &slug).await?;
    let told = Told::of(&shown::of(&mut q, vec![notice]).await?, 0, visit.lang());
    let organisation = visit.organisation.name.clone();
    let shell = shell(&app, &visit, told.title.text.clone());
    answer(&visit, public, &NoticePage { shell, organisation, told })
}

/// The same for everybody who asks, whoever they are inside.
pub(super) fn shell(app: &App, visit: &Visit, title: String) -> Shell {
    Shell::bare(app, Some(visit), visit.lang(), title)
}

/// A page that a cache may keep for a moment, if everybody may see it.
pub(super) fn answer(visit: &Visit, public: bool, template: &impl Template) -> PageResult {
    let html = template.render().map_err(Failure::internal)?;
    kept(visit, public, Html(html).into_response())
}

pub(super) fn kept(visit: &Visit, public: bool, mut response: Response) -> PageResult {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if public && visit.cx.who.is_anonymous() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=30"));
        headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    }
    Ok(response)
}

/// What was written, as HTML; safe.
pub(in crate::status_page) fn prose(line: &Line) -> String {
    markdown::html(&line.text)
}

/// The key of what is said of a text that is not in the reader's language.
pub(in crate::status_page) fn foreign(line: &Line) -> Option<&'static str> {
    line.other.map(only_in)
}

/// A word in the language of the notice's reader, who is not always the page's.
pub(in crate::status_page) fn word(lang: &Lang, key: &str) -> String {
    words::text(*lang, key)
}

/// Refuses what is not there for the caller; gives whether it is for everybody.
pub(super) async fn seen(app: &App, visit: &Visit) -> Outcome<bool> {
    shown::require_visible(&mut app.db.reader(), &visit.cx).await
}

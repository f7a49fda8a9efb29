//! Every failure, translated once: as a page in the reader's language, or as problem JSON under `/api` and wherever
//! a program asks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use ryugaku_kernel::{Failure, Lang, Msg};
use ryugaku_web::{Problem, ProblemField, status};
use url::{Position, Url};

use super::Visit;
use super::csrf::is_here;
use crate::app::App;
use crate::home::language::inside;
use crate::{shell, words};

/// What a handler returns when it cannot answer: `?` turns a [`Failure`] into it.
#[derive(Clone, Debug)]
pub struct Failed(Arc<Failure>);

pub type PageResult = Result<Response, Failed>;

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self(Arc::new(failure))
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = status(&self.0, false).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The layer that finds the words. It lies outside [`super::identify`], whose failures it translates too.
pub async fn translate(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    // Addresses may hold secrets (one-time links, intake keys): the log gets the route.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let page = wants_page(&headers, uri.path());
    let is_form = !request.method().is_safe();
    let seen = Seen::default();
    let mut request = request;
    request.extensions_mut().insert(seen.clone());
    let response = next.run(request).await;
    let failure = match response.extensions().get::<Failed>().cloned() {
        Some(Failed(failure)) => failure,
        None if is_misread(&response, uri.path()) => Arc::new(Failure::invalid("address", "failure-not-understood")),
        None => return response,
    };
    if let Failure::Internal(source) = &*failure {
        tracing::error!(route, error = %source, "a request failed");
    } else if let Failure::Unavailable { source: Some(source), .. } = &*failure {
        tracing::warn!(route, error = %source, "a request could not be served");
    }
    let Left { visit, typed } = seen.take();
    let lang = visit.as_ref().map_or_else(|| language(&headers), Visit::lang);
    let anonymous = visit.as_ref().is_none_or(|visit| visit.cx.who.is_anonymous());
    let problem = problem(&failure, lang, anonymous);
    if !page {
        return problem.into_response();
    }
    if anonymous && matches!(&*failure, Failure::Forbidden(_)) {
        return Redirect::to(&sign_in_address(&uri)).into_response();
    }
    // Whoever is known gets back what they wrote: a page that failed has not kept it.
    let typed = if anonymous { Vec::new() } else { typed };
    let back = if is_form { came_from(&app, &headers) } else { None };
    shell::failure_page(&app, visit.as_ref(), lang, &problem, typed, back)
}

/// Whether axum could not read a part of the address, which it says in plain English.
fn is_misread(response: &Response, path: &str) -> bool {
    let plain =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    response.status() == StatusCode::BAD_REQUEST && plain && path.starts_with("/api/v1/")
}

/// Where the layer inside leaves the visit, and a form what was typed, for the layer outside.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Left>>);

#[derive(Default)]
struct Left {
    visit: Option<Visit>,
    typed: Vec<String>,
}

impl Seen {
    pub(super) fn keep(&self, visit: &Visit) {
        self.left().visit = Some(visit.clone());
    }

    pub(super) fn keep_typed(&self, typed: Vec<String>) {
        self.left().typed = typed;
    }

    fn take(&self) -> Left {
        std::mem::take(&mut *self.left())
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A failure in words. `anonymous`: nobody is known yet, so that what is forbidden may be allowed after signing in.
pub fn problem(failure: &Failure, lang: Lang, anonymous: bool) -> Problem {
    let say = |msg: &Msg| words::say(lang, msg);
    let plain = |key: &'static str| words::text(lang, key);
    let status = status(failure, anonymous);
    let (kind, detail) = match failure {
        Failure::NotFound(_) => ("not-found", plain("failure-not-found-detail")),
        Failure::Gone(msg) => ("gone", say(msg)),
        Failure::Conflict(msg) => ("conflict", say(msg)),
        Failure::Stale => ("stale", plain("failure-stale-detail")),
        Failure::Invalid(_) => ("invalid", plain("failure-invalid-detail")),
        Failure::Forbidden(msg) if status == StatusCode::UNAUTHORIZED => ("unauthorized", say(msg)),
        Failure::Forbidden(msg) => ("forbidden", say(msg)),
        Failure::TooLarge { limit } => {
            let limit = i64::try_from(*limit).unwrap_or(i64::MAX);
            ("too-large", say(&Msg::new("failure-too-large-detail").with("limit", limit)))
        }
        Failure::Busy { msg, .. } => ("busy", say(msg)),
        Failure::Unavailable { msg, .. } => ("unavailable", say(msg)),
        Failure::Internal(_) => ("internal", plain("failure-internal-detail")),
    };
    let errors = match failure {
        Failure::Invalid(errors) => {
            errors.iter().map(|error| ProblemField { field: error.field.clone(), detail: say(&error.msg) }).collect()
        }
        _ => Vec::new(),
    };
    let retry_after = match failure {
        Failure::Busy { retry_after, .. } => Some(*retry_after),
        Failure::Unavailable { .. } => Some(30),
        _ => None,
    };
    Problem {
        kind: kind.to_owned(),
        title: words::text(lang, &format!("failure-title-{kind}")),
        status: status.as_u16(),
        detail,
        errors,
        retry_after,
    }
}

fn wants_page(headers: &HeaderMap, path: &str) -> bool {
    let program = ["/api/", "/intake/", "/v1/", "/v2/", "/live"].iter().any(|prefix| path.starts_with(prefix));
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    (!program || path == "/api/docs") && (accepts.contains("text/html") || headers.contains_key("hx-request"))
}

/// The page from which a form was sent; the start page, to which a link leads anyway, is none.
fn came_from(app: &App, headers: &HeaderMap) -> Option<String> {
    let address: Url = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let path = &address[Position::BeforePath..Position::AfterQuery];
    (is_here(app, headers, &address) && path != "/" && inside(path) == path).then(|| path.to_owned())
}

fn language(headers: &HeaderMap) -> Lang {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(words::preferred).unwrap_or_default()
}

fn sign_in_address(uri: &Uri) -> String {
    let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

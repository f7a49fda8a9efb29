//! Requests that change something and come with a cookie must carry the token that only our own pages hold.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use ryugaku_kernel::{Failure, Msg, Outcome};
use url::Url;

use super::{Failed, Visit};
use crate::app::App;

pub const CSRF_FIELD: &str = "csrf";
/// Of a form, files in it included.
const LARGEST_FORM: usize = 6 << 20;

/// The layer for pages and for the API alike; lies inside [`super::identify`]. Token and socket callers pass: another
/// site cannot make a browser send those.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let by_cookie = request.extensions().get::<Visit>().filter(|visit| visit.by_cookie).map(|visit| visit.csrf.clone());
    match by_cookie {
        // Before sign-in the token is the same for everybody, so that the browser's word is needed too.
        Some(_) if !request.method().is_safe() && is_from_elsewhere(&app, request.headers()) => {
            Failed::from(refused()).into_response()
        }
        Some(expected) if !request.method().is_safe() => match checked(request, &expected).await {
            Ok(request) => next.run(request).await,
            Err(failure) => Failed::from(failure).into_response(),
        },
        _ => next.run(request).await,
    }
}

/// Whether the browser says that another site made it send this. Browsers name the origin of every such request.
fn is_from_elsewhere(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Url>().ok());
    let Some(origin) = origin else { return true };
    !is_here(app, headers, &origin)
}

/// Whether an address is one of this place, by the name under which the browser has it or by the one in the settings.
pub(super) fn is_here(app: &App, headers: &HeaderMap, address: &Url) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let same_host = host.is_some_and(|host| {
        format!("{}://{host}", address.scheme()).parse::<Url>().is_ok_and(|here| here.origin() == address.origin())
    });
    same_host || app.config.public_url().origin() == address.origin()
}

async fn checked(request: Request, expected: &str) -> Outcome<Request> {
    if let Some(given) = request.headers().get("x-csrf-token") {
        return if given.as_bytes() == expected.as_bytes() { Ok(request) } else { Err(refused()) };
    }
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_FORM).collect().await;
    let body = body.map_err(|_| Failure::TooLarge { limit: LARGEST_FORM as u64 })?.to_bytes();
    match field(&parts.headers, &body) {
        Some(given) if given == expected => Ok(Request::from_parts(parts, Body::from(body))),
        _ => Err(refused()),
    }
}

fn refused() -> Failure {
    Failure::Forbidden(Msg::new("failure-csrf"))
}

/// The token in a form: a field of a urlencoded one, the first part of one with files.
fn field(headers: &HeaderMap, body: &Bytes) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        let mut fields = url::form_urlencoded::parse(body);
        return fields.find(|(name, _)| name == CSRF_FIELD).map(|(_, value)| value.into_owned());
    }
    if kind.starts_with("multipart/form-data") {
        let head = &body[..body.len().min(1024)];
        let text = String::from_utf8_lossy(head);
        let (_, rest) = text.split_once("name=\"csrf\"\r\n\r\n")?;
        return rest.split_once("\r\n").map(|(value, _)| value.to_owned());
    }
    None
}

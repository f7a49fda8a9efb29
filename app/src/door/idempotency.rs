//! `Idempotency-Key`: a POST that is sent again gets the answer of the first time, and nothing is done twice.
//!
//! Answers are kept for a day, sealed, since some hold a secret. A repeat while the first is still under way, or
//! whose first was broken off, gets a conflict: what became of it has to be looked up.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use ryugaku_kernel::{Failure, Outcome};

use super::{Failed, Visit, idempotency_store as store};
use crate::app::App;

const KEPT: SignedDuration = SignedDuration::from_hours(24);
const LONGEST_KEY: usize = 200;
const LARGEST: usize = 2 << 20;

struct Known {
    same: bool,
    answer: Option<(u16, String, Vec<u8>)>,
}

pub async fn repeat(State(app): State<App>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    let Some(key) = key.filter(|_| request.method() == Method::POST) else { return next.run(request).await };
    match answered(&app, request, next, &key).await {
        Ok(response) => response,
        Err(failure) => Failed::from(failure).into_response(),
    }
}

async fn answered(app: &App, request: Request, next: Next, key: &HeaderValue) -> Outcome<Response> {
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
    let key = key.ok_or_else(|| Failure::invalid("Idempotency-Key", "failure-idempotency-key"))?.to_owned();
    let visit = request.extensions().get::<Visit>().cloned();
    let visit = visit.ok_or_else(|| Failure::internal("no visit: the door's layer is missing"))?;
    let actor = visit.cx.who.id.map_or_else(|| visit.cx.who.kind.name().to_owned(), |id| id.to_string());
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| Failure::TooLarge { limit: LARGEST as u64 })?;
    // Under the secret key: a plain hash would let whoever holds the database try guesses at what a body said.
    let fingerprint =
        app.keys.sign("idempotency", &[parts.uri.to_string().as_bytes(), &[0], &body].concat()).into_bytes();
    if let Some(known) = begin(app, &actor, &key, &fingerprint).await? {
        return replay(known);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    // A failure on our side may be tried again with the same key.
    if response.status().is_server_error() || response.status() == StatusCode::TOO_MANY_REQUESTS {
        forget(app, &actor, &key).await?;
        return Ok(response);
    }
    // Other failures get their words outside of this layer, and come out the same when they are tried again.
    if response.extensions().get::<Failed>().is_some() {
        forget(app, &actor, &key).await?;
        return Ok(response);
    }
    keep(app, &actor, &key, response).await
}

/// `None` if this request is the first with its key, and now holds it.
async fn begin(app: &App, actor: &str, key: &str, fingerprint: &[u8]) -> Outcome<Option<Known>> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::drop_older(&mut tx, now.minus(KEPT)).await?;
    let first = store::take(&mut tx, (actor, key), fingerprint, now).await?;
    let kept = if first { None } else { Some(store::look(&mut tx, (actor, key)).await?) };
    tx.commit().await?;
    let Some(kept) = kept else { return Ok(None) };
    let answer = match kept.answer {
        Some((status, content_type, sealed)) => Some((status, content_type, app.keys.open("idempotency", &sealed)?)),
        None => None,
    };
    Ok(Some(Known { same: kept.fingerprint == fingerprint, answer }))
}

fn replay(known: Known) -> Outcome<Response> {
    if !known.same {
        return Err(Failure::invalid("Idempotency-Key", "failure-idempotency-other"));
    }
    let Some((status, content_type, body)) = known.answer else {
        return Err(Failure::conflict("failure-idempotency-unknown"));
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    if let Ok(kind) = HeaderValue::from_str(&content_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

async fn keep(app: &App, actor: &str, key: &str, response: Response) -> Outcome<Response> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(Failure::internal)?;
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let sealed = app.keys.seal("idempotency", &body, &app.chance)?;
    let mut tx = app.db.begin().await?;
    store::keep(&mut tx, (actor, key), parts.status.as_u16(), content_type, sealed).await?;
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn forget(app: &App, actor: &str, key: &str) -> Outcome<()> {
    let mut tx = app.db.begin().await?;
    store::forget(&mut tx, (actor, key)).await?;
    tx.commit().await
}

//! Alive, ready, measured.

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ryugaku_kernel::Outcome;

use crate::app::App;
use crate::door::{Failed, Visit};

/// The process runs.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers and the schema is this program's.
pub async fn ready(State(app): State<App>) -> Response {
    match app.db.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(failure) => {
            tracing::warn!(%failure, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "the database does not answer\n")
                .into_response()
        }
    }
}

/// For Prometheus; with a token, unless the settings open it on loopback.
pub async fn metrics(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Failed> {
    let open = app.config.open_on_loopback && app.config.listen().ip().is_loopback();
    if !open {
        permitted(&visit)?;
    }
    let text = crate::app::measurements();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

fn permitted(visit: &Visit) -> Outcome<()> {
    if visit.cx.who.may_deliver() { Ok(()) } else { visit.cx.require_read() }
}

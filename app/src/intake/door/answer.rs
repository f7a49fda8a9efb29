//! What senders are told: success without words; failures as each sender can read them.
//!
//! Nothing here logs an address: it may hold a key.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ryugaku_kernel::{Failure, FieldError, Lang};

use crate::door::problem;
use crate::words;

/// Which way a delivery came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// Alertmanager's API: 400 and a JSON text, and never a content type that its clients cannot read.
    AlertmanagerV2,
    /// Our own addresses: problem JSON.
    Problem,
}

/// `known`: the sender has shown who it is, so that what is forbidden stays so.
pub fn refusal(dialect: Dialect, headers: &HeaderMap, failure: Failure, known: bool) -> Response {
    // Most senders give up on a 4xx and try a 503 again.
    let failure = match failure {
        Failure::Busy { msg, .. } => Failure::Unavailable { msg, source: None },
        other => other,
    };
    match &failure {
        Failure::Internal(source) => tracing::error!(error = %source, "a delivery failed"),
        Failure::Unavailable { source: Some(source), .. } => {
            tracing::warn!(error = %source, "a delivery could not be stored");
        }
        _ => {}
    }
    let problem = problem(&failure, language(headers), !known);
    if dialect == Dialect::Problem {
        return problem.into_response();
    }
    if let Failure::Invalid(errors) = &failure {
        return (StatusCode::BAD_REQUEST, axum::Json(listed(errors))).into_response();
    }
    let mut response = problem.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// What tells of no deploy is no mistake of the sender's: whoever looks at what came of the delivery reads why nothing did.
pub fn ignored(headers: &HeaderMap) -> Response {
    words::text(language(headers), "deploy-ignored").into_response()
}

fn language(headers: &HeaderMap) -> Lang {
    let lang = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| words::preferred(value.to_str().ok()?));
    lang.unwrap_or(Lang::En)
}

/// Alertmanager's answer is one text.
fn listed(errors: &[FieldError]) -> String {
    let line = |error: &FieldError| format!("{}: {}", error.field, words::say(Lang::En, &error.msg));
    errors.iter().map(line).collect::<Vec<_>>().join("; ")
}

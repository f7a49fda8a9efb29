//! ETags for what is read: a version where the handler gave one, else a hash of the answer. `If-None-Match` gets 304.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ryugaku_kernel::Failure;
use sha2::{Digest, Sha256};

use super::Failed;

/// Answers of the API are pages of at most 200 rows; none comes near this.
const LARGEST: usize = 16 << 20;

pub async fn tag(request: Request, next: Next) -> Response {
    let reads = request.method() == Method::GET;
    let wanted = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    let json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !reads || response.status() != StatusCode::OK || !json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = match to_bytes(body, LARGEST).await {
        Ok(body) => body,
        Err(error) => return Failed::from(Failure::internal(error)).into_response(),
    };
    let tag = parts.headers.entry(header::ETAG).or_insert_with(|| {
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..12]);
        HeaderValue::from_str(&format!("W/\"{hash}\"")).expect("base64 in quotes")
    });
    if wanted.is_some_and(|wanted| wanted == *tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

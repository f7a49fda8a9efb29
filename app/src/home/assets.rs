//! Styles, scripts and icons, from inside the binary.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::RustEmbed;
use ryugaku_kernel::{Failure, Outcome};

use crate::door::{Failed, PageResult};

#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Assets;

pub async fn file(Path(file): Path<String>, headers: HeaderMap) -> PageResult {
    let found = Assets::get(&file).ok_or(Failed::from(Failure::NotFound("asset")))?;
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&found.metadata.sha256_hash()[..12]));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    // Asked for each time and almost always answered with 304: a new version is seen at once.
    let caching = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let kind = [(header::CONTENT_TYPE, found.metadata.mimetype().to_owned())];
    let response: Response = (caching, kind, found.data).into_response();
    Ok(response)
}

/// An asset that a file is to hold in itself.
pub fn text(name: &str) -> Outcome<String> {
    let found = Assets::get(name).ok_or_else(|| Failure::internal(format!("{name} was not built into the program")))?;
    String::from_utf8(found.data.into_owned()).map_err(Failure::internal)
}

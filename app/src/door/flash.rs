//! What the next page says about what was just done, and how to undo it.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ryugaku_kernel::Msg;
use ryugaku_web::{Keys, cookie};
use serde::{Deserialize, Serialize};

const COOKIE: &str = "ryugaku_flash";

/// The layer that lets parts of pages take nothing away: a live part that fetches itself between a deed and the page which the deed
/// leads to would swallow what that page is to say.
pub async fn kept_by_parts(request: Request, next: Next) -> Response {
    let is_part = request.headers().contains_key("hx-request");
    let mut response = next.run(request).await;
    if is_part {
        let cookies = response.headers().get_all(header::SET_COOKIE).iter();
        let kept: Vec<HeaderValue> = cookies.filter(|cookie| **cookie != Flash::forget()).cloned().collect();
        response.headers_mut().remove(header::SET_COOKIE);
        for cookie in kept {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flash {
    pub msg: Msg,
    /// Posting here takes it back.
    pub undo: Option<String>,
}

impl Flash {
    pub fn new(msg: Msg) -> Self {
        Self { msg, undo: None }
    }

    #[must_use]
    pub fn undo(mut self, address: impl Into<String>) -> Self {
        self.undo = Some(address.into());
        self
    }

    /// Signed, so that no other site can put words on our pages.
    pub fn cookie(&self, keys: &Keys) -> HeaderValue {
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        let signature = keys.sign("flash", body.as_bytes());
        cookie::set(COOKIE, &format!("{body}.{signature}"), 60, false)
    }

    pub fn forget() -> HeaderValue {
        cookie::set(COOKIE, "", 0, false)
    }

    pub(super) fn read(headers: &HeaderMap, keys: &Keys) -> Option<Self> {
        let (body, signature) = cookie::get(headers, COOKIE)?.split_once('.')?;
        if !keys.verify("flash", body.as_bytes(), signature) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
    }
}

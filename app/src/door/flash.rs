//! What the next page says about what was just done, and how to undo it.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ryugaku_kernel::Msg;
use ryugaku_web::{Keys, cookie};
use serde::{Deserialize, Serialize};

const COOKIE: &str = "ryugaku_flash";

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

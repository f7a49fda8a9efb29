//! The link in the header: the other language, here and from now on in this browser.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::Response;
use ryugaku_kernel::{Failure, Lang};
use ryugaku_web::cookie;
use serde::Deserialize;

use crate::app::App;
use crate::door::{Failed, see_other};

const YEAR: i64 = 365 * 24 * 3600;

#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

pub async fn choose(
    State(app): State<App>,
    Path(tag): Path<String>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Failed> {
    let lang = Lang::named(&tag).ok_or(Failure::NotFound("language"))?;
    let mut response = see_other(&app, inside(&next), None);
    let cookie = cookie::set("ryugaku_language", lang.tag(), YEAR, app.config.is_https());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// A path of this server, never another site.
pub fn inside(address: &str) -> &str {
    // Browsers drop tabs and line ends: what stands after them may be another site.
    let hidden = address.chars().any(char::is_control);
    let other_site = hidden || address.starts_with("//") || address.starts_with("/\\");
    if address.starts_with('/') && !other_site { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sites_are_no_next_page() {
        for (given, leads_to) in [
            ("/alerts?x=1", "/alerts?x=1"),
            ("//evil", "/"),
            ("/\\evil", "/"),
            ("/\t/evil", "/"),
            ("https://evil", "/"),
            ("", "/"),
        ] {
            assert_eq!(inside(given), leads_to);
        }
    }
}

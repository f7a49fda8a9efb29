//! Reports as files to take along.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::report::Report;
use crate::report::markdown::markdown;
use crate::report::marp::marp;
use crate::report::voice::Voice;

pub const MARKDOWN: &str = "text/markdown; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// Something that the browser saves under a name.
pub struct Saved {
    pub name: String,
    pub kind: &'static str,
    pub body: String,
}

impl IntoResponse for Saved {
    fn into_response(self) -> Response {
        let mut response = ([(header::CONTENT_TYPE, self.kind)], self.body).into_response();
        let disposition = format!("attachment; filename=\"{}\"", self.name);
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
        response
    }
}

pub fn markdown_file(voice: Voice, report: &Report) -> Saved {
    Saved { name: name(voice, report, "md"), kind: MARKDOWN, body: markdown(voice, report) }
}

pub fn marp_file(voice: Voice, report: &Report) -> Saved {
    Saved { name: name(voice, report, "marp.md"), kind: MARKDOWN, body: marp(voice, report) }
}

pub fn html_file(voice: Voice, report: &Report, body: String) -> Saved {
    Saved { name: name(voice, report, "html"), kind: HTML, body }
}

/// `EX-12-2026-11-19-company-ja.md`: what it is, of which day, for whom.
fn name(voice: Voice, report: &Report, ending: &str) -> String {
    format!("{}-{}-{}-{}.{ending}", report.number, report.day, report.audience.name(), voice.lang.tag())
}

//! How handlers answer: a page, a redirect after a deed, a JSON resource with its version.

use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use ryugaku_kernel::{Failure, Page};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Flash, PageResult};
use crate::app::App;

pub fn page(template: &impl Template) -> PageResult {
    page_with(StatusCode::OK, template)
}

/// A page with another status, such as 422 for a form that is shown again.
pub fn page_with(status: StatusCode, template: &impl Template) -> PageResult {
    let html = template.render().map_err(Failure::internal)?;
    let mut response = (status, Html(html)).into_response();
    // What was said once is not said again.
    response.headers_mut().append(header::SET_COOKIE, Flash::forget());
    Ok(response)
}

/// After a deed: on to the page that shows it, which says what was done.
pub fn see_other(app: &App, address: &str, flash: Option<Flash>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/")));
    if let Some(flash) = flash {
        headers.append(header::SET_COOKIE, flash.cookie(&app.keys));
    }
    response
}

/// One resource as JSON; its version becomes the ETag that `If-Match` is compared with.
pub struct Answer<T> {
    status: StatusCode,
    body: T,
    version: Option<i64>,
    location: Option<String>,
}

impl<T: Serialize> Answer<T> {
    pub fn ok(body: T) -> Self {
        Self { status: StatusCode::OK, body, version: None, location: None }
    }

    pub fn created(body: T, location: String) -> Self {
        Self { status: StatusCode::CREATED, body, version: None, location: Some(location) }
    }

    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        if let Some(version) = self.version {
            headers.insert(header::ETAG, HeaderValue::from_str(&format!("\"{version}\"")).expect("digits in quotes"));
        }
        if let Some(location) = self.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            headers.insert(header::LOCATION, location);
        }
        response
    }
}

/// A page of a list as JSON.
#[derive(Serialize, ToSchema)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// Give this as `after` to get what follows; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T, U: Into<T>> From<Page<U>> for Listed<T> {
    fn from(page: Page<U>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next: page.next }
    }
}

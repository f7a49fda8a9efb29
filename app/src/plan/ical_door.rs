//! `/ical/{secret}.ics`: a plan for those who subscribed to it. Open to everybody: the key in the address is the permission.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ryugaku_kernel::Failure;

use super::{calendar_file, feed, item_store};
use crate::app::App;
use crate::door::{Failed, get};
use crate::organisation;

pub fn routes() -> Router<App> {
    Router::new().route("/ical/{file}", get(calendar))
}

async fn calendar(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failed> {
    let secret = file.strip_suffix(".ics").ok_or(Failure::NotFound("plan_feed"))?;
    let mut q = app.db.reader();
    let (exchange, lang) = feed::opened(&mut q, &app.system(), &app.keys, secret).await?;
    let lang = match lang {
        Some(lang) => lang,
        None => organisation::store::load(&mut q).await?.language,
    };
    let items = item_store::for_feed(&mut q, exchange.id).await?;
    Ok(as_calendar(calendar_file::feed(&items, &exchange, lang, &app.config.public_url())))
}

pub fn as_calendar(text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    response
}

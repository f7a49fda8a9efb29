//! `/status-page/subscribers`: who is told by e-mail, whose mails come back; as a list, and as a file to take along.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use ryugaku_kernel::{Limit, Msg, Outcome, Page, Uuid};

use super::editor::below;
use crate::app::App;
use crate::door::{Flash, PageResult, Paging, Visit, get, page, post, see_other};
use crate::shell::Shell;
use crate::status_page::subscribe::{self, PURPOSE};
use crate::status_page::subscriber::{Subscriber, SubscriberId};
use crate::status_page::subscriber_store;
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/status-page/subscribers", get(show))
        .route("/status-page/subscribers.csv", get(file))
        .route("/status-page/subscribers/{id}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "status_page/subscribers.html")]
struct SubscribersPage {
    shell: Shell,
    rows: Page<(String, Subscriber)>,
    has_mail: bool,
}

async fn show(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_admin()?;
    let found = subscriber_store::page(&mut app.db.reader(), paging.after()?, paging.limit()).await?;
    let shell = below(&app, &visit, words::text(visit.lang(), "status-subscribers")).await?;
    let rows = found.map(|subscriber| (address(&app, &subscriber).unwrap_or_default(), subscriber));
    let has_mail = app.config.smtp.url.is_some();
    page(&SubscribersPage { shell, rows, has_mail })
}

async fn file(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    let mut text = "address,language,asked_at,confirmed_at,failures\n".to_owned();
    let mut after = None;
    loop {
        let found = subscriber_store::page(&mut app.db.reader(), after, Limit::of(200)).await?;
        for subscriber in &found.items {
            let confirmed = subscriber.confirmed_at.map(|at| at.to_string()).unwrap_or_default();
            let address = cell(&address(&app, subscriber)?);
            let (language, asked, failures) = (subscriber.language.tag(), subscriber.asked_at, subscriber.failures);
            text += &format!("{address},{language},{asked},{confirmed},{failures}\n");
        }
        after = found.items.last().map(|subscriber| subscriber.id.0);
        if found.next.is_none() {
            break;
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"subscribers.csv\""),
    ];
    Ok((headers, text).into_response())
}

async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_admin()?;
    let mut tx = app.begin().await?;
    subscribe::remove(&mut tx, &visit.cx, SubscriberId(id)).await?;
    tx.commit().await?;
    Ok(see_other(&app, "/status-page/subscribers", Some(Flash::new(Msg::new("status-subscriber-removed-said")))))
}

/// Addresses are written by anybody: a quote ends no cell, and what a table would count out stays a text.
fn cell(address: &str) -> String {
    let mark = if address.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{mark}{}\"", address.replace('"', "\"\""))
}

pub(in crate::status_page) fn address(app: &App, subscriber: &Subscriber) -> Outcome<String> {
    let plain = app.keys.open(PURPOSE, &subscriber.address)?;
    Ok(String::from_utf8_lossy(&plain).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_a_formula() {
        for (address, written) in [
            ("haruka@example.com", "\"haruka@example.com\""),
            ("=1+1@example.com", "\"'=1+1@example.com\""),
            ("\"a b\"@example.com", "\"\"\"a b\"\"@example.com\""),
        ] {
            assert_eq!(cell(address), written);
        }
    }
}

//! The page that shows a secret address once.

use askama::Template;
use axum::http::StatusCode;
use ryugaku_kernel::Failure;

use crate::app::App;
use crate::door::{PageResult, Visit, page_with};
use crate::shell::{Place, Shell};
use crate::words;

#[derive(Template)]
#[template(path = "plan/feed.html")]
struct FeedPage {
    shell: Shell,
    number: String,
    address: String,
}

pub(super) async fn made(app: &App, visit: &Visit, count: i64, secret: &str) -> PageResult {
    let number = format!("EX-{count}");
    let address = app.config.public_url().join(&format!("ical/{secret}.ics")).map_err(Failure::internal)?.to_string();
    let shell = Shell::new(app, visit, Place::Exchanges, words::text(visit.lang(), "plan-feed")).await?;
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    let shell = shell.crumb(words::text(visit.lang(), "plan-word"), format!("/exchanges/{number}/plan"));
    page_with(StatusCode::OK, &FeedPage { shell, number, address })
}

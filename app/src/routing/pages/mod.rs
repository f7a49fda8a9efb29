//! `/routing`: the tree as it holds, its text, its versions, and what would become of an alert.

mod edit;
mod history;
mod import;
mod show;
mod which;

use axum::Router;
use ryugaku_db::Query;
use ryugaku_kernel::Outcome;

use crate::app::App;
use crate::door::{Visit, get, post};
use crate::people;
use crate::shell::{Place, Shell};
use crate::versions::{self, Version};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/routing", get(show::show))
        .route("/routing/edit", get(edit::edit).merge(post(edit::act)))
        .route("/routing/import", get(import::form).merge(post(import::act)))
        .route("/routing/route", get(which::which))
        .route("/routing/versions", get(history::list))
        .route("/routing/versions/{version}", get(history::show))
        .route("/routing/versions/{version}/restore", post(history::act))
}

/// A page below `/routing`.
async fn shell(app: &App, visit: &Visit, title: &str) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Alerts, words::text(visit.lang(), title)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts");
    Ok(shell.crumb(words::text(visit.lang(), "routing-title"), "/routing"))
}

/// Who made a version, as it is said.
async fn maker(q: &mut dyn Query, visit: &Visit, version: &Version) -> Outcome<String> {
    let names = people::names(q, version.actor_id).await?;
    Ok(versions::maker(visit.lang(), version, &names))
}

//! `/deploys`: the last that was recorded first, each with the incidents that began soon after it.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::Uuid;
use serde::Deserialize;

use super::shown::{self, Shown};
use super::store;
use crate::app::App;
use crate::catalog::{self, ServiceBrief};
use crate::door::{self, PageResult, Paging, Visit, get, page};
use crate::intake::{Kind, Snippet, snippet};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/deploys", get(list))
}

/// As the filter's form sends it: an empty field filters nothing.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    service: String,
}

#[derive(Template)]
#[template(path = "deploys/list.html")]
struct DeploysPage {
    shell: Shell,
    asked: Asked,
    /// To choose from.
    services: Vec<ServiceBrief>,
    rows: Vec<Shown>,
    /// The address of what follows.
    next: Option<String>,
    /// How they are sent, where none ever was.
    how: Option<Snippet>,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let (mut q, lang) = (app.db.reader(), visit.lang());
    let services = catalog::services(&mut q).await?;
    // A service that is not known has none.
    let id = |slug: &str| services.iter().find(|one| one.slug == slug).map_or(Uuid::nil(), |one| one.id);
    let service = Some(asked.service.as_str()).filter(|slug| !slug.is_empty()).map(id);
    let after: Option<Uuid> = paging.after()?;
    let found = store::page(&mut q, service, after, paging.limit()).await?;
    let none_ever = found.items.is_empty() && service.is_none() && after.is_none();
    let stand_in = words::text(lang, "integration-key-stand-in");
    let how = none_ever.then(|| snippet(Kind::Deploy, &app.config.public_url(), &stand_in));
    let address = |after: String| {
        format!("/deploys?{}", door::query([("service", asked.service.as_str()), ("after", after.as_str())]))
    };
    let next = found.next.map(address);
    let rows = shown::many(&mut q, &visit.cx.who, found.items).await?;
    let shell = Shell::new(&app, &visit, Place::Incidents, words::text(lang, "deploys-title")).await?;
    let shell = shell.crumb(words::text(lang, "nav-incidents"), "/incidents");
    page(&DeploysPage { shell, asked, services, rows, next, how })
}

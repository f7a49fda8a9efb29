//! `/maintenance/{id}`: one maintenance window, what it hides, its trail; it is ended or cancelled here.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::Msg;

use super::seen::Seen;
use crate::app::App;
use crate::catalog::{self, CatalogPlace};
use crate::door::{Flash, PageResult, Visit, get, page, post, see_other};
use crate::record::{self, Line, Part};
use crate::shell::{Place, Shell};
use crate::silences::api::named_window;
use crate::silences::preview::Hours;
use crate::silences::shown::Names;
use crate::silences::window::{Window, WindowState};
use crate::silences::{change_window, window_store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/maintenance/{id}", get(show)).route("/maintenance/{id}/end", post(end))
}

#[derive(Template)]
#[template(path = "silences/window.html")]
struct OnePage {
    shell: Shell,
    window: Window,
    state: WindowState,
    open: bool,
    maker: Option<String>,
    /// What it was planned for: the service, else the product.
    whose: Option<CatalogPlace>,
    /// While it is not past.
    seen: Option<Seen>,
    trail: Vec<Line>,
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let window = window_store::by_id(&mut q, named_window(&id)?).await?;
    let (now, zone) = (visit.cx.now(), visit.organisation.zone());
    let state = window.state(now);
    let names = Names::of_windows(&mut q, std::slice::from_ref(&window)).await?;
    let events = ryugaku_ledger::trail(&mut q, &visit.cx.who, window.id.0).await?;
    let id = window.service.or(window.product);
    let whose = catalog::places(&mut q, id).await?.into_iter().next().map(|(_, place)| place);
    let seen = if state == WindowState::Past {
        None
    } else {
        let span = (window.starts_at, window.ends_at);
        let hours = Hours { span, weekly: window.weekly.clone(), zone: zone.clone() };
        Some(Seen::of_matchers(&app, &visit, &window.matchers, &hours, String::new()).await?)
    };
    let shell = Shell::new(&app, &visit, Place::Alerts, window.title.clone()).await?;
    page(&OnePage {
        shell: shell
            .crumb(words::text(visit.lang(), "nav-alerts"), "/alerts")
            .crumb(words::text(visit.lang(), "maintenance-title"), "/maintenance"),
        state,
        open: window.is_open(now, &zone)?,
        maker: names.get(&window.by).map(str::to_owned),
        whose,
        seen,
        trail: record::lines(&mut q, visit.lang(), events).await?,
        window,
    })
}

async fn end(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let window = change_window::end_window(&mut tx, &visit.cx, named_window(&id)?, None).await?;
    tx.commit().await?;
    let key = if window.is_cancelled() { "maintenance-cancelled-said" } else { "maintenance-ended-said" };
    let said = Flash::new(Msg::new(key).with("name", window.title));
    Ok(see_other(&app, &format!("/maintenance/{}", window.id), Some(said)))
}

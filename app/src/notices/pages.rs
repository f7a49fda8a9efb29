//! `/notices`: what receivers were told, and how that went.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Outcome, Page, Uuid};

use super::notice::{Notice, NoticeId, NoticeState};
use super::store;
use crate::app::App;
use crate::door::{PageResult, Paging, Visit, get, page};
use crate::notify::Attempt;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/notices", get(list)).route("/notices/{id}", get(show))
}

struct Row {
    notice: Notice,
    state: NoticeState,
    attempts: Vec<Attempt>,
}

#[derive(Template)]
#[template(path = "notices/list.html")]
struct ListPage {
    shell: Shell,
    rows: Page<Row>,
    first: bool,
}

#[derive(Template)]
#[template(path = "notices/one.html")]
struct OnePage {
    shell: Shell,
    row: Row,
}

async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let after: Option<Uuid> = paging.after()?;
    let found = store::page(&mut q, after, paging.limit()).await?;
    let ids: Vec<NoticeId> = found.items.iter().map(|(notice, _)| notice.id).collect();
    let mut attempts = store::attempts(&mut q, &ids).await?;
    let rows =
        found.map(|(notice, state)| Row { attempts: attempts.remove(&notice.id).unwrap_or_default(), notice, state });
    let shell = shell(&app, &visit, words::text(visit.lang(), "notices")).await?;
    page(&ListPage { shell, rows, first: after.is_none() })
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (notice, state) = store::find(&mut q, NoticeId(id)).await?;
    let attempts = store::attempts(&mut q, &[notice.id]).await?.remove(&notice.id).unwrap_or_default();
    let shell = shell(&app, &visit, notice.title()).await?.crumb(words::text(visit.lang(), "notices"), "/notices");
    page(&OnePage { shell, row: Row { notice, state, attempts } })
}

async fn shell(app: &App, visit: &Visit, title: impl Into<String>) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Alerts, title).await?;
    Ok(shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts"))
}

impl Row {
    fn why(&self) -> &'static str {
        self.notice.why.key()
    }

    fn firing(&self) -> usize {
        self.notice.content.firing().count()
    }

    fn resolved(&self) -> usize {
        self.notice.content.resolved().count()
    }
}

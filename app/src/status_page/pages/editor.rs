//! `/status-page`: what is drafted, what goes on, what has ended, and for whom the page is there.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::{Msg, Outcome, Page, Uuid};

use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Paging, Visit, get, page, post, see_other};
use crate::shell::{Place, Shell};
use crate::status_page::board::Line;
use crate::status_page::component::{Component, Level};
use crate::status_page::notice::{Levels, Notice, State as Stands};
use crate::status_page::switch::{self, Switch, Visibility};
use crate::status_page::{access, notice_store, shown, subscriber_store, switch_store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/status-page", get(show)).route("/status-page/switch", post(turn))
}

#[derive(Template)]
#[template(path = "status_page/editor.html")]
struct EditorPage {
    shell: Shell,
    switch: Switch,
    visibilities: [Visibility; 3],
    components: Vec<Component>,
    levels: Levels,
    notices: Page<Notice>,
    may_write: bool,
    /// Confirmed ones, and those still asked.
    subscribers: (i64, i64),
    has_mail: bool,
}

impl EditorPage {
    fn level(&self, id: &Uuid) -> Option<Level> {
        self.levels.get(id).copied()
    }

    fn title(&self, notice: &Notice) -> String {
        let text = Line::of(&notice.title, self.shell.lang).text;
        if text.is_empty() { self.shell.t("status-untitled") } else { text }
    }

    fn is_on(&self) -> bool {
        self.switch.visibility != Visibility::Off
    }
}

async fn show(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let now = visit.cx.now();
    let rows = shown::rows(&mut q, now).await?;
    let levels = rows.levels(now);
    let editor = EditorPage {
        shell: Shell::new(&app, &visit, Place::Incidents, words::text(visit.lang(), "status-title"))
            .await?
            .crumb(words::text(visit.lang(), "nav-incidents"), "/incidents"),
        switch: switch_store::load(&mut q).await?,
        visibilities: Visibility::ALL,
        components: rows.components.into_iter().filter(|component| component.removed_at.is_none()).collect(),
        levels,
        notices: notice_store::page(&mut q, &visit.cx.who, None::<Stands>, paging.after()?, paging.limit()).await?,
        may_write: access::may_write(&mut q, &visit.cx, None).await?,
        subscribers: subscriber_store::counts(&mut q).await?,
        has_mail: app.config.smtp.url.is_some(),
    };
    page(&editor)
}

async fn turn(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_admin()?;
    let visibility = fields.word("visibility", Visibility::named)?;
    let mut tx = app.begin().await?;
    switch::switch(&mut tx, &visit.cx, fields.maybe_parse("version")?, visibility).await?;
    tx.commit().await?;
    Ok(see_other(&app, "/status-page", Some(Flash::new(Msg::new("status-switched-said")))))
}

/// A page below it.
pub(super) async fn below(app: &App, visit: &Visit, title: String) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Incidents, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    Ok(shell.crumb(words::text(visit.lang(), "status-title"), "/status-page"))
}

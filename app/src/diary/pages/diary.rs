//! `/exchanges/{number}/diary`: all of it, by day and by kind.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::diary::api::DiaryAsked;
use crate::diary::read::{self, Counts, Place as DiaryPlace, Show};
use crate::diary::shown::{self, Day};
use crate::diary::{Kind, by_day};
use crate::door::{self, Form, PageResult, Paging, Visit, get, page_with};
use crate::exchange::aim::Aim;
use crate::exchange::exchange::count_of;
use crate::exchange::{access, aim_store};
use crate::record::{self, Line};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/diary", get(show).merge(super::deeds::write_route()))
}

#[derive(Template)]
#[template(path = "diary/diary.html")]
struct DiaryPage {
    shell: Shell,
    number: String,
    asked: DiaryAsked,
    days: Vec<Day>,
    counts: Counts,
    next: Option<String>,
    aims: Vec<(Aim, String)>,
    /// What the guest has hidden; for nobody else.
    hidden: Vec<Line>,
    guest: bool,
    edits: bool,
    form: Form,
    shows: [Show; 4],
    kinds: [Kind; 6],
    id: String,
}

impl DiaryPage {
    fn count(&self, show: &Show) -> i64 {
        match show {
            Show::All => self.counts.auto + self.counts.written,
            Show::Auto => self.counts.auto,
            Show::Written => self.counts.written,
            Show::Unlinked => self.counts.unlinked,
        }
    }

    fn is_shown(&self, show: &Show) -> bool {
        self.asked.show == show.name() || (*show == Show::All && self.asked.show.is_empty())
    }

    fn address(&self, show: &str, kind: &str) -> String {
        let query = door::query([("show", show), ("kind", kind)]);
        let joint = if query.is_empty() { "" } else { "?" };
        format!("/exchanges/{}/diary{joint}{query}", self.number)
    }
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<DiaryAsked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    page_of(&app, &visit, count_of(&number)?, asked, &paging, StatusCode::OK, Form::default()).await
}

pub(super) async fn page_of(
    app: &App,
    visit: &Visit,
    count: i64,
    asked: DiaryAsked,
    paging: &Paging,
    status: StatusCode,
    form: Form,
) -> PageResult {
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count).await?;
    access.require_inside()?;
    let lang = visit.lang();
    // What is not understood in a page's address is passed over.
    let asked = if asked.filter().is_ok() { asked } else { DiaryAsked::default() };
    let (filter, after) = (asked.filter()?, paging.after::<DiaryPlace>()?);
    let (told, next) = read::page(&mut q, &visit.cx, &exchange, filter, after, paging.limit()).await?;
    let aims = aim_store::of_exchange(&mut q, exchange.id).await?;
    let shown = shown::many(&mut q, lang, told, &aims).await?;
    let hidden = if access.guest { read::hidden(&mut q, &visit.cx, &exchange).await? } else { Vec::new() };
    let number = exchange.number().to_string();
    let shell = Shell::new(app, visit, Place::Exchanges, words::text(lang, "diary-title")).await?;
    let shell = shell.crumb(words::text(lang, "nav-exchanges"), "/exchanges");
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    let query = door::query([("show", asked.show.as_str()), ("kind", &asked.kind)]);
    let joint = if query.is_empty() { "" } else { "&" };
    let page = DiaryPage {
        days: by_day(shown, &visit.zone()),
        counts: read::counts(&mut q, &visit.cx, &exchange).await?,
        next: next.map(|place| format!("/exchanges/{number}/diary?{query}{joint}after={place}")),
        aims: aims.into_iter().map(|aim| (aim.clone(), aim.label(lang))).collect(),
        hidden: record::lines(&mut q, lang, hidden).await?,
        guest: access.guest && access.acts,
        edits: access.may_edit(),
        shows: Show::ALL,
        kinds: Kind::ALL,
        id: exchange.id.to_string(),
        shell,
        number,
        asked,
        form,
    };
    page_with(status, &page)
}

//! `/exchanges/{number}/report`: the report to read, with ways to its other forms; and as Markdown and Marp.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};

use super::choice::{Choice, made};
use super::file::{markdown_file, marp_file};
use crate::app::App;
use crate::door::{PageResult, Visit, get, page, query};
use crate::exchange::access;
use crate::exchange::exchange::count_of;
use crate::report::aim_line::AimLine;
use crate::report::report::OutcomeLine;
use crate::report::voice::Voice;
use crate::report::write_wording::may_write;
use crate::report::{Audience, Report, drawing, measure};
use crate::shell::{Place, Shell};
use ryugaku_kernel::Lang;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/report", get(show))
        .route("/exchanges/{number}/report.md", get(markdown))
        .route("/exchanges/{number}/report.marp.md", get(marp))
}

#[derive(Template)]
#[template(path = "report/page.html")]
struct ReportPage {
    shell: Shell,
    voice: Voice,
    report: Report,
    /// Languages and audiences to choose from, and whether each is the one that is shown.
    langs: Vec<(Lang, String, bool)>,
    audiences: Vec<(Audience, String, bool)>,
    asked: String,
    may_write: bool,
}

impl ReportPage {
    fn place(&self, outcome: &OutcomeLine) -> String {
        measure::shortened(outcome.artefact.trim_start_matches("https://"), 40)
    }

    fn bar(&self, aim: &AimLine) -> Option<(String, Option<String>, String)> {
        let short = drawing::short;
        aim.bar().map(|bar| (short(bar.fill), bar.before.map(short), short(bar.target)))
    }
}

async fn show(app: State<App>, visit: Visit, Path(number): Path<String>, Query(choice): Query<Choice>) -> PageResult {
    let (report, voice) = made(&app, &visit, &number, &choice).await?;
    let asked = |lang: Lang, audience: Audience| query([("lang", lang.tag()), ("audience", audience.name())]);
    if number != report.number {
        let address = format!("/exchanges/{}/report?{}", report.number, asked(voice.lang, report.audience));
        return Ok(Redirect::permanent(&address).into_response());
    }
    let (_, access) = access::seen(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    let langs = Lang::ALL.into_iter().map(|lang| (lang, asked(lang, report.audience), lang == voice.lang));
    let may_have = |audience: &Audience| !audience.is_inside() || access.sees_inside();
    let audiences = Audience::ALL.into_iter().filter(may_have);
    let audiences = audiences.map(|one| (one, asked(voice.lang, one), one == report.audience));
    let shell = Shell::new(&app, &visit, Place::Exchanges, crate::words::text(visit.lang(), "report-title")).await?;
    let shell = shell
        .crumb(crate::words::text(visit.lang(), "nav-exchanges"), "/exchanges")
        .crumb(report.number.clone(), format!("/exchanges/{}", report.number));
    page(&ReportPage {
        voice,
        langs: langs.collect(),
        audiences: audiences.collect(),
        asked: asked(voice.lang, report.audience),
        may_write: may_write(&access),
        report,
        shell,
    })
}

async fn markdown(
    app: State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(choice): Query<Choice>,
) -> PageResult {
    let (report, voice) = made(&app, &visit, &number, &choice).await?;
    Ok(markdown_file(voice, &report).into_response())
}

async fn marp(app: State<App>, visit: Visit, Path(number): Path<String>, Query(choice): Query<Choice>) -> PageResult {
    let (report, voice) = made(&app, &visit, &number, &choice).await?;
    Ok(marp_file(voice, &report).into_response())
}

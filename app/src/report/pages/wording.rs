//! `/exchanges/{number}/report/words`: the guest's own sentences, a form a language.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Lang, Msg, Outcome};

use super::choice::Choice;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, query, see_other};
use crate::exchange::access;
use crate::exchange::exchange::count_of;
use crate::report::gather::{self, Asked};
use crate::report::voice::Voice;
use crate::report::wording::Wording;
use crate::report::{Audience, wording_store, write_wording};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/report/words", get(edit).merge(post(write)))
}

#[derive(Template)]
#[template(path = "report/words.html")]
struct WordsPage {
    shell: Shell,
    form: Form,
    number: String,
    language: Lang,
    /// The name of each field, its key, and what stands where nothing is written.
    fields: [(&'static str, &'static str, String); 3],
}

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>, choice: Query<Choice>) -> PageResult {
    visit.cx.require_act()?;
    let language = choice.lang(&visit)?;
    let count = count_of(&number)?;
    let mut q = app.db.reader();
    let (exchange, _) = access::edited(&mut q, &visit.cx, count).await?;
    let written = wording_store::find(&mut q, exchange.id, language).await?;
    let (wording, version) = (written.wording, written.version.to_string());
    let form = Form::filled(&[
        ("title", &wording.title),
        ("lede", &wording.lede),
        ("closing", &wording.closing),
        ("version", &version),
    ]);
    form_page(&app, &visit, StatusCode::OK, count, form, language).await
}

async fn write(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let language = fields.word("language", Lang::named)?;
    match try_write(&app, &visit, count, language, &fields).await {
        Ok(()) => {
            let address = format!("/exchanges/EX-{count}/report?{}", query([("lang", language.tag())]));
            Ok(see_other(&app, &address, Some(Flash::new(Msg::new("report-words-said")))))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, count, form, language).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_write(app: &App, visit: &Visit, count: i64, language: Lang, fields: &Fields) -> Outcome<()> {
    let wording = Wording {
        title: fields.get("title").into(),
        lede: fields.get("lede").into(),
        closing: fields.get("closing").into(),
    };
    let mut tx = app.begin().await?;
    write_wording::write(&mut tx, &visit.cx, count, language, fields.maybe_parse("version")?, wording).await?;
    tx.commit().await?;
    Ok(())
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, count: i64, form: Form, language: Lang) -> PageResult {
    let mut q = app.db.reader();
    let (_, access) = access::edited(&mut q, &visit.cx, count).await?;
    if !write_wording::may_write(&access) {
        return Err(Failure::Forbidden(Msg::new("report-words-whose")).into());
    }
    let asked = Asked { audience: Some(Audience::Company), lang: language };
    let mut report = gather::report(&mut q, &app.keys, &visit.cx, count, asked).await?;
    report.words = Wording::default();
    let voice = Voice { lang: language, day: report.day };
    let fields = [
        ("title", "report-words-title", voice.title_line(&report)),
        ("lede", "report-words-lede", voice.lede(&report)),
        ("closing", "report-words-closing", voice.closing(&report)),
    ];
    let shell = Shell::new(app, visit, Place::Exchanges, words::text(visit.lang(), "report-words")).await?;
    let shell = shell
        .crumb(words::text(visit.lang(), "nav-exchanges"), "/exchanges")
        .crumb(report.number.clone(), format!("/exchanges/{}", report.number));
    let shell = shell.crumb(words::text(visit.lang(), "report-title"), format!("/exchanges/{}/report", report.number));
    page_with(status, &WordsPage { shell, form, number: report.number, language, fields })
}

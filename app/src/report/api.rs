//! `/api/v1/exchanges/{number}/report`: the facts as JSON, or told as Markdown, Marp or slides; and the guest's sentences.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use ryugaku_kernel::{Failure, Lang, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::pages::{Choice, MARKDOWN, made, markdown_file, marp_file, slides_file};
use super::report::Report;
use super::wording::{Wording, Written};
use super::{wording_store, write_wording};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};
use crate::exchange::access;
use crate::exchange::exchange::count_of;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(show_words, write_words))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Form {
    /// `json`, `markdown`, `marp` or `html` (slides in one file); without it what `Accept` asks for
    #[serde(default)]
    format: String,
}

#[derive(Serialize, ToSchema)]
struct ReportWordsJson {
    #[schema(value_type = String, example = "ja")]
    language: Lang,
    #[serde(flatten)]
    wording: Wording,
    /// 0: nothing was written so far
    version: i64,
}

/// The report of an exchange, made now; `inside` is for both teams and those named
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/report", tag = "exchanges", params(("number" = String, Path), Choice, Form), responses(
    (status = 200, content((Report = "application/json"), (String = "text/markdown"), (String = "text/html"))),
    (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    app: State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(choice): Query<Choice>,
    Query(form): Query<Form>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (report, voice) = made(&app, &visit, &number, &choice).await?;
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let asked = match form.format.as_str() {
        "" if accept.contains("text/markdown") => "markdown",
        "" if accept.contains("text/html") && !accept.contains("json") => "html",
        "" => "json",
        named => named,
    };
    match asked {
        "json" => Ok(Json(report).into_response()),
        "markdown" => Ok(([(header::CONTENT_TYPE, MARKDOWN)], markdown_file(voice, &report).body).into_response()),
        "marp" => Ok(([(header::CONTENT_TYPE, MARKDOWN)], marp_file(voice, &report).body).into_response()),
        "html" => Ok(slides_file(voice, &report)?.into_response()),
        _ => Err(Failure::invalid("format", "failure-choose-one").into()),
    }
}

/// The guest's own sentences in one language
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/report/words/{language}", tag = "exchanges",
    params(("number" = String, Path), ("language" = String, Path)), responses(
    (status = 200, body = ReportWordsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show_words(
    State(app): State<App>,
    visit: Visit,
    Path((number, tag)): Path<(String, String)>,
) -> Result<Answer<ReportWordsJson>, Failed> {
    visit.cx.require_read()?;
    let language = language(&tag)?;
    let mut q = app.db.reader();
    let (exchange, _) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    Ok(answer(language, wording_store::find(&mut q, exchange.id, language).await?))
}

/// Write them; for the guest and owners of the programme. What is empty is told by plain facts
#[utoipa::path(put, path = "/api/v1/exchanges/{number}/report/words/{language}", tag = "exchanges",
    params(("number" = String, Path), ("language" = String, Path)), request_body = Wording, responses(
    (status = 200, body = ReportWordsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write_words(
    State(app): State<App>,
    visit: Visit,
    Path((number, tag)): Path<(String, String)>,
    IfMatch(expected): IfMatch,
    wording: Result<Body<Wording>, Failed>,
) -> Result<Answer<ReportWordsJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(wording) = wording?;
    let language = language(&tag)?;
    let mut tx = app.begin().await?;
    let written = write_wording::write(&mut tx, &visit.cx, count_of(&number)?, language, expected, wording).await?;
    tx.commit().await?;
    Ok(answer(language, written))
}

fn answer(language: Lang, written: Written) -> Answer<ReportWordsJson> {
    let version = written.version;
    Answer::ok(ReportWordsJson { language, wording: written.wording, version }).version(version)
}

fn language(tag: &str) -> Outcome<Lang> {
    Lang::named(tag).ok_or(Failure::NotFound("language"))
}

//! `/api/v1/exchanges/{number}/feedback`: what is due and given, and what opens to the one who asks.
//!
//! Writing is PUT and DELETE: answers to POST can be kept for a repeat. What changes something is answered without what
//! it says.

use axum::extract::{Path, State};
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Time, Uuid};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::choose::{self, Choice};
use super::content;
use super::feedback::{Feedback, QuoteTo, State as Stands};
use super::moment::{self, Moment};
use super::see::{self, Opened};
use super::withdraw;
use super::write::{self, Written};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Visit, routes};
use crate::exchange::Side;
use crate::exchange::exchange::count_of;
use crate::people;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(table)).routes(routes!(show, put, take_back)).routes(routes!(put_readers))
}

#[derive(Serialize, ToSchema)]
struct FeedbackCellJson {
    moment: Moment,
    side: Side,
    #[schema(value_type = String, format = Date)]
    due: Date,
    /// From when on it may be written
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The days on which it was given
    #[schema(value_type = Vec<String>)]
    given: Vec<Date>,
    /// draft, given or withdrawn: the own one
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<&'static str>,
    may_write: bool,
    /// Whether something of it opens to the one who asks
    opens: bool,
}

#[derive(Serialize, ToSchema)]
struct FeedbackJson {
    moment: Moment,
    side: Side,
    writer: FeedbackPersonJson,
    /// draft, given or withdrawn
    state: &'static str,
    given_at: Option<Time>,
    answers: Vec<FeedbackAnswerJson>,
    free: String,
    /// The guest's own rating of their understanding, from 1 to 5
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<u8>,
    /// The passage for the report
    quote: String,
    /// For its writer alone: whom they chose
    #[serde(skip_serializing_if = "Option::is_none")]
    readers: Option<Vec<FeedbackPersonJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_to: Option<QuoteTo>,
    version: i64,
}

#[derive(Serialize, ToSchema)]
struct FeedbackPersonJson {
    id: Uuid,
    name: String,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct FeedbackAnswerJson {
    question: String,
    answer: String,
}

/// What is left out stays.
#[derive(Deserialize, ToSchema)]
struct FeedbackWrittenJson {
    answers: Option<Vec<FeedbackAnswerJson>>,
    free: Option<String>,
    /// From 1 to 5, by the guest; null empties
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u8>)]
    before: Option<Option<u8>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u8>)]
    after: Option<Option<u8>>,
    /// The passage for the report
    quote: Option<String>,
    /// By id or whole name; `exchange` stands for everybody named in it now
    readers: Option<Vec<String>>,
    quote_to: Option<QuoteTo>,
    /// Without it a draft, for its writer alone
    #[serde(default)]
    give: bool,
}

#[derive(Deserialize, ToSchema)]
struct FeedbackReadersJson {
    /// By id or whole name; `exchange` stands for everybody named in it now
    readers: Option<Vec<String>>,
    quote_to: Option<QuoteTo>,
}

/// What was done, without what it says
#[derive(Serialize, ToSchema)]
struct FeedbackDoneJson {
    moment: Moment,
    side: Side,
    /// draft, given or withdrawn
    state: &'static str,
    given_at: Option<Time>,
    version: i64,
}

/// All moments and sides: what is due when, and the days on which it was given
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/feedback", tag = "feedback", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<FeedbackCellJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn table(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<FeedbackCellJson>>, Failed> {
    visit.cx.require_read()?;
    let (_, cells) = see::table(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    let cell = |cell: see::Cell| FeedbackCellJson {
        moment: cell.moment,
        side: cell.side,
        due: cell.due,
        from: cell.from,
        given: cell.given,
        mine: cell.mine.map(Stands::name),
        may_write: cell.may_write,
        opens: cell.opens,
    };
    Ok(Answer::ok(Listed { items: cells.into_iter().map(cell).collect(), next: None }))
}

/// What opens to the one who asks: theirs first, then what they were chosen to read
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/feedback/{moment}/{side}", tag = "feedback", params(("number" = String, Path), ("moment" = String, Path), ("side" = String, Path)), responses(
    (status = 200, body = Listed<FeedbackJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((number, moment, side)): Path<(String, String, String)>,
) -> Result<Answer<Listed<FeedbackJson>>, Failed> {
    visit.cx.require_read()?;
    let (count, place) = (count_of(&number)?, moment::place(&moment, &side)?);
    let mut q = app.db.reader();
    let (_, opened) = see::opened(&mut q, &app.keys, &visit.cx, count, place).await?;
    if opened.is_empty() {
        return Err(Failure::NotFound("feedback").into());
    }
    let ids = opened.iter().flat_map(|one| one.feedback.reads_all().chain([one.feedback.writer]));
    let names = people::names(&mut q, ids.collect::<Vec<_>>()).await?;
    let me = visit.cx.who.person();
    Ok(Answer::ok(Listed { items: opened.into_iter().map(|one| said(one, me, &names)).collect(), next: None }))
}

/// Write, change or give it
#[utoipa::path(put, path = "/api/v1/exchanges/{number}/feedback/{moment}/{side}", tag = "feedback", params(("number" = String, Path), ("moment" = String, Path), ("side" = String, Path)), request_body = FeedbackWrittenJson, responses(
    (status = 200, body = FeedbackDoneJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn put(
    State(app): State<App>,
    visit: Visit,
    Path((number, moment, side)): Path<(String, String, String)>,
    IfMatch(expected): IfMatch,
    body: Result<Body<FeedbackWrittenJson>, Failed>,
) -> Result<Answer<FeedbackDoneJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let answers = body.answers.map(|answers| {
        answers.into_iter().map(|one| content::Answer { question: one.question, answer: one.answer }).collect()
    });
    let new = Written {
        answers,
        free: body.free,
        before: body.before,
        after: body.after,
        quote: body.quote,
        choice: Choice { readers: body.readers, quote_to: body.quote_to },
        give: body.give,
    };
    let (count, place) = (count_of(&number)?, moment::place(&moment, &side)?);
    let mut tx = app.begin().await?;
    let feedback = write::write(&mut tx, &app.keys, &visit.cx, count, place, expected, new).await?;
    tx.commit().await?;
    Ok(done(&feedback))
}

/// Choose anew who reads it, and who finds its passage in the report
#[utoipa::path(put, path = "/api/v1/exchanges/{number}/feedback/{moment}/{side}/readers", tag = "feedback", params(("number" = String, Path), ("moment" = String, Path), ("side" = String, Path)), request_body = FeedbackReadersJson, responses(
    (status = 200, body = FeedbackDoneJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn put_readers(
    State(app): State<App>,
    visit: Visit,
    Path((number, moment, side)): Path<(String, String, String)>,
    IfMatch(expected): IfMatch,
    body: Result<Body<FeedbackReadersJson>, Failed>,
) -> Result<Answer<FeedbackDoneJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let choice = Choice { readers: body.readers, quote_to: body.quote_to };
    let (count, place) = (count_of(&number)?, moment::place(&moment, &side)?);
    let mut tx = app.begin().await?;
    let feedback = choose::choose(&mut tx, &visit.cx, count, place, expected, choice).await?;
    tx.commit().await?;
    Ok(done(&feedback))
}

/// Withdraw it: what it says is gone, that it was given stays; a draft leaves nothing
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/feedback/{moment}/{side}", tag = "feedback", params(("number" = String, Path), ("moment" = String, Path), ("side" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_back(
    State(app): State<App>,
    visit: Visit,
    Path((number, moment, side)): Path<(String, String, String)>,
) -> Result<axum::http::StatusCode, Failed> {
    visit.cx.require_act()?;
    let (count, place) = (count_of(&number)?, moment::place(&moment, &side)?);
    let mut tx = app.begin().await?;
    withdraw::withdraw(&mut tx, &visit.cx, count, place).await?;
    tx.commit().await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

fn said(opened: Opened, me: Option<Uuid>, names: &HashMap<Uuid, String>) -> FeedbackJson {
    let Opened { feedback, content } = opened;
    let person = |id: Uuid| FeedbackPersonJson { id, name: names.get(&id).cloned().unwrap_or_default() };
    let mine = Some(feedback.writer) == me;
    FeedbackJson {
        moment: feedback.moment,
        side: feedback.side,
        writer: person(feedback.writer),
        state: feedback.state.name(),
        given_at: feedback.given_at,
        answers: content
            .answers
            .into_iter()
            .map(|one| FeedbackAnswerJson { question: one.question, answer: one.answer })
            .collect(),
        free: content.free,
        before: content.before,
        after: content.after,
        quote: content.quote,
        readers: mine.then(|| feedback.reads_all().map(person).collect()),
        quote_to: mine.then_some(feedback.quote_to),
        version: feedback.version,
    }
}

fn done(feedback: &Feedback) -> Answer<FeedbackDoneJson> {
    let json = FeedbackDoneJson {
        moment: feedback.moment,
        side: feedback.side,
        state: feedback.state.name(),
        given_at: feedback.given_at,
        version: feedback.version,
    };
    Answer::ok(json).version(feedback.version)
}

/// Tells what is absent from what is null.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u8>>, D::Error> {
    Option::<u8>::deserialize(deserializer).map(Some)
}

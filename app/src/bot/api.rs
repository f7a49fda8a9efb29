//! `/api/v1/incidents/{number}/chat`: the channel of an incident, and what the bot has done in it.

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Lang, Outcome, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::network::Network;
use super::room::RoomState;
use super::shown::{self, Shown};
use super::step::{Step, StepState};
use super::{again, connect, open_room};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Visit, routes};
use crate::incidents;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, open, change)).routes(routes!(try_again))
}

/// The channel of an incident.
#[derive(Serialize, ToSchema)]
struct ChatJson {
    room: ChatRoomJson,
    done: i64,
    waiting: i64,
    failed: i64,
    /// In the order in which they are made: those that somebody has to look at, however old, and the last hundred.
    steps: Vec<ChatStepJson>,
}

#[derive(Serialize, ToSchema)]
struct ChatRoomJson {
    network: Network,
    /// What the channel is called, or is to be.
    name: String,
    state: RoomState,
    /// Where it is opened, once it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    language: String,
    /// Nothing is done before.
    #[serde(skip_serializing_if = "Option::is_none")]
    resume_at: Option<Time>,
}

#[derive(Serialize, ToSchema)]
struct ChatStepJson {
    number: i64,
    /// Such as `open`, `invite`, `summary`, `tell`.
    errand: String,
    title: String,
    state: StepState,
    attempts: i64,
    /// Nothing is done before.
    run_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<Time>,
    /// What went wrong, and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

#[derive(Deserialize, IntoParams)]
struct Which {
    /// slack or matrix
    network: Option<Network>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChatChangeJson {
    /// ja or en
    language: String,
    /// In which chat, where the incident has a channel in more than one.
    network: Option<Network>,
}

/// One of these.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AgainJson {
    /// In which chat, where the incident has a channel in more than one.
    network: Option<Network>,
    /// The number of a step that failed.
    step: Option<i64>,
    /// The channel is gone: make another.
    #[serde(default)]
    room: bool,
    /// Try what waits now.
    #[serde(default)]
    now: bool,
}

/// The channel of an incident, and what the bot has done in it; in the chat `network`, else in the first that has one
#[utoipa::path(get, path = "/api/v1/incidents/{number}/chat", tag = "incidents", params(("number" = String, Path), Which), responses(
    (status = 200, body = ChatJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(which): Query<Which>,
) -> Result<Answer<ChatJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, incidents::incident::count_of(&number)?).await?;
    let shown = shown::of_incident(&mut q, incident.id.0).await?;
    answer(&visit, shown, which.network)
}

/// Make a channel for an incident in each chat in which it has none
#[utoipa::path(post, path = "/api/v1/incidents/{number}/chat", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = ChatJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn open(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Answer<ChatJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let incident = incidents::store::by_count(&mut tx, &visit.cx.who, incidents::incident::count_of(&number)?).await?;
    open_room::open_room(&mut tx, &visit.cx, &connect::networks(&app), incident.id.0).await?;
    let shown = shown::of_incident(&mut tx, incident.id.0).await?;
    tx.commit().await?;
    answer(&visit, shown, None)
}

/// Change the language of the channel
#[utoipa::path(patch, path = "/api/v1/incidents/{number}/chat", tag = "incidents", params(("number" = String, Path)), request_body = ChatChangeJson, responses(
    (status = 200, body = ChatJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<ChatChangeJson>, Failed>,
) -> Result<Answer<ChatJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(ChatChangeJson { language, network }) = body?;
    let language = Lang::named(&language).ok_or(Failure::invalid("language", "bot-language-which"))?;
    let mut tx = app.begin().await?;
    let incident =
        incidents::store::by_count(&mut tx, &visit.cx.who, incidents::incident::count_of(&number)?).await?.id.0;
    again::set_language(&mut tx, &visit.cx, incident, network, language).await?;
    let shown = shown::of_incident(&mut tx, incident).await?;
    tx.commit().await?;
    answer(&visit, shown, network)
}

/// Try a step that failed again, make a channel that is gone anew, or wait no longer
#[utoipa::path(post, path = "/api/v1/incidents/{number}/chat/again", tag = "incidents", params(("number" = String, Path)), request_body = AgainJson, responses(
    (status = 200, body = ChatJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn try_again(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    body: Result<Body<AgainJson>, Failed>,
) -> Result<Answer<ChatJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(asked) = body?;
    let mut tx = app.begin().await?;
    let incident =
        incidents::store::by_count(&mut tx, &visit.cx.who, incidents::incident::count_of(&number)?).await?.id.0;
    let network = asked.network;
    match (asked.step, asked.room, asked.now) {
        (Some(step), false, false) => again::step_again(&mut tx, &visit.cx, incident, network, step).await?,
        (None, true, false) => again::room_anew(&mut tx, &visit.cx, incident, network).await?,
        (None, false, true) => again::resume(&mut tx, &visit.cx, incident, network).await?,
        _ => return Err(Failure::invalid("step", "bot-chat-again-missing").into()),
    }
    let shown = shown::of_incident(&mut tx, incident).await?;
    tx.commit().await?;
    answer(&visit, shown, asked.network)
}

fn answer(visit: &Visit, shown: Vec<Shown>, network: Option<Network>) -> Result<Answer<ChatJson>, Failed> {
    let wanted = |shown: &Shown| network.is_none_or(|network| shown.room.network == network);
    let found: Outcome<Shown> = shown.into_iter().find(wanted).ok_or(Failure::NotFound("chat room"));
    Ok(Answer::ok(json(visit.lang(), found?)))
}

fn json(lang: Lang, shown: Shown) -> ChatJson {
    let network = shown.room.network;
    let step = |step: &Step| ChatStepJson {
        number: step.number,
        errand: step.errand.name().into(),
        title: crate::words::text(lang, step.errand.key()),
        state: step.state,
        attempts: step.attempts,
        run_at: step.run_at,
        finished_at: step.finished_at,
        trouble: shown::trouble(lang, network, step),
    };
    let room = &shown.room;
    ChatJson {
        room: ChatRoomJson {
            network: room.network,
            name: room.name.clone(),
            state: room.state,
            url: shown.address(),
            language: room.language.tag().into(),
            resume_at: (room.resume_at != Time(0)).then_some(room.resume_at),
        },
        done: shown.done,
        waiting: shown.waiting,
        failed: shown.failed,
        steps: shown.steps.iter().map(step).collect(),
    }
}

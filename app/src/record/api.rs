//! `/api/v1/events`: the ledger as a program follows it, from one position to the next.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Actor, Lang, Limit, Outcome, Page, Time, Uuid};
use ryugaku_ledger::{Event, Filter, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::{Things, plain, redact, sentence};
use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(take_away))
}

#[derive(Serialize, ToSchema)]
pub struct EventJson {
    /// Never skips and never turns round.
    pub position: i64,
    pub kind: String,
    pub recorded_at: Time,
    pub happened_at: Time,
    pub actor: ActorJson,
    /// What it is about, the subject first.
    pub about: Vec<SubjectJson>,
    #[schema(value_type = Object)]
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// The event in words, in the language of `Accept-Language`.
    pub sentence: String,
    /// What was written, unless it was redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub redacted: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ActorJson {
    /// person, token, operator, system or anonymous
    pub kind: String,
    pub id: Option<Uuid>,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct SubjectJson {
    pub kind: String,
    pub id: Uuid,
    pub name: String,
}

impl EventJson {
    pub fn of(lang: Lang, event: Event, things: &Things) -> Self {
        let sentence = plain(&sentence(lang, &event, things));
        let subject = |subject: &Subject| SubjectJson {
            kind: subject.kind.clone(),
            id: subject.id,
            name: things.subject(lang, subject).label,
        };
        Self {
            position: event.position,
            recorded_at: event.recorded_at,
            happened_at: event.happened_at,
            actor: ActorJson {
                kind: event.actor_kind.name().to_owned(),
                id: event.actor_id,
                name: things.actor(lang, &event),
            },
            about: event.about.iter().map(subject).collect(),
            kind: event.kind,
            facts: event.facts,
            sentence,
            text: event.text,
            redacted: event.redacted,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct EventsJson {
    items: Vec<EventJson>,
    /// Give this as `after` to get what follows; absent when nothing more is there yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How far this answer has looked: a follower gives it as `after`, also when there were no items.
    position: i64,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Events after this position; from the oldest that is kept if absent.
    after: Option<i64>,
    /// A kind such as `incident.opened`, or a kind of thing: `incident`.
    kind: Option<String>,
    /// The key of a thing.
    about: Option<Uuid>,
    /// The key of who did it.
    actor: Option<Uuid>,
    /// Events in one answer, 1 to 200; 50 if absent.
    limit: Option<i64>,
    /// Seconds to wait for the first event when there is none, 0 to 30.
    #[param(minimum = 0, maximum = 30)]
    wait: Option<u64>,
}

const LONGEST_WAIT: u64 = 30;
/// A wake may be lost: so often the ledger is looked at anyway.
const LOOK: Duration = Duration::from_secs(5);

/// Events after a position, oldest first
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(Asked), responses(
    (status = 200, body = EventsJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Result<Answer<EventsJson>, Failed> {
    visit.cx.require_read()?;
    let (page, position) = waited(&app, &visit.cx.who, &asked).await?;
    let things = Things::of(&mut app.db.reader(), &page.items).await?;
    let items = page.items.into_iter().map(|event| EventJson::of(visit.lang(), event, &things)).collect();
    Ok(Answer::ok(EventsJson { items, next: page.next, position }))
}

/// Looks, and looks again whenever something was recorded, until there is an event or the wait is over.
async fn waited(app: &App, who: &Actor, asked: &Asked) -> Outcome<(Page<Event>, i64)> {
    let wait = Duration::from_secs(asked.wait.unwrap_or(0).min(LONGEST_WAIT));
    let _held = if wait.is_zero() { None } else { Some(app.streams.hold(who)?) };
    let until = tokio::time::Instant::now() + wait;
    // Listening begins before the first look, so that nothing falls between the two.
    let mut wakes = app.db.listen();
    loop {
        let (page, position) = look(app, who, asked).await?;
        if !page.items.is_empty() || tokio::time::Instant::now() >= until || app.stop.is_cancelled() {
            return Ok((page, position));
        }
        tokio::select! {
            () = app.stop.cancelled() => {}
            () = tokio::time::sleep_until(until) => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = wakes.recv() => {}
        }
    }
}

async fn look(app: &App, who: &Actor, asked: &Asked) -> Outcome<(Page<Event>, i64)> {
    let mut q = app.db.reader();
    let filter = Filter { kind: asked.kind.clone(), about: asked.about, actor: asked.actor, ..Filter::default() };
    let after = match asked.after {
        Some(after) => after,
        None => ryugaku_ledger::archived_through(&mut q).await?,
    };
    // Asked for first: what is recorded meanwhile lies after it and is found the next time.
    let newest = ryugaku_ledger::newest(&mut q).await?;
    let limit = asked.limit.map_or(Limit::USUAL, Limit::of);
    let page = ryugaku_ledger::since(&mut q, who, &filter, after, limit).await?;
    let last = page.items.last().map_or(after, |event| event.position);
    let position = if page.next.is_some() { last } else { last.max(newest) };
    Ok((page, position))
}

/// One event
#[utoipa::path(get, path = "/api/v1/events/{position}", tag = "events", params(("position" = i64, Path)), responses(
    (status = 200, body = EventJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(position): Path<i64>) -> Result<Answer<EventJson>, Failed> {
    visit.cx.require_read()?;
    let event = ryugaku_ledger::find(&mut app.db.reader(), &visit.cx.who, position).await?;
    answer(&app, &visit, event).await
}

/// Redact the text of an event, for good
#[utoipa::path(post, path = "/api/v1/events/{position}/redact", tag = "events", params(("position" = i64, Path)), responses(
    (status = 200, body = EventJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take_away(
    State(app): State<App>,
    visit: Visit,
    Path(position): Path<i64>,
) -> Result<Answer<EventJson>, Failed> {
    let mut tx = app.begin().await?;
    let event = redact::redact(&mut tx, &visit.cx, position).await?;
    tx.commit().await?;
    answer(&app, &visit, event).await
}

async fn answer(app: &App, visit: &Visit, event: Event) -> Result<Answer<EventJson>, Failed> {
    let things = Things::of(&mut app.db.reader(), std::slice::from_ref(&event)).await?;
    Ok(Answer::ok(EventJson::of(visit.lang(), event, &things)))
}

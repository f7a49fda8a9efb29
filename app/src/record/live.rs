//! `/live`: what changed, as it changes, for pages that are open; `/live/poll`: the same for browsers that get no stream.
//!
//! Says which topics changed and never what: a page asks again for what it shows, as whoever it is. Changes in the ledger
//! carry their position, and a stream goes on after the last one heard. What wakes the database's listeners on any other
//! channel becomes a topic without a position. A stream ends with the session, with the rights, and with the server.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event as Sent, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream::unfold;
use ryugaku_db::Wakes;
use ryugaku_kernel::{Actor, Failure, Limit, Outcome};
use ryugaku_ledger::Filter;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::Held;
use crate::app::App;
use crate::door::{Failed, Transport, Visit, known};

/// Channels that are no topics: the ledger's topics come from its events, the others wake workers.
const NO_TOPICS: [&str; 3] = ["ledger", "jobs", "journal"];
/// Topics without a position, of which nobody knows what was missed: each poll says that they may have changed, and each
/// stream that begins where a page or a broken stream left off.
const HOT: [&str; 3] = ["alert", "chat", "writing"];
/// At most one change of a topic without a position in this time.
const HOT_EVERY: Duration = Duration::from_millis(500);
/// After a look at the ledger the next one waits so long: a burst becomes one change.
const LOOK_EVERY: Duration = Duration::from_millis(150);
/// A browser takes 45 s of silence for a dead line. A wake may be lost, too: at each beat the ledger is looked at.
const BEAT: Duration = Duration::from_secs(15);
/// Pages of 200 events that are gone through for somebody who was away; beyond that everything is fetched again.
const PAGES: usize = 10;

#[derive(Deserialize)]
pub struct After {
    after: Option<i64>,
}

#[derive(Serialize)]
struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<i64>,
    topics: BTreeSet<String>,
}

pub async fn stream(
    State(app): State<App>,
    visit: Visit,
    transport: Option<Extension<Transport>>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    visit.cx.require_read()?;
    let held = app.streams.hold(&visit.cx.who)?;
    // Listening begins before the first look: what is recorded in between wakes.
    let wakes = app.db.listen();
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let position = match heard.or(after) {
        Some(position) => position,
        None => ryugaku_ledger::newest(&mut app.db.reader()).await?,
    };
    let now = Instant::now();
    let hot = if heard.or(after).is_some() { HOT.map(str::to_owned).into() } else { BTreeSet::new() };
    let line = Line {
        transport: transport.map(|Extension(transport)| transport),
        headers,
        position,
        wakes,
        look_at: Some(now),
        beat_at: now,
        hot,
        hot_at: now,
        app,
        _held: held,
    };
    let mut response = Sse::new(line.sent()).into_response();
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    Ok(response)
}

pub async fn poll(
    State(app): State<App>,
    visit: Visit,
    Query(After { after }): Query<After>,
) -> Result<Response, Failed> {
    visit.cx.require_read()?;
    let newest = ryugaku_ledger::newest(&mut app.db.reader()).await?;
    let found = changes(&app, &visit.cx.who, after.unwrap_or(newest)).await?;
    let (position, topics) = found.unwrap_or((newest, ["ledger".to_owned()].into()));
    let topics = topics.into_iter().chain(HOT.map(str::to_owned)).collect();
    Ok(Json(Change { position: Some(position), topics }).into_response())
}

/// One browser's stream.
struct Line {
    app: App,
    transport: Option<Transport>,
    headers: HeaderMap,
    position: i64,
    wakes: Wakes,
    /// When the ledger is to be looked at, if something woke us.
    look_at: Option<Instant>,
    beat_at: Instant,
    hot: BTreeSet<String>,
    hot_at: Instant,
    _held: Held,
}

impl Line {
    fn sent(self) -> impl Stream<Item = Result<Sent, Infallible>> {
        unfold(self, async |mut line| {
            let sent = line.next().await?;
            Some((Ok(sent), line))
        })
    }

    /// Waits for what is to be said next; `None` ends the stream.
    async fn next(&mut self) -> Option<Sent> {
        loop {
            let now = Instant::now();
            if self.app.stop.is_cancelled() {
                return None;
            }
            if self.beat_at <= now {
                self.beat_at = now + BEAT;
                self.look_at.get_or_insert(now);
                return Some(Sent::default().event("beat").data(self.position.to_string()));
            }
            if self.look_at.is_some_and(|at| at <= now) {
                self.look_at = None;
                // Asked again each time: sessions end, people change teams.
                let who = self.who().await?;
                if let Some(sent) = self.look(&who).await {
                    return Some(sent);
                }
                continue;
            }
            if !self.hot.is_empty() && self.hot_at <= now {
                self.hot_at = now + HOT_EVERY;
                return said(Change { position: None, topics: std::mem::take(&mut self.hot) });
            }
            let hot_at = if self.hot.is_empty() { self.beat_at } else { self.hot_at };
            let until = self.look_at.unwrap_or(self.beat_at).min(self.beat_at).min(hot_at);
            tokio::select! {
                () = self.app.stop.cancelled() => return None,
                () = tokio::time::sleep_until(until) => {}
                wake = self.wakes.recv() => self.woken(wake)?,
            }
        }
    }

    /// `None` when no more wakes will come.
    fn woken(&mut self, wake: Result<String, RecvError>) -> Option<()> {
        match wake {
            Ok(channel) if channel == "ledger" => self.look_soon(),
            Ok(channel) if NO_TOPICS.contains(&channel.as_str()) => {}
            Ok(channel) => {
                self.hot.insert(channel);
            }
            // Which ones were lost is not known: the ledger knows its own, the others are said to have changed.
            Err(RecvError::Lagged(_)) => {
                self.look_soon();
                self.hot.extend(HOT.map(str::to_owned));
            }
            Err(RecvError::Closed) => return None,
        }
        Some(())
    }

    fn look_soon(&mut self) {
        self.look_at.get_or_insert(Instant::now());
    }

    /// Who holds the stream now, if they still may.
    async fn who(&self) -> Option<Actor> {
        match known(&self.app, &self.headers, self.transport).await {
            Ok((Some(known), _)) if known.actor.may_read() => Some(known.actor),
            Ok(_) => None,
            Err(failure) => {
                tracing::debug!(%failure, "a stream ends: who holds it cannot be told");
                None
            }
        }
    }

    async fn look(&mut self, who: &Actor) -> Option<Sent> {
        let before = self.position;
        match changes(&self.app, who, before).await {
            Ok(Some((position, topics))) => {
                self.position = position;
                if topics.is_empty() {
                    return None;
                }
                // The next look waits a little; what wakes meanwhile is found then.
                self.look_at = Some(Instant::now() + LOOK_EVERY);
                said(Change { position: Some(position), topics }).map(|sent| sent.id(position.to_string()))
            }
            Ok(None) => {
                // Everything is fetched again: that is said already.
                self.hot.clear();
                self.position = ryugaku_ledger::newest(&mut self.app.db.reader()).await.unwrap_or(before);
                Some(Sent::default().event("missed").id(self.position.to_string()).data("{}"))
            }
            Err(failure) => {
                tracing::warn!(%failure, "a stream cannot read the ledger; it looks again at the next beat");
                None
            }
        }
    }
}

/// What changed after a position, for `who`, and how far that goes. `None` when it is too much, too old, or a position of
/// some other ledger.
async fn changes(app: &App, who: &Actor, after: i64) -> Outcome<Option<(i64, BTreeSet<String>)>> {
    let (mut q, mut topics, mut position) = (app.db.reader(), BTreeSet::new(), after);
    let newest = ryugaku_ledger::newest(&mut q).await?;
    if newest == after {
        return Ok(Some((after, topics)));
    }
    if newest < after {
        return Ok(None);
    }
    for _ in 0..PAGES {
        let page = match ryugaku_ledger::since(&mut q, who, &Filter::default(), position, Limit::of(200)).await {
            Ok(page) => page,
            Err(Failure::Gone(_)) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        for event in &page.items {
            topics.extend(event.topics());
            position = event.position;
        }
        if page.next.is_none() {
            return Ok(Some((position.max(newest), topics)));
        }
    }
    Ok(None)
}

fn said(change: Change) -> Option<Sent> {
    Sent::default().event("change").json_data(change).ok()
}

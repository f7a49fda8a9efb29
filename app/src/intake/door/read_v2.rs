//! What Alertmanager's clients read: `amtool`, dashboards, and whoever asks what is firing.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use ryugaku_alerting::v2::{Gettable, Receiver, Status};
use ryugaku_alerting::{Labels, Matcher, Op};
use ryugaku_kernel::{Failure, Msg, Outcome, Time};
use ryugaku_routing::config::Routing;
use ryugaku_routing::{Fate, NodeId, Tree};
use serde_json::json;

use super::answer::{Dialect, refusal};
use super::sender::{Knock, sender};
use crate::alerts::{self, Firing, ReadFilter, Standing};
use crate::app::App;
use crate::routing;

pub async fn alerts(State(app): State<App>, knock: Knock, RawQuery(query): RawQuery) -> Response {
    answered(&app, &knock, async {
        let (routing, found) = alerts::standing(&app, &filter(query.as_deref())?).await?;
        Ok(streamed(app.clone(), routing, found))
    })
    .await
}

/// Alerts read and written at once: all of them may be half a million.
const CHUNK: usize = 500;
/// Chunks made at once for one answer.
const AHEAD: usize = 2;
/// Bytes sent at once, at least.
const PART: usize = 64 << 10;

/// While one part is sent the next ones are made.
fn streamed(app: App, routing: Arc<Routing>, found: Vec<Standing>) -> Response {
    let mut rest = found.into_iter();
    let chunks = std::iter::from_fn(move || {
        let some: Vec<Standing> = rest.by_ref().take(CHUNK).collect();
        (!some.is_empty()).then_some(some)
    });
    let making = chunks.map(move |some| tokio::spawn(part(app.clone(), routing.clone(), some)));
    let mut begun = false;
    let parts = stream::iter(making).buffered(AHEAD).map(move |made| {
        let part = made.map_err(io::Error::other)??;
        let first = !begun && !part.is_empty();
        begun |= first;
        Ok(if first { part.slice(1..) } else { part })
    });
    let bracket = |bracket: &'static str| stream::iter([Ok::<_, io::Error>(Bytes::from_static(bracket.as_bytes()))]);
    let whole = bracket("[").chain(parts).chain(bracket("]"));
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(whole)).into_response()
}

/// Some alerts, a comma before each.
async fn part(app: App, routing: Arc<Routing>, some: Vec<Standing>) -> io::Result<Bytes> {
    let mut bytes = Vec::with_capacity(some.len() * 1_024);
    for alert in &alerts::with_texts(&app, some).await.map_err(|failure| io::Error::other(failure.to_string()))? {
        bytes.push(b',');
        serde_json::to_writer(&mut bytes, &gettable(alert, &routing.tree)).expect("texts can be written");
    }
    Ok(bytes.into())
}

/// A group for each node and its labels, in the order of receivers and labels. Each is written as its alerts come: all of
/// them may be half a million.
pub async fn groups(State(app): State<App>, knock: Knock, RawQuery(query): RawQuery) -> Response {
    answered(&app, &knock, async {
        let filter = filter(query.as_deref())?;
        let (routing, mut found) = alerts::standing(&app, &filter).await?;
        let tree = &routing.tree;
        // As in dispatch/dispatch.go, `Groups`: what other receivers hear is not said here, of the alerts neither.
        found.iter_mut().for_each(|alert| alert.nodes.retain(|node| filter.asks_for(tree, *node)));
        let mut groups = BTreeMap::<(String, String, NodeId), Vec<u8>>::new();
        let mut rest = found.into_iter();
        loop {
            let some: Vec<Standing> = rest.by_ref().take(CHUNK).collect();
            if some.is_empty() {
                break;
            }
            for alert in alerts::with_texts(&app, some).await? {
                let shown = serde_json::to_vec(&gettable(&alert, tree)).expect("texts can be written");
                for (receiver, labels, node) in alerts::groups_of(tree, &alert.standing, &alert.body.labels) {
                    let beginning = group_head(&receiver, &labels);
                    let group = groups.entry((receiver, labels.to_string(), node)).or_default();
                    group.extend_from_slice(if group.is_empty() { beginning.as_bytes() } else { b"," });
                    group.extend_from_slice(&shown);
                }
            }
        }
        let (mut parts, mut part, mut before) = (Vec::new(), Vec::new(), "[");
        for group in groups.into_values() {
            part.extend_from_slice(before.as_bytes());
            part.extend(group);
            before = "]},";
            if part.len() > PART {
                parts.push(Bytes::from(std::mem::take(&mut part)));
            }
        }
        part.extend_from_slice(if before == "[" { b"[]" } else { b"]}]" });
        parts.push(part.into());
        let body = Body::from_stream(stream::iter(parts.into_iter().map(Ok::<_, io::Error>)));
        Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
    })
    .await
}

/// Up to where its alerts begin.
fn group_head(receiver: &str, labels: &Labels) -> String {
    let head = json!({"labels": labels, "receiver": {"name": receiver}}).to_string();
    format!("{},\"alerts\":[", &head[..head.len() - 1])
}

pub async fn receivers(State(app): State<App>, knock: Knock) -> Response {
    answered(&app, &knock, async {
        let current = routing::current(&mut app.db.reader()).await?;
        let names = current.routing.receivers.iter().map(|name| json!({"name": name}));
        Ok(Json(names.collect::<Vec<_>>()).into_response())
    })
    .await
}

pub async fn status(State(app): State<App>, knock: Knock) -> Response {
    answered(&app, &knock, async {
        let version = env!("CARGO_PKG_VERSION");
        let info = json!({"version": version, "revision": "", "branch": "", "buildUser": "", "buildDate": "", "goVersion": ""});
        let current = routing::current(&mut app.db.reader()).await?;
        let status = json!({
            "cluster": {"status": "disabled", "peers": []},
            "versionInfo": info,
            "config": {"original": current.for_alertmanager()},
            "uptime": app.started,
        });
        Ok(Json(status).into_response())
    })
    .await
}

/// Whoever delivers here or reads here may ask.
pub(super) async fn answered(app: &App, knock: &Knock, answer: impl Future<Output = Outcome<Response>>) -> Response {
    let (failure, known) = match sender(app, knock).await {
        Err(failure) => (failure, false),
        Ok(actor) if !actor.may_deliver() && !actor.may_read() => {
            (Failure::Forbidden(Msg::new("failure-forbidden")), true)
        }
        Ok(_) => match answer.await {
            Ok(response) => return response,
            Err(failure) => (failure, true),
        },
    };
    refusal(Dialect::AlertmanagerV2, &knock.headers, failure, known)
}

/// Of one question; each may hold a pattern that takes a while to build.
const MOST_FILTERS: usize = 100;

/// One more matcher among those of a question.
pub(super) fn narrow(matchers: &mut Vec<Matcher>, text: &str) -> Outcome<()> {
    if matchers.len() == MOST_FILTERS {
        return Err(Failure::invalid_msg("filter", Msg::new("matcher-too-many").with("limit", MOST_FILTERS)));
    }
    matchers.push(Matcher::parse(text)?);
    Ok(())
}

fn filter(query: Option<&str>) -> Outcome<ReadFilter> {
    let (mut filter, mut receiver) = (ReadFilter::default(), None);
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let flag = || match value.as_ref() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Failure::invalid(name.to_string(), "failure-not-understood")),
        };
        match name.as_ref() {
            "active" => filter.active = flag()?,
            "silenced" => filter.silenced = flag()?,
            "inhibited" => filter.inhibited = flag()?,
            // Every alert is judged as soon as it is there.
            "unprocessed" => drop(flag()?),
            "filter" => narrow(&mut filter.matchers, &value)?,
            "receiver" => receiver = Some(value),
            _ => {}
        }
    }
    filter.receiver = receiver.map(|name| Matcher::new("receiver", Op::Match, &name)).transpose()?;
    Ok(filter)
}

fn gettable<'a>(alert: &'a Firing, tree: &'a Tree) -> Gettable<'a> {
    let Firing { standing, body } = alert;
    let receiver = |node: &ryugaku_routing::NodeId| Receiver { name: &tree.node(*node).receiver };
    Gettable {
        annotations: &body.annotations,
        // Clients of Alertmanager read years of four digits.
        ends_at: standing.seen_until.min(Time(LAST)),
        fingerprint: standing.fingerprint,
        receivers: standing.nodes.iter().map(receiver).collect(),
        starts_at: standing.starts_at,
        status: status_of(&standing.fate),
        updated_at: standing.updated_at,
        generator_url: body.generator_url.as_deref(),
        labels: &body.labels,
    }
}

/// A maintenance window silences, for clients that know of none.
fn status_of(fate: &Fate) -> Status {
    let Some(held) = fate.held() else { return Status::of(Vec::new(), Vec::new()) };
    let silenced = held.silenced.iter().chain(&held.maintained).map(ToString::to_string).collect();
    Status::of(silenced, held.inhibited.iter().map(|inhibition| inhibition.by.to_string()).collect())
}

/// 9999-12-30T00:00:00Z.
const LAST: i64 = 253_402_128_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// The last is broken: nobody has looked at it.
    #[test]
    fn too_many_filters_are_refused_before_they_are_read() {
        let many = "filter=a%3D~x.*&".repeat(MOST_FILTERS);
        assert_eq!(filter(Some(&many)).unwrap().matchers.len(), MOST_FILTERS);
        let Err(Failure::Invalid(errors)) = filter(Some(&format!("{many}filter=a%3D~%5B"))) else {
            panic!("it passed")
        };
        assert_eq!(errors[0].msg.key, "matcher-too-many");
        // Of several receivers the last is asked for, and it alone is read.
        assert!(filter(Some("receiver=%5B&receiver=a")).is_ok_and(|filter| filter.receiver.is_some()));
    }
}

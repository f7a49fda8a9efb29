//! Silences as Alertmanager's API has them, so that `amtool` and whatever else speaks it works unchanged.
//!
//! Refuses what Alertmanager refuses, and besides it matchers that contradict each other and what is larger than our own
//! limits. What hides everything is not asked about twice, as Alertmanager does not; the ledger says that it does.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use ryugaku_alerting::{Matcher, Op};
use ryugaku_kernel::{Actor, Cx, Failure, FieldError, Lang, Msg, Outcome, Time};
use ryugaku_routing::SilenceState;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer::{Dialect, refusal};
use super::body;
use super::read_v2::narrow;
use super::sender::{Knock, sender};
use crate::app::App;
use crate::silences::{
    NewSilence, Silence, SilenceId, Weighed, by_id, current, expire, filtered, lately, make, not_too_many, put, reach,
    state_name,
};
use crate::words;

/// For how long Alertmanager gives expired silences, if nobody has set it otherwise (`--data.retention`).
const RETENTION: SignedDuration = SignedDuration::from_hours(120);

/// One of `gettableSilences`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Gettable<'a> {
    id: SilenceId,
    status: Value,
    updated_at: Time,
    comment: &'a str,
    created_by: &'a str,
    ends_at: Time,
    matchers: Vec<MatcherV2>,
    starts_at: Time,
    /// Newer clients require the field.
    annotations: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MatcherV2 {
    name: String,
    value: String,
    is_regex: bool,
    /// Absent before Alertmanager 0.22.
    #[serde(default = "yes")]
    is_equal: bool,
}

fn yes() -> bool {
    true
}

/// `postableSilence`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Postable {
    #[serde(default)]
    id: Option<String>,
    matchers: Vec<MatcherV2>,
    starts_at: Time,
    ends_at: Time,
    created_by: String,
    comment: String,
}

pub async fn list(State(app): State<App>, knock: Knock, RawQuery(query): RawQuery) -> Response {
    answered(&app, &knock, reads, async |_| {
        let asked = Asked::read(query.as_deref())?;
        let (mut q, now) = (app.db.reader(), app.clock.now());
        let mut found = current(&mut q, now).await?;
        // As silence/silence.go and api/v2 `SortSilences`: active by end, then pending by start, then expired, last first.
        found.sort_by_key(|silence| match silence.state(now) {
            SilenceState::Pending => (true, silence.starts_at),
            SilenceState::Active | SilenceState::Expired => (false, silence.ends_at),
        });
        if asked.states.contains(&SilenceState::Expired) {
            found.extend(lately(&mut q, now, now.minus(RETENTION)).await?);
        }
        found.retain(|one| asked.states.contains(&one.state(now)) && filtered(&one.matchers, &asked.filter));
        Ok(json!(found.iter().map(|silence| gettable(silence, now)).collect::<Vec<_>>()))
    })
    .await
}

pub async fn show(State(app): State<App>, knock: Knock, Path(id): Path<String>) -> Response {
    answered(&app, &knock, reads, async |_| {
        let silence = by_id(&mut app.db.reader(), named(&id)?).await?;
        Ok(json!(gettable(&silence, app.clock.now())))
    })
    .await
}

pub async fn post(State(app): State<App>, knock: Knock, body: Body) -> Response {
    answered(&app, &knock, Actor::may_act, async |cx| {
        let posted = parse(&body::read(&knock.headers, body).await?)?;
        let id = posted.id.filter(|id| !id.is_empty()).map(|id| named(&id)).transpose()?;
        let matchers = matchers(posted.matchers)?;
        let weighed = Weighed { reach: reach(&app, &matchers).await?, sure: true };
        let new = NewSilence {
            matchers,
            starts_at: Some(posted.starts_at),
            ends_at: posted.ends_at,
            comment: posted.comment,
            created_by: Some(posted.created_by),
        };
        let mut tx = app.begin().await?;
        let silence = match id {
            Some(id) => put(&mut tx, &cx, id, None, new, weighed).await?,
            None => make(&mut tx, &cx, new, weighed).await?,
        };
        tx.commit().await?;
        Ok(json!({"silenceID": silence.id}))
    })
    .await
}

pub async fn delete(State(app): State<App>, knock: Knock, Path(id): Path<String>) -> Response {
    answered(&app, &knock, Actor::may_act, async |cx| {
        let mut tx = app.begin().await?;
        match expire(&mut tx, &cx, named(&id)?, None).await {
            Ok(_) => tx.commit().await.map(|_| Value::Null),
            // Once more makes no difference to Alertmanager.
            Err(Failure::Conflict(_)) => Ok(Value::Null),
            Err(failure) => Err(failure),
        }
    })
    .await
}

/// Whoever delivers here or reads here.
fn reads(actor: &Actor) -> bool {
    actor.may_deliver() || actor.may_read()
}

/// `null` is an answer without a body.
async fn answered(
    app: &App,
    knock: &Knock,
    may: impl Fn(&Actor) -> bool,
    answer: impl AsyncFnOnce(Cx) -> Outcome<Value>,
) -> Response {
    let actor = match sender(app, knock).await {
        Ok(actor) => actor,
        Err(failure) => return refusal(Dialect::AlertmanagerV2, &knock.headers, failure, false),
    };
    if !may(&actor) {
        let failure = Failure::Forbidden(Msg::new("failure-forbidden"));
        return refusal(Dialect::AlertmanagerV2, &knock.headers, failure, true);
    }
    let text = |status: StatusCode, msg: &Msg| (status, Json(words::say(Lang::En, msg))).into_response();
    match answer(app.cx(actor, Lang::En)).await {
        Ok(Value::Null) => StatusCode::OK.into_response(),
        Ok(json) => Json(json).into_response(),
        // `amtool silence import` makes what it is told is not there, and reads a text.
        Err(Failure::NotFound(_)) => text(StatusCode::NOT_FOUND, &Msg::new("silence-not-found")),
        Err(Failure::Conflict(msg)) => text(StatusCode::CONFLICT, &msg),
        Err(failure) => refusal(Dialect::AlertmanagerV2, &knock.headers, failure, true),
    }
}

struct Asked {
    filter: Vec<Matcher>,
    states: Vec<SilenceState>,
}

impl Asked {
    fn read(query: Option<&str>) -> Outcome<Self> {
        let states = vec![SilenceState::Active, SilenceState::Pending, SilenceState::Expired];
        let mut asked = Self { filter: Vec::new(), states };
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            if name == "filter" {
                narrow(&mut asked.filter, &value)?;
                continue;
            }
            let known = [SilenceState::Active, SilenceState::Pending, SilenceState::Expired];
            let Some(state) = known.into_iter().find(|state| state_name(*state) == name) else { continue };
            match value.as_ref() {
                "true" | "1" => {}
                "false" | "0" => asked.states.retain(|other| *other != state),
                _ => return Err(Failure::invalid(name.to_string(), "failure-not-understood")),
            }
        }
        Ok(asked)
    }
}

fn parse(bytes: &[u8]) -> Outcome<Postable> {
    serde_json::from_slice(bytes)
        .map_err(|error| Failure::invalid_msg("body", Msg::new("failure-json").with("why", error.to_string())))
}

fn matchers(posted: Vec<MatcherV2>) -> Outcome<Vec<Matcher>> {
    not_too_many(posted.len())?;
    posted.into_iter().enumerate().map(matcher).collect()
}

fn matcher((at, posted): (usize, MatcherV2)) -> Outcome<Matcher> {
    let op = Op::of(posted.is_regex, posted.is_equal);
    Matcher::new(&posted.name, op, &posted.value).map_err(|failure| match failure {
        Failure::Invalid(errors) => {
            let there = |error: FieldError| FieldError::new(format!("matchers[{at}]"), error.msg);
            Failure::Invalid(errors.into_iter().map(there).collect())
        }
        other => other,
    })
}

/// What is no id names no silence.
fn named(id: &str) -> Outcome<SilenceId> {
    id.parse().map_err(|_| Failure::NotFound("silence"))
}

fn gettable(silence: &Silence, now: Time) -> Gettable<'_> {
    let matcher = |matcher: &Matcher| MatcherV2 {
        name: matcher.name().to_owned(),
        value: matcher.value().to_owned(),
        is_regex: matcher.op().is_regex(),
        is_equal: matcher.op().is_equal(),
    };
    Gettable {
        id: silence.id,
        status: json!({"state": state_name(silence.state(now))}),
        updated_at: silence.updated_at,
        comment: &silence.comment,
        created_by: &silence.created_by,
        ends_at: silence.ends_at,
        matchers: silence.matchers.iter().map(matcher).collect(),
        starts_at: silence.starts_at,
        annotations: json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key<T>(read: Outcome<T>) -> String {
        match read {
            Err(Failure::Invalid(errors)) => errors[0].msg.key.to_string(),
            _ => panic!("it was read, or failed otherwise"),
        }
    }

    /// All are broken: nobody has looked at them.
    #[test]
    fn too_many_matchers_are_refused_before_they_are_read() {
        let broken = || MatcherV2 { name: "a".into(), value: "[".into(), is_regex: true, is_equal: true };
        let posted = |count| matchers(std::iter::repeat_with(broken).take(count).collect());
        assert_eq!(key(posted(51)), "silence-matchers-many");
        assert_eq!(key(posted(50)), "matcher-regex");
        let filters = format!("{}filter=a%3D~%5B", "filter=a%3D~x.*&".repeat(100));
        assert_eq!(key(Asked::read(Some(&filters))), "matcher-too-many");
    }
}

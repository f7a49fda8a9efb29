//! What Alertmanager's clients read: `amtool`, dashboards, and whoever asks what is firing.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use ryugaku_alerting::v2::{Gettable, Receiver, Status};
use ryugaku_alerting::{Labels, Matcher};
use ryugaku_kernel::{Failure, Msg, Outcome, Time};
use serde_json::json;

use super::answer::{Dialect, refusal};
use super::sender::{Knock, sender};
use crate::alerts::{Firing, ReadFilter, gettable};
use crate::app::App;

/// There is one way on from here.
const RECEIVER: &str = "ryugaku";

pub async fn alerts(State(app): State<App>, knock: Knock, RawQuery(query): RawQuery) -> Response {
    answered(&app, &knock, async {
        let found = found(&app, query.as_deref()).await?;
        Ok(json!(found.iter().map(get).collect::<Vec<_>>()))
    })
    .await
}

/// Grouped by name; routes with other groupings are not known here.
pub async fn groups(State(app): State<App>, knock: Knock, RawQuery(query): RawQuery) -> Response {
    answered(&app, &knock, async {
        let found = found(&app, query.as_deref()).await?;
        let mut groups = std::collections::BTreeMap::<&str, Vec<&Firing>>::new();
        for alert in &found {
            groups.entry(alert.body.labels.get("alertname")).or_default().push(alert);
        }
        let group = |(name, alerts): (&str, Vec<&Firing>)| {
            let alerts: Vec<_> = alerts.into_iter().map(get).collect();
            json!({"labels": Labels::new([("alertname", name)]), "receiver": {"name": RECEIVER}, "alerts": alerts})
        };
        Ok(json!(groups.into_iter().map(group).collect::<Vec<_>>()))
    })
    .await
}

pub async fn receivers(State(app): State<App>, knock: Knock) -> Response {
    answered(&app, &knock, async { Ok(json!([{"name": RECEIVER}])) }).await
}

/// There are none yet; amtool asks for them beside alerts.
pub async fn silences(State(app): State<App>, knock: Knock) -> Response {
    answered(&app, &knock, async { Ok(json!([])) }).await
}

pub async fn status(State(app): State<App>, knock: Knock) -> Response {
    answered(&app, &knock, async {
        let version = env!("CARGO_PKG_VERSION");
        let info = json!({"version": version, "revision": "", "branch": "", "buildUser": "", "buildDate": "", "goVersion": ""});
        // No cluster and no configuration of Alertmanager's kind; clients want the fields, and a configuration they can read.
        Ok(json!({
            "cluster": {"status": "disabled", "peers": []},
            "versionInfo": info,
            "config": {"original": format!("route:\n  receiver: {RECEIVER}\nreceivers:\n- name: {RECEIVER}\n")},
            "uptime": app.started,
        }))
    })
    .await
}

/// Whoever delivers here or reads here may ask.
async fn answered(app: &App, knock: &Knock, answer: impl Future<Output = Outcome<serde_json::Value>>) -> Response {
    let (failure, known) = match sender(app, knock).await {
        Err(failure) => (failure, false),
        Ok(actor) if !actor.may_deliver() && !actor.may_read() => {
            (Failure::Forbidden(Msg::new("failure-forbidden")), true)
        }
        Ok(_) => match answer.await {
            Ok(json) => return Json(json).into_response(),
            Err(failure) => (failure, true),
        },
    };
    refusal(Dialect::AlertmanagerV2, &knock.headers, failure, known)
}

async fn found(app: &App, query: Option<&str>) -> Outcome<Vec<Firing>> {
    let mut filter = ReadFilter::default();
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let flag = || match value.as_ref() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Failure::invalid(name.to_string(), "failure-not-understood")),
        };
        match name.as_ref() {
            "active" => filter.active = flag()?,
            // Nothing is silenced, inhibited or unprocessed yet.
            "silenced" | "inhibited" | "unprocessed" => drop(flag()?),
            "filter" => filter.matchers.push(Matcher::parse(&value)?),
            "receiver" => filter.receiver = Some(Matcher::new("receiver", ryugaku_alerting::Op::Match, &value)?),
            _ => {}
        }
    }
    if filter.receiver.as_ref().is_some_and(|receiver| !receiver.matches_value(RECEIVER)) {
        return Ok(Vec::new());
    }
    gettable(app, &filter).await
}

fn get(alert: &Firing) -> Gettable<'_> {
    Gettable {
        annotations: &alert.body.annotations,
        // Clients of Alertmanager read years of four digits.
        ends_at: alert.seen_until.min(Time(LAST)),
        fingerprint: alert.fingerprint,
        receivers: vec![Receiver { name: RECEIVER }],
        starts_at: alert.starts_at,
        status: Status::of(Vec::new(), Vec::new()),
        updated_at: alert.updated_at,
        generator_url: alert.body.generator_url.as_deref(),
        labels: &alert.body.labels,
    }
}

/// 9999-12-30T00:00:00Z.
const LAST: i64 = 253_402_128_000_000_000;

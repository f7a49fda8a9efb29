//! What Alertmanager's webhook receiver sends, payload version 4 (and 3, which differs in nothing that is read here).
//!
//! The sender promises to tell the end, and repeats a firing alert only each `repeat_interval`: its status decides,
//! and its alerts need a longer timeout than Prometheus's own.

use jiff::SignedDuration;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};
use serde::Deserialize;
use serde_json::Value;

use crate::raw::{self, Raw, Text};
use crate::v2::judged;
use crate::{Delivered, Posted, Receipt};

/// The usual `resolve_timeout` of a [`Receipt`] for this sender: well over its `repeat_interval`, so that one lost repetition
/// resolves nothing. Of a group in which nothing changes Alertmanager says no more than that, and many have it at a day.
pub const RESOLVE_TIMEOUT: SignedDuration = SignedDuration::from_hours(72);

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Notification {
    /// The receiver's name in the sender's configuration.
    pub receiver: String,
    /// Where the sender's own pages are; http or https or empty.
    pub external_url: String,
    /// Alerts of the group that the sender left out (`max_alerts`).
    pub truncated_alerts: u64,
    pub posted: Posted,
}

/// Fails as a whole on what is no such payload; invalid alerts in it are refused one by one.
pub fn parse(body: &[u8], receipt: &Receipt) -> Outcome<Notification> {
    let text = raw::text(body)?;
    if let Ok(payload) = serde_json::from_str::<Payload<'_>>(text) {
        let posted = judged(payload.alerts.into_iter().map(Ok), receipt, delivered)?;
        return Ok(notification(&payload.receiver.0, &payload.external_url.0, payload.truncated_alerts, posted));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| raw::broken(&error))?;
    let Some(Value::Array(alerts)) = value.get("alerts") else {
        return Err(Failure::invalid("alerts", "alert-webhook-alerts-missing"));
    };
    let posted = judged(alerts.iter().map(raw::entry), receipt, delivered)?;
    let text = |field| value.get(field).and_then(Value::as_str).unwrap_or_default();
    let truncated = value.get("truncatedAlerts").and_then(Value::as_u64).unwrap_or_default();
    Ok(notification(text("receiver"), text("externalURL"), truncated, posted))
}

/// `version`, `groupKey`, `groupLabels`, `commonLabels` and `commonAnnotations` say nothing that the alerts do not.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    #[serde(borrow)]
    alerts: Vec<Raw<'a>>,
    #[serde(borrow, default = "nothing")]
    receiver: Text<'a>,
    #[serde(borrow, default = "nothing", rename = "externalURL")]
    external_url: Text<'a>,
    #[serde(default)]
    truncated_alerts: u64,
}

fn nothing<'a>() -> Text<'a> {
    Text("".into())
}

fn notification(receiver: &str, external_url: &str, truncated_alerts: u64, posted: Posted) -> Notification {
    let external_url = raw::link(external_url, 2_048).map(String::from).unwrap_or_default();
    Notification { receiver: crate::limits::shown(receiver), external_url, truncated_alerts, posted }
}

fn delivered(raw: Raw<'_>, receipt: &Receipt) -> Result<Delivered, FieldError> {
    let now = receipt.received_at;
    let status = raw.status.as_ref().map(|status| status.0.clone().into_owned());
    let read = raw.read(receipt)?;
    match status.as_deref() {
        Some("resolved") => {
            // An end in the sender's future is this moment: it has been told to be over.
            let ends_at = read.ends_at.map_or(now, |end| end.min(now));
            let starts_at = read.starts_at.unwrap_or(ends_at);
            read.delivered(starts_at, ends_at, false)
        }
        Some("firing") => {
            let starts_at = read.starts_at.unwrap_or(now);
            let told = read.ends_at.filter(|end| *end > now);
            read.delivered(starts_at, told.unwrap_or(now.plus(receipt.resolve_timeout)), told.is_none())
        }
        _ => Err(FieldError::new("status", Msg::new("alert-webhook-status"))),
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Time;

    use super::*;
    use crate::Limits;

    const NOW: Time = Time(1_795_000_000_000_000);

    fn parsed(body: &str) -> Outcome<Notification> {
        let receipt = Receipt { received_at: NOW, resolve_timeout: RESOLVE_TIMEOUT, limits: Limits::default() };
        parse(body.as_bytes(), &receipt)
    }

    const BODY: &str = r#"{"version":"4","groupKey":"{}:{alertname=\"A\"}","truncatedAlerts":3,"status":"firing",
        "receiver":"ryugaku","groupLabels":{"alertname":"A"},"commonLabels":{},"commonAnnotations":{},
        "externalURL":"http://am:9093","alerts":[
        {"status":"firing","labels":{"alertname":"A","i":"1"},"annotations":{"summary":"s"},
         "startsAt":"2026-11-18T10:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p/","fingerprint":"x"},
        {"status":"resolved","labels":{"alertname":"A","i":"2"},"annotations":{},
         "startsAt":"2026-11-18T10:00:00Z","endsAt":"2026-11-18T11:00:00Z","generatorURL":"","fingerprint":"y"}]}"#;

    #[test]
    fn firing_and_resolved() {
        let found = parsed(BODY).unwrap();
        assert_eq!((found.receiver.as_str(), found.external_url.as_str()), ("ryugaku", "http://am:9093"));
        assert_eq!((found.truncated_alerts, &found.posted.refused), (3, &vec![]));
        let [firing, resolved] = &found.posted.alerts[..] else { panic!("two alerts") };
        assert!(firing.is_firing(NOW) && firing.times_out);
        assert_eq!(firing.ends_at, NOW.plus(RESOLVE_TIMEOUT));
        assert!(!resolved.is_firing(NOW) && !resolved.times_out);
        assert_eq!(resolved.ends_at.to_string(), "2026-11-18T11:00:00Z");
    }

    #[test]
    fn a_group_of_which_little_is_said_goes_on() {
        let found = parsed(BODY).unwrap();
        let lost_a_repetition = NOW.plus(SignedDuration::from_hours(2 * 24 + 1));
        assert!(found.posted.alerts[0].is_firing(lost_a_repetition));
    }

    #[test]
    fn the_status_decides_over_the_times() {
        let alert = |status: &str, times: &str| {
            parsed(&format!(r#"{{"alerts":[{{"status":"{status}","labels":{{"a":"b"}}{times}}}]}}"#)).unwrap().posted
        };
        let past = r#","startsAt":"2023-10-01T12:34:56.789Z","endsAt":"2023-10-01T12:44:56.789Z""#;
        assert!(alert("firing", past).alerts[0].is_firing(NOW));
        let future = r#","startsAt":"2023-10-01T12:34:56.789Z","endsAt":"2030-10-01T12:44:56.789Z""#;
        assert_eq!(alert("resolved", future).alerts[0].ends_at, NOW);
        assert_eq!(alert("resolved", "").alerts[0].starts_at, NOW);
        assert_eq!(alert("pending", "").refused[0].field, "status");
        let backwards = r#","startsAt":"2024-10-01T12:34:56.789Z","endsAt":"2023-10-01T12:44:56.789Z""#;
        assert_eq!(alert("resolved", backwards).refused[0].msg.key, "alert-ends-before-starts");
    }

    #[test]
    fn the_slow_way_reads_the_same() {
        let odd = BODY.replace(r#""truncatedAlerts":3"#, r#""truncatedAlerts":3,"receiver":null"#);
        let odd = odd.replace(r#""receiver":"ryugaku","#, "");
        let found = parsed(&odd).unwrap();
        assert_eq!((found.receiver.as_str(), found.posted), ("", parsed(BODY).unwrap().posted));
        let one_bad = BODY.replace(r#""i":"2""#, r#""i":2"#);
        let found = parsed(&one_bad).unwrap();
        assert_eq!((found.posted.alerts.len(), found.posted.refused[0].field.as_str()), (1, "labels.i"));
        assert_eq!((found.receiver.as_str(), found.truncated_alerts), ("ryugaku", 3));
    }

    #[test]
    fn what_is_no_payload_is_refused_whole() {
        for (body, expected) in [
            ("{}", "alerts (alert-webhook-alerts-missing)"),
            ("[]", "alerts (alert-webhook-alerts-missing)"),
            (r#"{"alerts":{}}"#, "alerts (alert-webhook-alerts-missing)"),
            (r#"{"alerts":["#, "body (alert-body-cut-off)"),
            ("x", "body (alert-body-not-json)"),
        ] {
            assert_eq!(parsed(body).unwrap_err().to_string(), format!("invalid: {expected}"), "{body}");
        }
        assert_eq!(parsed(r#"{"alerts":[]}"#).unwrap(), Notification::default());
    }
}

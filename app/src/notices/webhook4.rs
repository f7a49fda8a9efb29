//! A notification as Alertmanager's webhook receivers read it: payload version 4, with a member of our own on each alert
//! that others pass over.

use ryugaku_alerting::{Annotations, Fingerprint, Labels};
use ryugaku_kernel::Time;
use serde::Serialize;
use url::Url;

use super::notice::{Content, Owner, Told};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    receiver: &'a str,
    status: &'static str,
    alerts: Vec<Alert<'a>>,
    group_labels: &'a Labels,
    common_labels: Labels,
    common_annotations: Annotations,
    #[serde(rename = "externalURL")]
    external_url: String,
    version: &'static str,
    group_key: &'a str,
    truncated_alerts: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Alert<'a> {
    status: &'static str,
    labels: &'a Labels,
    annotations: &'a Annotations,
    starts_at: Time,
    /// Go's zero time while it fires, as Alertmanager has it.
    ends_at: String,
    #[serde(rename = "generatorURL")]
    generator_url: &'a str,
    fingerprint: Fingerprint,
    ryugaku: Own<'a>,
}

#[derive(Serialize)]
struct Own<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a Owner>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runbook_url: Option<&'a str>,
    /// The alert's page here.
    url: String,
}

const NEVER: &str = "0001-01-01T00:00:00Z";

/// `base` is where our pages are.
pub fn payload(content: &Content, receiver: &str, base: &Url) -> Vec<u8> {
    let payload = Payload {
        receiver,
        status: status(content.is_firing()),
        alerts: content.alerts.iter().map(|told| of(told, base)).collect(),
        group_labels: &content.group_labels,
        common_labels: content.common_labels(),
        common_annotations: content.common_annotations(),
        external_url: base.as_str().trim_end_matches('/').to_owned(),
        version: "4",
        group_key: &content.group_key,
        truncated_alerts: content.truncated,
    };
    serde_json::to_vec(&payload).expect("texts can be written")
}

fn of<'a>(told: &'a Told, base: &Url) -> Alert<'a> {
    Alert {
        status: status(told.ended_at.is_none()),
        labels: &told.labels,
        annotations: &told.annotations,
        starts_at: told.starts_at,
        ends_at: told.ended_at.map_or_else(|| NEVER.to_owned(), |at| at.to_string()),
        generator_url: told.generator_url.as_deref().unwrap_or_default(),
        fingerprint: told.fingerprint,
        ryugaku: Own { owner: told.owner.as_ref(), runbook_url: told.runbook.as_deref(), url: told.page(base) },
    }
}

fn status(firing: bool) -> &'static str {
    if firing { "firing" } else { "resolved" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_as_alertmanager_would_tell_it() {
        let told = |instance: &str, ended_at: Option<i64>| Told {
            fingerprint: Fingerprint(7),
            labels: Labels::new([("alertname", "DiskFull"), ("instance", instance)]),
            annotations: Annotations::new([("summary", "残り 5%"), ("value", instance)]),
            generator_url: Some("http://p/g".into()),
            starts_at: Time(1_795_000_000_000_000),
            ended_at: ended_at.map(Time),
            owner: None,
            runbook: Some("https://r/1".into()),
        };
        let mut content = Content {
            group_key: "{}:{alertname=\"DiskFull\"}".into(),
            group_labels: Labels::new([("alertname", "DiskFull")]),
            alerts: vec![told("b", Some(1_795_000_060_000_000)), told("a", None)],
            truncated: 2,
        };
        content.sort();
        let base = "https://ryugaku.example/".parse().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&payload(&content, "pager", &base)).unwrap();
        insta::assert_snapshot!(format!("{json:#}"));
        assert_eq!(Content::from_bytes(&content.to_bytes()).unwrap(), content);
    }
}

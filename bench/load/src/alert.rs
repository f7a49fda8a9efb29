//! Alerts as Prometheus sends them: the same number is the same alert each time. No randomness.

use std::io::Write;

use anyhow::Context;
use jiff::Timestamp;

/// How many services there are: a filter by one of them matches this part of all alerts.
pub const SERVICES: u64 = 100;

const RULES: [(&str, &str); 10] = [
    ("KubePodCrashLooping", "warning"),
    ("KubePodNotReady", "warning"),
    ("KubeContainerWaiting", "info"),
    ("HighRequestLatency", "critical"),
    ("HighErrorRate", "critical"),
    ("CPUThrottlingHigh", "info"),
    ("MemoryWorkingSetHigh", "warning"),
    ("PersistentVolumeFillingUp", "critical"),
    ("TargetDown", "warning"),
    ("CertificateExpiresSoon", "info"),
];
const ENVIRONMENTS: [&str; 3] = ["production", "staging", "performance"];

/// From when until when the alerts of a body fire.
pub struct Span {
    starts_at: String,
    ends_at: String,
}

impl Span {
    /// Seconds since 1970.
    pub fn new(starts_at: i64, ends_at: i64) -> anyhow::Result<Span> {
        let text =
            |second| anyhow::Ok(format!("{:.3}", Timestamp::from_second(second).context("a time out of range")?));
        Ok(Span { starts_at: text(starts_at)?, ends_at: text(ends_at)? })
    }
}

/// The label `pod`, which no other alert has.
pub fn pod(number: u64) -> String {
    format!("svc-{}-6f7c9d5b84-{number:09x}", number % SERVICES)
}

/// The alerts `numbers` as one JSON array, keys in Prometheus' order.
pub fn body(numbers: std::ops::Range<u64>, span: &Span) -> Vec<u8> {
    let mut body = Vec::with_capacity(900 * usize::try_from(numbers.end - numbers.start).unwrap_or_default());
    body.push(b'[');
    for number in numbers {
        if body.len() > 1 {
            body.push(b',');
        }
        write(&mut body, number, span);
    }
    body.push(b']');
    body
}

fn write(body: &mut Vec<u8>, number: u64, span: &Span) {
    let service = number % SERVICES;
    let turn = number / SERVICES;
    let (alertname, severity) = pick(&RULES, turn);
    let environment = pick(&ENVIRONMENTS, service);
    let (team, cluster, namespace) = (service / 5, service % 4, service / 2);
    let host = format!("10.{}.{}.{}:8443", number >> 16 & 255, number >> 8 & 255, number & 255);
    let pod = pod(number);
    let Span { starts_at, ends_at } = span;
    let written = write!(
        body,
        r#"{{"annotations":{{"description":"{alertname} has been true for container app of pod {pod} in namespace ns-{namespace} for more than 15 minutes; the service svc-{service} answers slower than its objective.","runbook_url":"https://runbooks.example.com/{alertname}","summary":"{alertname} on {pod}"}},"endsAt":"{ends_at}","startsAt":"{starts_at}","generatorURL":"http://prometheus-0.example.com:9090/graph?g0.expr=rate%28http_errors_total%5B5m%5D%29+%3E+0.05&g0.tab=1","labels":{{"alertname":"{alertname}","cluster":"tokyo-{cluster}","container":"app","env":"{environment}","instance":"{host}","job":"kubernetes-pods","namespace":"ns-{namespace}","pod":"{pod}","prometheus":"monitoring/k8s","service":"svc-{service}","severity":"{severity}","team":"team-{team}"}}}}"#
    );
    written.expect("writing to memory does not fail");
}

fn pick<T: Copy, const N: usize>(choices: &[T; N], number: u64) -> T {
    choices[usize::try_from(number % N as u64).expect("smaller than the list is long")]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::*;

    fn alerts(numbers: std::ops::Range<u64>) -> Vec<Value> {
        let body = body(numbers, &Span::new(1_700_000_000, 1_700_000_240).unwrap());
        serde_json::from_slice(&body).unwrap()
    }

    #[test]
    fn an_alert_is_about_830_bytes_of_json() {
        for (from, count) in [(0, 1_u64), (0, 1000), (499_000, 1000), (1 << 33, 100)] {
            let body = body(from..from + count, &Span::new(1_700_000_000, 1_700_000_240).unwrap());
            let each = body.len() as u64 / count;
            assert!((790..=870).contains(&each), "{each} bytes at {from}");
            assert_eq!(serde_json::from_slice::<Vec<Value>>(&body).unwrap().len() as u64, count);
        }
    }

    #[test]
    fn every_label_set_is_another_and_a_service_has_its_part() {
        let alerts = alerts(0..10_000);
        let sets: HashSet<String> = alerts.iter().map(|alert| alert["labels"].to_string()).collect();
        assert_eq!(sets.len(), 10_000);
        let of_one = alerts.iter().filter(|alert| alert["labels"]["service"] == "svc-17").count();
        assert_eq!(of_one, 100);
        assert_eq!(alerts[0]["labels"].as_object().unwrap().len(), 12);
    }

    #[test]
    fn the_same_number_is_the_same_alert_at_another_time() {
        let repeat = body(7..8, &Span::new(1_700_000_000, 1_700_000_300).unwrap());
        let repeat: Vec<Value> = serde_json::from_slice(&repeat).unwrap();
        let first = &alerts(7..8)[0];
        assert_eq!(first["labels"], repeat[0]["labels"]);
        assert_eq!(first["labels"]["pod"], pod(7));
        assert_eq!(first["startsAt"], repeat[0]["startsAt"]);
        assert_eq!(first["startsAt"], "2023-11-14T22:13:20.000Z");
        assert_ne!(first["endsAt"], repeat[0]["endsAt"]);
    }
}

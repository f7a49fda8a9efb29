//! Payloads and rules that nobody here wrote, if `RYUGAKU_SAMPLES` (or the folder beside the repository) has them.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use jiff::SignedDuration;
use ryugaku_alerting::{Delivered, Limits, Machine, Matcher, Receipt, RunId, v2, webhook4};
use ryugaku_kernel::{Failure, Time, Uuid};
use serde_json::{Value, json};

const NOW: Time = Time(1_795_000_000_000_000);

fn receipt() -> Receipt {
    let resolve_timeout = SignedDuration::from_mins(5);
    Receipt { received_at: NOW, resolve_timeout, limits: Limits::default() }
}

/// The folder with the samples; says so where it is not to be found, past the test harness's capture.
fn samples(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let base = env::var_os("RYUGAKU_SAMPLES").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = base.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    let line = format!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES\n", folder.display());
    io::stderr().write_all(line.as_bytes()).expect("standard error takes a line");
    None
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the samples can be read") {
        let path = entry.expect("the samples can be read").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn is_fit(alert: &Delivered) -> bool {
    !alert.labels.is_empty() && alert.starts_at <= alert.ends_at
}

#[test]
fn webhooks_of_alertmanager_are_read_whole() {
    let Some(folder) = samples("03-alert-payloads") else { return };
    let mut read = 0;
    for path in files(&folder, ".json") {
        let bytes = fs::read(&path).unwrap();
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
        let (Some(alerts), Some(_)) = (value["alerts"].as_array(), value.get("groupLabels")) else { continue };
        let found = webhook4::parse(&bytes, &receipt()).unwrap();
        assert_eq!(found.posted.refused, [], "{}", path.display());
        assert_eq!(found.posted.alerts.len(), alerts.len(), "{}", path.display());
        for (alert, posted) in found.posted.alerts.iter().zip(alerts) {
            assert!(is_fit(alert));
            assert_eq!(alert.is_firing(NOW), posted["status"] == "firing", "{}", path.display());
            assert_eq!(json!(alert.labels), posted["labels"], "{}", path.display());
        }
        read += 1;
    }
    assert!(read >= 4, "only {read} webhooks were found");
}

#[test]
fn everything_else_is_answered_clearly() {
    let Some(folder) = samples("03-alert-payloads") else { return };
    let files = files(&folder, ".json");
    assert!(files.len() > 30, "only {} files were found", files.len());
    for path in files {
        let bytes = fs::read(&path).unwrap();
        for outcome in [v2::parse(&bytes, &receipt()), webhook4::parse(&bytes, &receipt()).map(|found| found.posted)] {
            match outcome {
                Ok(posted) => {
                    assert!(posted.alerts.iter().all(is_fit), "{}", path.display());
                    assert!(!posted.alerts.is_empty() || !posted.refused.is_empty(), "{}", path.display());
                }
                Err(failure) => assert!(matches!(failure, Failure::Invalid(_)), "{}: {failure}", path.display()),
            }
        }
    }
}

#[test]
fn alerts_of_a_mock_provider_come_in_by_api_v2() {
    let Some(folder) = samples("03-alert-payloads/keephq__keep/keep/providers/prometheus_provider") else { return };
    let mock: Value = serde_json::from_slice(&fs::read(folder.join("alerts_mock/ALERTS.json")).unwrap()).unwrap();
    let alert = |(name, mock): (&String, &Value)| {
        let mut labels = mock["payload"]["labels"].clone();
        labels["alertname"] = json!(name);
        json!({"labels": labels, "annotations": {"summary": mock["payload"]["summary"]}})
    };
    let body: Vec<_> = mock.as_object().unwrap().iter().map(alert).collect();
    let posted = v2::parse(json!(body).to_string().as_bytes(), &receipt()).unwrap();
    assert_eq!((posted.alerts.len(), posted.refused), (body.len(), vec![]));
}

/// The rules' names and severities, as the machine would hold their alerts.
#[test]
fn alerts_of_real_rules_are_held_and_found() {
    let Some(folder) = samples("02-prometheus/prometheus-operator__kube-prometheus") else { return };
    let mut machine = Machine::new(SignedDuration::from_mins(5), NOW);
    let mut names = BTreeSet::new();
    for path in files(&folder, "Rule.yaml") {
        let text = fs::read_to_string(&path).unwrap();
        let mut name = "";
        for line in text.lines().map(str::trim) {
            if let Some(found) = line.strip_prefix("- alert: ") {
                name = found;
                names.insert(name.to_owned());
            }
            let Some(severity) = line.strip_prefix("severity: ") else { continue };
            let body = json!([{"labels": {"alertname": name, "severity": severity, "job": "node"}}]).to_string();
            let posted = v2::parse(body.as_bytes(), &receipt()).unwrap();
            machine.apply(&posted.alerts[0], Uuid::nil(), NOW, RunId(0));
        }
    }
    assert!(names.len() > 40, "only {} rules were found", names.len());
    let held: BTreeSet<_> = machine.label_values("alertname").iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(held, names);
    let matchers = Matcher::parse_list("severity=\"critical\",alertname=~\"Node.*\"").unwrap();
    let critical: Vec<_> = machine.find(&matchers).map(|alert| alert.label("alertname")).collect();
    assert!(!critical.is_empty());
    assert!(critical.iter().all(|name| name.starts_with("Node")));
}

/// What Alertmanager's own description requires of `gettableAlert` is there.
#[test]
fn an_alert_goes_out_with_every_required_field() {
    let Some(folder) = samples("02-prometheus/prometheus__alertmanager/api/v2") else { return };
    let description = fs::read_to_string(folder.join("openapi.yaml")).unwrap();
    let required = |schema: &str| -> Vec<String> {
        let from = description.find(&format!("\n  {schema}:\n")).expect("the schema is described");
        let list = description[from..].split_once("required:\n").expect("it requires something").1;
        let names = list.lines().map_while(|line| line.trim().strip_prefix("- "));
        names.filter(|name| !name.contains('$')).map(str::to_owned).collect()
    };
    let posted = v2::parse(br#"[{"labels":{"alertname":"A"}}]"#, &receipt()).unwrap();
    let delivered = &posted.alerts[0];
    let alert = json!(v2::Gettable {
        annotations: &delivered.annotations,
        ends_at: delivered.ends_at,
        fingerprint: delivered.fingerprint(),
        receivers: vec![v2::Receiver { name: "sre" }],
        starts_at: delivered.starts_at,
        status: v2::Status::default(),
        updated_at: NOW,
        generator_url: None,
        labels: &delivered.labels,
    });
    let (fields, status) = (required("gettableAlert"), required("alertStatus"));
    assert!(fields.len() >= 6 && status.len() >= 3, "{fields:?} {status:?}");
    assert!(fields.iter().all(|field| alert.get(field).is_some()), "{fields:?} in {alert}");
    assert!(status.iter().all(|field| alert["status"].get(field).is_some()), "{status:?} in {alert}");
}

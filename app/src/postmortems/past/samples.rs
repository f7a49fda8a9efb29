//! Post-mortems that nobody here wrote, if `RYUGAKU_SAMPLES` (or the folder beside the repository) has them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use super::*;

/// By file name. Says so where there are none, past the test harness's capture.
fn samples() -> Option<BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let base = env::var_os("RYUGAKU_SAMPLES").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = base.join("01-postmortems");
    if !folder.is_dir() {
        let line = format!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES\n", folder.display());
        io::stderr().write_all(line.as_bytes()).expect("standard error takes a line");
        return None;
    }
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("the samples can be read") {
            let path = entry.expect("the samples can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.ends_with(".md") || name.ends_with(".md.erb") {
                found.insert(name, fs::read_to_string(&path).expect("the samples can be read"));
            }
        }
    }
    Some(found)
}

/// What their writers counted wrong, or wrote down wrong: `file part`.
const DIFFER: &[&str] = &[
    // Neither of its times leads to what it states.
    "2020-02-25.html.md.erb repair",
    "2020-08-04.html.md.erb repair",
    "2020-08-04.html.md.erb resolution",
    "2020-08-07-master-node-provisioning-failure.html.md.erb resolution",
    // Within support hours, but it does not say so.
    "2021-05-10-apply-pipeline-downtime.html.md.erb resolution",
    // By two minutes.
    "2021-07-12-all-ingress-apps-live1-stop-working.html.md.erb resolution",
    "2023-02-02-cjs-dashboard-performance.html.md.erb repair",
    // September instead of July.
    "2023-07-25-prometheus-on-live-cluster-down.html.md.erb resolution",
    "2023-08-04-dropped-logging-in-kibana.html.md.erb repair",
    "2023-08-04-dropped-logging-in-kibana.html.md.erb resolution",
    "2024-09-20-eks-subnet-route-table.html.md.erb repair",
    "2024-09-20-eks-subnet-route-table.html.md.erb resolution",
    "PM2024-002_-_PODs_not_able_to_start_while_being_moved_to_new_nodes_during_AMI_update.md detection",
    "PM2024-002_-_PODs_not_able_to_start_while_being_moved_to_new_nodes_during_AMI_update.md repair",
    // No row stands where it says it was noticed.
    "PM2024-003_-_Kube_state_metrics_exposing_wrong_labels.md detection",
];

#[test]
fn both_collections_are_read_and_agree_with_themselves() {
    let Some(samples) = samples() else { return };
    let (mut differ, mut refused, mut agree, mut items) = (Vec::new(), Vec::new(), 0, BTreeMap::new());
    for (name, text) in samples.iter().filter(|(_, text)| is_postmortem(text)) {
        let past = match read(text) {
            Ok(past) => past,
            Err(wrong) => {
                refused.push(format!("{name} {}", wrong[0].1.key));
                continue;
            }
        };
        items.insert(name.as_str(), past.actions.len());
        for (part, agreement) in past.agreements() {
            match agreement {
                None => {}
                Some(Agreement::Agrees) => agree += 1,
                Some(Agreement::Differs(_)) => differ.push(format!("{name} {part}")),
            }
        }
    }
    assert_eq!(differ, DIFFER);
    assert_eq!((items.len(), agree), (43, 55));
    assert_eq!(
        refused,
        [
            // Resolved eleven months before it was detected.
            "2023-01-05-circleci-security-incident.html.md.erb postmortem-import-order",
            "PMyyyy-nnn_-_Postmortem_template.md postmortem-import-no-times",
        ]
    );
    for (name, count) in [
        ("PM2019-011_-_Hellman_Kubernetes_IaC_accidentally_reverted.md", 5),
        ("PM2023-001_-_Total_node_failure.md", 6),
        ("2021-07-12-all-ingress-apps-live1-stop-working.html.md.erb", 7),
        ("2022-11-15-prometheus-ekslive-down.html.md.erb", 5),
        ("2025-07-23-multiple-secrets-leaked-to-public.html.md.erb", 8),
        ("2025-10-13-rds-t4g-instances.html.md.erb", 0),
    ] {
        assert_eq!(items[name], count, "{name}");
    }
}

//! Slack's own description of its Web API, which every call is held against.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub fn description() -> Option<Value> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("RYUGAKU_SAMPLES").map_or(beside, PathBuf::from);
    let file = folder.join("09-slack/slackapi__slack-api-specs/web-api/slack_web_openapi_v2.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("SKIPPED: calls are not held against Slack's description; no {}", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// What came to the methods after the description was written (<https://docs.slack.dev/reference/methods>).
fn is_newer(method: &str, field: &str) -> bool {
    matches!(
        (method, field),
        ("chat.postMessage" | "chat.update", "metadata") | ("conversations.history", "include_all_metadata")
    )
}

/// All of a call that does not fit.
pub fn against(description: &Value, method: &str, fields: &BTreeMap<String, String>) -> Vec<String> {
    // Younger than the description.
    if method == "apps.connections.open" {
        return Vec::new();
    }
    let Some(paths) = description["paths"].get(format!("/{method}")).and_then(Value::as_object) else {
        return vec![format!("{method} is no method")];
    };
    let mut wrong = Vec::new();
    let parameters: Vec<&Value> =
        paths.values().flat_map(|operation| operation["parameters"].as_array().into_iter().flatten()).collect();
    for (field, value) in fields {
        let Some(known) = parameters.iter().find(|parameter| parameter["name"] == *field) else {
            if !is_newer(method, field) {
                wrong.push(format!("{method}: {field} is no parameter"));
            }
            continue;
        };
        let fits = match known["type"].as_str() {
            Some("integer") => value.parse::<i64>().is_ok(),
            Some("number") => value.parse::<f64>().is_ok(),
            Some("boolean") => ["true", "false"].contains(&value.as_str()),
            _ => true,
        };
        if !fits {
            wrong.push(format!("{method}: {field} is {value}"));
        }
    }
    for parameter in parameters.iter().filter(|parameter| parameter["required"] == true) {
        let name = parameter["name"].as_str().unwrap();
        if name != "token" && !fields.contains_key(name) {
            wrong.push(format!("{method}: {name} is missing"));
        }
    }
    wrong
}

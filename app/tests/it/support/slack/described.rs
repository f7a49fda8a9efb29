//! Slack's own description of its Web API and of its events, which every call, every answer and every event is held against.

use std::collections::BTreeMap;
use std::mem::discriminant;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub struct Description {
    /// Its methods, with an example of what each answers.
    pub methods: Value,
    /// The schema of what goes around each event.
    pub wrapper: Value,
}

/// Where Slack's own files are, if they are.
pub fn samples() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("RYUGAKU_SAMPLES").map_or(beside, PathBuf::from).join("09-slack");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: nothing is held against Slack's description; no {}", folder.display());
    None
}

pub fn read(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// All of a folder, and of those in it, by the file's name.
pub fn whole_folder(folder: &Path) -> BTreeMap<String, Value> {
    let (mut found, mut waiting) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.file_name().unwrap().to_string_lossy().into_owned(), read(&path));
            }
        }
    }
    found
}

pub fn description() -> Option<Description> {
    let folder = samples()?.join("slackapi__slack-api-specs");
    let methods = read(&folder.join("web-api/slack_web_openapi_v2.json"));
    Some(Description { methods, wrapper: read(&folder.join("events-api/slack_common_event_wrapper_schema.json")) })
}

impl Description {
    /// What the method answers where nothing is wrong (`200`), or where something is (`default`).
    pub fn example(&self, method: &str, status: &str) -> Option<&Value> {
        let operations = self.methods["paths"].get(format!("/{method}"))?.as_object()?;
        operations.values().find_map(|operation| operation["responses"][status]["examples"].get("application/json"))
    }
}

/// What came to the methods after the description was written (<https://docs.slack.dev/reference/methods>).
fn is_newer(method: &str, field: &str) -> bool {
    matches!(
        (method, field),
        ("chat.postMessage" | "chat.update", "metadata") | ("conversations.history", "include_all_metadata")
    )
}

/// All of a call that does not fit.
pub fn against(description: &Description, method: &str, fields: &BTreeMap<String, String>) -> Vec<String> {
    // Younger than the description.
    if method == "apps.connections.open" {
        return Vec::new();
    }
    let Some(paths) = description.methods["paths"].get(format!("/{method}")).and_then(Value::as_object) else {
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

/// All of an answer that Slack's example of it does not have, or has as something else.
pub fn unlike(description: &Description, method: &str, answer: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(example) = description.example(method, "200") {
        compare(method, answer, example, &mut wrong);
    }
    wrong
}

fn compare(at: &str, answer: &Value, example: &Value, wrong: &mut Vec<String>) {
    match (answer, example) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(fields), Value::Object(known)) => {
            for (name, value) in fields {
                let at = format!("{at}.{name}");
                match known.get(name) {
                    Some(example) => compare(&at, value, example, wrong),
                    // In messages, younger than the description or left out of its example.
                    None if ["metadata", "blocks", "attachments"]
                        .iter()
                        .any(|part| at.ends_with(&format!("messages[].{part}"))) => {}
                    None => wrong.push(format!("{at} is not answered by Slack")),
                }
            }
        }
        (Value::Array(all), Value::Array(known)) => {
            let example = known.first().unwrap_or(&Value::Null);
            all.iter().for_each(|value| compare(&format!("{at}[]"), value, example, wrong));
        }
        _ if discriminant(answer) == discriminant(example) => {}
        _ => wrong.push(format!("{at} is {answer}, and {example} with Slack")),
    }
}

/// All of a value that does not fit the part of JSON Schema that Slack's files use.
pub fn misfits(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        _ => true,
    };
    if !fits {
        return vec![format!("{at} is {value}")];
    }
    let mut wrong = Vec::new();
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    wrong.extend(required.filter(|name| value.get(name).is_none()).map(|name| format!("{at}.{name} is missing")));
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            wrong.extend(misfits(schema, value, &format!("{at}.{name}")));
        }
    }
    let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if value.is_array() && all.is_empty() && schema["minItems"].as_u64() > Some(0) {
        wrong.push(format!("{at} is empty"));
    }
    wrong.extend(all.iter().flat_map(|value| misfits(&schema["items"], value, &format!("{at}[]"))));
    wrong
}

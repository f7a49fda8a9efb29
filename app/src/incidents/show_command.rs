//! `ryugaku incident show` and `change`: what they print.

use anyhow::Result;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use super::command::{COLUMNS, encoded};
use crate::client::Client;

const ALERTS: [&str; 4] = ["name", "firing", "starts_at", "fingerprint"];

pub async fn show(client: &Client, number: &str) -> Result<()> {
    let path = format!("/api/v1/incidents/{}", encoded(number));
    let mut incident = client.get(&path).await?;
    let timeline = client.get(&format!("{path}/timeline")).await?;
    if client.json {
        incident["timeline"] = timeline["items"].clone();
        println!("{incident:#}");
        return Ok(());
    }
    client.print_rows(&incident, &COLUMNS);
    client.print(&incident, |incident| details(client, incident));
    if list(&incident["alerts"]).next().is_some() {
        println!("\n{}", client.say(&Msg::new("incident-tab-alerts")));
        client.print_rows(&json!({"items": incident["alerts"]}), &ALERTS);
    }
    println!();
    let mut columns = vec!["at", "by", "sentence", "about", "text"];
    // Where others were merged into it, each line says of which it was recorded.
    if list(&timeline["items"]).any(|entry| entry["from"].is_string()) {
        columns.insert(2, "from");
    }
    client.print_rows(&timeline, &columns);
    Ok(())
}

/// After a change: of its severity also what that asks for.
pub fn changed(client: &Client, incident: &Value) {
    client.print_rows(incident, &COLUMNS);
    let asks: Vec<&str> = list(&incident["asks"]).filter_map(Value::as_str).collect();
    if !client.json && !asks.is_empty() {
        client.print(incident, |_| format!("  {}", asks.join("\n  ")));
    }
}

/// A line for each thing that is known of it; of the impact also that nobody has written it.
fn details(client: &Client, incident: &Value) -> String {
    let say = |key: &'static str| client.say(&Msg::new(key));
    let text = |value: &Value| value.as_str().unwrap_or_default().replace(['\n', '\t'], " ");
    let mut lines = Vec::new();
    if incident["restricted"] == true {
        lines.push(say("incident-restricted"));
    }
    if let Some(into) = incident["merged_into"].as_str() {
        lines.push(client.say(&Msg::new("incident-merged-goes-on").with("into", into)));
    }
    let merged: Vec<String> = list(&incident["merged_from"]).map(text).collect();
    if !merged.is_empty() {
        lines.push(format!("{}: {}", say("incident-merged-from"), merged.join(", ")));
    }
    let impact = Some(text(&incident["impact"])).filter(|impact| !impact.is_empty());
    lines.push(format!("{}: {}", say("incident-impact"), impact.unwrap_or_else(|| say("incident-impact-unknown"))));
    let services: Vec<String> = list(&incident["services"]).map(|service| text(&service["name"])).collect();
    if !services.is_empty() {
        lines.push(format!("{}: {}", say("incident-services"), services.join(", ")));
    }
    if let Some(share) = incident["users_share"].as_f64() {
        let said = Msg::new("incident-users-said").with("share", share.to_string());
        let said = client.say(&said.with("source", text(&incident["users_source"])));
        lines.push(format!("{}: {said}", say("incident-users")));
    }
    let call = text(&incident["call_url"]);
    if !call.is_empty() {
        lines.push(format!("{}: {call}", say("incident-call")));
    }
    lines.join("\n")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

//! `ryugaku incident told …`: what it prints.

use anyhow::Result;
use serde_json::{Value, json};

use crate::client::Client;

/// `number` as it stands in an address.
pub async fn told(client: &Client, number: &str, again: Option<&str>) -> Result<()> {
    let path = format!("/api/v1/incidents/{number}/tellings");
    let answer = match again {
        None => client.get(&path).await?,
        Some(step) => client.post(&format!("{path}/again"), json!({"step": step})).await?,
    };
    let tellings = answer["items"].as_array().into_iter().flatten();
    let rows = tellings.flat_map(|telling| {
        let row = |way: &Value| {
            let mut row = way.clone();
            row["step"] = telling["step"].clone();
            row
        };
        telling["ways"].as_array().into_iter().flatten().map(row).collect::<Vec<_>>()
    });
    let rows = json!({"items": rows.collect::<Vec<_>>()});
    let shown = if client.json { &answer } else { &rows };
    client.print_rows(shown, &["step", "kind", "to", "state", "finished_at", "trouble"]);
    Ok(())
}

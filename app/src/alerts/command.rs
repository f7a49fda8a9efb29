//! `ryugaku alert …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

use crate::client::Client;
use crate::door;

#[derive(Subcommand)]
pub enum AlertCommand {
    /// List alerts, the youngest first
    List {
        /// Matchers such as severity="critical", or words that labels hold
        filter: Option<String>,
        /// firing, waiting (firing and nobody took note) or resolved
        #[arg(long, default_value = "firing")]
        state: String,
        /// The value of the label service
        #[arg(long)]
        service: Option<String>,
    },
    /// One alert
    Show { id: String },
    /// Each time an alert fired
    History { id: String },
    /// Take note of a firing alert
    Ack { id: String },
    /// Take the note back
    Unack { id: String },
}

const COLUMNS: [&str; 5] = ["id", "name", "state", "starts_at", "service"];

impl AlertCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List { filter, state, service } => {
                let query = door::query([
                    ("limit", "200"),
                    ("state", &state),
                    ("filter", filter.as_deref().unwrap_or_default()),
                    ("service", service.as_deref().unwrap_or_default()),
                ]);
                client.print_rows(&client.get(&format!("/api/v1/alerts?{query}")).await?, &COLUMNS);
            }
            Self::Show { id } => show(client, &client.get(&at(&id, "")).await?),
            Self::History { id } => {
                let runs = client.get(&at(&id, "/history?limit=200")).await?;
                client.print_rows(&runs, &["id", "name", "starts_at", "ended_at", "timed_out"]);
            }
            Self::Ack { id } => show(client, &client.post(&at(&id, "/acknowledge"), json!({})).await?),
            Self::Unack { id } => show(client, &client.post(&at(&id, "/unacknowledge"), json!({})).await?),
        }
        Ok(())
    }
}

/// What is typed stays one segment of the path.
fn at(id: &str, rest: &str) -> String {
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/api/v1/alerts/{id}{rest}")
}

fn show(client: &Client, alert: &Value) {
    client.print(alert, |alert| {
        let mut lines = Vec::new();
        for member in ["id", "name", "state", "starts_at", "ended_at", "generator_url"] {
            if let Some(text) = alert[member].as_str() {
                lines.push(format!("{member}: {text}"));
            }
        }
        if let Some(by) = alert["acknowledged"].as_object() {
            let name = by.get("name").and_then(Value::as_str).unwrap_or("operator");
            lines.push(format!("acknowledged: {name}, {}", by["at"].as_str().unwrap_or_default()));
        }
        for part in ["labels", "annotations"] {
            for (name, value) in alert[part].as_object().into_iter().flatten() {
                lines.push(format!("{part}.{name}: {}", value.as_str().unwrap_or_default()));
            }
        }
        lines.join("\n")
    });
}

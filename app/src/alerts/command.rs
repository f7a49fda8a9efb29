//! `ryugaku alert …`

use anyhow::Result;
use clap::Subcommand;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use super::filter_command::FilterCommand;
use crate::client::Client;
use crate::door;

#[derive(Subcommand)]
pub enum AlertCommand {
    /// List alerts, the youngest first
    List {
        /// Matchers such as severity="critical", or words that labels hold
        filter: Option<String>,
        /// active, firing (active and not held back), waiting (firing and nobody took note), silenced, inhibited, flapping
        /// or resolved
        #[arg(long, default_value = "active")]
        state: String,
        /// The value of the label service
        #[arg(long)]
        service: Option<String>,
    },
    /// One alert
    Show { id: String },
    /// Each time an alert fired
    History { id: String },
    /// What happened to an alert, step by step: route, silences, notifications, and who took it on
    Why {
        id: String,
        /// One of its history; the last if absent
        #[arg(long)]
        run: Option<i64>,
    },
    /// Filters of the list that you remember
    #[command(subcommand)]
    Filter(FilterCommand),
    /// Take note of firing alerts, up to 500 at once
    #[command(visible_alias = "acknowledge")]
    Ack {
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Take the notes back
    #[command(visible_alias = "unacknowledge")]
    Unack {
        #[arg(required = true)]
        ids: Vec<String>,
    },
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
            Self::Why { id, run } => {
                let run = run.map(|run| format!("?run={run}")).unwrap_or_default();
                why(client, &client.get(&at(&id, &format!("/why{run}"))).await?);
            }
            Self::Filter(command) => command.run(client).await?,
            Self::Ack { ids } => turn(client, &ids, "acknowledge").await?,
            Self::Unack { ids } => turn(client, &ids, "unacknowledge").await?,
        }
        Ok(())
    }
}

/// One alert is shown as it is then; of several, what became of each.
async fn turn(client: &Client, ids: &[String], deed: &str) -> Result<()> {
    if let [id] = ids {
        show(client, &client.post(&at(id, &format!("/{deed}")), json!({})).await?);
        return Ok(());
    }
    let turned = client.post(&format!("/api/v1/alerts/{deed}"), json!({"alerts": ids})).await?;
    client.print(&turned, |turned| {
        let line = |member: &str| {
            let ids = turned[member].as_array().into_iter().flatten().filter_map(Value::as_str);
            ids.map(|id| format!("{id} {member}")).collect::<Vec<_>>()
        };
        ["changed", "unchanged", "not_firing"].map(line).concat().join("\n")
    });
    Ok(())
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
        for (by, held) in alert["held_by"].as_object().into_iter().flatten() {
            let names = held.as_array().into_iter().flatten().map(|one| one["name"].as_str().unwrap_or_default());
            lines.push(format!("held_by.{by}: {}", names.collect::<Vec<_>>().join(", ")));
        }
        for part in ["labels", "annotations"] {
            for (name, value) in alert[part].as_object().into_iter().flatten() {
                lines.push(format!("{part}.{name}: {}", value.as_str().unwrap_or_default()));
            }
        }
        lines.join("\n")
    });
}

fn why(client: &Client, story: &Value) {
    client.print(story, |story| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut lines = Vec::new();
        for step in story["steps"].as_array().into_iter().flatten() {
            let now = if step["basis"] == "now" { client.say(&Msg::new("why-of-now")) } else { String::new() };
            lines.push(format!("{}  {}  {now}", text(&step["at"]), text(&step["title"])).trim_end().to_owned());
            let says = step["says"].as_array().into_iter().flatten();
            lines.extend(says.map(|saying| format!("    {}", text(&saying["text"]))));
        }
        lines.extend(story["remark"].as_str().map(str::to_owned));
        lines.join("\n")
    });
}

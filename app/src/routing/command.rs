//! `ryugaku routing …`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Map, Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum RoutingCommand {
    /// The document as it holds, or one version of it
    Show {
        #[arg(long)]
        version: Option<i64>,
    },
    /// Save a file as the new version
    Edit {
        file: PathBuf,
        /// Why it changes
        #[arg(long, default_value = "")]
        note: String,
        /// Refuse if another version than this holds meanwhile
        #[arg(long)]
        expect: Option<i64>,
    },
    /// All versions, the youngest first
    Versions,
    /// Let a former version hold again
    Restore { version: i64 },
    /// Which route a label set takes, and why
    Route {
        /// label=value
        #[arg(required = true, value_name = "LABEL=VALUE")]
        labels: Vec<String>,
    },
    /// Play a changed file through the alerts of the last days
    DryRun {
        file: PathBuf,
        #[arg(long, default_value_t = 30)]
        days: i64,
    },
    /// Take over Alertmanager's configuration
    Import {
        file: PathBuf,
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
}

const VERSION: [&str; 5] = ["version", "origin", "made_at", "made_by", "note"];

impl RoutingCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Show { version } => {
                let path = version.map_or_else(
                    || "/api/v1/routing".to_owned(),
                    |version| format!("/api/v1/routing/versions/{version}"),
                );
                let text = |answer: &Value| answer["text"].as_str().unwrap_or_default().trim_end().to_owned();
                client.print(&client.get(&path).await?, text);
            }
            Self::Edit { file, note, expect } => {
                let text = read(&file)?;
                let body = json!({"text": text, "note": note});
                client.print_rows(&client.put_onto(expect, "/api/v1/routing", body).await?, &VERSION);
            }
            Self::Versions => {
                client.print_rows(&client.get("/api/v1/routing/versions?limit=200").await?, &VERSION);
            }
            Self::Restore { version } => {
                let path = format!("/api/v1/routing/versions/{version}/restore");
                client.print_rows(&client.post(&path, json!({})).await?, &VERSION);
            }
            Self::Route { labels } => {
                let mut map = Map::new();
                for label in labels {
                    let (name, value) = label.split_once('=').with_context(|| format!("{label}: no ="))?;
                    map.insert(name.to_owned(), value.into());
                }
                way(client, &client.post("/api/v1/routing/route", json!({"labels": map})).await?);
            }
            Self::DryRun { file, days } => {
                let body = json!({"text": read(&file)?, "days": days});
                compared(client, &client.post("/api/v1/routing/dry-run", body).await?);
            }
            Self::Import { file, dry_run } => {
                let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                import(client, dry_run, bytes).await?;
            }
        }
        Ok(())
    }
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

pub async fn import(client: &Client, dry_run: bool, bytes: Vec<u8>) -> Result<()> {
    let path = format!("/api/v1/routing/import?dry_run={dry_run}");
    let answer = client.send_as(Method::POST, &path, "application/yaml", bytes).await?;
    client.print(&answer, |answer| taken(client, answer));
    Ok(())
}

/// A line per receiver and per remark, then what became of the routes.
fn taken(client: &Client, answer: &Value) -> String {
    let rows = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
    let mut lines = Vec::new();
    for receiver in rows("receivers") {
        let made = if receiver["made"] == true { client.say(&Msg::new("import-adds")) + " " } else { String::new() };
        let added: Vec<_> = receiver["added"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let line = format!("{made}{} {}", receiver["name"].as_str().unwrap_or_default(), added.join(", "));
        lines.push(line.trim_end().to_owned());
    }
    lines.extend(rows("remarks").iter().filter_map(|remark| remark["why"].as_str()).map(str::to_owned));
    let key = if answer["changes"] == true { "routing-import-changes" } else { "routing-import-same" };
    lines.push(client.say(&Msg::new(key)));
    if answer["applied"] == false {
        lines.push(client.say(&Msg::new("import-dry-run")));
    }
    lines.join("\n")
}

/// The tree as far as it was tried, each route with what came of it.
fn way(client: &Client, answer: &Value) {
    client.print(answer, |answer| {
        let steps = answer["steps"].as_array().into_iter().flatten();
        let line = |step: &Value| {
            let indent = "  ".repeat(step["depth"].as_u64().and_then(|depth| depth.try_into().ok()).unwrap_or(0));
            let route = &step["route"];
            let matchers = route["matchers"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let to = if step["result"] == "takes" {
                route["receiver"].as_str().map(|to| format!(" → {to}"))
            } else {
                None
            };
            let matchers = matchers.collect::<Vec<_>>().join(", ");
            format!("{indent}{{{matchers}}}{} {}", to.unwrap_or_default(), step["why"].as_str().unwrap_or_default())
        };
        steps.map(line).collect::<Vec<_>>().join("\n")
    });
}

fn compared(client: &Client, answer: &Value) {
    client.print(answer, |answer| {
        let count = |name: &str| answer[name].as_i64().unwrap_or_default();
        let msg = Msg::new("routing-dry-run-n").with("alerts", count("alerts")).with("runs", count("runs"));
        let mut lines = vec![client.say(&msg)];
        for row in answer["receivers"].as_array().into_iter().flatten() {
            let pair = |name: &str| format!("{name} {} → {}", row["before"][name], row["after"][name]);
            let name = row["receiver"].as_str().unwrap_or_default();
            lines.push(format!("{name}: {}, {}, {}", pair("alerts"), pair("groups"), pair("notifications")));
        }
        lines.push(client.say(&Msg::new("routing-moved-n").with("n", count("moved_count"))));
        lines.push(client.say(&Msg::new("routing-lost-n").with("n", count("lost_count"))));
        let incidents = |name: &str| answer["incidents"][name].as_i64().unwrap_or_default();
        let msg = Msg::new("routing-dry-run-incidents").with("before", incidents("before"));
        lines.push(client.say(&msg.with("after", incidents("after"))));
        lines.join("\n")
    });
}

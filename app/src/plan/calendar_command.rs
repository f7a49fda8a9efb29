//! `ryugaku me calendar …`: calendars one brought from elsewhere.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::Value;

use crate::client::Client;
use crate::door;
use crate::import::all_taken;

const ADDRESS: &str = "/api/v1/me/calendars";
const COLUMNS: [&str; 5] = ["id", "name", "entries", "imported_at", "until"];

#[derive(Subcommand)]
pub enum CalendarCommand {
    /// Import a calendar file; others see only when you are busy
    Import {
        file: PathBuf,
        /// What to call it; a former one of this name is replaced. The file's name without it
        #[arg(long)]
        name: Option<String>,
        /// Say what would be read, and keep nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Your imported calendars
    List,
    /// Remove one
    Remove { id: String },
}

impl CalendarCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Import { file, name, dry_run } => {
                let named = name.unwrap_or_else(|| name_of(&file));
                let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                import(client, &named, dry_run, bytes).await?;
            }
            Self::List => client.print_rows(&client.get(ADDRESS).await?, &COLUMNS),
            Self::Remove { id } => {
                let left = client.send(Method::DELETE, &format!("{ADDRESS}/{id}"), None).await?;
                client.print_rows(&left, &COLUMNS);
            }
        }
        Ok(())
    }
}

/// The file's name without its ending.
pub fn name_of(file: &std::path::Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

pub async fn import(client: &Client, name: &str, dry_run: bool, bytes: Vec<u8>) -> Result<()> {
    let query = door::query([("name", name), ("dry_run", if dry_run { "true" } else { "" })]);
    let answer = client.send_as(Method::POST, &format!("{ADDRESS}?{query}"), "text/calendar", bytes).await?;
    client.print(&answer, |answer| report(client, answer));
    all_taken(client, &answer["calendar"]["refused"])
}

/// A line per refused entry, then the sum.
fn report(client: &Client, answer: &Value) -> String {
    let calendar = &answer["calendar"];
    let mut lines = Vec::new();
    for refused in calendar["refused"].as_array().into_iter().flatten() {
        let line = client.say(&Msg::new("calendar-line").with("line", refused["line"].to_string()));
        lines.push(format!("{line} {}", refused["why"].as_str().unwrap_or_default()));
    }
    let entries = calendar["entries"].as_i64().unwrap_or_default();
    let times = answer["times"].as_i64().unwrap_or_default();
    lines.push(client.say(&Msg::new("calendar-read-n").with("entries", entries).with("times", times)));
    if answer["applied"] == false {
        lines.push(client.say(&Msg::new("import-dry-run")));
    }
    lines.join("\n")
}

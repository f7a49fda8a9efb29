//! `ryugaku postmortem …`, and taking one with `ryugaku import`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use crate::client::Client;
use crate::door;
use crate::import::all_taken;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 7] = ["incident", "state", "version", "due_at", "title", "writer", "published_at"];
/// Of a draft that nobody has written in.
const FIRST: i64 = 1;

#[derive(Subcommand)]
pub enum PostmortemCommand {
    /// List post-mortems, the last written first
    List {
        /// draft, review or published
        #[arg(long)]
        state: Option<String>,
        /// Of incidents that hit what this team owns
        #[arg(long)]
        team: Option<String>,
        /// Those that are late alone
        #[arg(long)]
        late: bool,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Print the text, as Markdown
    Show { incident: String },
    /// Begin one: a draft from what is known of the incident
    Write { incident: String },
    /// Save a text
    Save {
        incident: String,
        /// A file with the Markdown
        file: PathBuf,
        /// The version it was made of, as `show` said it: what others saved meanwhile in other places stays. Needed once
        /// somebody has written in the draft
        #[arg(long)]
        version: Option<i64>,
    },
    /// Every version that was kept, the youngest first
    Versions { incident: String },
    /// Make a former version the text again
    Restore { incident: String, version: i64 },
    /// Make action items reliability tasks, at most 100 at once
    Tasks { incident: String },
    /// Send it to review
    Review { incident: String },
    /// Publish it
    Publish { incident: String },
    /// Back to a draft
    TakeBack { incident: String, reason: String },
}

impl PostmortemCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::List { state, team, late, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("state", state.as_deref().unwrap_or_default()),
                    ("team", team.as_deref().unwrap_or_default()),
                    ("due", if late { "late" } else { "" }),
                ]);
                client.print_rows(&client.get(&format!("/api/v1/postmortems?{query}")).await?, &COLUMNS);
                return Ok(());
            }
            Self::Show { incident } => {
                let answer = client.get(&path(&incident, "")).await?;
                client.print(&answer, |answer| answer["body"].as_str().unwrap_or_default().to_owned());
                if !client.json {
                    // Beside the text, which goes into a file as it is.
                    let version = answer["version"].as_i64().unwrap_or_default();
                    eprintln!("{}", client.say(&Msg::new("postmortem-version-shown").with("version", version)));
                }
                return Ok(());
            }
            Self::Write { incident } => client.post(&path(&incident, ""), json!({})).await?,
            Self::Save { incident, file, version } => {
                let text =
                    std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                let version = match version {
                    Some(version) => version,
                    None => untouched(client, &incident).await?,
                };
                let body = json!({"body": text, "version": version});
                client.send(Method::PUT, &path(&incident, ""), Some(body)).await?
            }
            Self::Versions { incident } => {
                let answer = client.all(&path(&incident, "/versions?limit=200")).await?;
                client.print_rows(&answer, &["version", "saved_at", "by"]);
                return Ok(());
            }
            Self::Restore { incident, version } => {
                client.post(&path(&incident, &format!("/versions/{version}/restore")), json!({})).await?
            }
            Self::Tasks { incident } => client.post(&path(&incident, "/tasks"), json!({})).await?,
            Self::Review { incident } => client.post(&path(&incident, "/review"), json!({})).await?,
            Self::Publish { incident } => client.post(&path(&incident, "/publish"), json!({})).await?,
            Self::TakeBack { incident, reason } => {
                client.post(&path(&incident, "/take-back"), json!({"reason": reason})).await?
            }
        };
        client.print_rows(&answer, &COLUMNS);
        Ok(())
    }
}

/// The version of a draft that nobody has written in. Of another one nobody knows which a text was made of.
async fn untouched(client: &Client, incident: &str) -> Result<i64> {
    let there = client.get(&path(incident, "")).await?;
    let version = there["version"].as_i64().unwrap_or_default();
    if version != FIRST {
        let by = there["changed_by"].as_str().unwrap_or("-");
        let msg = Msg::new("postmortem-save-which").with("version", version).with("by", by);
        anyhow::bail!(client.say(&msg.with("incident", incident)));
    }
    Ok(version)
}

fn path(incident: &str, part: &str) -> String {
    format!("/api/v1/incidents/{}/postmortem{part}", encoded(incident))
}

/// `file`: as it was named, for whatever is wrong in it.
pub async fn import(client: &Client, file: &str, dry_run: bool, bytes: Vec<u8>) -> Result<()> {
    let path = format!("/api/v1/postmortems/import?dry_run={dry_run}");
    let answer = client.send_as(Method::POST, &path, "text/markdown", bytes).await?;
    client.print(&answer, |answer| report(client, file, answer));
    all_taken(client, &answer["refused"])
}

/// A line per reason it was refused for, else what it is, what its own lengths say, and its action items.
fn report(client: &Client, file: &str, answer: &Value) -> String {
    let rows = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let refused = rows("refused");
    let mut lines: Vec<String> = Vec::new();
    for row in &refused {
        let msg = Msg::new("postmortem-import-refused").with("line", row["line"].to_string());
        lines.push(format!("{file}: {}", client.say(&msg.with("why", text(&row["why"])))));
    }
    if !refused.is_empty() {
        return lines.join("\n");
    }
    let number = |name: &str| answer[name].as_i64().unwrap_or_default();
    let msg = Msg::new("postmortem-import-line")
        .with("title", text(&answer["title"]))
        .with("began", text(&answer["began_at"]));
    lines.push(
        client.say(&msg.with("repair", number("minutes_to_repair")).with("resolve", number("minutes_to_resolve"))),
    );
    lines.extend(rows("stated").iter().filter_map(|one| one["why"].as_str()).map(str::to_owned));
    for row in rows("actions") {
        lines.push(format!("  [{}] {}", if row["done"] == true { "x" } else { " " }, text(&row["title"])));
    }
    let key = match (answer["already"] == true, answer["applied"] == true) {
        (true, _) => "postmortem-import-already",
        (_, true) => "postmortem-import-taken",
        _ => "import-dry-run",
    };
    lines.push(client.say(&Msg::new(key).with("incident", text(&answer["incident"])).with("n", number("tasks"))));
    lines.join("\n")
}

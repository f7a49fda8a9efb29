//! `ryugaku silence …` and `ryugaku maintenance …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 6] = ["id", "state", "ends_at", "matchers", "created_by", "comment"];
const WINDOW_COLUMNS: [&str; 6] = ["id", "state", "starts_at", "ends_at", "title", "matchers"];

#[derive(clap::Args)]
pub struct Lasting {
    /// From when, as 2026-12-02T01:00:00+09:00; now without it
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// Until when
    #[arg(long, value_name = "TIME", conflicts_with = "lasting")]
    until: Option<String>,
    /// How long, as 90m or 2h
    #[arg(long = "for", id = "lasting", value_name = "DURATION")]
    lasting: Option<String>,
}

impl Lasting {
    fn into(self, body: &mut Map<String, Value>) {
        for (name, value) in [("starts_at", self.start), ("ends_at", self.until), ("duration", self.lasting)] {
            if let Some(value) = value {
                body.insert(name.into(), value.into());
            }
        }
    }
}

#[derive(clap::Args)]
pub struct WeeklyHours {
    /// Every week on these days, as monday,thursday
    #[arg(long, value_name = "DAYS", requires = "between")]
    weekly: Option<String>,
    /// At what time of day, as 22:00-02:00
    #[arg(long, value_name = "TIMES", requires = "weekly")]
    between: Option<String>,
}

impl WeeklyHours {
    fn into(self, body: &mut Map<String, Value>) {
        let Some((days, times)) = self.weekly.zip(self.between) else { return };
        let days: Vec<&str> = days.split(',').map(str::trim).collect();
        let (from, until) = times.split_once('-').unwrap_or((times.as_str(), ""));
        body.insert("weekly".into(), json!({"weekdays": days, "from": from.trim(), "until": until.trim()}));
    }
}

#[derive(Subcommand)]
pub enum SilenceCommand {
    /// Make a silence
    Add {
        /// Such as alertname="NodeDown" or cluster=~"tokyo-.*"
        #[arg(required = true)]
        matchers: Vec<String>,
        #[command(flatten)]
        lasting: Lasting,
        #[arg(long, default_value = "")]
        comment: String,
        /// Everything that fires falls silent, and that is meant
        #[arg(long)]
        yes: bool,
    },
    /// List silences, what ends soonest first
    List {
        /// Matchers that they have, with commas
        filter: Option<String>,
        /// current (active and pending), active, pending or expired
        #[arg(long, default_value = "current")]
        state: String,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one silence
    Show { id: String },
    /// Change a silence; with other matchers it expires and another is made
    Update {
        id: String,
        matchers: Vec<String>,
        #[command(flatten)]
        lasting: Lasting,
        #[arg(long)]
        comment: Option<String>,
        /// Everything that fires falls silent, and that is meant
        #[arg(long)]
        yes: bool,
    },
    /// Expire a silence at once
    Expire { id: String },
    /// What a silence would hide, now and at the same hours of the last 7 days
    Preview {
        #[arg(required = true)]
        matchers: Vec<String>,
        #[command(flatten)]
        lasting: Lasting,
    },
}

#[derive(Subcommand)]
pub enum MaintenanceCommand {
    /// Plan a maintenance window
    Plan {
        title: String,
        #[command(flatten)]
        fields: WindowFields,
    },
    /// List maintenance windows, what ends soonest first
    List {
        /// under_way, upcoming or past
        #[arg(long, default_value = "under_way")]
        state: String,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one maintenance window, with the next times that it is open
    Show { id: String },
    /// Change a maintenance window that is not past; an empty value empties
    Change {
        id: String,
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        fields: WindowFields,
    },
    /// End it now, or cancel it before it begins
    End { id: String },
    /// The next times that it would be open, and what it would hide, now and at the same hours of the last 7 days
    Preview {
        #[arg(required = true)]
        matchers: Vec<String>,
        #[command(flatten)]
        lasting: Lasting,
        #[command(flatten)]
        hours: WeeklyHours,
    },
}

#[derive(clap::Args)]
pub struct WindowFields {
    /// Such as cluster="tokyo-3"; without one those of the product or service
    #[arg(long = "matcher", value_name = "MATCHER")]
    matchers: Vec<String>,
    #[command(flatten)]
    lasting: Lasting,
    #[command(flatten)]
    hours: WeeklyHours,
    #[arg(long)]
    comment: Option<String>,
    /// By id or name
    #[arg(long)]
    product: Option<String>,
    /// By id or short name
    #[arg(long)]
    service: Option<String>,
    /// Everything that fires falls silent, and that is meant
    #[arg(long)]
    yes: bool,
}

impl WindowFields {
    fn body(self, title: Option<String>) -> Value {
        let mut body = Map::new();
        if let Some(title) = title {
            body.insert("title".into(), title.into());
        }
        if let Some(comment) = self.comment {
            body.insert("comment".into(), comment.into());
        }
        if !self.matchers.is_empty() {
            body.insert("matchers".into(), self.matchers.into());
        }
        for (name, value) in [("product", self.product), ("service", self.service)] {
            if let Some(value) = value {
                body.insert(name.into(), if value.is_empty() { Value::Null } else { value.into() });
            }
        }
        self.hours.into(&mut body);
        body.insert("catches_all".into(), self.yes.into());
        self.lasting.into(&mut body);
        Value::Object(body)
    }
}

impl SilenceCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Add { matchers, lasting, comment, yes } => {
                let mut body = Map::new();
                body.insert("matchers".into(), matchers.into());
                body.insert("comment".into(), comment.into());
                body.insert("catches_all".into(), yes.into());
                lasting.into(&mut body);
                rows(client, &client.post("/api/v1/silences", body.into()).await?, &COLUMNS);
            }
            Self::List { filter, state, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("state", &state),
                    ("filter", filter.as_deref().unwrap_or_default()),
                ]);
                rows(client, &client.get(&format!("/api/v1/silences?{query}")).await?, &COLUMNS);
            }
            Self::Show { id } => rows(client, &client.get(&silence(&id, "")).await?, &COLUMNS),
            Self::Update { id, matchers, lasting, comment, yes } => {
                let mut body = Map::new();
                if !matchers.is_empty() {
                    body.insert("matchers".into(), matchers.into());
                }
                if let Some(comment) = comment {
                    body.insert("comment".into(), comment.into());
                }
                body.insert("catches_all".into(), yes.into());
                lasting.into(&mut body);
                rows(client, &client.send(Method::PATCH, &silence(&id, ""), Some(body.into())).await?, &COLUMNS);
            }
            Self::Expire { id } => rows(client, &client.post(&silence(&id, "/expire"), json!({})).await?, &COLUMNS),
            Self::Preview { matchers, lasting } => {
                let mut body = Map::new();
                lasting.into(&mut body);
                let preview = preview(client, "silences", matchers, body).await?;
                client.print(&preview, |preview| hidden(preview).join("\n"));
            }
        }
        Ok(())
    }
}

impl MaintenanceCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Plan { title, fields } => {
                let planned = client.post("/api/v1/maintenance-windows", fields.body(Some(title))).await?;
                one_window(client, &planned);
            }
            Self::List { state, limit } => {
                let query = door::query([("limit", limit.to_string().as_str()), ("state", &state)]);
                let list = client.get(&format!("/api/v1/maintenance-windows?{query}")).await?;
                rows(client, &list, &WINDOW_COLUMNS);
            }
            Self::Show { id } => one_window(client, &client.get(&window(&id, "")).await?),
            Self::Change { id, title, fields } => {
                let changed = client.send(Method::PATCH, &window(&id, ""), Some(fields.body(title))).await?;
                one_window(client, &changed);
            }
            Self::End { id } => rows(client, &client.post(&window(&id, "/end"), json!({})).await?, &WINDOW_COLUMNS),
            Self::Preview { matchers, lasting, hours } => {
                let mut body = Map::new();
                lasting.into(&mut body);
                hours.into(&mut body);
                let preview = preview(client, "maintenance-windows", matchers, body).await?;
                client.print(&preview, |preview| [coming(client, preview), hidden(preview)].concat().join("\n"));
            }
        }
        Ok(())
    }
}

fn silence(id: &str, rest: &str) -> String {
    format!("/api/v1/silences/{}{rest}", encoded(id))
}

fn window(id: &str, rest: &str) -> String {
    format!("/api/v1/maintenance-windows/{}{rest}", encoded(id))
}

/// Matchers as one writes them, where a table has one cell for all.
fn rows(client: &Client, answer: &Value, columns: &[&str]) {
    if client.json {
        return client.print_rows(answer, columns);
    }
    let mut answer = answer.clone();
    let rows = match answer.get_mut("items") {
        Some(Value::Array(rows)) => rows.iter_mut().collect(),
        _ => vec![&mut answer],
    };
    for row in rows {
        let written = |one: &Value| {
            let part = |name: &str| one[name].as_str().unwrap_or_default();
            format!("{}{}{:?}", part("name"), part("op"), part("value"))
        };
        let all: Vec<String> = row["matchers"].as_array().into_iter().flatten().map(written).collect();
        row["matchers"] = all.join(", ").into();
    }
    client.print_rows(&answer, columns);
}

/// With the next times that it is open, unless it is past.
fn one_window(client: &Client, window: &Value) {
    rows(client, window, &WINDOW_COLUMNS);
    if !client.json && window["state"] != "past" {
        println!("\n{}", coming(client, window).join("\n"));
    }
}

/// The next times of a window or a preview, a line each.
fn coming(client: &Client, of: &Value) -> Vec<String> {
    let times = of["coming"].as_array().into_iter().flatten();
    let mut lines: Vec<String> =
        times.map(|time| format!("  {} to {}", text(&time["from"]), text(&time["until"]))).collect();
    if lines.is_empty() {
        lines.push(format!("  {}", client.say(&Msg::new("maintenance-next-none"))));
    }
    lines.insert(0, client.say(&Msg::new("maintenance-next")));
    lines
}

async fn preview(client: &Client, of: &str, matchers: Vec<String>, mut body: Map<String, Value>) -> Result<Value> {
    body.insert("matchers".into(), matchers.into());
    client.post(&format!("/api/v1/{of}/preview"), body.into()).await
}

/// What a preview says would be hidden, a line each.
fn hidden(preview: &Value) -> Vec<String> {
    let mut lines = vec![format!("hidden: {} of {} firing", preview["hidden"], preview["firing"])];
    for alert in preview["alerts"].as_array().into_iter().flatten() {
        lines.push(format!("  {} {}", text(&alert["id"]), text(&alert["name"])));
    }
    for day in preview["days"].as_array().into_iter().flatten() {
        // On that day it would not have been open.
        if day["from"] == day["until"] {
            continue;
        }
        let incidents = day["incidents"].as_u64().filter(|n| *n > 0);
        let incidents = incidents.map(|n| format!(" (incidents: {n})")).unwrap_or_default();
        lines.push(format!("{} to {}: {}{incidents}", text(&day["from"]), text(&day["until"]), day["hidden"]));
    }
    if let Some(until) = preview["looked_until"].as_str() {
        lines.push(format!("what ended before {until} was not looked at"));
    }
    lines
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

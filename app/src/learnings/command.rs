//! `ryugaku learning …`

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 5] = ["number", "state", "published_day", "title", "exchange"];

#[derive(Subcommand)]
pub enum LearningCommand {
    /// List learnings, newest first
    List {
        /// published, draft, withdrawn or all; without it what is published
        #[arg(long)]
        state: Option<String>,
        /// Published to this team
        #[arg(long)]
        team: Option<String>,
        /// Applies to this product
        #[arg(long)]
        product: Option<String>,
        /// adopted, not_applicable or unknown
        #[arg(long)]
        answer: Option<String>,
        /// Came out of this exchange, such as EX-12
        #[arg(long)]
        exchange: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one learning, and what each team has made of it
    Show { number: String },
    /// Write a learning: a draft
    Write {
        title: String,
        #[command(flatten)]
        fields: LearningFields,
        /// The exchange it came out of, such as EX-12
        #[arg(long)]
        exchange: Option<String>,
    },
    /// Change what it says, what it applies to and the teams it is for
    Change {
        number: String,
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        fields: LearningFields,
    },
    /// Publish it to its teams
    Publish { number: String },
    /// It no longer holds
    Withdraw { number: String, reason: String },
    /// The team does so now
    Adopt {
        number: String,
        #[arg(long)]
        team: String,
        /// How it was adopted
        how: String,
        /// Since when, as 2026-11-19; today without it
        #[arg(long)]
        day: Option<String>,
    },
    /// It does not apply to the team
    SetAside {
        number: String,
        #[arg(long)]
        team: String,
        reason: String,
    },
    /// Take back what the team has said
    TakeBack {
        number: String,
        #[arg(long)]
        team: String,
    },
}

#[derive(clap::Args)]
pub struct LearningFields {
    /// Markdown
    #[arg(long, conflicts_with = "file")]
    body: Option<String>,
    /// A file with the Markdown
    #[arg(long)]
    file: Option<std::path::PathBuf>,
    /// By id, short name or name; again for each
    #[arg(long)]
    product: Vec<String>,
    /// By id or short name; again for each
    #[arg(long)]
    service: Vec<String>,
    /// Teams it is for, beside those that own the products and services; again for each
    #[arg(long)]
    team: Vec<String>,
}

impl LearningFields {
    fn body(self, title: Option<String>) -> Result<Map<String, Value>> {
        let text = match self.file {
            Some(file) => {
                Some(std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?)
            }
            None => self.body,
        };
        let mut body = Map::new();
        for (name, value) in [("title", title), ("body", text)] {
            if let Some(value) = value {
                body.insert(name.into(), value.into());
            }
        }
        for (name, values) in [("products", self.product), ("services", self.service), ("teams", self.team)] {
            if !values.is_empty() {
                body.insert(name.into(), values.into());
            }
        }
        Ok(body)
    }
}

impl LearningCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::List { state, team, product, answer, exchange, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("state", state.as_deref().unwrap_or_default()),
                    ("team", team.as_deref().unwrap_or_default()),
                    ("product", product.as_deref().unwrap_or_default()),
                    ("answer", answer.as_deref().unwrap_or_default()),
                    ("exchange", exchange.as_deref().unwrap_or_default()),
                ]);
                client.print_rows(&client.get(&format!("/api/v1/learnings?{query}")).await?, &COLUMNS);
                return Ok(());
            }
            Self::Show { number } => {
                let answer = client.get(&path(&number)).await?;
                client.print(&answer, in_full);
                return Ok(());
            }
            Self::Write { title, fields, exchange } => {
                let mut body = fields.body(Some(title))?;
                body.insert("exchange".into(), exchange.into());
                client.post("/api/v1/learnings", Value::Object(body)).await?
            }
            Self::Change { number, title, fields } => {
                client.send(Method::PATCH, &path(&number), Some(Value::Object(fields.body(title)?))).await?
            }
            Self::Publish { number } => client.post(&format!("{}/publish", path(&number)), json!({})).await?,
            Self::Withdraw { number, reason } => {
                client.post(&format!("{}/withdraw", path(&number)), json!({"reason": reason})).await?
            }
            Self::Adopt { number, team, how, day } => {
                let body = json!({"answer": "adopted", "note": how, "day": day});
                client.send(Method::PUT, &of_team(&number, &team), Some(body)).await?
            }
            Self::SetAside { number, team, reason } => {
                let body = json!({"answer": "not_applicable", "note": reason});
                client.send(Method::PUT, &of_team(&number, &team), Some(body)).await?
            }
            Self::TakeBack { number, team } => client.send(Method::DELETE, &of_team(&number, &team), None).await?,
        };
        if client.json {
            println!("{answer:#}");
        } else {
            client.print_rows(&answer, &COLUMNS);
        }
        Ok(())
    }
}

fn path(number: &str) -> String {
    format!("/api/v1/learnings/{}", encoded(number))
}

fn of_team(number: &str, team: &str) -> String {
    format!("{}/teams/{}", path(number), encoded(team))
}

/// The text, then a line for each team.
fn in_full(learning: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut out =
        format!("{} {}\n\n{}\n", text(&learning["number"]), text(&learning["title"]), text(&learning["body"]));
    for team in learning["teams"].as_array().map_or(&[][..], Vec::as_slice) {
        let line = [&team["team"], &team["answer"], &team["day"], &team["note"]].map(text).join("  ");
        out.push_str(&format!("\n{}", line.trim_end()));
    }
    out
}

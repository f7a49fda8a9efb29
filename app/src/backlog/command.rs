//! `ryugaku task …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 7] = ["number", "state", "due", "title", "product", "assignee", "effort"];

#[derive(Subcommand)]
pub enum TaskCommand {
    /// Add a task by hand
    Add {
        title: String,
        #[command(flatten)]
        fields: TaskFields,
    },
    /// List tasks, due soonest first
    List {
        /// open, doing, done, rejected or all; without it what is not over
        #[arg(long)]
        state: Option<String>,
        /// A product's id
        #[arg(long)]
        product: Option<String>,
        /// A person's id, me or nobody
        #[arg(long)]
        assignee: Option<String>,
        /// hand, incident or need
        #[arg(long)]
        origin: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one task
    Show { number: String },
    /// Change a task; an empty value empties
    Change {
        number: String,
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        fields: TaskFields,
    },
    /// Begin
    Start { number: String },
    /// Put back what was begun
    PutBack { number: String },
    /// Done
    Done { number: String },
    /// It will not be done
    Reject { number: String, reason: String },
    /// It is to be done after all
    Reopen {
        number: String,
        #[arg(default_value = "")]
        reason: String,
    },
}

#[derive(clap::Args)]
pub struct TaskFields {
    #[arg(long)]
    detail: Option<String>,
    /// By id or name
    #[arg(long)]
    product: Option<String>,
    /// By id or short name
    #[arg(long)]
    service: Option<String>,
    /// By id, e-mail address or whole name
    #[arg(long)]
    assignee: Option<String>,
    /// Until when, as 2026-12-02
    #[arg(long)]
    due: Option<String>,
    /// s, m or l
    #[arg(long)]
    effort: Option<String>,
}

impl TaskFields {
    fn body(self, title: Option<String>) -> Value {
        let mut body = Map::new();
        for (name, value) in [("title", title), ("detail", self.detail)] {
            if let Some(value) = value {
                body.insert(name.into(), value.into());
            }
        }
        let others = [
            ("product", self.product),
            ("service", self.service),
            ("assignee", self.assignee),
            ("due", self.due),
            ("effort", self.effort.map(|effort| effort.to_lowercase())),
        ];
        for (name, value) in others {
            match value {
                Some(value) if value.is_empty() => body.insert(name.into(), Value::Null),
                Some(value) => body.insert(name.into(), value.into()),
                None => None,
            };
        }
        Value::Object(body)
    }
}

impl TaskCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let (number, to, reason) = match self {
            Self::Add { title, fields } => {
                one(client, client.post("/api/v1/tasks", fields.body(Some(title))).await?);
                return Ok(());
            }
            Self::List { state, product, assignee, origin, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("state", state.as_deref().unwrap_or_default()),
                    ("product", product.as_deref().unwrap_or_default()),
                    ("assignee", assignee.as_deref().unwrap_or_default()),
                    ("origin", origin.as_deref().unwrap_or_default()),
                ]);
                client.print_rows(&client.get(&format!("/api/v1/tasks?{query}")).await?, &COLUMNS);
                return Ok(());
            }
            Self::Show { number } => {
                one(client, client.get(&path(&number)).await?);
                return Ok(());
            }
            Self::Change { number, title, fields } => {
                one(client, client.send(Method::PATCH, &path(&number), Some(fields.body(title))).await?);
                return Ok(());
            }
            Self::Start { number } => (number, "doing", String::new()),
            Self::PutBack { number } => (number, "open", String::new()),
            Self::Done { number } => (number, "done", String::new()),
            Self::Reject { number, reason } => (number, "rejected", reason),
            Self::Reopen { number, reason } => (number, "open", reason),
        };
        let body = json!({"state": to, "reason": reason});
        one(client, client.post(&format!("{}/state", path(&number)), body).await?);
        Ok(())
    }
}

fn path(number: &str) -> String {
    format!("/api/v1/tasks/{}", encoded(number))
}

fn one(client: &Client, task: Value) {
    if client.json {
        println!("{task:#}");
    } else {
        client.print_rows(&task, &COLUMNS);
    }
}

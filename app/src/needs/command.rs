//! `ryugaku need …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 6] = ["number", "state", "kind", "team", "what", "asked_at"];

#[derive(Subcommand)]
pub enum NeedCommand {
    /// Write down what a team needs
    Add {
        what: String,
        /// By id, short name or whole name
        #[arg(long)]
        team: String,
        /// problem, expectation, wish or consultation
        #[arg(long, default_value = "problem")]
        kind: String,
        /// Of a consultation: today, this_week or any_time
        #[arg(long)]
        urgency: Option<String>,
        /// Of a consultation, how far the help is to go: advice, together or done
        #[arg(long)]
        reach: Option<String>,
    },
    /// List needs, oldest first
    List {
        /// open, answered, taken_up, met, declined or all; without it what is neither met nor declined
        #[arg(long)]
        state: Option<String>,
        /// A team's short name
        #[arg(long)]
        team: Option<String>,
        /// problem, expectation, wish or consultation
        #[arg(long)]
        kind: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one need with its answers
    Show { number: String },
    /// Answer a need
    Answer { number: String, text: String },
    /// It is being worked on
    TakeUp { number: String },
    /// It is met
    Met { number: String },
    /// It will not be met
    Decline { number: String, reason: String },
    /// It is open again
    Reopen {
        number: String,
        #[arg(default_value = "")]
        reason: String,
    },
    /// Make an aim of an exchange of it
    Aim {
        number: String,
        /// Such as EX-3
        exchange: String,
        /// How one would tell that it was reached
        how_to_tell: String,
        /// trust, way, technology, sre_role, joint_task, joint_tool or other; without it what fits the need
        #[arg(long)]
        kind: Option<String>,
    },
    /// Make a reliability task of it
    Task {
        number: String,
        /// By id or name
        #[arg(long)]
        product: Option<String>,
    },
}

impl NeedCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let (number, to, reason) = match self {
            Self::Add { what, team, kind, urgency, reach } => {
                let body = json!({"what": what, "team": team, "kind": kind, "urgency": urgency, "reach": reach});
                print(client, &client.post("/api/v1/needs", body).await?);
                return Ok(());
            }
            Self::List { state, team, kind, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("state", state.as_deref().unwrap_or_default()),
                    ("team", team.as_deref().unwrap_or_default()),
                    ("kind", kind.as_deref().unwrap_or_default()),
                ]);
                print(client, &client.get(&format!("/api/v1/needs?{query}")).await?);
                return Ok(());
            }
            Self::Show { number } => {
                print(client, &client.get(&path(&number)).await?);
                return Ok(());
            }
            Self::Answer { number, text } => {
                let body = json!({"text": text});
                print(client, &client.post(&format!("{}/answers", path(&number)), body).await?);
                return Ok(());
            }
            Self::Task { number, product } => {
                let body = json!({"product": product});
                print(client, &client.post(&format!("{}/task", path(&number)), body).await?);
                return Ok(());
            }
            Self::Aim { number, exchange, how_to_tell, kind } => {
                let body = json!({"exchange": exchange, "how_to_tell": how_to_tell, "kind": kind});
                print(client, &client.post(&format!("{}/aim", path(&number)), body).await?);
                return Ok(());
            }
            Self::TakeUp { number } => (number, "taken_up", String::new()),
            Self::Met { number } => (number, "met", String::new()),
            Self::Decline { number, reason } => (number, "declined", reason),
            Self::Reopen { number, reason } => (number, "open", reason),
        };
        let body = json!({"state": to, "reason": reason});
        print(client, &client.post(&format!("{}/state", path(&number)), body).await?);
        Ok(())
    }
}

fn path(number: &str) -> String {
    format!("/api/v1/needs/{}", encoded(number))
}

fn print(client: &Client, answer: &Value) {
    client.print_rows(answer, &COLUMNS);
    // What was answered does not fit in a row.
    if !client.json {
        for one in answer["answers"].as_array().into_iter().flatten() {
            let said = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
            println!("{}  {}: {}", said("at"), said("by"), said("text"));
        }
    }
}

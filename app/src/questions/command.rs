//! `ryugaku question …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::client::Client;
use crate::door;
use crate::people::command::{given, part};

const COLUMNS: [&str; 8] = ["id", "state", "severity", "title", "team", "alerts", "asked_at", "incident"];

#[derive(Subcommand)]
pub enum QuestionCommand {
    /// List questions, newest first
    List {
        /// open, opened, declined, withdrawn or all
        #[arg(long, default_value = "open")]
        state: String,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Open an incident from its alerts
    Open {
        id: String,
        /// Other than the rule has it: sev1, sev2, sev3 or sev4
        #[arg(long)]
        severity: Option<String>,
    },
    /// Open none
    Decline { id: String },
    /// Ask once more in the chat, which refused it
    Again { id: String },
}

impl QuestionCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::List { state, limit } => {
                let query = door::query([("state", state.as_str()), ("limit", &limit.to_string())]);
                client.get(&format!("/api/v1/questions?{query}")).await?
            }
            Self::Open { id, severity } => {
                let body = given([("severity", severity.map(|severity| severity.to_lowercase()))]);
                client.post(&format!("/api/v1/questions/{}/open", part(&id)), body).await?
            }
            Self::Again { id } => client.post(&format!("/api/v1/questions/{}/again", part(&id)), json!({})).await?,
            Self::Decline { id } => client.post(&format!("/api/v1/questions/{}/decline", part(&id)), json!({})).await?,
        };
        client.print_rows(&answer, &COLUMNS);
        Ok(())
    }
}

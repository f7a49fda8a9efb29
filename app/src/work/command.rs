//! `ryugaku job …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::client::Client;

#[derive(Subcommand)]
pub enum JobCommand {
    /// List jobs, newest first
    List {
        /// ready, running, done or gave_up
        #[arg(long)]
        state: Option<String>,
    },
    /// Run a job again that was given up
    Rerun { id: String },
}

const COLUMNS: [&str; 6] = ["id", "kind", "state", "attempts", "run_at", "last_error"];

impl JobCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List { state } => {
                let state: String =
                    url::form_urlencoded::byte_serialize(state.unwrap_or_default().as_bytes()).collect();
                client.print_rows(&client.get(&format!("/api/v1/jobs?limit=200&state={state}")).await?, &COLUMNS);
            }
            Self::Rerun { id } => {
                let job = client.post(&format!("/api/v1/jobs/{id}/rerun"), json!({})).await?;
                client.print_rows(&job, &COLUMNS);
            }
        }
        Ok(())
    }
}

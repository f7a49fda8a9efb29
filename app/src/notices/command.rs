//! `ryugaku notice …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::Value;

use crate::client::Client;

#[derive(Subcommand)]
pub enum NoticeCommand {
    /// What receivers were told, the youngest first
    List,
    /// One of them, with every attempt
    Show { id: String },
}

const COLUMNS: [&str; 6] = ["id", "at", "receiver", "why", "state", "group_key"];

impl NoticeCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List => client.print_rows(&client.get("/api/v1/notices?limit=200").await?, &COLUMNS),
            Self::Show { id } => {
                let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
                let notice: Value = client.get(&format!("/api/v1/notices/{id}")).await?;
                client.print_rows(&notice, &COLUMNS);
                if !client.json {
                    client.print_rows(&notice["alerts"], &["id", "name", "starts_at", "ended_at", "team"]);
                    client.print_rows(&notice["attempts"], &["begun_at", "took_ms", "status", "error"]);
                }
            }
        }
        Ok(())
    }
}

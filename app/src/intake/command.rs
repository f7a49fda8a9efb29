//! `ryugaku integration …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum IntegrationCommand {
    /// List the sources
    List,
    /// Add a source; prints its key, which is never shown again
    Add {
        name: String,
        /// prometheus, alertmanager or deploy
        #[arg(long)]
        kind: String,
    },
    /// One source with its keys
    Show {
        id: String,
    },
    Rename {
        id: String,
        name: String,
    },
    /// Make a new key and print it; the old ones work for another day
    Rotate {
        id: String,
    },
    /// Revoke a key at once
    Revoke {
        id: String,
        key: String,
    },
    /// Fire a test alert by the same way
    Test {
        id: String,
    },
    /// Remove a source; its keys stop working at once
    Remove {
        id: String,
    },
}

const COLUMNS: [&str; 7] = ["id", "kind", "name", "last_seen_at", "alerts", "usual_gap_seconds", "silent_since"];

impl IntegrationCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List => client.print_rows(&client.get("/api/v1/integrations?limit=200").await?, &COLUMNS),
            Self::Add { name, kind } => {
                let body = json!({"name": name, "kind": kind});
                print_key(client, &client.post("/api/v1/integrations", body).await?);
            }
            Self::Show { id } => {
                let integration = client.get(&at(&id, "")).await?;
                client.print_rows(&integration, &COLUMNS);
                if !client.json {
                    client.print_rows(&integration["keys"], &["id", "hint", "works", "created_at", "expires_at"]);
                }
            }
            Self::Rename { id, name } => {
                let changed = client.send(reqwest::Method::PATCH, &at(&id, ""), Some(json!({"name": name}))).await?;
                client.print_rows(&changed, &COLUMNS);
            }
            Self::Rotate { id } => print_key(client, &client.post(&at(&id, "/rotate"), json!({})).await?),
            Self::Revoke { id, key } => {
                let key: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
                let changed = client.post(&at(&id, &format!("/keys/{key}/revoke")), json!({})).await?;
                client.print_rows(&changed["keys"], &["id", "hint", "works", "created_at", "expires_at"]);
            }
            Self::Test { id } => {
                let integration = client.post(&at(&id, "/test"), json!({})).await?;
                client.print_rows(&integration, &COLUMNS);
            }
            Self::Remove { id } => drop(client.send(reqwest::Method::DELETE, &at(&id, ""), None).await?),
        }
        Ok(())
    }
}

/// What is typed stays one segment of the path.
fn at(id: &str, rest: &str) -> String {
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/api/v1/integrations/{id}{rest}")
}

/// The key alone, for a file or a variable.
fn print_key(client: &Client, integration: &Value) {
    client.print(integration, |integration| integration["key"].as_str().unwrap_or_default().to_owned());
}

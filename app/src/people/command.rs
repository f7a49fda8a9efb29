//! `ryugaku team …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::client::Client;

#[derive(Subcommand)]
pub enum TeamCommand {
    /// List teams
    List,
    /// Found a team
    Found {
        /// In addresses: lower-case letters, digits, hyphens
        slug: String,
        name: String,
        /// sre, product or other
        #[arg(long, default_value = "product")]
        kind: String,
        #[arg(long, default_value = "")]
        about: String,
    },
}

impl TeamCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List => client.print_rows(&client.get("/api/v1/teams?limit=200").await?, &["slug", "name", "kind"]),
            Self::Found { slug, name, kind, about } => {
                let body = json!({"slug": slug, "name": name, "kind": kind, "about": about});
                let team = client.post("/api/v1/teams", body).await?;
                client.print_rows(&json!([team]), &["slug", "name", "kind"]);
            }
        }
        Ok(())
    }
}

//! `ryugaku deploy …`

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::client::Client;
use crate::door;

const COLUMNS: [&str; 6] = ["at", "services", "version", "environment", "revision", "who"];

#[derive(Subcommand)]
pub enum DeployCommand {
    /// Record a deploy of a service, or of a whole product
    Record {
        version: String,
        /// The service's short name
        #[arg(long, conflicts_with = "product", required_unless_present = "product")]
        service: Option<String>,
        /// The product's short name: all its services
        #[arg(long)]
        product: Option<String>,
        #[arg(long, default_value = "production")]
        environment: String,
        /// The commit
        #[arg(long)]
        revision: Option<String>,
        /// Where more about it stands
        #[arg(long)]
        url: Option<String>,
        /// Who deployed it
        #[arg(long)]
        who: Option<String>,
        /// When, as 2026-11-19T03:12:00Z; now without it
        #[arg(long)]
        at: Option<String>,
        /// Your own name for it: recorded twice it is there once
        #[arg(long)]
        id: Option<String>,
    },
    /// List deploys, the last that was recorded first
    List {
        /// Of this service, by its short name
        #[arg(long, default_value = "")]
        service: String,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
}

impl DeployCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::Record { version, service, product, environment, revision, url, who, at, id } => {
                let body = json!({"service": service, "product": product, "version": version, "environment": environment,
                                  "revision": revision, "url": url, "who": who, "at": at, "id": id});
                client.post("/api/v1/deploys", body).await?
            }
            Self::List { service, limit } => {
                let query = door::query([("service", &*service), ("limit", &limit.to_string())]);
                client.get(&format!("/api/v1/deploys?{query}")).await?
            }
        };
        client.print_rows(&answer, &COLUMNS);
        Ok(())
    }
}

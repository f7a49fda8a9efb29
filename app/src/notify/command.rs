//! `ryugaku webhook …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum WebhookCommand {
    /// List endpoints
    List,
    /// Make an endpoint; its secret is printed once
    Add {
        name: String,
        url: String,
        /// A kind such as incident.opened, or a kind of thing: incident; may be repeated; everything if absent
        #[arg(long = "kind")]
        kinds: Vec<String>,
    },
    /// Change name, address or kinds
    Change {
        id: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        url: Option<String>,
        #[arg(long = "kind")]
        kinds: Option<Vec<String>>,
    },
    /// Switch an endpoint on, from now on
    On { id: String },
    /// Switch an endpoint off
    Off { id: String },
    /// Remove an endpoint
    Remove { id: String },
    /// Make a new secret; the old one signs too for a day
    Rotate { id: String },
    /// Send a test message
    Test { id: String },
    /// Messages to an endpoint, newest first
    Deliveries { id: String },
    /// Send a message once more
    Resend { id: String, delivery: String },
}

const COLUMNS: [&str; 5] = ["id", "name", "url", "kinds", "active"];
const DELIVERY: [&str; 5] = ["id", "kind", "position", "state", "created_at"];

impl WebhookCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let at = |id: &str| format!("/api/v1/webhooks/{id}");
        match self {
            Self::List => client.print_rows(&client.get("/api/v1/webhooks").await?, &COLUMNS),
            Self::Add { name, url, kinds } => {
                let body = json!({"name": name, "url": url, "kinds": kinds});
                secret(client, &client.post("/api/v1/webhooks", body).await?);
            }
            Self::Change { id, name, url, kinds } => {
                let fields =
                    [("name", name.map(Value::from)), ("url", url.map(Value::from)), ("kinds", kinds.map(Value::from))];
                let body: Map<_, _> =
                    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
                let webhook = client.send(Method::PATCH, &at(&id), Some(body.into())).await?;
                client.print_rows(&webhook, &COLUMNS);
            }
            Self::On { id } => switch(client, &at(&id), true).await?,
            Self::Off { id } => switch(client, &at(&id), false).await?,
            Self::Remove { id } => drop(client.send(Method::DELETE, &at(&id), None).await?),
            Self::Rotate { id } => secret(client, &client.post(&format!("{}/rotate", at(&id)), json!({})).await?),
            Self::Test { id } => {
                let delivery = client.post(&format!("{}/test", at(&id)), json!({})).await?;
                client.print_rows(&delivery, &DELIVERY);
            }
            Self::Deliveries { id } => {
                client.print_rows(&client.get(&format!("{}/deliveries", at(&id))).await?, &DELIVERY);
            }
            Self::Resend { id, delivery } => {
                let path = format!("{}/deliveries/{delivery}/resend", at(&id));
                client.print_rows(&json!([client.post(&path, json!({})).await?]), &DELIVERY);
            }
        }
        Ok(())
    }
}

async fn switch(client: &Client, path: &str, active: bool) -> Result<()> {
    let webhook = client.send(Method::PATCH, path, Some(json!({"active": active}))).await?;
    client.print_rows(&webhook, &COLUMNS);
    Ok(())
}

/// The key and the secret, which no other command shows.
fn secret(client: &Client, webhook: &Value) {
    client.print_rows(webhook, &["id", "secret"]);
}

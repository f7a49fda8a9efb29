//! `ryugaku token …`, `ryugaku sign-in-link`

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it, alone: it is shown now and never again
    Create {
        #[arg(long)]
        name: String,
        /// admin, member, read or intake
        #[arg(long, default_value = "member")]
        role: String,
        /// Whose it is: an id, an address or a name; without it, a program's
        #[arg(long)]
        person: Option<String>,
        /// Days until it expires; without it, never
        #[arg(long)]
        days: Option<i64>,
    },
    /// List tokens
    List,
    /// Revoke a token
    Revoke {
        /// As `token list` shows it
        id: String,
    },
}

#[derive(Args)]
pub struct LinkFlags {
    /// For whom: an id, an address or a name; without it, the first administrator
    #[arg(long)]
    person: Option<String>,
}

const COLUMNS: [&str; 6] = ["id", "name", "hint", "role", "expires_at", "used_at"];

impl TokenCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Create { name, role, person, days } => {
                let body = json!({"name": name, "role": role, "person": person, "days": days});
                let made = client.post("/api/v1/tokens", body).await?;
                let token = made["token"].as_str().context("the answer holds no token")?;
                client.print(&made, |_| token.to_owned());
                if days.is_none() {
                    eprintln!("{}", client.say(&Msg::new("token-forever")));
                }
            }
            Self::List => {
                let mut all = Vec::new();
                let mut path = "/api/v1/tokens?limit=200".to_owned();
                loop {
                    let page = client.get(&path).await?;
                    all.extend(page["items"].as_array().cloned().unwrap_or_default());
                    let Some(next) = page["next"].as_str() else { break };
                    path = format!("/api/v1/tokens?limit=200&after={next}");
                }
                all.retain(|token| token["revoked_at"].is_null());
                client.print_rows(&Value::Array(all), &COLUMNS);
            }
            Self::Revoke { id } => {
                let gone = client.send(Method::DELETE, &format!("/api/v1/tokens/{id}"), None).await?;
                client.print_rows(&gone, &["id", "name", "revoked_at"]);
            }
        }
        Ok(())
    }
}

impl LinkFlags {
    /// Prints the link, alone.
    pub async fn run(self, client: &Client) -> Result<()> {
        let made = client.post("/api/v1/sign-in-links", json!({"person": self.person})).await?;
        let link = made["link"].as_str().context("the answer holds no link")?;
        client.print(&made, |_| link.to_owned());
        Ok(())
    }
}

//! `ryugaku team …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum TeamCommand {
    /// List teams, with how many people and products they have
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
        /// Where the team is reached in the chat: '#payments', or the chat's own id
        #[arg(long, default_value = "")]
        channel: String,
    },
    /// Who is in a team now
    Members { slug: String },
    /// Change a team
    Change {
        slug: String,
        #[arg(long)]
        name: Option<String>,
        /// sre, product or other
        #[arg(long)]
        kind: Option<String>,
        #[arg(long)]
        about: Option<String>,
        /// Where the team is reached in the chat: '#payments', or the chat's own id; empty: nowhere
        #[arg(long)]
        channel: Option<String>,
    },
    /// Archive a team that has neither members nor products
    Archive { slug: String },
    /// Take a team back out
    Restore { slug: String },
}

const COLUMNS: [&str; 3] = ["slug", "name", "kind"];

impl TeamCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List => {
                let columns = ["slug", "name", "kind", "members", "products", "archived_at"];
                client.print_rows(&client.get("/api/v1/teams?limit=200").await?, &columns);
            }
            Self::Found { slug, name, kind, about, channel } => {
                let body = json!({"slug": slug, "name": name, "kind": kind, "about": about, "channel": channel});
                let team = client.post("/api/v1/teams", body).await?;
                client.print_rows(&team, &COLUMNS);
            }
            Self::Members { slug } => {
                let members = client.get(&format!("/api/v1/teams/{}/members", part(&slug))).await?;
                client.print_rows(&members, &["name", "email", "from_day"]);
            }
            Self::Change { slug, name, kind, about, channel } => {
                let given = given([("name", name), ("kind", kind), ("about", about), ("channel", channel)]);
                change(client, &slug, given).await?;
            }
            Self::Archive { slug } => change(client, &slug, json!({"archived": true})).await?,
            Self::Restore { slug } => change(client, &slug, json!({"archived": false})).await?,
        }
        Ok(())
    }
}

async fn change(client: &Client, slug: &str, body: Value) -> Result<()> {
    let team = client.send(Method::PATCH, &format!("/api/v1/teams/{}", part(slug)), Some(body)).await?;
    client.print_rows(&team, &["slug", "name", "kind", "channel", "archived_at"]);
    Ok(())
}

/// The members that were given, as an object.
pub fn given<const N: usize>(members: [(&str, Option<String>); N]) -> Value {
    let there = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
    Value::Object(Map::from_iter(there))
}

/// A part of an address, as it was typed.
pub fn part(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

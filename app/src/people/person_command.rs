//! `ryugaku person …`. A person is named by e-mail address or by key.

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use super::command::{given, part};
use crate::client::Client;

#[derive(Subcommand)]
pub enum PersonCommand {
    /// List people
    List {
        /// The short name of a home team
        #[arg(long)]
        team: Option<String>,
        /// admin, member or read
        #[arg(long)]
        role: Option<String>,
        /// here, left or all
        #[arg(long)]
        state: Option<String>,
    },
    /// One person, with the home teams
    Show { person: String },
    /// Add somebody
    Add {
        name: String,
        email: String,
        /// admin, member or read
        #[arg(long)]
        role: Option<String>,
        /// The short name of the home team
        #[arg(long)]
        team: Option<String>,
        /// From when it is home, as 2026-04-01; today if absent
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// ja or en
        #[arg(long)]
        language: Option<String>,
        /// IANA name
        #[arg(long)]
        zone: Option<String>,
    },
    /// Change name, e-mail address or role
    Change {
        person: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        email: Option<String>,
        /// admin, member or read
        #[arg(long)]
        role: Option<String>,
    },
    /// Another home team from a day on
    Move {
        person: String,
        /// Its short name; absent, there is none any more
        team: Option<String>,
        /// As 2026-04-01; today if absent
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
    },
    /// Somebody leaves: sessions and tokens end, what they held goes on without them
    Leave {
        person: String,
        /// Who takes over; absent, it is left open
        #[arg(long = "to", value_name = "PERSON")]
        hand_over_to: Option<String>,
    },
    /// Somebody comes back
    Return { person: String },
}

const COLUMNS: [&str; 5] = ["name", "email", "role", "team", "deactivated_at"];
const LEFT: [&str; 7] =
    ["person", "sessions_ended", "tokens_revoked", "incidents", "tasks", "product_sres", "exchanges"];

impl PersonCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List { team, role, state } => list(client, [("team", team), ("role", role), ("state", state)]).await,
            Self::Show { person } => show(client, &person).await,
            Self::Add { name, email, role, team, from, language, zone } => {
                let body = given([
                    ("name", Some(name)),
                    ("email", Some(email)),
                    ("role", role),
                    ("team", team),
                    ("from_day", from),
                    ("language", language),
                    ("time_zone", zone),
                ]);
                print(client, &client.post("/api/v1/people", body).await?)
            }
            Self::Change { person, name, email, role } => {
                let body = given([("name", name), ("email", email), ("role", role)]);
                print(client, &client.send(Method::PATCH, &address(&person, ""), Some(body)).await?)
            }
            Self::Move { person, team, from } => {
                let body = given([("team", team), ("from_day", from)]);
                print(client, &client.post(&address(&person, "/memberships"), body).await?)
            }
            Self::Leave { person, hand_over_to } => {
                let body = given([("hand_over_to", hand_over_to)]);
                let left = client.post(&address(&person, "/deactivate"), body).await?;
                client.print_rows(&left, &LEFT);
                Ok(())
            }
            Self::Return { person } => print(client, &client.post(&address(&person, "/reactivate"), json!({})).await?),
        }
    }
}

/// All pages of the list.
async fn list(client: &Client, narrowed: [(&str, Option<String>); 3]) -> Result<()> {
    let mut items = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", "200");
        for (name, value) in &narrowed {
            query.extend_pairs(value.iter().map(|value| (name, value)));
        }
        query.extend_pairs(after.iter().map(|after| ("after", after)));
        let mut page = client.get(&format!("/api/v1/people?{}", query.finish())).await?;
        if let Some(rows) = page["items"].as_array_mut() {
            items.append(rows);
        }
        after = page["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
    }
    client.print_rows(&Value::Array(items), &COLUMNS);
    Ok(())
}

async fn show(client: &Client, person: &str) -> Result<()> {
    let mut found = client.get(&address(person, "")).await?;
    let homes = client.get(&address(person, "/memberships")).await?;
    if client.json {
        found["memberships"] = homes["items"].clone();
        client.print(&found, |_| String::new());
        return Ok(());
    }
    print(client, &found)?;
    client.print_rows(&homes, &["team", "from_day", "until_day"]);
    Ok(())
}

fn print(client: &Client, person: &Value) -> Result<()> {
    client.print_rows(person, &COLUMNS);
    Ok(())
}

fn address(person: &str, rest: &str) -> String {
    format!("/api/v1/people/{}{rest}", part(person))
}

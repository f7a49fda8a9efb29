//! `ryugaku receiver …`

use anyhow::{Result, bail};
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Map, Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum ReceiverCommand {
    /// List receivers with their channels
    List,
    /// Make a receiver; routes can name it then
    Add { name: String },
    /// Rename a receiver that no route names
    Rename { receiver: String, name: String },
    /// Remove a receiver that no route names, with its channels
    Remove { receiver: String },
    /// Add a channel; a signed webhook's key is printed once
    AddChannel {
        receiver: String,
        /// webhook (Alertmanager's form), signed_webhook or email
        kind: String,
        /// Address of a webhook; or e-mail addresses
        #[arg(required = true)]
        targets: Vec<String>,
        /// Bearer token of a webhook
        #[arg(long)]
        bearer: Option<String>,
        /// User name of a webhook
        #[arg(long)]
        username: Option<String>,
        /// Password of a webhook
        #[arg(long)]
        password: Option<String>,
        /// Say nothing when alerts have resolved
        #[arg(long)]
        firing_only: bool,
        /// Most alerts in one notification; 0 for all, up to 1,000
        #[arg(long, default_value_t = 0)]
        max_alerts: u32,
        /// ja or en; the organisation's if absent
        #[arg(long)]
        language: Option<String>,
    },
    /// Change a channel
    ChangeChannel {
        receiver: String,
        number: i64,
        #[arg(long)]
        url: Option<String>,
        /// May be repeated
        #[arg(long)]
        to: Option<Vec<String>>,
        #[arg(long)]
        bearer: Option<String>,
        #[arg(long)]
        send_resolved: Option<bool>,
        #[arg(long)]
        max_alerts: Option<u32>,
        #[arg(long)]
        language: Option<String>,
    },
    /// Remove a channel
    RemoveChannel { receiver: String, number: i64 },
    /// Send a test, and say what the other side answered
    Test {
        receiver: String,
        /// The number of one channel; all if absent
        #[arg(long)]
        channel: Option<i64>,
    },
}

const COLUMNS: [&str; 4] = ["id", "name", "channels", "version"];
const TRIED: [&str; 7] = ["channel", "kind", "said", "delivered", "status", "error", "took_ms"];
const CHANNEL: [&str; 6] = ["number", "kind", "host", "to", "send_resolved", "secret"];

impl ReceiverCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List => list(client, &client.get("/api/v1/receivers").await?),
            Self::Add { name } => one(client, &client.post("/api/v1/receivers", json!({"name": name})).await?),
            Self::Rename { receiver, name } => {
                let at = at(client, &receiver).await?;
                one(client, &client.send(Method::PATCH, &at, Some(json!({"name": name}))).await?);
            }
            Self::Remove { receiver } => {
                drop(client.send(Method::DELETE, &at(client, &receiver).await?, None).await?);
            }
            Self::AddChannel {
                receiver,
                kind,
                targets,
                bearer,
                username,
                password,
                firing_only,
                max_alerts,
                language,
            } => {
                let mut body = json!({"kind": kind, "send_resolved": !firing_only, "max_alerts": max_alerts, "language": language});
                if kind == "email" {
                    body["to"] = json!(targets);
                } else {
                    body["url"] = json!(targets.join(" "));
                    body["authorization"] = json!({"token": bearer, "username": username, "password": password});
                }
                let path = format!("{}/channels", at(client, &receiver).await?);
                client.print_rows(&client.post(&path, body).await?, &CHANNEL);
            }
            Self::ChangeChannel { receiver, number, url, to, bearer, send_resolved, max_alerts, language } => {
                let fields = [
                    ("url", url.map(Value::from)),
                    ("to", to.map(Value::from)),
                    ("authorization", bearer.map(|token| json!({"token": token}))),
                    ("send_resolved", send_resolved.map(Value::from)),
                    ("max_alerts", max_alerts.map(Value::from)),
                    ("language", language.map(Value::from)),
                ];
                let body: Map<_, _> =
                    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
                let path = format!("{}/channels/{number}", at(client, &receiver).await?);
                one(client, &client.send(Method::PATCH, &path, Some(body.into())).await?);
            }
            Self::RemoveChannel { receiver, number } => {
                let path = format!("{}/channels/{number}", at(client, &receiver).await?);
                one(client, &client.send(Method::DELETE, &path, None).await?);
            }
            Self::Test { receiver, channel } => {
                let path = format!("{}/test", at(client, &receiver).await?);
                client.print_rows(&client.post(&path, json!({"channel": channel})).await?, &TRIED);
            }
        }
        Ok(())
    }
}

/// Named by its name or its id.
async fn at(client: &Client, receiver: &str) -> Result<String> {
    let all = client.get("/api/v1/receivers").await?;
    let mut items = all["items"].as_array().into_iter().flatten();
    let found = items.find(|item| item["name"] == receiver || item["id"] == receiver);
    match found.and_then(|item| item["id"].as_str()) {
        Some(id) => Ok(format!("/api/v1/receivers/{id}")),
        None => bail!(client.say(&Msg::new("receiver-unknown").with("name", receiver))),
    }
}

fn list(client: &Client, answer: &Value) {
    client.print(answer, |answer| {
        let items = answer["items"].as_array();
        let one = |receiver: &Value| {
            let channels = receiver["channels"].as_array().into_iter().flatten();
            let shown = |channel: &Value| {
                let to = channel["to"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let to: Vec<_> = to.chain(channel["host"].as_str()).collect();
                format!("\n  {} {} {}", channel["number"], channel["kind"].as_str().unwrap_or_default(), to.join(", "))
            };
            format!("{}{}", receiver["name"].as_str().unwrap_or_default(), channels.map(shown).collect::<String>())
        };
        items.into_iter().flatten().map(one).collect::<Vec<_>>().join("\n")
    });
}

fn one(client: &Client, receiver: &Value) {
    if client.json {
        client.print_rows(receiver, &COLUMNS);
    } else {
        list(client, &json!({"items": [receiver]}));
    }
}

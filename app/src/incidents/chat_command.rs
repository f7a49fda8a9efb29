//! `ryugaku incident chat`: what it prints.

use anyhow::Result;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use super::command::encoded;
use crate::client::Client;

/// What is asked for, besides looking.
#[derive(clap::Args)]
pub struct ChatFlags {
    /// Make a channel for an incident that has none
    #[arg(long)]
    make: bool,
    /// Try the step with this number again
    #[arg(long)]
    step: Option<i64>,
    /// Make a channel that is gone anew
    #[arg(long)]
    room: bool,
    /// Try what waits now
    #[arg(long)]
    now: bool,
    /// slack or matrix, where the incident has a channel in more than one
    #[arg(long)]
    network: Option<String>,
    /// From now on the channel is in this language: ja or en
    #[arg(long, conflicts_with_all = ["make", "step", "room", "now"])]
    language: Option<String>,
}

pub async fn chat(client: &Client, number: &str, flags: &ChatFlags) -> Result<()> {
    let path = format!("/api/v1/incidents/{}/chat", encoded(number));
    let network = flags.network.as_deref().map(|network| format!("?network={}", encoded(network)));
    let which = format!("{path}{}", network.unwrap_or_default());
    let answer = match (flags.make, flags.step, flags.room || flags.now) {
        (false, None, false) => match &flags.language {
            Some(language) => {
                let change = json!({"language": language, "network": flags.network});
                client.send(Method::PATCH, &path, Some(change)).await?
            }
            None => client.get(&which).await?,
        },
        (true, None, false) => client.post(&path, json!({})).await?,
        (true, ..) | (_, Some(_), true) => anyhow::bail!(client.say(&Msg::new("bot-chat-again-missing"))),
        (false, step, _) => {
            let asked = json!({"step": step, "room": flags.room, "now": flags.now, "network": flags.network});
            client.post(&format!("{path}/again"), asked).await?
        }
    };
    if client.json {
        client.print_rows(&answer, &[]);
        return Ok(());
    }
    let room = &answer["room"];
    let line = [&room["name"], &room["state"], &room["url"]];
    client.print(&answer, |_| line.into_iter().filter_map(Value::as_str).collect::<Vec<_>>().join("  "));
    client.print_rows(&json!({"items": answer["steps"]}), &["number", "title", "state", "attempts", "trouble"]);
    Ok(())
}

//! `ryugaku events`: the ledger on a terminal, followed if wanted; redacting a text.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::client::Client;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct EventsCommand {
    #[command(subcommand)]
    verb: Option<EventsVerb>,
    /// Events after this position
    #[arg(long, value_name = "N")]
    after: Option<i64>,
    /// Go on printing what is recorded, until interrupted
    #[arg(long)]
    follow: bool,
    /// A kind such as incident.opened, or a kind of thing: incident
    #[arg(long)]
    kind: Option<String>,
    /// The key of a thing
    #[arg(long, value_name = "ID")]
    about: Option<String>,
    /// The key of who did it
    #[arg(long, value_name = "ID")]
    actor: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

#[derive(Subcommand)]
enum EventsVerb {
    /// Take the text of an event away, for good
    Redact { position: i64 },
}

impl EventsCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        if let Some(EventsVerb::Redact { position }) = self.verb {
            let event = client.post(&format!("/api/v1/events/{position}/redact"), json!({})).await?;
            print(client, &event);
            return Ok(());
        }
        let (mut after, mut left) = (self.after, if self.follow { usize::MAX } else { self.limit });
        while left > 0 {
            let answer = client.get(&self.path(after, left)).await?;
            let items = answer["items"].as_array().map(Vec::as_slice).unwrap_or_default();
            items.iter().for_each(|event| print(client, event));
            left = left.saturating_sub(items.len());
            after = answer["position"].as_i64();
            if answer["next"].is_null() && !self.follow {
                break;
            }
        }
        Ok(())
    }

    fn path(&self, after: Option<i64>, left: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &left.min(200).to_string());
        if self.follow {
            query.append_pair("wait", "25");
        }
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        for (name, value) in [("kind", &self.kind), ("about", &self.about), ("actor", &self.actor)] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        format!("/api/v1/events?{}", query.finish())
    }
}

/// One event a line, so that what follows can be read while it comes.
fn print(client: &Client, event: &Value) {
    if client.json {
        println!("{event}");
        return;
    }
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    println!(
        "{}  {}  {}  {}",
        event["position"],
        text(&event["happened_at"]),
        text(&event["sentence"]),
        text(&event["actor"]["name"])
    );
}

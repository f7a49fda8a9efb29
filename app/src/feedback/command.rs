//! `ryugaku feedback …`: with a token of one's own, made in a session of one's own.

use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::incidents::command::encoded;

#[derive(Subcommand)]
pub enum FeedbackCommand {
    /// What is due when, and the days on which it was given
    List { exchange: String },
    /// What you wrote, and what you were chosen to read
    Show {
        exchange: String,
        /// mid, end, d30 or d90
        moment: String,
        /// guest, host or home
        side: String,
    },
    /// Write yours, from a file or - for standard input, so that it stands in no history of commands
    Write {
        exchange: String,
        /// mid, end, d30 or d90
        moment: String,
        /// guest, host or home
        side: String,
        file: PathBuf,
        /// The guest's understanding before, from 1 to 5
        #[arg(long)]
        before: Option<u8>,
        /// The guest's understanding now, from 1 to 5
        #[arg(long)]
        after: Option<u8>,
        #[command(flatten)]
        choice: ChoiceFlags,
        /// Give it; without this it is a draft, for you alone
        #[arg(long)]
        give: bool,
    },
    /// Choose anew who reads it
    Readers {
        exchange: String,
        moment: String,
        side: String,
        #[command(flatten)]
        choice: ChoiceFlags,
        /// Nobody but yourself
        #[arg(long, conflicts_with = "readers")]
        nobody: bool,
    },
    /// Withdraw it: what it says is gone
    Withdraw { exchange: String, moment: String, side: String },
}

#[derive(clap::Args)]
pub struct ChoiceFlags {
    /// Who reads it, by id or whole name, or exchange for everybody named in it; once for each
    #[arg(long = "reader")]
    readers: Vec<String>,
    /// Who finds its passage in the report: nobody, people or company
    #[arg(long)]
    quote_to: Option<String>,
}

impl ChoiceFlags {
    fn body(self) -> Map<String, Value> {
        let mut body = Map::new();
        if !self.readers.is_empty() {
            body.insert("readers".into(), self.readers.into());
        }
        if let Some(to) = self.quote_to {
            body.insert("quote_to".into(), to.into());
        }
        body
    }
}

impl FeedbackCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List { exchange } => {
                let path = format!("/api/v1/exchanges/{}/feedback", encoded(&exchange));
                client.print_rows(&client.get(&path).await?, &["moment", "side", "due", "given", "mine"]);
            }
            Self::Show { exchange, moment, side } => {
                let found = client.get(&path(&exchange, &moment, &side)).await?;
                client.print(&found, human);
            }
            Self::Write { exchange, moment, side, file, before, after, choice, give } => {
                let mut body = choice.body();
                body.insert("free".into(), text(&file)?.into());
                body.insert("give".into(), give.into());
                for (name, rating) in [("before", before), ("after", after)] {
                    if let Some(rating) = rating {
                        body.insert(name.into(), rating.into());
                    }
                }
                let path = path(&exchange, &moment, &side);
                print_done(client, &client.send(Method::PUT, &path, Some(Value::Object(body))).await?);
            }
            Self::Readers { exchange, moment, side, choice, nobody } => {
                let mut body = choice.body();
                if nobody {
                    body.insert("readers".into(), json!([]));
                }
                let path = format!("{}/readers", path(&exchange, &moment, &side));
                print_done(client, &client.send(Method::PUT, &path, Some(Value::Object(body))).await?);
            }
            Self::Withdraw { exchange, moment, side } => {
                client.send(Method::DELETE, &path(&exchange, &moment, &side), None).await?;
            }
        }
        Ok(())
    }
}

fn path(exchange: &str, moment: &str, side: &str) -> String {
    format!("/api/v1/exchanges/{}/feedback/{}/{}", encoded(exchange), encoded(moment), encoded(side))
}

fn print_done(client: &Client, done: &Value) {
    client.print_rows(done, &["moment", "side", "state", "given_at"]);
}

fn text(file: &PathBuf) -> Result<String> {
    if file.as_os_str() != "-" {
        return std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
    Ok(text)
}

fn human(found: &Value) -> String {
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut parts = Vec::new();
    for one in found["items"].as_array().into_iter().flatten() {
        parts.push(format!("{} ({})", said(&one["writer"]["name"]), said(&one["state"])));
        for answer in one["answers"].as_array().into_iter().flatten() {
            parts.push(format!("{}\n  {}", said(&answer["question"]), said(&answer["answer"])));
        }
        parts.push(said(&one["free"]));
    }
    parts.join("\n\n")
}

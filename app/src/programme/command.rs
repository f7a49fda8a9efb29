//! `ryugaku sre …`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::Value;

use crate::client::Client;

#[derive(Subcommand)]
pub enum SreCommand {
    /// What the SRE team does, how far and when to ask, and who is in it
    Show,
    /// Write the page in one language, from a JSON file with does, how_far, when_to_ask, not_ours, channel, hours
    Write {
        /// ja or en
        language: String,
        file: PathBuf,
    },
}

const PARTS: [&str; 6] = ["does", "how_far", "when_to_ask", "not_ours", "channel", "hours"];

impl SreCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Show => {
                let answer = client.get("/api/v1/programme/sre").await?;
                client.print(&answer, |answer| page(client, answer));
            }
            Self::Write { language, file } => {
                let text =
                    std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                let body: Value = serde_json::from_str(&text).context("the file is no JSON")?;
                let path = format!("/api/v1/programme/sre/{language}");
                let written = client.send(Method::PUT, &path, Some(body)).await?;
                client.print(&written, |_| client.say(&Msg::new("sre-written-said")));
            }
        }
        Ok(())
    }
}

/// The page in the terminal's language, else in the one there is.
fn page(client: &Client, answer: &Value) -> String {
    let pages = answer["pages"].as_array().map_or(&[][..], Vec::as_slice);
    let own = pages.iter().find(|page| page["language"] == client.lang.tag()).or_else(|| pages.first());
    let mut out = String::new();
    for part in PARTS {
        let text = own.and_then(|page| page[part].as_str()).filter(|text| !text.is_empty());
        if let Some(text) = text {
            out.push_str(&format!("{}\n{text}\n\n", client.say(&Msg::new(heading(part)))));
        }
    }
    if out.is_empty() {
        out = format!("{}\n\n", client.say(&Msg::new("sre-unwritten")));
    }
    let members = answer["members"].as_array().map_or(&[][..], Vec::as_slice);
    let names: Vec<_> = members.iter().filter_map(|member| member["name"].as_str()).collect();
    let nobody = client.say(&Msg::new("sre-nobody"));
    let names = if names.is_empty() { nobody } else { names.join(", ") };
    format!("{out}{}\n{names}", client.say(&Msg::new("sre-members")))
}

fn heading(part: &str) -> &'static str {
    match part {
        "does" => "sre-does",
        "how_far" => "sre-how-far",
        "when_to_ask" => "sre-when-to-ask",
        "not_ours" => "sre-not-ours",
        "channel" => "sre-channel",
        _ => "sre-hours",
    }
}

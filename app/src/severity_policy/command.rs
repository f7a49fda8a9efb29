//! `ryugaku severity-policy …`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum SeverityPolicyCommand {
    /// The document as it holds, or one version of it
    Show {
        #[arg(long)]
        version: Option<i64>,
    },
    /// Save a file as the new version
    Edit {
        file: PathBuf,
        /// Why it changes
        #[arg(long, default_value = "")]
        note: String,
        /// Refuse if another version than this holds meanwhile
        #[arg(long)]
        expect: Option<i64>,
    },
    /// All versions, the youngest first
    Versions,
    /// Let a former version hold again
    Restore { version: i64 },
    /// What a changed file would ask for, before it is saved
    Preview { file: PathBuf },
}

const ROOT: &str = "/api/v1/severity-policy";
const VERSION: [&str; 5] = ["version", "origin", "made_at", "made_by", "note"];

impl SeverityPolicyCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Show { version } => {
                let path = version.map_or_else(|| ROOT.to_owned(), |version| format!("{ROOT}/versions/{version}"));
                let text = |answer: &Value| answer["text"].as_str().unwrap_or_default().trim_end().to_owned();
                client.print(&client.get(&path).await?, text);
            }
            Self::Edit { file, note, expect } => {
                let text = read(&file)?;
                let before = client.get(ROOT).await?["version"].as_i64();
                let holds = client.put_onto(expect, ROOT, json!({"text": text, "note": note})).await?;
                if holds["version"].as_i64() == before {
                    client.print(&holds, |_| client.say(&Msg::new("severity-policy-as-it-was")));
                } else {
                    client.print_rows(&holds, &VERSION);
                }
            }
            Self::Versions => {
                client.print_rows(&client.get(&format!("{ROOT}/versions?limit=200")).await?, &VERSION);
            }
            Self::Restore { version } => {
                let path = format!("{ROOT}/versions/{version}/restore");
                client.print_rows(&client.post(&path, json!({})).await?, &VERSION);
            }
            Self::Preview { file } => {
                let answer = client.post(&format!("{ROOT}/preview"), json!({"text": read(&file)?})).await?;
                client.print(&answer, |answer| changed(client, answer));
            }
        }
        Ok(())
    }
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// A line for each severity at which something changes, each difference below it.
fn changed(client: &Client, answer: &Value) -> String {
    let changed = answer["changed"].as_array().map(Vec::as_slice).unwrap_or_default();
    let reach = answer["reach"].as_array().map(Vec::as_slice).unwrap_or_default();
    if changed.is_empty() && reach.is_empty() {
        return client.say(&Msg::new("severity-policy-nothing-changes"));
    }
    let mut lines = Vec::new();
    for level in changed {
        let product = level["product"].as_str().map(|product| format!(", {product}")).unwrap_or_default();
        lines.push(format!("{}{product}", level["severity"].as_str().unwrap_or_default().to_uppercase()));
        let differences = level["differences"].as_array().into_iter().flatten();
        lines.extend(differences.filter_map(|one| one["words"].as_str()).map(|words| format!("  {words}")));
    }
    if !reach.is_empty() {
        lines.push(client.say(&Msg::new("severity-policy-reach")));
    }
    for one in reach {
        let product = one["product"].as_str().map(|product| format!("{product}: ")).unwrap_or_default();
        lines.push(format!("  {product}{}", one["words"].as_str().unwrap_or_default()));
    }
    lines.join("\n")
}

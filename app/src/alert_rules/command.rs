//! `ryugaku alert-rule …`, and taking a file with `ryugaku import`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::Value;

use crate::client::Client;
use crate::door;
use crate::import::all_taken;

#[derive(Subcommand)]
pub enum AlertRuleCommand {
    /// List rules
    List {
        /// The label severity
        #[arg(long)]
        severity: Option<String>,
        /// Those without a runbook alone
        #[arg(long)]
        without_runbook: bool,
    },
    /// One rule
    Show { id: String },
    /// Take the rules of a file, in place of those it brought before
    Import {
        file: PathBuf,
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
}

const COLUMNS: [&str; 7] = ["id", "name", "severity", "group", "owner", "firing", "fired_30_days"];
const ONE: [&str; 6] = ["name", "severity", "group", "owner", "runbook_url", "expr"];

impl AlertRuleCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::List { severity, without_runbook } => {
                let query = door::query([
                    ("limit", "200"),
                    ("severity", severity.as_deref().unwrap_or_default()),
                    ("without_runbook", if without_runbook { "true" } else { "" }),
                ]);
                client.print_rows(&client.get(&format!("/api/v1/alert-rules?{query}")).await?, &COLUMNS);
            }
            Self::Show { id } => client.print_rows(&client.get(&format!("/api/v1/alert-rules/{id}")).await?, &ONE),
            Self::Import { file, dry_run } => {
                let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                import(client, &name_of(&file), dry_run, bytes).await?;
            }
        }
        Ok(())
    }
}

/// The file's name with the folder it lies in: many are called alike.
pub fn name_of(file: &Path) -> String {
    let last: Vec<_> = file.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    last.into_iter().rev().collect::<Vec<_>>().join("/").trim_start_matches('/').to_owned()
}

pub async fn import(client: &Client, name: &str, dry_run: bool, bytes: Vec<u8>) -> Result<()> {
    let query = door::query([("file", name), ("dry_run", if dry_run { "true" } else { "" })]);
    let path = format!("/api/v1/alert-rules/import?{query}");
    let answer = client.send_as(Method::POST, &path, "application/yaml", bytes).await?;
    client.print(&answer, |answer| report(client, answer));
    all_taken(client, &answer["refused"])
}

/// A line per refused rule, then the sum.
fn report(client: &Client, answer: &Value) -> String {
    let refused = answer["refused"].as_array().into_iter().flatten();
    let mut lines: Vec<String> = refused.filter_map(|one| one["why"].as_str()).map(str::to_owned).collect();
    let count = answer["rules"].as_array().map_or(0, Vec::len);
    lines.push(client.say(&Msg::new("alert-rules-taken-said").with("n", count)));
    if answer["applied"] == false {
        lines.push(client.say(&Msg::new("import-dry-run")));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_with_their_folder() {
        for (path, name) in
            [("a/b/redis/rules.yml", "redis/rules.yml"), ("rules.yml", "rules.yml"), ("/rules.yml", "rules.yml")]
        {
            assert_eq!(name_of(Path::new(path)), name);
        }
    }
}

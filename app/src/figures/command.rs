//! `ryugaku figures`

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use crate::client::Client;
use crate::door;

const COLUMNS: [&str; 9] =
    ["incidents", "sev1", "sev2", "sev3", "sev4", "updates", "roles", "postmortems", "resolved_median"];

#[derive(Args)]
pub struct FiguresFlags {
    /// Incidents that hit what this team owns, by its short name
    #[arg(long, default_value = "")]
    team: String,
    /// One month, as 2026-11
    #[arg(long, default_value = "")]
    month: String,
    /// The last of the twelve months, as 2026-11
    #[arg(long, default_value = "")]
    until: String,
    /// By team, not by month
    #[arg(long)]
    teams: bool,
}

impl FiguresFlags {
    pub async fn run(self, client: &Client) -> Result<()> {
        let query = door::query([("team", &*self.team), ("month", &self.month), ("until", &self.until)]);
        let answer = client.get(&format!("/api/v1/figures?{query}")).await?;
        if client.json {
            client.print_rows(&answer, &[]);
            return Ok(());
        }
        let (rows, first) = if self.teams { ("teams", "team") } else { ("months", "month") };
        let rows: Vec<Value> = answer[rows].as_array().into_iter().flatten().map(row).collect();
        let columns: Vec<&str> = [first].into_iter().chain(COLUMNS).collect();
        client.print_rows(&json!({ "items": rows }), &columns);
        Ok(())
    }
}

/// What came in time as one word, and the median of the whole with how many it is of.
fn row(one: &Value) -> Value {
    let mut row = one.clone();
    for kept in ["updates", "roles", "postmortems"] {
        row[kept] = format!("{}/{}", one[kept]["in_time"], one[kept]["due"]).into();
    }
    let resolved = &one["resolved"];
    row["resolved_median"] = match resolved["median"].as_i64() {
        Some(seconds) => format!("{} min (n = {})", seconds / 60, resolved["n"]).into(),
        None => Value::Null,
    };
    row
}

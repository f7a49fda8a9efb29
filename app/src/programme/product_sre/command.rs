//! `ryugaku product-sre …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::incidents::command::encoded;

#[derive(Subcommand)]
pub enum ProductSreCommand {
    /// Who is the SRE of which product now; with a product, its history
    List { product: Option<String> },
    /// Appoint a product's SRE
    Appoint {
        product: String,
        /// Id or whole name; a member of the product's team
        person: String,
        /// Id or whole name
        #[arg(long)]
        backup: Option<String>,
        /// As 2026-11-19; today without it
        #[arg(long)]
        from: Option<String>,
        /// The exchange it came out of, such as EX-9
        #[arg(long)]
        exchange: Option<String>,
    },
    /// Name the backup; without a person it is left open
    Backup { product: String, person: Option<String> },
    /// End the appointment
    End {
        product: String,
        reason: String,
        /// The last day; today without it
        #[arg(long)]
        day: Option<String>,
    },
}

impl ProductSreCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::List { product: None } => client.get("/api/v1/programme/product-sres").await?,
            Self::List { product: Some(product) } => client.get(&of(&product)).await?,
            Self::Appoint { product, person, backup, from, exchange } => {
                let body = json!({"person": person, "backup": backup, "from_day": from, "exchange": exchange});
                client.post(&of(&product), body).await?
            }
            Self::Backup { product, person } => {
                let body = json!({"backup": person});
                client.send(Method::PATCH, &format!("{}/now", of(&product)), Some(body)).await?
            }
            Self::End { product, reason, day } => {
                client.post(&format!("{}/now/end", of(&product)), json!({"reason": reason, "day": day})).await?
            }
        };
        client.print(&answer, lines);
        Ok(())
    }
}

fn of(product: &str) -> String {
    format!("/api/v1/products/{}/sres", encoded(product))
}

/// A line each: product, person, backup, days, exchange.
fn lines(answer: &Value) -> String {
    let one = std::slice::from_ref(answer);
    let rows = answer["items"].as_array().map_or(one, Vec::as_slice);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |row: &Value| {
        let cells =
            [&row["product"], &row["person"]["name"], &row["backup"]["name"], &row["from_day"], &row["until_day"]];
        cells.map(text).join("  ")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

//! `ryugaku organisation …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;

#[derive(Subcommand)]
pub enum OrganisationCommand {
    /// Show what holds for everybody here
    Show,
    /// Change some of it
    Set {
        #[arg(long)]
        name: Option<String>,
        /// ja or en
        #[arg(long)]
        language: Option<String>,
        /// IANA name, as Asia/Tokyo
        #[arg(long)]
        zone: Option<String>,
        /// The month in which the fiscal year begins, 1 to 12
        #[arg(long, value_name = "MONTH")]
        fiscal_start: Option<i8>,
        /// japan or none
        #[arg(long)]
        holidays: Option<String>,
        /// An own day off, as "2026-12-29 年末休業"; give all of them, each with the option
        #[arg(long = "day-off", value_name = "DATE NAME")]
        days_off: Vec<String>,
        /// No own days off any more
        #[arg(long, conflicts_with = "days_off")]
        no_days_off: bool,
    },
}

const ADDRESS: &str = "/api/v1/organisation";
const COLUMNS: [&str; 6] = ["name", "language", "time_zone", "fiscal_start_month", "holidays", "extra_days"];

impl OrganisationCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::Show => client.get(ADDRESS).await?,
            Self::Set { name, language, zone, fiscal_start, holidays, days_off, no_days_off } => {
                let mut body = Map::new();
                let mut set = |name: &str, value: Option<Value>| {
                    body.extend(value.map(|value| (name.to_owned(), value)));
                };
                set("name", name.map(Value::from));
                set("language", language.map(Value::from));
                set("time_zone", zone.map(Value::from));
                set("fiscal_start_month", fiscal_start.map(Value::from));
                set("holidays", holidays.map(Value::from));
                if no_days_off || !days_off.is_empty() {
                    set("extra_days", Some(days_off.iter().map(|day| day_off(day)).collect()));
                }
                client.send(Method::PATCH, ADDRESS, Some(body.into())).await?
            }
        };
        client.print_rows(&answer, &COLUMNS);
        Ok(())
    }
}

fn day_off(text: &str) -> Value {
    let (date, name) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    json!({"date": date, "name": name.trim()})
}

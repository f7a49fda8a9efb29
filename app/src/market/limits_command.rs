//! `ryugaku exchange-limit …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::incidents::command::encoded;

#[derive(Subcommand)]
pub enum LimitCommand {
    /// What teams and people go by
    Show,
    /// Set what all go by
    Set {
        /// Guests of a team at once
        #[arg(long)]
        guests: i64,
        /// Members of a team away at once
        #[arg(long)]
        away: i64,
        /// Exchanges of a person at once
        #[arg(long)]
        exchanges: i64,
        /// Per cent of a person's working time
        #[arg(long)]
        share: i64,
    },
    /// Set what one team goes by; what is absent goes by all
    Team {
        /// Its short name
        team: String,
        #[arg(long)]
        guests: Option<i64>,
        #[arg(long)]
        away: Option<i64>,
    },
}

const ADDRESS: &str = "/api/v1/exchange-limits";

impl LimitCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::Show => client.get(ADDRESS).await?,
            Self::Set { guests, away, exchanges, share } => {
                let body = json!({"guests": guests, "away": away, "exchanges": exchanges, "share": share});
                client.send(Method::PUT, ADDRESS, Some(body)).await?
            }
            Self::Team { team, guests, away } => {
                let body = json!({"guests": guests, "away": away});
                client.send(Method::PUT, &format!("{ADDRESS}/{}", encoded(&team)), Some(body)).await?
            }
        };
        client.print(&answer, lines);
        Ok(())
    }
}

/// A line for all teams, and one for each that says something itself.
fn lines(answer: &Value) -> String {
    let all = &answer["all"];
    let first = format!(
        "guests {}, away {}, exchanges {}, share {}%",
        all["guests"], all["away"], all["exchanges"], all["share"]
    );
    let own = |team: &Value| {
        let number =
            |name: &str| team[name].as_i64().map_or_else(|| all[name].to_string(), |number| number.to_string());
        format!("{}: guests {}, away {}", team["team"].as_str().unwrap_or_default(), number("guests"), number("away"))
    };
    let teams = answer["teams"].as_array().into_iter().flatten().map(own);
    std::iter::once(first).chain(teams).collect::<Vec<_>>().join("\n")
}

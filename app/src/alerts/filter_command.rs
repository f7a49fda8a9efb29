//! `ryugaku alert filter …`: filters of the list of alerts that one keeps, with a token of one's own. The operator at the socket and a
//! program's token keep none.

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use crate::client::Client;
use crate::incidents::command::encoded;

#[derive(Subcommand)]
pub enum FilterCommand {
    /// The filters you remember, the oldest first
    List,
    /// Remember a filter; the list on its page has it above
    Keep {
        /// Matchers such as severity="critical" or service=~"pay.*", and words that labels hold; all must hold
        #[arg(required = true)]
        conditions: Vec<String>,
    },
    /// Forget a filter
    Drop {
        /// As `alert filter list` shows it
        id: String,
    },
}

const ADDRESS: &str = "/api/v1/alerts/filters";
const COLUMNS: [&str; 3] = ["id", "conditions", "kept_at"];

impl FilterCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::List => client.get(ADDRESS).await?,
            Self::Keep { conditions } => client.post(ADDRESS, json!({"conditions": conditions})).await?,
            Self::Drop { id } => client.send(Method::DELETE, &format!("{ADDRESS}/{}", encoded(&id)), None).await?,
        };
        client.print_rows(&answer, &COLUMNS);
        Ok(())
    }
}

//! `ryugaku discussion …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 4] = ["number", "day", "team", "exchange"];

#[derive(Subcommand)]
pub enum DiscussionCommand {
    /// Write down a discussion about SRE
    Add {
        /// When, as 2026-11-19
        #[arg(long)]
        day: String,
        /// By id, short name or whole name
        #[arg(long)]
        team: String,
        /// Such as EX-3
        #[arg(long)]
        exchange: Option<String>,
        #[command(flatten)]
        said: Said,
    },
    /// List discussions, newest first
    List {
        /// A team's short name
        #[arg(long)]
        team: Option<String>,
        /// Such as EX-3
        #[arg(long)]
        exchange: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one discussion
    Show { number: String },
    /// Write on
    Change {
        number: String,
        #[command(flatten)]
        said: Said,
    },
    /// Make a need of a line
    Need {
        number: String,
        /// As it stands in the discussion
        line: String,
        /// problem or expectation
        #[arg(long, default_value = "problem")]
        kind: String,
    },
}

#[derive(clap::Args)]
pub struct Said {
    /// Who took part, by id or whole name; once for each
    #[arg(long = "with")]
    people: Vec<String>,
    /// The image of SRE before
    #[arg(long)]
    image_before: Option<String>,
    /// The team's problems, one a line
    #[arg(long)]
    problems: Option<String>,
    /// What is expected of the SRE team, one a line
    #[arg(long)]
    expectations: Option<String>,
    /// The image of SRE afterwards
    #[arg(long)]
    image_after: Option<String>,
}

impl Said {
    fn body(self) -> Map<String, Value> {
        let texts = [
            ("image_before", self.image_before),
            ("problems", self.problems),
            ("expectations", self.expectations),
            ("image_after", self.image_after),
        ];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into())));
        let people = Some(self.people).filter(|people| !people.is_empty());
        texts.chain(people.map(|people| ("people".to_owned(), people.into()))).collect()
    }
}

impl DiscussionCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::Add { day, team, exchange, said } => {
                let mut body = said.body();
                body.insert("day".into(), day.into());
                body.insert("team".into(), team.into());
                if let Some(exchange) = exchange {
                    body.insert("exchange".into(), exchange.into());
                }
                client.post("/api/v1/discussions", Value::Object(body)).await?
            }
            Self::List { team, exchange, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("team", team.as_deref().unwrap_or_default()),
                    ("exchange", exchange.as_deref().unwrap_or_default()),
                ]);
                client.get(&format!("/api/v1/discussions?{query}")).await?
            }
            Self::Show { number } => client.get(&path(&number)).await?,
            Self::Change { number, said } => {
                client.send(Method::PATCH, &path(&number), Some(Value::Object(said.body()))).await?
            }
            Self::Need { number, line, kind } => {
                let body = json!({"kind": kind, "line": line});
                let need = client.post(&format!("{}/needs", path(&number)), body).await?;
                client.print_rows(&need, &["number", "state", "kind", "what"]);
                return Ok(());
            }
        };
        client.print_rows(&answer, &COLUMNS);
        if !client.json {
            for name in ["image_before", "problems", "expectations", "image_after"] {
                if let Some(text) = answer["said"][name].as_str().filter(|text| !text.is_empty()) {
                    println!("\n{name}\n{text}");
                }
            }
        }
        Ok(())
    }
}

fn path(number: &str) -> String {
    format!("/api/v1/discussions/{}", encoded(number))
}

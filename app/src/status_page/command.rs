//! `ryugaku status-page …`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::incidents::command::encoded;

#[derive(Subcommand)]
pub enum StatusPageCommand {
    /// Who sees it, and what it shows
    Show,
    /// Switch it: off, inside or public
    Switch { visibility: String },
    /// Show a product or service, under names for others
    Add {
        /// The key of the product or service
        place: String,
        #[arg(long)]
        ja: String,
        #[arg(long)]
        en: String,
        /// Heading in Japanese
        #[arg(long, default_value = "")]
        group_ja: String,
        #[arg(long, default_value = "")]
        group_en: String,
        /// Lower ones stand first
        #[arg(long, default_value_t = 0)]
        order: i64,
    },
    /// Show it no more
    Remove { component: String },
    /// Notices, the last begun first
    Notices {
        /// draft, published or ended
        #[arg(long, default_value = "")]
        state: String,
    },
    /// Begin a draft from an incident
    From { incident: String },
    /// Begin a draft from a file: JSON as the API takes it, its kind in it
    Draft { file: PathBuf },
    /// Write a draft anew from a file
    Write { notice: String, file: PathBuf },
    /// Take a draft back
    Drop { notice: String },
    /// Publish a draft
    Publish { notice: String },
    /// Say what came after it; resolved and done end it
    Say {
        notice: String,
        /// investigating, identified, monitoring or resolved; planned, under_way or done
        stage: String,
        #[arg(long, default_value = "")]
        ja: String,
        #[arg(long, default_value = "")]
        en: String,
    },
    /// Mend the title of one that is seen
    Mend {
        notice: String,
        /// A language that is not given stays as it is
        #[arg(long)]
        ja: Option<String>,
        #[arg(long)]
        en: Option<String>,
    },
    /// Mend the words of an update
    Edit {
        update: String,
        /// A language that is not given stays as it is
        #[arg(long)]
        ja: Option<String>,
        #[arg(long)]
        en: Option<String>,
    },
    /// Who is told by e-mail
    Subscribers,
    /// Tell somebody nothing more, and forget the address
    Forget { subscriber: String },
}

const ROOT: &str = "/api/v1/status-page";
const NOTICE: [&str; 5] = ["id", "kind", "state", "stage", "title"];

impl StatusPageCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let at = |part: &str, id: &str| format!("{ROOT}/{part}/{}", encoded(id));
        let answer = match self {
            Self::Show => return page(client, &client.get(ROOT).await?),
            Self::Switch { visibility } => {
                let body = json!({"visibility": visibility});
                return page(client, &client.send(Method::PATCH, ROOT, Some(body)).await?);
            }
            Self::Add { place, ja, en, group_ja, group_en, order } => {
                let group = json!({"ja": group_ja, "en": group_en});
                let body = json!({"place": place, "name": {"ja": ja, "en": en}, "group": group, "order": order});
                let answer = client.post(&format!("{ROOT}/components"), body).await?;
                client.print_rows(&answer, &["id", "name", "group", "order"]);
                return Ok(());
            }
            Self::Remove { component } => return gone(client, &at("components", &component)).await,
            Self::Drop { notice } => return gone(client, &at("notices", &notice)).await,
            Self::Forget { subscriber } => return gone(client, &at("subscribers", &subscriber)).await,
            Self::Subscribers => {
                let answer = client.all(&format!("{ROOT}/subscribers?limit=200")).await?;
                client.print_rows(&answer, &["id", "address", "language", "confirmed_at", "failures", "last_error"]);
                return Ok(());
            }
            Self::Notices { state } => {
                client.all(&format!("{ROOT}/notices?limit=200&state={}", encoded(&state))).await?
            }
            Self::From { incident } => {
                client.post(&format!("/api/v1/incidents/{}/status-notice", encoded(&incident)), json!({})).await?
            }
            Self::Draft { file } => client.post(&format!("{ROOT}/notices"), read(&file)?).await?,
            Self::Write { notice, file } => {
                client.send(Method::PUT, &at("notices", &notice), Some(read(&file)?)).await?
            }
            Self::Publish { notice } => client.post(&format!("{}/publish", at("notices", &notice)), json!({})).await?,
            Self::Say { notice, stage, ja, en } => {
                let body = json!({"stage": stage, "body": {"ja": ja, "en": en}});
                client.post(&format!("{}/updates", at("notices", &notice)), body).await?
            }
            Self::Mend { notice, ja, en } => {
                let body = json!({"title": {"ja": ja, "en": en}});
                client.post(&format!("{}/mend", at("notices", &notice)), body).await?
            }
            Self::Edit { update, ja, en } => {
                client.post(&at("updates", &update), json!({"body": {"ja": ja, "en": en}})).await?
            }
        };
        client.print_rows(&answer, &NOTICE);
        Ok(())
    }
}

fn page(client: &Client, answer: &Value) -> Result<()> {
    client.print(answer, |answer| {
        let mut lines = vec![answer["visibility"].as_str().unwrap_or_default().to_owned()];
        for component in answer["components"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            let (id, name) = (text(&component["id"]), text(&component["name"]["ja"]));
            lines.push(format!("{id}  {}  {name}", text(&component["level"])));
        }
        lines.join("\n")
    });
    Ok(())
}

async fn gone(client: &Client, path: &str) -> Result<()> {
    client.send(Method::DELETE, path, None).await.map(drop)
}

fn read(file: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))
}

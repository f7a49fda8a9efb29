//! `ryugaku offer …`, `ryugaku wish …`, `ryugaku match …`, `ryugaku exchange-template …`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const OFFER: [&str; 8] = ["number", "state", "team", "what", "from_day", "weeks", "share", "places_left"];
const WISH: [&str; 9] = ["number", "state", "person", "what", "team", "earliest_day", "weeks", "readers", "exchanges"];
const MATCH: [&str; 7] = ["offer", "wish", "since", "team", "offered", "person", "wished"];
const TEMPLATE: [&str; 6] = ["slug", "name", "shape", "weeks", "share", "edited"];

#[derive(clap::Args)]
pub struct ListFlags {
    /// open (if absent), all, or how it ended
    #[arg(long, default_value = "")]
    state: String,
    /// A team's short name
    #[arg(long, default_value = "")]
    team: String,
    /// product_to_sre, sre_to_product, product_to_product, swap, shadow or hours
    #[arg(long, default_value = "")]
    shape: String,
    #[arg(long, default_value_t = 50)]
    limit: u16,
}

impl ListFlags {
    fn query(&self) -> String {
        let limit = self.limit.to_string();
        door::query([("limit", limit.as_str()), ("state", &self.state), ("team", &self.team), ("shape", &self.shape)])
    }
}

#[derive(Subcommand)]
pub enum OfferCommand {
    /// Offer to host somebody
    Make {
        what: String,
        /// The host team, by id, short name or name
        #[arg(long)]
        team: String,
        #[command(flatten)]
        fields: OfferFields,
    },
    /// List offers, newest first
    List(ListFlags),
    /// Show one
    Show { number: String },
    /// Change one; an empty value empties
    Change {
        number: String,
        #[arg(long)]
        what: Option<String>,
        #[command(flatten)]
        fields: OfferFields,
    },
    /// Its places are taken
    Fill { number: String },
    /// It holds no longer
    Withdraw { number: String },
    /// It holds again
    Reopen { number: String },
    /// Take it up yourself: drafts an exchange
    Apply {
        number: String,
        /// Why this team and now
        #[arg(default_value = "")]
        why: String,
    },
}

#[derive(clap::Args)]
pub struct OfferFields {
    #[arg(long)]
    shape: Option<String>,
    /// From when, as 2027-01-04
    #[arg(long)]
    from: Option<String>,
    #[arg(long)]
    until: Option<String>,
    #[arg(long)]
    weeks: Option<i64>,
    /// Per cent of working time
    #[arg(long)]
    share: Option<i64>,
    #[arg(long)]
    places: Option<i64>,
    /// By id or whole name
    #[arg(long)]
    buddy: Option<String>,
}

#[derive(Subcommand)]
pub enum WishCommand {
    /// Wish to learn with another team
    Make {
        what: String,
        /// Whose wish, by id or whole name; absent: your own
        #[arg(long)]
        person: Option<String>,
        #[command(flatten)]
        fields: WishFields,
    },
    /// List wishes that you may read, newest first
    List(ListFlags),
    /// Show one
    Show { number: String },
    /// Change one; an empty value empties
    Change {
        number: String,
        #[arg(long)]
        what: Option<String>,
        #[command(flatten)]
        fields: WishFields,
    },
    /// Let everybody read it
    Publish { number: String },
    /// Let owners of the programme alone read it
    Withhold { number: String },
    /// A host was found
    Matched { number: String },
    /// It holds no longer
    Withdraw { number: String },
    /// It holds again
    Reopen { number: String },
    /// Answer it as a team: drafts an exchange
    Invite { number: String, team: String },
}

#[derive(clap::Args)]
pub struct WishFields {
    /// From which team, by id, short name or name
    #[arg(long)]
    team: Option<String>,
    #[arg(long)]
    shape: Option<String>,
    /// As 2027-01-04
    #[arg(long)]
    earliest: Option<String>,
    #[arg(long)]
    latest: Option<String>,
    #[arg(long)]
    weeks: Option<i64>,
    /// Per cent of working time
    #[arg(long)]
    share: Option<i64>,
    /// owners or everybody
    #[arg(long)]
    readers: Option<String>,
}

#[derive(Subcommand)]
pub enum MatchCommand {
    /// Matches that wait for a word, the longest waiting first
    List {
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// How an offer and a wish go together
    Show { offer: String, wish: String },
    /// Begin the proposal: drafts an exchange
    Propose { offer: String, wish: String },
    /// Say why it does not fit
    Decline { offer: String, wish: String, reason: String },
    /// Take back that it was declined
    TakeBack { offer: String, wish: String },
}

#[derive(Subcommand)]
pub enum TemplateCommand {
    /// All templates
    List,
    /// Show one, as JSON that `write` takes
    Show { slug: String },
    /// Add one of your own from a JSON file
    Add { slug: String, file: PathBuf },
    /// Write one anew from a JSON file
    Write { slug: String, file: PathBuf },
    /// Put one that the program brings back to its first words
    PutBack { slug: String },
    /// Offer it no more
    Archive { slug: String },
    /// Offer it again
    Restore { slug: String },
}

/// Absent stays out; an empty text becomes null.
fn body(texts: Vec<(&str, Option<String>)>, numbers: Vec<(&str, Option<i64>)>) -> Map<String, Value> {
    let mut body = Map::new();
    for (name, value) in texts {
        body.extend(value.map(|value| (name.to_owned(), if value.is_empty() { Value::Null } else { value.into() })));
    }
    for (name, value) in numbers {
        body.extend(value.map(|value| (name.to_owned(), value.into())));
    }
    body
}

impl OfferFields {
    fn body(self, what: Option<String>) -> Map<String, Value> {
        let texts = vec![
            ("what", what),
            ("shape", self.shape),
            ("from_day", self.from),
            ("until_day", self.until),
            ("buddy", self.buddy),
        ];
        body(texts, vec![("weeks", self.weeks), ("share", self.share), ("places", self.places)])
    }
}

impl WishFields {
    fn body(self, what: Option<String>) -> Map<String, Value> {
        let texts = vec![
            ("what", what),
            ("team", self.team),
            ("shape", self.shape),
            ("earliest_day", self.earliest),
            ("latest_day", self.latest),
            ("readers", self.readers),
        ];
        body(texts, vec![("weeks", self.weeks), ("share", self.share)])
    }
}

impl OfferCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let at = |number: &str| format!("/api/v1/offers/{}", encoded(number));
        let (number, state) = match self {
            Self::Make { what, team, fields } => {
                let mut body = fields.body(Some(what));
                body.insert("team".into(), team.into());
                return said(client, &client.post("/api/v1/offers", body.into()).await?, &OFFER);
            }
            Self::List(flags) => {
                let page = client.get(&format!("/api/v1/offers?{}", flags.query())).await?;
                client.print_rows(&page, &OFFER);
                return Ok(());
            }
            Self::Show { number } => return said(client, &client.get(&at(&number)).await?, &OFFER),
            Self::Change { number, what, fields } => {
                let body = fields.body(what).into();
                return said(client, &client.send(Method::PATCH, &at(&number), Some(body)).await?, &OFFER);
            }
            Self::Apply { number, why } => {
                let made = client.post(&format!("{}/apply", at(&number)), json!({"why": why})).await?;
                return said(client, &made, &["exchange"]);
            }
            Self::Fill { number } => (number, "filled"),
            Self::Withdraw { number } => (number, "withdrawn"),
            Self::Reopen { number } => (number, "open"),
        };
        let offer = client.post(&format!("{}/state", at(&number)), json!({"state": state})).await?;
        said(client, &offer, &OFFER)
    }
}

impl WishCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let at = |number: &str| format!("/api/v1/wishes/{}", encoded(number));
        let change = async |number: String, body: Value| {
            said(client, &client.send(Method::PATCH, &at(&number), Some(body)).await?, &WISH)
        };
        let (number, state) = match self {
            Self::Make { what, person, fields } => {
                let mut body = fields.body(Some(what));
                body.extend(person.map(|person| ("person".to_owned(), person.into())));
                return said(client, &client.post("/api/v1/wishes", body.into()).await?, &WISH);
            }
            Self::List(flags) => {
                let page = client.get(&format!("/api/v1/wishes?{}", flags.query())).await?;
                client.print_rows(&page, &WISH);
                return Ok(());
            }
            Self::Show { number } => return said(client, &client.get(&at(&number)).await?, &WISH),
            Self::Change { number, what, fields } => return change(number, fields.body(what).into()).await,
            Self::Publish { number } => return change(number, json!({"readers": "everybody"})).await,
            Self::Withhold { number } => return change(number, json!({"readers": "owners"})).await,
            Self::Invite { number, team } => {
                let made = client.post(&format!("{}/invite", at(&number)), json!({"team": team})).await?;
                return said(client, &made, &["exchange"]);
            }
            Self::Matched { number } => (number, "matched"),
            Self::Withdraw { number } => (number, "withdrawn"),
            Self::Reopen { number } => (number, "open"),
        };
        let wish = client.post(&format!("{}/state", at(&number)), json!({"state": state})).await?;
        said(client, &wish, &WISH)
    }
}

impl MatchCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let at = |offer: &str, wish: &str| format!("/api/v1/matches/{}/{}", encoded(offer), encoded(wish));
        match self {
            Self::List { limit } => {
                client.print_rows(&client.get(&format!("/api/v1/matches?limit={limit}")).await?, &MATCH);
                Ok(())
            }
            Self::Show { offer, wish } => {
                let pair = client.get(&at(&offer, &wish)).await?;
                client.print(&pair, reasons);
                Ok(())
            }
            Self::Propose { offer, wish } => {
                let made = client.post(&format!("{}/propose", at(&offer, &wish)), json!({})).await?;
                said(client, &made, &["exchange"])
            }
            Self::Decline { offer, wish, reason } => {
                let address = format!("{}/decline", at(&offer, &wish));
                said(client, &client.post(&address, json!({"reason": reason})).await?, &MATCH)
            }
            Self::TakeBack { offer, wish } => {
                said(client, &client.post(&format!("{}/take-back", at(&offer, &wish)), json!({})).await?, &MATCH)
            }
        }
    }
}

/// What fits with a plus before it, what does not with a minus.
fn reasons(pair: &Value) -> String {
    let lines = |name: &str, mark: &str| -> Vec<String> {
        let texts = pair[name].as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.map(|text| format!("{mark} {text}")).collect()
    };
    [lines("fits", "+"), lines("misses", "−")].concat().join("\n")
}

impl TemplateCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        const ALL: &str = "/api/v1/exchange-templates";
        let at = |slug: &str| format!("{ALL}/{}", encoded(slug));
        let archive = async |slug: String, archived: bool| {
            client.send(Method::PATCH, &at(&slug), Some(json!({"archived": archived}))).await
        };
        let template = match self {
            Self::List => {
                client.print_rows(&client.get(ALL).await?, &TEMPLATE);
                return Ok(());
            }
            Self::Show { slug } => {
                println!("{:#}", client.get(&at(&slug)).await?);
                return Ok(());
            }
            Self::Add { slug, file } => {
                let mut body = read(&file)?;
                body.insert("slug".into(), slug.into());
                client.post(ALL, body.into()).await?
            }
            Self::Write { slug, file } => client.send(Method::PUT, &at(&slug), Some(read(&file)?.into())).await?,
            Self::PutBack { slug } => client.post(&format!("{}/put-back", at(&slug)), json!({})).await?,
            Self::Archive { slug } => archive(slug, true).await?,
            Self::Restore { slug } => archive(slug, false).await?,
        };
        said(client, &template, &TEMPLATE)
    }
}

fn read(file: &PathBuf) -> Result<Map<String, Value>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_str(&text).context("the file is no JSON object")
}

fn said(client: &Client, answer: &Value, columns: &[&str]) -> Result<()> {
    client.print_rows(answer, columns);
    Ok(())
}

//! `ryugaku product …` and `ryugaku service …`

use anyhow::Result;
use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::people::command::{given, part};

#[derive(Subcommand)]
pub enum ProductCommand {
    /// List products
    List {
        /// The short name of the owner
        #[arg(long)]
        team: Option<String>,
        /// Archived ones too
        #[arg(long)]
        archived: bool,
    },
    /// Add a product
    Add {
        /// In addresses: lower-case letters, digits, hyphens
        slug: String,
        name: String,
        /// The short name of the team that will own it
        #[arg(long)]
        team: String,
        #[arg(long, default_value = "")]
        about: String,
        #[command(flatten)]
        links: LinkFlags,
    },
    /// Change name, words or links
    Change {
        slug: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        about: Option<String>,
        #[command(flatten)]
        links: LinkFlags,
    },
    /// Give it to another team
    Move { slug: String, team: String },
    /// Archive it
    Archive { slug: String },
    /// Take it back out
    Restore { slug: String },
}

#[derive(Subcommand)]
pub enum ServiceCommand {
    /// List services
    List {
        /// The short name of a product
        #[arg(long)]
        product: Option<String>,
        /// Archived ones too
        #[arg(long)]
        archived: bool,
    },
    /// Add a service
    Add {
        /// As in the label "service" of alerts
        slug: String,
        name: String,
        /// The short name of the product it belongs to
        #[arg(long)]
        product: String,
        #[arg(long, default_value = "")]
        about: String,
        #[command(flatten)]
        links: LinkFlags,
    },
    /// Change name, words or links
    Change {
        slug: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        about: Option<String>,
        #[command(flatten)]
        links: LinkFlags,
    },
    /// Move it to another product
    Move { slug: String, product: String },
    /// Archive it
    Archive { slug: String },
    /// Take it back out
    Restore { slug: String },
}

/// What is not given stays; an empty address takes a link away.
#[derive(Args, Default)]
pub struct LinkFlags {
    #[arg(long, value_name = "URL")]
    repository: Option<String>,
    #[arg(long, value_name = "URL")]
    runbook: Option<String>,
    #[arg(long, value_name = "URL")]
    dashboard: Option<String>,
}

const PRODUCT: [&str; 4] = ["slug", "name", "team", "archived_at"];
const SERVICE: [&str; 4] = ["slug", "name", "product", "archived_at"];
const PRODUCTS: &str = "/api/v1/products";
const SERVICES: &str = "/api/v1/services";

impl ProductCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let patch = async |slug: &str, body| patched(client, PRODUCTS, slug, body, &PRODUCT).await;
        match self {
            Self::List { team, archived } => {
                let path = format!("{PRODUCTS}?limit=200&archived={archived}&team={}", part(&team.unwrap_or_default()));
                client.print_rows(&client.get(&path).await?, &PRODUCT);
                Ok(())
            }
            Self::Add { slug, name, team, about, links } => {
                let body = json!({"slug": slug, "name": name, "team": team, "about": about, "links": links.set()});
                let product = client.post(PRODUCTS, body).await?;
                client.print_rows(&product, &PRODUCT);
                Ok(())
            }
            Self::Change { slug, name, about, links } => {
                let body = changes(client, PRODUCTS, &slug, name, about, links).await?;
                patch(&slug, body).await
            }
            Self::Move { slug, team } => patch(&slug, json!({"team": team})).await,
            Self::Archive { slug } => patch(&slug, json!({"archived": true})).await,
            Self::Restore { slug } => patch(&slug, json!({"archived": false})).await,
        }
    }
}

impl ServiceCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let patch = async |slug: &str, body| patched(client, SERVICES, slug, body, &SERVICE).await;
        match self {
            Self::List { product, archived } => {
                let product = part(&product.unwrap_or_default());
                let path = format!("{SERVICES}?limit=200&archived={archived}&product={product}");
                client.print_rows(&client.get(&path).await?, &SERVICE);
                Ok(())
            }
            Self::Add { slug, name, product, about, links } => {
                let body =
                    json!({"slug": slug, "name": name, "product": product, "about": about, "links": links.set()});
                let service = client.post(SERVICES, body).await?;
                client.print_rows(&service, &SERVICE);
                Ok(())
            }
            Self::Change { slug, name, about, links } => {
                let body = changes(client, SERVICES, &slug, name, about, links).await?;
                patch(&slug, body).await
            }
            Self::Move { slug, product } => patch(&slug, json!({"product": product})).await,
            Self::Archive { slug } => patch(&slug, json!({"archived": true})).await,
            Self::Restore { slug } => patch(&slug, json!({"archived": false})).await,
        }
    }
}

impl LinkFlags {
    fn set(self) -> Value {
        given([("repository", self.repository), ("runbook", self.runbook), ("dashboard", self.dashboard)])
    }
}

async fn patched(client: &Client, at: &str, slug: &str, body: Value, columns: &[&str]) -> Result<()> {
    let thing = client.send(Method::PATCH, &format!("{at}/{}", part(slug)), Some(body)).await?;
    client.print_rows(&thing, columns);
    Ok(())
}

/// Links are sent whole: those that are not given are taken from what is there.
async fn changes(
    client: &Client,
    at: &str,
    slug: &str,
    name: Option<String>,
    about: Option<String>,
    links: LinkFlags,
) -> Result<Value> {
    let mut body = given([("name", name), ("about", about)]);
    let set = links.set();
    if let Some(set) = set.as_object().filter(|set| !set.is_empty()) {
        let mut links = client.get(&format!("{at}/{}", part(slug))).await?["links"].take();
        for (name, address) in set {
            links[name] = address.clone();
        }
        body["links"] = links;
    }
    Ok(body)
}

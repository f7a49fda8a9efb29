//! `ryugaku exchange report EX-12`, and `ryugaku exchange report-words`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Markdown,
    Marp,
    /// The slides in one file
    Html,
    Json,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Marp => "marp",
            Self::Html => "html",
            Self::Json => "json",
        }
    }
}

#[derive(clap::Args)]
pub struct ReportFlags {
    /// As EX-12
    number: String,
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
    /// ja or en; without it the terminal's
    #[arg(long)]
    lang: Option<String>,
    /// inside or company; without it the widest you may have
    #[arg(long)]
    audience: Option<String>,
    /// Write it there instead of printing it
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct ReportWordsFlags {
    /// As EX-12
    number: String,
    /// ja or en
    #[arg(long)]
    lang: String,
    /// An empty text takes it back
    #[arg(long)]
    title: Option<String>,
    #[arg(long)]
    lede: Option<String>,
    /// What was learnt, in one sentence
    #[arg(long)]
    closing: Option<String>,
}

impl ReportFlags {
    pub async fn run(self, client: &Client) -> Result<()> {
        let format = if client.json { Format::Json } else { self.format };
        let lang = self.lang.as_deref().unwrap_or(client.lang.tag());
        let audience = self.audience.as_deref().unwrap_or_default();
        let query = door::query([("format", format.name()), ("lang", lang), ("audience", audience)]);
        let path = format!("/api/v1/exchanges/{}/report?{query}", encoded(&self.number));
        let text = match format {
            Format::Json => format!("{:#}\n", client.get(&path).await?),
            _ => client.text(&path).await?,
        };
        let Some(to) = self.to else {
            print!("{text}");
            return Ok(());
        };
        std::fs::write(&to, text).with_context(|| format!("{} cannot be written", to.display()))?;
        if !client.json {
            eprintln!("{}", client.say(&Msg::new("cli-report-written").with("file", to.display().to_string())));
        }
        Ok(())
    }
}

impl ReportWordsFlags {
    /// What is not given stays.
    pub async fn run(self, client: &Client) -> Result<()> {
        let path = format!("/api/v1/exchanges/{}/report/words/{}", encoded(&self.number), encoded(&self.lang));
        let was = client.get(&path).await?;
        let part = |given: Option<String>, name: &str| given.map_or_else(|| was[name].clone(), Value::from);
        let body = json!({
            "title": part(self.title, "title"),
            "lede": part(self.lede, "lede"),
            "closing": part(self.closing, "closing"),
        });
        let written = client.send(Method::PUT, &path, Some(body)).await?;
        client.print(&written, |_| client.say(&Msg::new("report-words-said")));
        Ok(())
    }
}

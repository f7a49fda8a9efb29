//! `ryugaku-load`: asks a server for what `cargo xtask bench alerts` measures, and prints what it saw as one JSON object.
//!
//! One thread, requests made before the clock runs, and no client library: what is measured is the server. It judges
//! nothing and knows neither program; anything but success or "later" from the server ends it with an error.

mod alert;
mod cpu;
mod get;
mod post;
mod receiver;
mod request;
mod webhook;
mod wire;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Load on servers that speak Alertmanager's API v2.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    load: Load,
}

#[derive(Subcommand)]
enum Load {
    /// Post alerts, as many at once as there are connections
    Post(post::Options),
    /// Get alerts once, until the last byte
    Get(get::Options),
    /// Post one alert at a time, and wait for its webhook
    Webhook(webhook::Options),
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("ryugaku-load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(match cli.load {
        Load::Post(options) => serde_json::to_string(&runtime.block_on(post::run(options))?)?,
        Load::Get(options) => serde_json::to_string(&runtime.block_on(get::run(options))?)?,
        Load::Webhook(options) => serde_json::to_string(&runtime.block_on(webhook::run(options))?)?,
    })
}

//! `cargo xtask bench incident`: from `/incident open …` to a channel that can be used, on SQLite and on a PostgreSQL of its own.
//!
//! The bench itself is `app/benches/bot.rs`; it fails above the limit.

use std::process::ExitCode;

use super::machine;
use crate::command;
use crate::postgres::Postgres;

#[derive(clap::Args)]
pub struct Options {
    /// Fail if half of the channels take more than this many milliseconds
    #[arg(long, default_value_t = 150)]
    limit: u32,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let postgres = Postgres::start()?;
    println!("{}", machine::line());
    let mut bench = command::cargo(&["bench", "-p", "ryugaku", "--bench", "bot", "--profile", "dev"]);
    bench.env("RYUGAKU_BENCH_POSTGRES", postgres.create_database("bench")?);
    bench.env("RYUGAKU_BENCH_LIMIT_MS", options.limit.to_string());
    let met = command::status(&mut bench)?.success();
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

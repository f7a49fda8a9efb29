//! The only task runner: `cargo xtask demo | test | check | bench`.
//!
//! It builds, starts and stops what a task needs, and holds no rule of the product.

mod bench;
mod command;
mod demo;
mod interrupt;
mod parts;
mod place;
mod postgres;
mod server;
mod steps;
mod summary;
mod supply;
mod web;
mod with_postgres;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks of the Ryugaku repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and start a server with the example organisation; Ctrl-C ends it
    Demo(demo::Options),
    /// Run every test, or those whose name contains FILTER
    Test(steps::Options),
    /// The quick checks: formatting, clippy, the web parts' types
    Check,
    /// Install and build the web parts, if anything in them changed
    Web,
    /// Run a command beside a fresh PostgreSQL, whose URL it finds in RYUGAKU_TEST_POSTGRES
    WithPostgres(with_postgres::Options),
    /// Measure
    #[command(subcommand)]
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    interrupt::listen();
    let outcome = match cli.task {
        Task::Demo(options) => demo::run(&options),
        Task::Test(options) => steps::run(&options),
        Task::Check => steps::check(),
        Task::Web => web::ensure_built().map(|()| ExitCode::SUCCESS),
        Task::WithPostgres(options) => with_postgres::run(&options),
        Task::Bench(bench) => bench::run(&bench),
    };
    match outcome {
        Ok(code) => code,
        Err(_) if interrupt::asked_to_stop() => ExitCode::from(130),
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask with-postgres COMMAND…`: one command with a real PostgreSQL beside it, for working on a store or on one e2e test.

use std::process::ExitCode;

use crate::command;
use crate::postgres::Postgres;

#[derive(clap::Args)]
pub struct Options {
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let postgres = Postgres::start()?;
    let mut given = command::command(&options.command[0]);
    given.args(&options.command[1..]).env("RYUGAKU_TEST_POSTGRES", postgres.url());
    for name in ["RYUGAKU_E2E_PROGRAM", "RYUGAKU_E2E_ENGINES", "RYUGAKU_E2E_CHROMIUM", "RYUGAKU_E2E_ARTEFACTS"] {
        given.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command::run(&mut given)?;
    Ok(ExitCode::SUCCESS)
}

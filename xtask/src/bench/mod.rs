//! `cargo xtask bench …`: measures, and says on which machine.

mod alerts;
mod figures;
mod machine;
mod pages;
mod sign_in;

use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Bench {
    /// The server's own time for each page of the example organisation
    Pages(pages::Options),
    /// Alerts taken in, kept, read and told, beside Debian's Alertmanager
    Alerts(alerts::Options),
}

pub fn run(bench: &Bench) -> anyhow::Result<ExitCode> {
    match bench {
        Bench::Pages(options) => pages::run(options),
        Bench::Alerts(options) => alerts::run(options),
    }
}

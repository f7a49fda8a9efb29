//! `cargo xtask bench …`: measures, and says on which machine.

mod alerts;
mod figures;
mod incident;
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
    /// From `/incident` in the chat to a channel that can be used
    Incident(incident::Options),
}

pub fn run(bench: &Bench) -> anyhow::Result<ExitCode> {
    match bench {
        Bench::Pages(options) => pages::run(options),
        Bench::Alerts(options) => alerts::run(options),
        Bench::Incident(options) => incident::run(options),
    }
}

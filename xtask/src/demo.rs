//! `cargo xtask demo`: everything built, and a server with the example organisation in a folder of its own.
//!
//! What the server prints (its address, a sign-in link) goes through to the terminal.

use std::process::{ExitCode, Stdio};

use anyhow::Context;

use crate::{command, interrupt, place, server, web};

#[derive(clap::Args)]
pub struct Options {
    /// Address and port to serve on, instead of the program's own choice
    #[arg(long)]
    listen: Option<String>,
    /// Use a folder that stays (target/demo-data/kept), and take up what is in it
    #[arg(long)]
    keep: bool,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    web::ensure_built()?;
    let program = server::build(server::Profile::Demo)?;
    let folders = place::target().join("demo-data");
    std::fs::create_dir_all(&folders).with_context(|| format!("making {}", folders.display()))?;
    let (data, _removed_at_the_end) = if options.keep {
        (folders.join("kept"), None)
    } else {
        let fresh = tempfile::Builder::new().prefix("run-").tempdir_in(&folders)?;
        (fresh.path().to_owned(), Some(fresh))
    };

    let mut serve = command::command(&program);
    serve.args(["serve", "--demo", "--data"]).arg(&data).stdout(Stdio::inherit());
    if let Some(listen) = &options.listen {
        serve.args(["--listen", listen]);
    }
    let mut child = serve.spawn().with_context(|| format!("cannot start {}", program.display()))?;
    let status = interrupt::wait(&mut child)?;
    // Ended by the user: SIGTERM or the terminal's own SIGINT, whichever came first.
    Ok(if status.success() || interrupt::asked_to_stop() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

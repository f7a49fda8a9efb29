//! Commands with a fixed environment: the same zone and language everywhere, and no settings left over from the caller's shell.

use std::ffi::OsStr;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, bail};

use crate::{interrupt, place};

/// A command in the repository's root, with the fixed environment.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(place::root()).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let from_cargo_run = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        let ours = text.starts_with("RYUGAKU_") && text != "RYUGAKU_SAMPLES";
        if ours || text.starts_with("LC_") || text == "OUT_DIR" || from_cargo_run.iter().any(|p| text.starts_with(p)) {
            command.env_remove(&name);
        }
    }
    command.env("TZ", "UTC").env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8").env_remove("LANGUAGE");
    // What runs on this machine is never reached through a proxy.
    command.env("NO_PROXY", "127.0.0.1,localhost,::1").env("no_proxy", "127.0.0.1,localhost,::1");
    command
}

/// Cargo, the one that runs us.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs to the end; anything but exit code 0 is an error that names the command.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` ended with {status}", show(command));
    }
    Ok(())
}

/// Runs to the end, and says how it ended.
pub fn status(command: &mut Command) -> anyhow::Result<ExitStatus> {
    let mut child = command.spawn().with_context(|| format!("cannot start {}", show(command)))?;
    let status = interrupt::wait(&mut child)?;
    if interrupt::asked_to_stop() {
        bail!("interrupted");
    }
    Ok(status)
}

/// Runs something that reaches for the network, once more if it fails.
pub fn run_twice(mut build: impl FnMut() -> Command) -> anyhow::Result<()> {
    match run(&mut build()) {
        Err(error) if !interrupt::asked_to_stop() => {
            eprintln!("xtask: {error:#}; once more");
            run(&mut build())
        }
        outcome => outcome,
    }
}

/// What it prints, without the white space around it. Its errors go to the terminal.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = show(command);
    let out = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {shown}"))?;
    if !out.status.success() {
        bail!("`{shown}` ended with {}", out.status);
    }
    Ok(String::from_utf8(out.stdout).with_context(|| format!("`{shown}` printed no UTF-8"))?.trim().to_owned())
}

/// Does it end with exit code 0? Prints nothing.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

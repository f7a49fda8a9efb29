//! A server that was started here: it ends with its guard, and with xtask, however that ends.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::Signal;

use crate::{command, interrupt};

pub struct Process {
    child: Child,
    log: PathBuf,
}

/// A command whose process is told to end when xtask is gone.
pub fn bound(program: &Path) -> Command {
    let mut command = command::command("setpriv");
    command.args(["--pdeathsig", "TERM", "--"]).arg(program);
    command
}

impl Process {
    /// What it prints goes to `log`.
    pub fn start(command: &mut Command, log: PathBuf) -> anyhow::Result<Process> {
        let printed = std::fs::OpenOptions::new().create(true).append(true).open(&log)?;
        command.stdout(printed.try_clone()?).stderr(printed).process_group(0);
        let child = command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Process { child, log })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the address answers with success.
    pub fn wait_until_ready(&mut self, address: &str, within: Duration) -> anyhow::Result<()> {
        let until = Instant::now() + within;
        while Instant::now() < until {
            interrupt::go_on()?;
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}:\n{}", self.printed());
            }
            if ureq::get(address).call().is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        bail!("{address} did not answer within {} s:\n{}", within.as_secs(), self.printed())
    }

    /// `kill -9`
    pub fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }

    /// The end of what it printed.
    fn printed(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        interrupt::tell(self.child.id(), Signal::TERM);
        let until = Instant::now() + Duration::from_secs(15);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.kill();
    }
}

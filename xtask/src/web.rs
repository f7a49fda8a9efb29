//! The web parts: installed when the lock file changed, built when a source is newer than what was built.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::Context;

use crate::{command, place};

/// Makes `web/dist` what its sources say. Quick when nothing changed.
pub fn ensure_built() -> anyhow::Result<()> {
    let web = folder();
    install(&web)?;
    let built = web.join("node_modules/.ryugaku-built");
    let newest = newest(&web)?;
    let fresh = modified(&built).is_some_and(|when| newest <= when) && web.join("dist").is_dir();
    if fresh {
        return Ok(());
    }
    build(&web)
}

/// Builds, whatever the times of the files say.
pub fn build(web: &Path) -> anyhow::Result<()> {
    command::run(npm(web).args(["run", "--silent", "build"]))?;
    std::fs::write(web.join("node_modules/.ryugaku-built"), "").context("writing the stamp of the web build")
}

/// `npm ci --ignore-scripts` in `folder`, unless what is installed came from the same lock file.
pub fn install(folder: &Path) -> anyhow::Result<()> {
    let lock = std::fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("no package-lock.json in {}", folder.display()))?;
    let stamp = folder.join("node_modules/.ryugaku-lock");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    command::run_twice(|| {
        let mut npm = npm(folder);
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        npm
    })?;
    std::fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))
}

/// npm in a folder, without its own talk.
pub fn npm(folder: &Path) -> Command {
    let mut npm = command::command("npm");
    npm.current_dir(folder).env("npm_config_update_notifier", "false").env("npm_config_loglevel", "error");
    npm
}

/// Where the web parts' sources are.
pub fn folder() -> PathBuf {
    place::root().join("web")
}

/// The newest change among the sources: everything but what is installed, built, or only read by tests.
fn newest(folder: &Path) -> anyhow::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.ends_with("node_modules") || path.ends_with("dist") {
            continue;
        }
        // The folder's own time tells of a file that was taken away.
        newest = newest.max(modified(&path).unwrap_or(SystemTime::UNIX_EPOCH));
        if path.is_dir() {
            newest = newest.max(self::newest(&path)?);
        }
    }
    Ok(newest)
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|found| found.modified()).ok()
}

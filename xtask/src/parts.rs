//! What the tests need from Debian, PyPI and npm: found, else installed, else named with the exact command.
//!
//! A service of the machine is never started, stopped or configured.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::{command, place, postgres, web};

/// Something a step cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Postgres,
    Prometheus,
    Alertmanager,
    /// Its command line: another process that locks the file.
    Sqlite,
    Chromium,
    JapaneseFont,
    /// Messages of the bot are full of them.
    EmojiFont,
    PythonVenv,
    WebPackages,
    EndToEndPackages,
    Schemathesis,
    Synapse,
}

/// Parts that could not be had, each with the reason and what to do.
pub type Missing = BTreeMap<Part, String>;

/// Looks for each part and installs those that are not there.
pub fn provide(needed: &[Part]) -> Missing {
    let mut missing = Missing::new();
    let absent: Vec<Part> = needed.iter().copied().filter(|part| package(*part).is_some() && !present(*part)).collect();
    if !absent.is_empty() {
        let packages: Vec<&str> = absent.iter().copied().filter_map(package).collect();
        let by_hand = format!("apt-get update && apt-get install --no-install-recommends {}", packages.join(" "));
        let root = rustix::process::geteuid().is_root();
        let installed = if root && place::program("apt-get").is_some() {
            println!("Debian: installing {}", packages.join(" "));
            install_from_debian(&packages).map_err(|error| format!("{error:#}; by hand: {by_hand}"))
        } else {
            println!("To install, as root:\n    {by_hand}");
            Err(format!("not installed; as root: {by_hand}"))
        };
        for part in absent.into_iter().filter(|part| !present(*part)) {
            let reason = installed.clone().err().unwrap_or_else(|| format!("still not there after: {by_hand}"));
            missing.insert(part, reason);
        }
    }
    for part in needed {
        let outcome = match part {
            Part::WebPackages => web::install(&web::folder()),
            Part::EndToEndPackages => web::install(&place::root().join("e2e")),
            Part::Schemathesis | Part::Synapse if missing.contains_key(&Part::PythonVenv) => {
                Err(anyhow::anyhow!("no python3-venv"))
            }
            Part::Schemathesis => install_from_pypi("venv", "requirements.txt"),
            Part::Synapse => install_from_pypi("synapse", "synapse.txt"),
            _ => Ok(()),
        };
        if let Err(error) = outcome {
            missing.insert(*part, format!("{error:#}"));
        }
    }
    for (part, reason) in &missing {
        println!("missing: {part:?}: {reason}");
    }
    missing
}

/// The browser to test with.
pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| place::program(name))
}

/// A program of the Python environment.
pub fn python_program(name: &str) -> PathBuf {
    venv("venv").join("bin").join(name)
}

/// The Python that has a Matrix homeserver.
pub fn synapse() -> PathBuf {
    venv("synapse").join("bin/python")
}

fn package(part: Part) -> Option<&'static str> {
    Some(match part {
        Part::Postgres => "postgresql",
        Part::Prometheus => "prometheus",
        Part::Alertmanager => "prometheus-alertmanager",
        Part::Sqlite => "sqlite3",
        Part::Chromium => "chromium",
        Part::JapaneseFont => "fonts-noto-cjk",
        Part::EmojiFont => "fonts-noto-color-emoji",
        Part::PythonVenv => "python3-venv",
        Part::WebPackages | Part::EndToEndPackages | Part::Schemathesis | Part::Synapse => return None,
    })
}

fn present(part: Part) -> bool {
    match part {
        Part::Postgres => postgres::programs().is_some(),
        Part::Prometheus => place::program("prometheus").is_some() && place::program("promtool").is_some(),
        Part::Alertmanager => place::program("prometheus-alertmanager").is_some() && place::program("amtool").is_some(),
        Part::Sqlite => place::program("sqlite3").is_some(),
        Part::Chromium => chromium().is_some(),
        Part::JapaneseFont => has_font(":lang=ja"),
        Part::EmojiFont => has_font(":lang=und-zsye"),
        Part::PythonVenv => command::succeeds(command::command("python3").args(["-c", "import ensurepip, venv"])),
        Part::WebPackages | Part::EndToEndPackages | Part::Schemathesis | Part::Synapse => true,
    }
}

fn has_font(pattern: &str) -> bool {
    command::command("fc-list").arg(pattern).output().is_ok_and(|fonts| !fonts.stdout.is_empty())
}

fn install_from_debian(packages: &[&str]) -> anyhow::Result<()> {
    let _quiet = NoServices::begin()?;
    let apt = |arguments: &[&str]| {
        let mut apt = command::command("apt-get");
        apt.args(["-q", "-o", "DPkg::Lock::Timeout=120"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    command::run_twice(|| apt(&["update"]))?;
    command::run_twice(|| {
        let mut install: Command = apt(&["install", "--yes", "--no-install-recommends"]);
        install.args(packages);
        install
    })
}

/// While it lives, Debian's packages start none of the services they bring. A policy that is already there is left alone.
struct NoServices {
    ours: bool,
}

const POLICY: &str = "/usr/sbin/policy-rc.d";

impl NoServices {
    fn begin() -> anyhow::Result<NoServices> {
        if Path::new(POLICY).exists() {
            return Ok(NoServices { ours: false });
        }
        std::fs::write(POLICY, "#!/bin/sh\nexit 101\n").with_context(|| format!("writing {POLICY}"))?;
        std::fs::set_permissions(POLICY, std::fs::Permissions::from_mode(0o755))?;
        Ok(NoServices { ours: true })
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.ours {
            std::fs::remove_file(POLICY).ok();
        }
    }
}

fn venv(name: &str) -> PathBuf {
    place::target().join("parts").join(name)
}

/// A pinned list of `e2e` in an environment of its own, unless it is what is there.
fn install_from_pypi(name: &str, list: &str) -> anyhow::Result<()> {
    let venv = venv(name);
    let list = place::root().join("e2e").join(list);
    let wanted = std::fs::read(&list).with_context(|| format!("reading {}", list.display()))?;
    let stamp = venv.join("requirements.txt");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    command::run(command::command("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
    command::run_twice(|| {
        let mut pip = command::command(venv.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"]).arg(&list);
        pip
    })?;
    std::fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))
}

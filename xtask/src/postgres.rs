//! A real PostgreSQL of our own: a cluster in a temporary folder, on the loopback address, gone when the guard is dropped.
//!
//! It never touches the machine's own clusters. What a crash test relies on (fsync, full page writes) stays as PostgreSQL has it.

use std::io::Read;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::{command, interrupt, place};

/// A running cluster.
pub struct Postgres {
    child: Child,
    folder: TempDir,
    url: String,
    bin: PathBuf,
}

/// PostgreSQL's own programs: on PATH, else the newest that Debian installed.
pub fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = installed
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin): &(u32, PathBuf)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    let on_path = || place::program("initdb").and_then(|file| Some(file.parent()?.to_owned()));
    versions.pop().map(|(_, bin)| bin).or_else(on_path)
}

impl Postgres {
    /// Makes a cluster and waits until it takes connections.
    pub fn start() -> anyhow::Result<Postgres> {
        let bin = programs().context("no PostgreSQL: initdb is neither on PATH nor under /usr/lib/postgresql")?;
        let folder = tempfile::Builder::new().prefix("ryugaku-pg-").tempdir()?;
        let (data, password_file) = (folder.path().join("data"), folder.path().join("password"));
        let password = random_word()?;
        std::fs::write(&password_file, &password)?;
        // PostgreSQL refuses to run as root, so root lends the folder to somebody else.
        let owner = if rustix::process::geteuid().is_root() { Some(somebody()?) } else { None };
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
            chown(&password_file, Some(user), Some(group))?;
        }

        let mut initdb = as_owner(&bin.join("initdb"), owner);
        initdb.current_dir("/").arg("-D").arg(&data).arg("--pwfile").arg(&password_file);
        initdb.args(["-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync"]);
        if let Err(error) = command::output(&mut initdb) {
            bail!("cannot make a PostgreSQL cluster in {}: {error:#}", data.display());
        }

        let port = place::free_port()?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let mut postgres = as_owner(&bin.join("postgres"), owner);
        postgres.current_dir("/").arg("-D").arg(&data).arg("-k").arg(folder.path());
        postgres.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-c", "max_connections=300"]);
        postgres.stdout(log.try_clone()?).stderr(log).process_group(0);
        let child = postgres.spawn().context("cannot start postgres")?;
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        let mut cluster = Postgres { child, folder, url, bin };
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// The superuser's URL, from which each test makes a database of its own.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The first process; all others are its children.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Makes an empty database and gives its URL.
    pub fn create_database(&self, name: &str) -> anyhow::Result<String> {
        let statement = format!("create database {name}");
        command::output(command::command(self.psql()).args(["-qX", &self.url, "-c", &statement]))?;
        let (server, _) = self.url.rsplit_once('/').expect("the URL was made with a database name");
        Ok(format!("{server}/{name}"))
    }

    fn psql(&self) -> PathBuf {
        self.bin.join("psql")
    }

    fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until && !interrupt::asked_to_stop() {
            if command::succeeds(command::command(self.psql()).args(["-qX", &self.url, "-c", "select 1"])) {
                return Ok(());
            }
            if self.child.try_wait()?.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        bail!("PostgreSQL did not start:\n{log}")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // "Fast": connections are cut, the cluster is shut down in order. Then, if need be, at once.
        for (signal, seconds) in [(Signal::INT, 20), (Signal::QUIT, 5)] {
            interrupt::tell(self.child.id(), signal);
            let until = Instant::now() + Duration::from_secs(seconds);
            while Instant::now() < until {
                if !matches!(self.child.try_wait(), Ok(None)) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// A command that ends when xtask is killed, run by the cluster's owner.
fn as_owner(program: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = command::command("setpriv");
    if let Some((user, group)) = owner {
        command.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]);
    }
    command.args(["--pdeathsig", "INT", "--"]).arg(program);
    command
}

/// User and group to lend the cluster to: `postgres`, which Debian's package makes, else `nobody`.
fn somebody() -> anyhow::Result<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).context("neither `postgres` nor `nobody` is in /etc/passwd")
}

fn random_word() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

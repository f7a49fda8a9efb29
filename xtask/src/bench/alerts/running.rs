//! One contestant, running on fresh storage on a real disk, with what is needed to ask it and to see what it has used.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::contestant::Contestant;
use super::process::{self, Process};
use super::usage;
use crate::postgres::Postgres;
use crate::{command, place};

/// The programs that take part.
pub struct Programs {
    pub alertmanager: PathBuf,
    /// Nothing where Alertmanager alone is measured.
    pub ryugaku: Option<PathBuf>,
    pub generator: PathBuf,
}

/// Alertmanager's configuration, which is Ryugaku's too, imported.
#[derive(Clone, Copy)]
pub enum Setup {
    Intake,
    /// Tells a receiver on this port.
    Webhook(u16),
}

// Fields are dropped in this order: servers before their database, and the folder last.
pub struct Running {
    pub contestant: Contestant,
    servers: Vec<Process>,
    postgres: Option<(Postgres, String)>,
    addresses: Vec<String>,
    pub tokens: Option<Tokens>,
    program: PathBuf,
    setup: Setup,
    folder: TempDir,
}

pub struct Tokens {
    pub intake: String,
    pub read: String,
}

/// CPU time since the start.
#[derive(Clone, Copy)]
pub struct Cpu {
    pub servers: Duration,
    pub database: Duration,
}

impl Cpu {
    pub fn all(self) -> Duration {
        self.servers + self.database
    }
}

impl Running {
    pub fn start(programs: &Programs, contestant: Contestant, setup: Setup) -> anyhow::Result<Running> {
        // Not the system's folder for temporary things: that may lie in memory.
        std::fs::create_dir_all(place::target())?;
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(place::target())?;
        std::fs::write(folder.path().join("alertmanager.yml"), setup.file()?)?;
        let program = match contestant {
            Contestant::Alertmanager => programs.alertmanager.clone(),
            _ => programs.ryugaku.clone().context("no program to measure")?,
        };
        let postgres = match contestant {
            Contestant::Postgres(_) => {
                let cluster = Postgres::start()?;
                let database = cluster.create_database("bench")?;
                Some((cluster, database))
            }
            _ => None,
        };
        let (servers, addresses) = (Vec::new(), Vec::new());
        let mut running = Running { contestant, servers, postgres, addresses, tokens: None, program, setup, folder };
        running.launch(Duration::from_secs(60))?;
        if contestant.is_ours() {
            running.tokens = Some(Tokens { intake: running.token("intake")?, read: running.token("read")? });
        }
        Ok(running)
    }

    /// Imports the configuration that Alertmanager was started with; what is said where that is refused.
    pub fn import(&self) -> Result<(), String> {
        if !self.contestant.is_ours() {
            return Ok(());
        }
        let mut import = self.command("import");
        import.arg(self.folder.path().join("alertmanager.yml"));
        // The folder has another name each time, which would make each note another.
        let folder = format!("{}/", self.folder.path().display());
        output(&mut import).map(|_| ()).map_err(|error| error.to_string().replace(&folder, ""))
    }

    fn token(&self, role: &str) -> anyhow::Result<String> {
        output(self.command("token").args(["create", "--name", "bench", "--role", role]))
    }

    /// Starts all servers, and waits until they are ready.
    pub fn launch(&mut self, within: Duration) -> anyhow::Result<()> {
        self.addresses.clear();
        for replica in 0..self.contestant.replicas() {
            let address = format!("127.0.0.1:{}", place::free_port()?);
            let mut command = self.serve(replica, &address);
            let log = self.folder.path().join(format!("{replica}.log"));
            self.servers.push(Process::start(&mut command, log)?);
            self.addresses.push(address);
        }
        let ready = if self.contestant.is_ours() { "readyz" } else { "-/ready" };
        for (server, address) in self.servers.iter_mut().zip(&self.addresses) {
            server.wait_until_ready(&format!("http://{address}/{ready}"), within)?;
        }
        Ok(())
    }

    /// `kill -9` for every server; the database goes on.
    pub fn kill(&mut self) {
        for mut server in self.servers.drain(..) {
            server.kill();
        }
    }

    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    pub fn cpu(&self) -> anyhow::Result<Cpu> {
        let mut servers = Duration::ZERO;
        for server in &self.servers {
            servers += usage::cpu(server.pid())?;
        }
        let database = self.postgres.iter().map(|(cluster, _)| usage::cpu(cluster.pid())).sum::<anyhow::Result<_>>()?;
        Ok(Cpu { servers, database })
    }

    /// Bytes in memory, of all servers together, their database left out.
    pub fn resident(&self) -> anyhow::Result<u64> {
        self.servers.iter().map(|server| usage::resident(server.pid())).sum()
    }

    fn serve(&self, replica: u8, address: &str) -> Command {
        let mut serve = process::bound(&self.program);
        if self.contestant.is_ours() {
            serve.args(["serve", "--listen", address, "--data"]).arg(self.data(replica)).args(self.database());
            // Replicas must have the same.
            serve.env("RYUGAKU_SECRET_KEY", "only-for-measuring-0123456789abcdef");
            if let Setup::Webhook(port) = self.setup {
                serve.env("RYUGAKU_WEBHOOKS_ALLOW_PRIVATE", format!("127.0.0.1:{port}"));
            }
        } else {
            serve.arg(format!("--config.file={}", self.folder.path().join("alertmanager.yml").display()));
            serve.arg(format!("--storage.path={}", self.data(replica).display()));
            serve.arg(format!("--web.listen-address={address}")).arg("--cluster.listen-address=");
        }
        serve
    }

    /// One of the command line's verbs, beside the running server.
    fn command(&self, verb: &str) -> Command {
        let mut command = command::command(&self.program);
        command.env("RYUGAKU_SECRET_KEY", "only-for-measuring-0123456789abcdef");
        command.arg(verb).arg("--data").arg(self.data(0)).args(self.database());
        command
    }

    fn data(&self, replica: u8) -> PathBuf {
        self.folder.path().join(format!("data-{replica}"))
    }

    fn database(&self) -> impl Iterator<Item = &str> {
        self.postgres.iter().flat_map(|(_, url)| ["--database", url.as_str()])
    }
}

impl Setup {
    fn file(self) -> anyhow::Result<String> {
        let read = |name: &str| {
            let file = place::root().join("bench/alertmanager").join(name);
            std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))
        };
        match self {
            Setup::Intake => read("intake.yml"),
            Setup::Webhook(port) => Ok(read("webhook.yml")?.replace("127.0.0.1:9/", &format!("127.0.0.1:{port}/"))),
        }
    }
}

/// What a command prints; its first complaint, if it fails.
fn output(command: &mut Command) -> anyhow::Result<String> {
    let done = command.output()?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        bail!("{}", said.lines().next().unwrap_or("nothing was said"));
    }
    Ok(String::from_utf8(done.stdout)?.trim().to_owned())
}

/// The first line of what a program says of its version.
pub fn version(program: &Path) -> anyhow::Result<String> {
    let said = command::command(program).arg("--version").output()?;
    let text = [said.stdout, said.stderr].concat();
    Ok(String::from_utf8_lossy(&text).lines().next().unwrap_or_default().to_owned())
}

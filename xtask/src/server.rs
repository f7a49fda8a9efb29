//! The program itself: built, and started on a free port for as long as the guard lives.

use std::io::IsTerminal;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::{command, interrupt, place};

/// How it is built.
#[derive(Clone, Copy)]
pub enum Profile {
    /// As the stories are: what they have built already is not built again.
    Dev,
    /// Quick to build and quick enough to run.
    Demo,
    /// As it is installed; takes long to build.
    Release,
}

/// Builds `ryugaku` and says where it is.
pub fn build(profile: Profile) -> anyhow::Result<PathBuf> {
    let (name, folder) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Demo => ("demo", "demo"),
        Profile::Release => ("release", "release"),
    };
    let mut build = command::cargo(&["build", "--locked", "--package", "ryugaku", "--profile", name]);
    // From a cold start it takes minutes: whoever watches sees it go on.
    build.args((!std::io::stderr().is_terminal()).then_some("--quiet"));
    command::run(&mut build)?;
    Ok(place::target().join(folder).join("ryugaku"))
}

/// A running server with a data folder of its own; dropping it ends both.
pub struct Server {
    program: PathBuf,
    child: Child,
    data: TempDir,
    database: Option<String>,
    address: String,
}

impl Server {
    /// Starts and waits until `/readyz` answers 200. `database` is a PostgreSQL URL; without one it is SQLite.
    pub fn start(program: &Path, database: Option<&str>, demo: bool) -> anyhow::Result<Server> {
        let data = tempfile::Builder::new().prefix("ryugaku-").tempdir()?;
        let address = format!("127.0.0.1:{}", place::free_port()?);
        let printed = std::fs::File::create(data.path().with_extension("out"))?;
        let mut serve = command::command(program);
        // A folder below, so that the server finds one that holds nothing else.
        serve.args(["serve", "--listen", &address, "--data"]).arg(data.path().join("data"));
        serve.args(demo.then_some("--demo"));
        serve.args(database.iter().flat_map(|url| ["--database", url]));
        serve.stdout(printed.try_clone()?).stderr(printed).process_group(0);
        let child = serve.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let database = database.map(str::to_owned);
        let mut server =
            Server { program: program.to_owned(), child, data, database, address: format!("http://{address}") };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// Scheme, host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The one-time sign-in link it printed at its start.
    pub fn sign_in_link(&self) -> anyhow::Result<String> {
        let printed = self.printed();
        let links = printed.split(|c: char| c.is_whitespace() || "\"'<>()".contains(c));
        let link = links.filter(|word| word.starts_with("http")).find(|word| word.contains("sign-in"));
        link.map(str::to_owned).with_context(|| format!("no sign-in link in what the server printed:\n{printed}"))
    }

    /// A token with the role `admin`, made beside the running server.
    pub fn admin_token(&self) -> anyhow::Result<String> {
        let mut create = command::command(&self.program);
        create.args(["token", "create", "--name", "xtask", "--role", "admin", "--data"]);
        create.arg(self.data.path().join("data"));
        create.args(self.database.iter().flat_map(|url| ["--database", url]));
        command::output(&mut create)
    }

    fn printed(&self) -> String {
        std::fs::read_to_string(self.data.path().with_extension("out")).unwrap_or_default()
    }

    fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let until = Instant::now() + Duration::from_secs(60);
        let ready = format!("{}/readyz", self.address);
        while Instant::now() < until && !interrupt::asked_to_stop() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at once with {status}:\n{}", self.printed());
            }
            if ureq::get(&ready).call().is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("the server was not ready within a minute:\n{}", self.printed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        interrupt::tell(self.child.id(), Signal::TERM);
        let until = Instant::now() + Duration::from_secs(15);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().ok();
        self.child.wait().ok();
        std::fs::remove_file(self.data.path().with_extension("out")).ok();
    }
}

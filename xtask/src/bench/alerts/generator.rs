//! The load generator of `bench/load`, as a process of its own: built, run, and what it reports.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use serde_json::Value;

use super::process;
use super::running::Running;
use crate::{command, interrupt, place};

/// Builds it, and says where it is.
pub fn build() -> anyhow::Result<PathBuf> {
    command::run(&mut command::cargo(&["build", "--locked", "--quiet", "--package", "ryugaku-load", "--release"]))?;
    Ok(place::target().join("release/ryugaku-load"))
}

pub struct Generator<'a> {
    program: &'a Path,
    running: &'a Running,
    /// Seconds since 1970.
    starts_at: u64,
}

pub struct Post {
    pub first: u64,
    pub alerts: u64,
    pub batch: u64,
    pub connections: u64,
    /// Seconds from the start of the alerts until they end by themselves.
    pub lasts: u64,
}

pub struct Posted {
    pub alerts: u64,
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub put_off: u64,
    /// Milliseconds, sorted.
    pub latencies: Vec<f64>,
}

pub struct Got {
    /// Nothing if it took too long.
    pub seconds: Option<f64>,
    pub bytes: u64,
    pub alerts: u64,
}

pub struct Told {
    /// Milliseconds, sorted.
    pub latencies: Vec<f64>,
    pub lost: u64,
}

impl<'a> Generator<'a> {
    /// For one contestant: alerts start now, and are the same ones when they are posted again.
    #[expect(clippy::disallowed_methods, reason = "real servers are measured in real time")]
    pub fn new(program: &'a Path, running: &'a Running) -> anyhow::Result<Generator<'a>> {
        let starts_at = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        Ok(Generator { program, running, starts_at })
    }

    pub fn post(&self, post: &Post) -> anyhow::Result<Posted> {
        let mut load = self.command("post", self.running.tokens.as_ref().map(|tokens| tokens.intake.as_str()));
        load.args(self.span(post.lasts));
        for (name, number) in [
            ("--first", post.first),
            ("--alerts", post.alerts),
            ("--batch", post.batch),
            ("--connections", post.connections),
        ] {
            load.arg(name).arg(number.to_string());
        }
        let report = run(load)?;
        Ok(Posted {
            alerts: whole(&report, "alerts")?,
            seconds: number(&report, "seconds")?,
            cpu_seconds: number(&report, "cpu_seconds")?,
            put_off: whole(&report, "put_off")?,
            latencies: latencies(&report)?,
        })
    }

    pub fn get(&self, path: &str) -> anyhow::Result<Got> {
        let mut load = self.command("get", self.running.tokens.as_ref().map(|tokens| tokens.read.as_str()));
        load.args(["--timeout", "120", "--path", path]);
        let report = run(load)?;
        let seconds = report["seconds"].as_f64();
        Ok(Got { seconds, bytes: whole(&report, "bytes")?, alerts: whole(&report, "alerts")? })
    }

    /// One alert at a time, and its webhook on this port.
    pub fn webhook(&self, port: u16, samples: u64) -> anyhow::Result<Told> {
        let mut load = self.command("webhook", self.running.tokens.as_ref().map(|tokens| tokens.intake.as_str()));
        load.args(self.span(3600)).args(["--listen", &format!("127.0.0.1:{port}")]);
        load.args(["--samples", &samples.to_string()]);
        let report = run(load)?;
        Ok(Told { latencies: latencies(&report)?, lost: whole(&report, "lost")? })
    }

    fn command(&self, what: &str, token: Option<&str>) -> Command {
        let mut load = process::bound(self.program);
        load.arg(what);
        for address in self.running.addresses() {
            load.args(["--to", address]);
        }
        load.args(token.iter().flat_map(|token| ["--token", token]));
        load
    }

    fn span(&self, lasts: u64) -> [String; 4] {
        let ends_at = (self.starts_at + lasts).to_string();
        ["--starts-at".to_owned(), self.starts_at.to_string(), "--ends-at".to_owned(), ends_at]
    }
}

fn run(mut load: Command) -> anyhow::Result<Value> {
    let mut child =
        load.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().context("starting the load generator")?;
    let (mut out, mut err) = (child.stdout.take(), child.stderr.take());
    // Read beside waiting: a report may be longer than a pipe holds.
    let reading = std::thread::spawn(move || {
        let (mut report, mut said) = (String::new(), String::new());
        out.as_mut().map(|out| out.read_to_string(&mut report));
        err.as_mut().map(|err| err.read_to_string(&mut said));
        (report, said)
    });
    let status = interrupt::wait(&mut child)?;
    let (report, said) = reading.join().ok().context("reading the report")?;
    interrupt::go_on()?;
    if !status.success() {
        bail!("{}", said.trim());
    }
    serde_json::from_str(&report).with_context(|| format!("the load generator printed: {report}"))
}

fn number(report: &Value, name: &str) -> anyhow::Result<f64> {
    report[name].as_f64().with_context(|| format!("no {name} in the report"))
}

fn whole(report: &Value, name: &str) -> anyhow::Result<u64> {
    report[name].as_u64().with_context(|| format!("no {name} in the report"))
}

fn latencies(report: &Value) -> anyhow::Result<Vec<f64>> {
    let list = report["latencies_us"].as_array().context("no latencies in the report")?;
    let mut latencies: Vec<f64> = list.iter().filter_map(Value::as_f64).map(|micros| micros / 1000.0).collect();
    latencies.sort_by(f64::total_cmp);
    Ok(latencies)
}

//! What a server takes in: new alerts, then the same ones again, in batches over connections. Each cell has a fresh server.

use std::collections::BTreeMap;

use super::Bench;
use super::contestant::Contestant;
use super::drain::drain;
use super::generator::{Generator, Post};
use super::running::{Running, Setup};
use crate::bench::figures::{quantile, readable};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// No label set was ever seen.
    New,
    /// The same alerts, that end later: what Prometheus sends each minute.
    Repeats,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Repeats => "repeats",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub kind: Kind,
    pub batch: u64,
    pub connections: u64,
}

/// One round of a cell.
pub struct Sample {
    pub alerts: u64,
    /// Until the last answer.
    pub seconds: f64,
    /// From then on until the server had gone idle.
    pub drain_seconds: f64,
    /// CPU seconds, draining included.
    pub server: f64,
    pub database: f64,
    pub generator: f64,
    /// Requests that were answered with 503 and sent again.
    pub put_off: u64,
    /// Milliseconds.
    pub p50: f64,
    pub p99: f64,
    /// The server said itself when everything was applied.
    pub said_so: bool,
}

impl Sample {
    pub fn per_cpu_second(&self) -> f64 {
        self.alerts as f64 / (self.server + self.database).max(0.001)
    }
}

pub type Samples = BTreeMap<(Cell, Contestant), Vec<Sample>>;

/// So many that a round takes seconds.
fn alerts(batch: u64, connections: u64, quick: bool) -> u64 {
    let full = match (batch, connections) {
        (..10, 1) => 5_000,
        (..10, _) => 20_000,
        (10..100, 1) => 20_000,
        (10..100, _) => 50_000,
        _ => 100_000,
    };
    if quick { full / 2 } else { full }
}

pub fn run(bench: &mut Bench) -> anyhow::Result<Samples> {
    let mut samples = Samples::new();
    for (batch, connections) in bench.cells.clone() {
        for (round, contestant) in bench.turns() {
            let name = format!("batches of {batch} over {connections} connections");
            let Some(done) = bench.attempt(&name, contestant, |bench| one(bench, contestant, batch, connections))?
            else {
                continue;
            };
            for (kind, sample) in [Kind::New, Kind::Repeats].into_iter().zip(done) {
                eprintln!(
                    "{name}, round {round}, {contestant}: {} {} alerts a CPU-second",
                    readable(sample.per_cpu_second()),
                    kind.word()
                );
                samples.entry((Cell { kind, batch, connections }, contestant)).or_default().push(sample);
            }
        }
    }
    Ok(samples)
}

fn one(bench: &mut Bench, contestant: Contestant, batch: u64, connections: u64) -> anyhow::Result<[Sample; 2]> {
    let running = Running::start(&bench.programs, contestant, Setup::Intake)?;
    bench.note_import(&running);
    drain(&running)?;
    let generator = Generator::new(&bench.programs.generator, &running)?;
    let alerts = alerts(batch, connections, bench.quick);
    let post = |lasts| Post { first: 0, alerts, batch, connections, lasts };
    let new = measured(&running, &generator, &post(3600))?;
    let repeats = measured(&running, &generator, &post(3660))?;
    Ok([new, repeats])
}

fn measured(running: &Running, generator: &Generator, post: &Post) -> anyhow::Result<Sample> {
    let before = running.cpu()?;
    let posted = generator.post(post)?;
    let drained = drain(running)?;
    Ok(Sample {
        alerts: posted.alerts,
        seconds: posted.seconds,
        drain_seconds: drained.seconds,
        server: (drained.cpu.servers - before.servers).as_secs_f64(),
        database: (drained.cpu.database - before.database).as_secs_f64(),
        generator: posted.cpu_seconds,
        put_off: posted.put_off,
        p50: quantile(&posted.latencies, 0.5),
        p99: quantile(&posted.latencies, 0.99),
        said_so: drained.said_so,
    })
}

//! What many active alerts cost: memory, reading them, and starting again after a `kill -9`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::bail;

use super::Bench;
use super::contestant::Contestant;
use super::drain::drain;
use super::generator::{Generator, Post};
use super::running::{Running, Setup};
use crate::bench::figures::{median, readable, thousands};
use crate::interrupt;

const ALL: &str = "/api/v2/alerts";
/// What the generator makes has a hundred services.
const ONE_SERVICE: &str = "/api/v2/alerts?filter=service%3D%22svc-17%22";
const SERVICES: u64 = 100;

/// One round.
#[derive(Default)]
pub struct Sample {
    /// Bytes, by how many alerts were active.
    pub resident: BTreeMap<u64, u64>,
    /// Seconds until the last byte; infinite if that did not come in time.
    pub filtered: f64,
    /// In the first round alone: it takes minutes.
    pub full: Option<f64>,
    pub full_bytes: Option<u64>,
    /// Seconds from the start of the process until a filtered GET gave what it gave before; nothing if it did not.
    pub start: Option<f64>,
    /// Active alerts after `kill -9` and a new start; nothing if the answer took too long.
    pub left: Option<u64>,
}

pub type Samples = BTreeMap<Contestant, Vec<Sample>>;

pub fn run(bench: &mut Bench) -> anyhow::Result<Samples> {
    let mut samples = Samples::new();
    for (round, contestant) in bench.turns() {
        if let Some(sample) =
            bench.attempt("many active alerts", contestant, |bench| one(bench, contestant, round == 1))?
        {
            let memory: Vec<_> = sample.resident.values().map(|bytes| format!("{} MB", bytes / 1_000_000)).collect();
            eprintln!(
                "active, round {round}, {contestant}: {}; filtered GET {}, full GET {}, start {}, left {}",
                memory.join(", "),
                seconds(Some(sample.filtered)),
                seconds(sample.full),
                seconds(sample.start),
                sample.left.map_or("unknown".to_owned(), thousands),
            );
            samples.entry(contestant).or_default().push(sample);
        }
    }
    Ok(samples)
}

fn seconds(time: Option<f64>) -> String {
    time.map_or("not measured".to_owned(), |time| format!("{} s", readable(time)))
}

fn one(bench: &mut Bench, contestant: Contestant, full: bool) -> anyhow::Result<Sample> {
    let mut running = Running::start(&bench.programs, contestant, Setup::Intake)?;
    bench.note_import(&running);
    let mut sample = Sample::default();
    let mut active = 0;
    for size in bench.active.clone() {
        fill(bench, &running, active, size)?;
        active = size;
        settle()?;
        sample.resident.insert(size, running.resident()?);
    }
    let generator = Generator::new(&bench.programs.generator, &running)?;
    sample.filtered = filtered(&generator, active / SERVICES)?;
    if full {
        let got = generator.get(ALL)?;
        sample.full = Some(got.seconds.unwrap_or(f64::INFINITY));
        sample.full_bytes = got.seconds.map(|_| got.bytes);
        if got.seconds.is_some() && got.alerts != active {
            bail!("{} alerts of {active} were answered", got.alerts);
        }
    }

    running.kill();
    let began = Instant::now();
    running.launch(Duration::from_secs(300))?;
    let generator = Generator::new(&bench.programs.generator, &running)?;
    if contestant.is_ours() {
        sample.start = restored(&generator, began, active / SERVICES)?;
    }
    let left = generator.get(ALL)?;
    sample.left = left.seconds.map(|_| left.alerts);
    Ok(sample)
}

/// Alerts that end by themselves long after the round.
fn fill(bench: &Bench, running: &Running, from: u64, to: u64) -> anyhow::Result<()> {
    const AT_ONCE: u64 = 100_000;
    let generator = Generator::new(&bench.programs.generator, running)?;
    let mut first = from;
    while first < to {
        let alerts = AT_ONCE.min(to - first);
        generator.post(&Post { first, alerts, batch: 1000, connections: 16, lasts: 6 * 3600 })?;
        first += alerts;
    }
    drain(running).map(|_| ())
}

/// Memory that is given back is given back late.
fn settle() -> anyhow::Result<()> {
    std::thread::sleep(Duration::from_secs(5));
    interrupt::go_on()
}

/// The middle of three; of fewer, if they take long.
fn filtered(generator: &Generator, expected: u64) -> anyhow::Result<f64> {
    let (mut times, began) = (Vec::new(), Instant::now());
    while times.len() < 3 && (times.is_empty() || began.elapsed() < Duration::from_secs(10)) {
        let got = generator.get(ONE_SERVICE)?;
        let Some(time) = got.seconds else { return Ok(f64::INFINITY) };
        if got.alerts != expected {
            bail!("{} alerts instead of {expected} were answered to a filter", got.alerts);
        }
        times.push(time);
    }
    Ok(median(times).unwrap_or(f64::INFINITY))
}

fn restored(generator: &Generator, began: Instant, expected: u64) -> anyhow::Result<Option<f64>> {
    while began.elapsed() < Duration::from_secs(300) {
        let got = generator.get(ONE_SERVICE)?;
        if got.seconds.is_some() && got.alerts == expected {
            return Ok(Some(began.elapsed().as_secs_f64()));
        }
        std::thread::sleep(Duration::from_millis(20));
        interrupt::go_on()?;
    }
    Ok(None)
}

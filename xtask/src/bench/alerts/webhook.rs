//! From a post until its webhook has arrived, with a group wait of nothing: one alert at a time.

use std::collections::BTreeMap;

use anyhow::bail;

use super::Bench;
use super::contestant::Contestant;
use super::drain::drain;
use super::generator::Generator;
use super::running::{Running, Setup};
use crate::bench::figures::quantile;
use crate::place;

/// One round; milliseconds.
pub struct Sample {
    pub p50: f64,
    pub p99: f64,
    pub lost: u64,
}

pub type Samples = BTreeMap<Contestant, Vec<Sample>>;

pub fn run(bench: &mut Bench) -> anyhow::Result<Samples> {
    let mut samples = Samples::new();
    for (round, contestant) in bench.turns() {
        if let Some(sample) = bench.attempt("post → webhook", contestant, |bench| one(bench, contestant))? {
            eprintln!("webhook, round {round}, {contestant}: p50 {:.2} ms, p99 {:.2} ms", sample.p50, sample.p99);
            samples.entry(contestant).or_default().push(sample);
        }
    }
    Ok(samples)
}

fn one(bench: &Bench, contestant: Contestant) -> anyhow::Result<Sample> {
    let port = place::free_port()?;
    let running = Running::start(&bench.programs, contestant, Setup::Webhook(port))?;
    if let Err(said) = running.import() {
        bail!("`ryugaku import` of Alertmanager's configuration said: {said}");
    }
    drain(&running)?;
    let told = Generator::new(&bench.programs.generator, &running)?.webhook(port, bench.samples)?;
    if told.latencies.is_empty() {
        bail!("no webhook came: {} alerts were posted", told.lost);
    }
    Ok(Sample { p50: quantile(&told.latencies, 0.5), p99: quantile(&told.latencies, 0.99), lost: told.lost })
}

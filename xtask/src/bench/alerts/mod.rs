//! `cargo xtask bench alerts`: Debian's Alertmanager and a release build of Ryugaku on this machine, in one run, in turn.
//!
//! Throughput is per CPU-second of the server (its database included), counted until everything that followed has been done.
//! The load comes from `bench/load`, whose own CPU time is stated. Nothing is left running, and nothing left on the disk.

mod active;
mod contestant;
mod drain;
mod generator;
mod intake;
mod process;
mod report;
mod running;
mod table;
mod targets;
mod usage;
mod webhook;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::ValueEnum;

use super::machine;
use crate::server::{self, Profile};
use crate::{interrupt, place, web};
use contestant::Contestant;
use running::{Programs, Running};

#[derive(clap::Args)]
pub struct Options {
    /// Rounds, of which the median counts [default: 3; quick: 1]
    #[arg(long)]
    rounds: Option<usize>,
    /// Fewer cells and alerts, one round: minutes instead of half an hour
    #[arg(long)]
    quick: bool,
    /// Measure one of the two alone
    #[arg(long)]
    only: Option<Only>,
    /// Only these parts
    #[arg(long, value_delimiter = ',', value_name = "PART,…")]
    part: Vec<Part>,
    /// Also on a PostgreSQL of its own, with one, two and three replicas
    #[arg(long)]
    postgres: bool,
    /// Active alerts at which memory is measured; the last is where reads and the start are
    #[arg(long, value_delimiter = ',', value_name = "NUMBER,…")]
    active: Vec<u64>,
    /// Print the tables as Markdown, with the targets and whether they are met
    #[arg(long)]
    markdown: bool,
    /// A program to measure, instead of building one
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Alertmanager's program, instead of the one on PATH
    #[arg(long, value_name = "FILE")]
    alertmanager: Option<PathBuf>,
    /// A load generator, instead of building the one in bench/load
    #[arg(long, value_name = "FILE")]
    generator: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    Alertmanager,
    Ryugaku,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// New alerts and repeats, in batches over connections
    Intake,
    /// Memory, reads and start with many active alerts
    Active,
    /// From post to webhook
    Webhook,
}

/// What a run is made of, and what went wrong in it.
struct Bench {
    programs: Programs,
    contestants: Vec<Contestant>,
    quick: bool,
    rounds: usize,
    /// Batch and connections.
    cells: Vec<(u64, u64)>,
    active: Vec<u64>,
    /// Webhooks to wait for.
    samples: u64,
    notes: BTreeSet<String>,
    /// What failed once is not tried again.
    failed: BTreeSet<(String, Contestant)>,
}

#[derive(Default)]
struct Measured {
    intake: intake::Samples,
    active: active::Samples,
    webhook: webhook::Samples,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let mut bench = Bench::new(options)?;
    let chosen = |part| options.part.is_empty() || options.part.contains(&part);
    let mut measured = Measured::default();
    if chosen(Part::Webhook) {
        measured.webhook = webhook::run(&mut bench)?;
    }
    if chosen(Part::Intake) {
        measured.intake = intake::run(&mut bench)?;
    }
    if chosen(Part::Active) {
        measured.active = active::run(&mut bench)?;
    }
    bench.note_intake(&measured.intake);
    print(&bench, &measured, options.markdown)?;
    Ok(if bench.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(bench: &Bench, measured: &Measured, markdown: bool) -> anyhow::Result<()> {
    let bullet = if markdown { "- " } else { "" };
    println!("{bullet}{}", machine::line());
    println!("{bullet}{}", running::version(&bench.programs.alertmanager)?);
    if let Some(program) = &bench.programs.ryugaku {
        println!("{bullet}{} ({})", running::version(program)?, program.display());
    }
    println!(
        "{bullet}rounds: {} (figures are medians), in turn, each on fresh storage; the generator has one thread",
        bench.rounds
    );
    for note in &bench.notes {
        println!("{bullet}{note}");
    }
    let mut tables = report::tables(&bench.contestants, measured);
    tables.insert(0, targets::table(measured));
    for table in tables {
        print!("\n{}", if markdown { table.markdown() } else { table.text() });
    }
    Ok(())
}

impl Bench {
    fn new(options: &Options) -> anyhow::Result<Bench> {
        let mut contestants = Vec::new();
        if options.only != Some(Only::Ryugaku) {
            contestants.push(Contestant::Alertmanager);
        }
        if options.only != Some(Only::Alertmanager) {
            contestants.push(Contestant::Sqlite);
            contestants.extend(options.postgres.then_some([1, 2, 3].map(Contestant::Postgres)).into_iter().flatten());
        }
        let ryugaku = match &options.program {
            _ if options.only == Some(Only::Alertmanager) => None,
            Some(program) => Some(program.clone()),
            None => {
                web::ensure_built()?;
                Some(server::build(Profile::Release)?)
            }
        };
        let generator = options.generator.clone().map_or_else(generator::build, Ok)?;
        let alertmanager = options.alertmanager.clone().or_else(|| place::program("prometheus-alertmanager"));
        let alertmanager = alertmanager.context("no Alertmanager: install Debian's prometheus-alertmanager")?;
        let (batches, connections): (&[u64], &[u64]) =
            if options.quick { (&[1, 100, 1000], &[16]) } else { (&[1, 10, 100, 1000], &[1, 16, 64]) };
        let cells = batches.iter().flat_map(|batch| connections.iter().map(move |number| (*batch, *number)));
        let mut active = options.active.clone();
        if active.is_empty() {
            active = if options.quick { vec![10_000, 100_000] } else { vec![10_000, 100_000, 500_000] };
        }
        ensure!(active.is_sorted() && active.iter().all(|n| n % 100 == 0), "--active wants whole hundreds, rising");
        Ok(Bench {
            programs: Programs { alertmanager, ryugaku, generator },
            contestants,
            quick: options.quick,
            rounds: options.rounds.unwrap_or(if options.quick { 1 } else { 3 }).max(1),
            cells: cells.collect(),
            active,
            samples: if options.quick { 200 } else { 500 },
            notes: BTreeSet::new(),
            failed: BTreeSet::new(),
        })
    }

    /// Who is next, round by round: everybody is first in turn.
    fn turns(&self) -> Vec<(usize, Contestant)> {
        let turn = |round: usize| {
            let mut order = self.contestants.clone();
            let first = round % order.len();
            order.rotate_left(first);
            order.into_iter().map(move |contestant| (round + 1, contestant))
        };
        (0..self.rounds).flat_map(turn).collect()
    }

    /// A measure that fails becomes a note: the others go on.
    fn attempt<T>(
        &mut self,
        name: &str,
        contestant: Contestant,
        measure: impl FnOnce(&mut Bench) -> anyhow::Result<T>,
    ) -> anyhow::Result<Option<T>> {
        let key = (name.to_owned(), contestant);
        if self.failed.contains(&key) {
            return Ok(None);
        }
        match measure(self) {
            Ok(measured) => Ok(Some(measured)),
            Err(error) => {
                interrupt::go_on()?;
                let note = format!("not measured: {name}, {contestant}: {error:#}");
                eprintln!("{note}");
                self.notes.insert(note);
                self.failed.insert(key);
                Ok(None)
            }
        }
    }

    /// Gives ours the same routes as Alertmanager has, if it takes them.
    fn note_import(&mut self, running: &Running) {
        if let Err(said) = running.import() {
            self.notes.insert(format!("ours without Alertmanager's routes: `ryugaku import` said: {said}"));
        }
    }

    fn note_intake(&mut self, samples: &intake::Samples) {
        let ours = || samples.iter().filter(|((_, contestant), _)| contestant.is_ours()).flat_map(|(_, s)| s);
        if ours().any(|sample| !sample.said_so) {
            self.notes
                .insert("drained means idle: the server does not say how far it has applied its journal".to_owned());
        }
        let put_off: u64 = samples.values().flatten().map(|sample| sample.put_off).sum();
        if put_off > 0 {
            self.notes.insert(format!("{put_off} requests were answered with 503 and sent again"));
        }
    }
}

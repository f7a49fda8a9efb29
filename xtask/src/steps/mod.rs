//! `cargo xtask test`: steps one after the other, each with a heading and a time. A failing step does not keep the next from running.

mod api_fuzz;
mod browser;
mod rust_tests;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::parts::{self, Missing, Part};
use crate::postgres::Postgres;
use crate::summary::{Outcome, Skip, Summary};
use crate::{command, interrupt, place, server, supply, web};

#[derive(clap::Args)]
pub struct Options {
    /// Only tests whose name (Rust) or file name (e2e) contains this; leaves out the steps without such names
    filter: Option<String>,
    /// Only these steps
    #[arg(long, value_delimiter = ',', value_name = "STEP,…")]
    only: Vec<String>,
    /// For the steps e2e and api: a program to test, instead of building one
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Say which steps there are
    #[arg(long)]
    list: bool,
}

/// What steps share while they run.
pub struct Run {
    filter: Option<String>,
    program: Option<PathBuf>,
    missing: Missing,
    postgres: Option<Postgres>,
    skips: Vec<Skip>,
    /// Has the filter chosen any test?
    found: bool,
}

struct Step {
    name: &'static str,
    about: &'static str,
    /// Without these the step is skipped.
    needs: &'static [Part],
    /// Without these it runs in part, and the rest is named as skipped.
    wants: &'static [Part],
    run: fn(&mut Run) -> anyhow::Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: "lint",
        about: "formatting, clippy",
        needs: &[Part::WebPackages],
        wants: &[],
        run: |_| {
            web::ensure_built()?;
            lint()
        },
    },
    Step {
        name: "supply",
        about: "licences, banned crates, sources",
        needs: &[],
        wants: &[],
        run: |_| supply::check(),
    },
    Step {
        name: "web",
        about: "the web parts: types, tests, build",
        needs: &[Part::WebPackages],
        wants: &[],
        run: |_| {
            web_checks(&["check", "test"])?;
            web::build(&web::folder())
        },
    },
    Step {
        name: "rust",
        about: "rules, stores, stories; on SQLite and PostgreSQL",
        needs: &[Part::WebPackages],
        wants: &[Part::Postgres],
        run: rust_tests::run,
    },
    Step {
        name: "e2e",
        about: "browser, real Prometheus, Alertmanager, Synapse and identity provider, crashes, replicas",
        needs: &[
            Part::WebPackages,
            Part::EndToEndPackages,
            Part::Postgres,
            Part::Prometheus,
            Part::Alertmanager,
            Part::Sqlite,
            Part::Chromium,
            Part::JapaneseFont,
            Part::EmojiFont,
        ],
        wants: &[Part::PythonVenv, Part::Synapse],
        run: browser::run,
    },
    Step {
        name: "api",
        about: "schemathesis against the API description, on SQLite and PostgreSQL",
        needs: &[Part::WebPackages, Part::PythonVenv, Part::Schemathesis],
        wants: &[Part::Postgres],
        run: api_fuzz::run,
    },
];

/// Steps whose tests have names that a filter can choose from.
const FILTERED: &[&str] = &["rust", "e2e"];

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    if options.list {
        for step in STEPS {
            println!("{:<8} {}", step.name, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(options)?;
    let mut summary = Summary::default();

    heading("parts", "what the tests need from Debian, PyPI and npm");
    let began = Instant::now();
    let mut needed: Vec<Part> = chosen.iter().flat_map(|step| step.needs.iter().chain(step.wants)).copied().collect();
    needed.sort();
    needed.dedup();
    let missing = parts::provide(&needed);
    summary.step("parts", began.elapsed(), Outcome::Passed);
    if !place::samples().is_dir() {
        let what = format!("tests on sample data: no folder {} (RYUGAKU_SAMPLES)", place::samples().display());
        summary.skips([Skip { what, excepted: true }]);
    }

    let mut run = Run {
        filter: options.filter.clone(),
        program: options.program.clone(),
        missing,
        postgres: None,
        skips: Vec::new(),
        found: false,
    };
    for step in chosen {
        heading(step.name, step.about);
        let began = Instant::now();
        let outcome = run.step(step);
        if interrupt::asked_to_stop() {
            bail!("interrupted");
        }
        summary.step(step.name, began.elapsed(), outcome);
    }
    if let Some(filter) = run.filter.as_ref().filter(|_| !run.found) {
        summary.step("filter", Duration::ZERO, Outcome::Failed(format!("no test has `{filter}` in its name")));
    }
    summary.skips(std::mem::take(&mut run.skips));
    drop(run);
    Ok(summary.close(std::env::var("CI").is_ok_and(|ci| ci == "true")))
}

/// `cargo xtask check`.
pub fn check() -> anyhow::Result<ExitCode> {
    web::ensure_built()?;
    lint()?;
    web_checks(&["check"])?;
    Ok(ExitCode::SUCCESS)
}

impl Run {
    fn step(&mut self, step: &Step) -> Outcome {
        if let Some(reason) = step.needs.iter().find_map(|part| self.missing.get(part)) {
            println!("skipped: {reason}");
            return Outcome::Skipped(reason.clone());
        }
        for part in step.wants {
            if let Some(reason) = self.missing.get(part) {
                let what = format!("{}: what needs {part:?}: {reason}", step.name);
                self.skips.push(Skip { what, excepted: false });
            }
        }
        match (step.run)(self) {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                println!("FAILED: {error:#}");
                Outcome::Failed(format!("{error:#}").lines().next().unwrap_or_default().to_owned())
            }
        }
    }

    /// The program to test: the given one, else built.
    fn program(&self) -> anyhow::Result<PathBuf> {
        match &self.program {
            Some(program) => program.canonicalize().with_context(|| program.display().to_string()),
            None => {
                web::ensure_built()?;
                server::build(server::Profile::Dev)
            }
        }
    }

    /// The one cluster of this run, started when first asked for; none when PostgreSQL is missing.
    fn postgres(&mut self) -> anyhow::Result<Option<&Postgres>> {
        if self.missing.contains_key(&Part::Postgres) {
            return Ok(None);
        }
        if self.postgres.is_none() {
            self.postgres = Some(Postgres::start()?);
        }
        Ok(self.postgres.as_ref())
    }

    fn left_out(&mut self, what: String) {
        self.skips.push(Skip { what, excepted: false });
    }
}

fn choose(options: &Options) -> anyhow::Result<Vec<&'static Step>> {
    for name in &options.only {
        let known = name == "parts" || STEPS.iter().any(|step| step.name == name);
        known.then_some(()).with_context(|| format!("no step `{name}`; --list says which there are"))?;
    }
    let wanted = |step: &&Step| match (options.only.is_empty(), &options.filter) {
        (false, _) => options.only.iter().any(|name| name == step.name),
        (true, Some(_)) => FILTERED.contains(&step.name),
        (true, None) => true,
    };
    Ok(STEPS.iter().filter(wanted).collect())
}

fn heading(name: &str, about: &str) {
    println!("\n== {name}: {about}");
}

fn lint() -> anyhow::Result<()> {
    command::run(&mut command::cargo(&["fmt", "--all", "--check"]))?;
    let clippy = ["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
    command::run(&mut command::cargo(&clippy))
}

fn web_checks(scripts: &[&str]) -> anyhow::Result<()> {
    let folder = web::folder();
    scripts.iter().try_for_each(|script| command::run(web::npm(&folder).args(["run", "--silent", script])))
}

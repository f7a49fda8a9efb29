//! The end-to-end tests of `e2e/tests`: the real program between real neighbours, seen through a real browser.

use anyhow::{Context, bail};

use super::Run;
use crate::parts::{self, Part};
use crate::{command, place};

pub fn run(run: &mut Run) -> anyhow::Result<()> {
    let tests = place::root().join("e2e/tests");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&tests).with_context(|| format!("reading {}", tests.display()))? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let chosen = run.filter.as_ref().is_none_or(|filter| name.contains(filter.as_str()));
        if name.ends_with(".test.mjs") && chosen {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        println!("no file of e2e/tests has that in its name");
        return Ok(());
    }
    run.found = true;

    let program = run.program()?;
    let artefacts = place::target().join("e2e");
    std::fs::create_dir_all(&artefacts)?;
    let record = artefacts.join("tests.tap");
    let postgres = run.postgres()?.context("the step needs PostgreSQL")?.url().to_owned();

    let mut node = command::command("node");
    node.current_dir(place::root().join("e2e")).args(["--test", "--test-concurrency=1", "--test-timeout=900000"]);
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"]);
    node.arg(format!("--test-reporter-destination={}", record.display())).args(&files);
    node.env("RYUGAKU_E2E_PROGRAM", program)
        .env("RYUGAKU_E2E_CHROMIUM", parts::chromium().context("the step needs Chromium")?)
        .env("RYUGAKU_E2E_ARTEFACTS", &artefacts)
        .env("RYUGAKU_TEST_POSTGRES", postgres);
    if !run.missing.contains_key(&Part::Synapse) {
        node.env("RYUGAKU_E2E_SYNAPSE", parts::synapse());
    }
    if let Some(bin) = crate::postgres::programs() {
        // psql lies beside the server when PostgreSQL is not on PATH.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).chain([bin]);
        node.env("PATH", std::env::join_paths(folders).context("PATH holds a colon")?);
    }
    let outcome = command::run(&mut node);
    let record = std::fs::read_to_string(&record).unwrap_or_default();
    for line in record.lines().filter(|line| line.contains("# SKIP") || line.contains("# TODO")) {
        run.left_out(format!("e2e: {}", line.trim()));
    }
    if outcome.is_ok() && !record.contains("# pass ") {
        bail!("node --test left no record of what it ran");
    }
    outcome
}

//! The tests cargo knows, with a real PostgreSQL beside them. Ignored ones are named as skipped.

use std::process::Command;

use anyhow::{Context, bail};

use super::Run;
use crate::{command, place, web};

/// nextest's exit code when no test was to be run.
const NEXTEST_FOUND_NONE: i32 = 4;

pub fn run(run: &mut Run) -> anyhow::Result<()> {
    web::ensure_built()?;
    let url = run.postgres()?.map(|postgres| postgres.url().to_owned());
    let filter = run.filter.clone();
    let prepare = |arguments: &[&str]| -> Command {
        let mut cargo = command::cargo(arguments);
        cargo.args(["--locked", "--workspace"]);
        cargo.envs(url.iter().map(|url| ("RYUGAKU_TEST_POSTGRES", url)));
        // Samples are given only where they are, and then by their full path.
        match place::samples().canonicalize() {
            Ok(samples) => cargo.env("RYUGAKU_SAMPLES", samples),
            Err(_) => cargo.env_remove("RYUGAKU_SAMPLES"),
        };
        // A snapshot that differs is a failure, never a new file.
        cargo.env("INSTA_UPDATE", "no");
        cargo
    };

    let with_nextest = place::program("cargo-nextest").is_some();
    let mut tests = if with_nextest {
        let mut nextest = prepare(&["nextest", "run"]);
        nextest.args(["--no-fail-fast", "--status-level", "fail", "--final-status-level", "fail"]);
        nextest.args(["--no-tests", "fail"]).args(&filter);
        nextest
    } else {
        let mut test = prepare(&["test"]);
        test.args(["--no-fail-fast", "--tests", "--"]).args(&filter);
        test
    };
    let status = command::status(&mut tests)?;
    if with_nextest && filter.is_some() && status.code() == Some(NEXTEST_FOUND_NONE) {
        println!("no test of cargo's has that in its name");
        return Ok(());
    }
    run.found = true;
    if !status.success() {
        bail!("tests failed: {status}");
    }
    command::run(prepare(&["test", "--quiet"]).args(["--doc", "--"]).args(&filter))?;

    let mut ignored = prepare(&["test", "--quiet"]);
    ignored.args(["--tests", "--", "--ignored", "--list", "--format", "terse"]).args(&filter);
    let ignored = command::output(&mut ignored).context("listing ignored tests")?;
    for name in ignored.lines().filter_map(|line| line.strip_suffix(": test")) {
        run.left_out(format!("rust: ignored: {name}"));
    }
    Ok(())
}

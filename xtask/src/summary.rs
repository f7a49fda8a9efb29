//! What is said at the end of `cargo xtask test`: each step's time and result, and what was skipped and why.

use std::process::ExitCode;
use std::time::Duration;

/// How a step ended.
pub enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

/// Something a step left out.
pub struct Skip {
    pub what: String,
    /// May be missing even where a skip is a failure (sample data).
    pub excepted: bool,
}

/// Collects results in the order of the steps.
#[derive(Default)]
pub struct Summary {
    steps: Vec<(&'static str, Duration, Outcome)>,
    skips: Vec<Skip>,
}

impl Summary {
    pub fn step(&mut self, name: &'static str, took: Duration, outcome: Outcome) {
        self.steps.push((name, took, outcome));
    }

    pub fn skips(&mut self, skips: impl IntoIterator<Item = Skip>) {
        self.skips.extend(skips);
    }

    /// Prints it. With `strict` (CI=true) a skip is a failure, excepted ones aside.
    pub fn close(self, strict: bool) -> ExitCode {
        println!("\n== summary");
        let mut failed = false;
        let mut skips = self.skips;
        for (name, took, outcome) in self.steps {
            let seconds = took.as_secs_f64();
            match outcome {
                Outcome::Passed => println!("  passed   {name:<8} {seconds:>7.1} s"),
                Outcome::Failed(why) => {
                    failed = true;
                    println!("  FAILED   {name:<8} {seconds:>7.1} s  {why}");
                }
                Outcome::Skipped(why) => {
                    println!("  skipped  {name:<8}");
                    skips.push(Skip { what: format!("{name}: {why}"), excepted: false });
                }
            }
        }
        match skips.len() {
            0 => println!("nothing was skipped"),
            _ => println!("skipped:"),
        }
        for skip in &skips {
            println!("  {}", skip.what);
        }
        let refused = strict && skips.iter().any(|skip| !skip.excepted);
        if refused {
            println!("CI=true: a skip is a failure");
        }
        if failed || refused { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

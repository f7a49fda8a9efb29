//! What Ryugaku on SQLite promises beside Alertmanager, and whether a run has shown it.

use super::Measured;
use super::contestant::Contestant::{Alertmanager, Sqlite};
use super::intake::{Cell, Kind, Sample};
use super::report::UNKNOWN;
use super::table::Table;
use crate::bench::figures::readable;

/// Active alerts for which memory, reads and start are promised.
const MANY: u64 = 500_000;

#[derive(Clone, Copy)]
enum Bound {
    /// So many times Alertmanager's.
    Times(f64),
    /// Not above Alertmanager's.
    NotAbove,
    Under(f64),
}

pub fn table(measured: &Measured) -> Table {
    let header = ["measure", "target", "Alertmanager", "SQLite", "met"].map(str::to_owned);
    let mut table = Table::new("Targets", header.to_vec());
    let cell = |kind, figure: fn(&Sample) -> f64| {
        let cell = Cell { kind, batch: 100, connections: 16 };
        [Alertmanager, Sqlite].map(|contestant| measured.cell(cell, contestant, figure))
    };
    let many = [Alertmanager, Sqlite].map(|contestant| measured.resident(MANY, contestant));
    // Reads and start are of the largest number of active alerts, which may have been a smaller one.
    let largest = |figure| match many[1] {
        Some(_) => [Alertmanager, Sqlite].map(|contestant| measured.active(contestant, figure)),
        None => [None, None],
    };
    let told = |figure| [Alertmanager, Sqlite].map(|contestant| measured.webhook(contestant, figure));
    let rows = [
        ("new alerts a CPU-second, batches of 100", Bound::Times(4.0), cell(Kind::New, Sample::per_cpu_second)),
        ("repeats a CPU-second, batches of 100", Bound::Times(20.0), cell(Kind::Repeats, Sample::per_cpu_second)),
        ("p99 at 16 connections × 100, new, ms", Bound::NotAbove, cell(Kind::New, |sample| sample.p99)),
        ("p99 at 16 connections × 100, repeats, ms", Bound::NotAbove, cell(Kind::Repeats, |sample| sample.p99)),
        ("memory at 500k active, MB", Bound::Under(400.0), many),
        ("filtered GET at 500k active, ms", Bound::Under(100.0), largest(|s| Some(s.filtered * 1000.0))),
        ("start with 500k active, s", Bound::Under(5.0), largest(|s| s.start)),
        ("post → webhook, p50, ms", Bound::Under(2.0), told(|sample| Some(sample.p50))),
        ("post → webhook, p99, ms", Bound::Under(20.0), told(|sample| Some(sample.p99))),
    ];
    for (name, bound, [theirs, ours]) in rows {
        let number = |figure: Option<f64>| figure.map_or(UNKNOWN.to_owned(), readable);
        let met = match bound.met(theirs, ours) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not measured",
        };
        table.push(vec![name.to_owned(), bound.text(), number(theirs), number(ours), met.to_owned()]);
    }
    table
}

impl Bound {
    fn met(self, theirs: Option<f64>, ours: Option<f64>) -> Option<bool> {
        let ours = ours?;
        Some(match self {
            Bound::Times(times) => ours >= times * theirs?,
            Bound::NotAbove => ours <= theirs?,
            Bound::Under(limit) => ours < limit,
        })
    }

    fn text(self) -> String {
        match self {
            Bound::Times(times) => format!("{times} × Alertmanager"),
            Bound::NotAbove => "not above Alertmanager".to_owned(),
            Bound::Under(limit) => format!("under {limit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_not_met_and_not_missed() {
        assert_eq!(Bound::Times(4.0).met(Some(10.0), Some(40.0)), Some(true));
        assert_eq!(Bound::Times(4.0).met(Some(10.0), Some(39.0)), Some(false));
        assert_eq!(Bound::Times(4.0).met(None, Some(39.0)), None);
        assert_eq!(Bound::NotAbove.met(Some(10.0), Some(10.0)), Some(true));
        assert_eq!(Bound::Under(2.0).met(None, Some(2.0)), Some(false));
        assert_eq!(Bound::Under(2.0).met(Some(1.0), None), None);
    }
}

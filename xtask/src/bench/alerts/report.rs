//! What was measured, as tables: each contestant a column, each of ours with its ratio to Alertmanager.

use super::contestant::Contestant;
use super::intake::{Cell, Kind, Sample};
use super::table::Table;
use super::{Measured, active, webhook};
use crate::bench::figures::{median, readable, thousands};

pub const UNKNOWN: &str = "–";

pub fn tables(contestants: &[Contestant], measured: &Measured) -> Vec<Table> {
    let report = Report { contestants, measured };
    let mut tables = vec![
        report.intake("Alerts per server-CPU-second, until projection has drained", Sample::per_cpu_second),
        report.intake("Alerts a second by the clock, until the last answer", |s| s.alerts as f64 / s.seconds),
        report.latency(),
        report.intake("Seconds from the last answer until the server was idle", |sample| sample.drain_seconds),
        report.intake("CPU of the load generator while it posted, % of a core", |s| 100.0 * s.generator / s.seconds),
        report.database(),
        report.memory(),
        report.reads(),
        report.webhook(),
    ];
    tables.retain(|table| !table.is_empty());
    tables
}

/// What a round says; nothing where it could not be measured.
type Figure<S> = fn(&S) -> Option<f64>;

struct Report<'a> {
    contestants: &'a [Contestant],
    measured: &'a Measured,
}

impl Report<'_> {
    fn intake(&self, title: &str, figure: fn(&Sample) -> f64) -> Table {
        let mut table = self.table(title, "alerts, batch × connections");
        let mut cells: Vec<Cell> = self.measured.intake.keys().map(|(cell, _)| *cell).collect();
        cells.dedup();
        for cell in cells {
            let name = format!("{}, {} × {}", cell.kind.word(), cell.batch, cell.connections);
            self.push(&mut table, name, |contestant| self.measured.cell(cell, contestant, figure));
        }
        table
    }

    fn latency(&self) -> Table {
        let mut table = self.table("Answer to a post of 100 alerts at 16 connections, ms", "alerts");
        for kind in [Kind::New, Kind::Repeats] {
            let cell = Cell { kind, batch: 100, connections: 16 };
            if !self.measured.intake.keys().any(|(measured, _)| *measured == cell) {
                continue;
            }
            for (name, figure) in [("p50", (|s| s.p50) as fn(&Sample) -> f64), ("p99", |s| s.p99)] {
                self.push(&mut table, format!("{}, {name}", kind.word()), |contestant| {
                    self.measured.cell(cell, contestant, figure)
                });
            }
        }
        table
    }

    /// The share of PostgreSQL's own processes, where there is one.
    fn database(&self) -> Table {
        let title = "Part of the CPU time that was PostgreSQL's, %";
        if !self.contestants.iter().any(|contestant| matches!(contestant, Contestant::Postgres(_))) {
            return Table::new(title, Vec::new());
        }
        self.intake(title, |sample| 100.0 * sample.database / (sample.server + sample.database).max(0.001))
    }

    fn memory(&self) -> Table {
        let mut table = self.table("Memory (RSS) of the servers, MB", "active alerts");
        let mut sizes: Vec<u64> =
            self.measured.active.values().flatten().flat_map(|s| s.resident.keys().copied()).collect();
        sizes.sort_unstable();
        sizes.dedup();
        for size in sizes {
            self.push(&mut table, thousands(size), |contestant| self.measured.resident(size, contestant));
        }
        table
    }

    fn reads(&self) -> Table {
        let active = self.measured.active.values().flatten().flat_map(|s| s.resident.keys()).max();
        let mut table = self.table(
            format!("With {} active alerts", active.map_or(UNKNOWN.to_owned(), |active| thousands(*active))),
            "measure",
        );
        if active.is_none() {
            return table;
        }
        let rows: [(&str, Figure<active::Sample>); 5] = [
            ("GET with a filter for 1 %, seconds", |sample| Some(sample.filtered)),
            ("GET of all, seconds", |sample| sample.full),
            ("GET of all, MB", |sample| Some(sample.full_bytes? as f64 / 1e6)),
            ("start after kill -9 until all are there, seconds", |sample| sample.start),
            ("alerts left after kill -9", |sample| sample.left.map(|left| left as f64)),
        ];
        for (name, figure) in rows {
            self.push(&mut table, name.to_owned(), |contestant| self.measured.active(contestant, figure));
        }
        table
    }

    fn webhook(&self) -> Table {
        let mut table = self.table("Post → webhook, group wait 0, ms", "quantile");
        let rows: [(&str, Figure<webhook::Sample>); 3] = [
            ("p50", |sample| Some(sample.p50)),
            ("p99", |sample| Some(sample.p99)),
            ("lost", |sample| Some(sample.lost as f64)),
        ];
        for (name, figure) in rows.into_iter().filter(|_| !self.measured.webhook.is_empty()) {
            self.push(&mut table, name.to_owned(), |contestant| self.measured.webhook(contestant, figure));
        }
        table
    }

    fn table(&self, title: impl Into<String>, first: &str) -> Table {
        let mut header = vec![first.to_owned()];
        for contestant in self.contestants {
            header.push(contestant.to_string());
            header.extend(self.compared(*contestant).then(|| "ratio".to_owned()));
        }
        Table::new(title, header)
    }

    fn push(&self, table: &mut Table, name: String, figure: impl Fn(Contestant) -> Option<f64>) {
        let theirs = figure(Contestant::Alertmanager).filter(|number| *number > 0.0 && number.is_finite());
        let mut row = vec![name];
        for contestant in self.contestants {
            let ours = figure(*contestant);
            row.push(ours.map_or(UNKNOWN.to_owned(), readable));
            if self.compared(*contestant) {
                let ratio = ours.zip(theirs).map(|(ours, theirs)| format!("{:.2}", ours / theirs));
                row.push(ratio.unwrap_or(UNKNOWN.to_owned()));
            }
        }
        table.push(row);
    }

    fn compared(&self, contestant: Contestant) -> bool {
        contestant.is_ours() && self.contestants.contains(&Contestant::Alertmanager)
    }
}

/// Medians over the rounds.
impl Measured {
    pub fn cell(&self, cell: Cell, contestant: Contestant, figure: fn(&Sample) -> f64) -> Option<f64> {
        median(self.intake.get(&(cell, contestant))?.iter().map(figure))
    }

    /// MB
    pub fn resident(&self, size: u64, contestant: Contestant) -> Option<f64> {
        let rounds = self.active.get(&contestant)?.iter();
        median(rounds.filter_map(|sample| Some(*sample.resident.get(&size)? as f64 / 1e6)))
    }

    pub fn active(&self, contestant: Contestant, figure: Figure<active::Sample>) -> Option<f64> {
        median(self.active.get(&contestant)?.iter().filter_map(figure))
    }

    pub fn webhook(&self, contestant: Contestant, figure: Figure<webhook::Sample>) -> Option<f64> {
        median(self.webhook.get(&contestant)?.iter().filter_map(figure))
    }
}

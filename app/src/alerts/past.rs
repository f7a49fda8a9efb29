//! Alerts of the past, written straight into the history: for the example organisation and for imports.

use ryugaku_alerting::{Annotations, Body, Ending, Labels, RunId};
use ryugaku_db::Transaction;
use ryugaku_journal::Journal;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::JOURNAL;
use super::alert::column;
use super::owner_store::{self, NewRun};

/// One time an alert fired. Of several of one alert the last given is the one it is shown with.
pub struct PastRun {
    pub labels: Labels,
    pub annotations: Annotations,
    /// The integration it came from, if it is known.
    pub source: Option<Uuid>,
    pub starts_at: Time,
    /// `None`: it fires still, and does so until then.
    pub ended_at: Option<Time>,
    pub seen_until: Time,
}

/// In order of their start. For a place where no owner works yet.
pub async fn write_past(tx: &mut Transaction, runs: Vec<PastRun>) -> Outcome<()> {
    let mut rows = Vec::with_capacity(runs.len());
    let first = Journal::pass_over(tx, JOURNAL, (runs.len() / RunId::MOST + 1) as i64).await?;
    for (at, run) in runs.into_iter().enumerate() {
        let body = Body { labels: run.labels, annotations: run.annotations, generator_url: None };
        rows.push(NewRun {
            id: RunId::at(first + (at / RunId::MOST) as i64, at % RunId::MOST),
            fingerprint: body.labels.fingerprint(),
            name: column(body.labels.get("alertname")),
            service: column(body.labels.get("service")),
            starts_at: run.starts_at,
            seen_until: run.seen_until,
            times_out: false,
            updated_at: run.starts_at,
            source: run.source,
            body: body.to_bytes().into(),
            end: run.ended_at.map(|at| (at, Ending::Told)),
        });
    }
    owner_store::write_runs(tx, rows).await
}

//! Alerts of the past, written straight into the history: for the example organisation and for imports.

use ryugaku_alerting::{Active, Annotations, Ending, Labels};
use ryugaku_db::Transaction;
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::owner_store::{self, NewRun, Write};

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
    let mut last = owner_store::last_run(tx).await?;
    let mut alerts = std::collections::BTreeMap::new();
    let mut rows = Vec::with_capacity(runs.len());
    for run in runs {
        last += 1;
        let fingerprint = run.labels.fingerprint();
        rows.push(NewRun {
            id: last,
            fingerprint,
            labels: run.labels.clone(),
            starts_at: run.starts_at,
            end: run.ended_at.map(|at| (at, Ending::Told)),
        });
        let alert = Active {
            fingerprint,
            labels: run.labels,
            annotations: run.annotations,
            generator_url: None,
            starts_at: run.starts_at,
            seen_until: run.seen_until,
            times_out: false,
            updated_at: run.starts_at,
        };
        alerts.insert(fingerprint, Write { alert, run: last, ended_at: run.ended_at, source: run.source });
    }
    owner_store::write_runs(tx, rows).await?;
    owner_store::write_alerts(tx, alerts.into_values().collect()).await?;
    owner_store::set_last_run(tx, last).await
}

//! What the running program holds, handed to every door.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use ryugaku_alerting::MarkKey;
use ryugaku_db::Db;
use ryugaku_journal::Journal;
use ryugaku_kernel::{Actor, Chance, Clock, Cx, Lang, Outcome, Time};
use ryugaku_ledger::Tx;
use ryugaku_web::{Keys, Outside};

use crate::alerts;
use crate::bot::SocketMode;
use crate::config::Config;
use crate::intake::{RecentKeys, Refusals};
use crate::record::Streams;
use crate::sign_in::Provider;

#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
    /// Open streams and waits, by who holds them.
    pub streams: Streams,
    /// Where delivered alerts are stored before they are answered.
    pub journal: Journal,
    /// The active alerts.
    pub board: alerts::Board,
    /// Under which senders' bytes are known again; new each time the program starts.
    pub mark_key: MarkKey,
    /// Deliveries that were refused and are about to be written down.
    pub refusals: Arc<Refusals>,
    pub recent_keys: Arc<RecentKeys>,
    /// Whether Slack opens this process a line.
    pub socket_mode: SocketMode,
    pub started: Time,
}

pub struct Parts {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<Chance>,
    pub config: Config,
    pub keys: Keys,
    pub outside: Outside,
    pub provider: Provider,
    /// Cancelled when the server ends: what streams or waits ends with it.
    pub stop: tokio_util::sync::CancellationToken,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        let journal = Journal::new(parts.db.clone(), parts.clock.clone(), alerts::JOURNAL);
        let started = parts.clock.now();
        let (streams, refusals, board) = (Streams::default(), Arc::default(), alerts::Board::default());
        let mark_key = MarkKey(parts.chance.bytes());
        let recent_keys = Arc::new(RecentKeys::new(&parts.db));
        let socket_mode = SocketMode::default();
        Self { parts: Arc::new(parts), streams, journal, board, mark_key, refusals, recent_keys, socket_mode, started }
    }

    pub fn cx(&self, who: Actor, lang: Lang) -> Cx {
        Cx { who, lang, clock: self.clock.clone(), chance: self.chance.clone() }
    }

    /// For what Ryugaku does by itself.
    pub fn system(&self) -> Cx {
        self.cx(Actor::system(), Lang::Ja)
    }

    pub async fn begin(&self) -> Outcome<Tx> {
        Tx::begin(&self.db).await
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.parts
    }
}

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts counting; once a process.
pub fn measure() {
    METRICS.get_or_init(|| {
        let builder = PrometheusBuilder::new().set_buckets(&[0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0]);
        let recorder = builder.expect("there are buckets").build_recorder();
        let handle = recorder.handle();
        // Another recorder in the process can only be another call of this.
        let _ = metrics::set_global_recorder(recorder);
        describe();
        tokio::spawn(keep_up(handle.clone()));
        handle
    });
}

/// Samples are put together also when nobody asks for them: they would be kept one by one.
async fn keep_up(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        handle.run_upkeep();
    }
}

fn describe() {
    metrics::describe_histogram!("ryugaku_http_request_seconds", "Time to answer, by method, route and status");
    metrics::describe_counter!("ryugaku_jobs_total", "Jobs that were run, by kind and result");
    metrics::describe_gauge!("ryugaku_jobs", "Jobs that are kept, by state");
    metrics::describe_gauge!("ryugaku_ledger_position", "Position of the newest event");
    metrics::describe_gauge!("ryugaku_journal_position", "Position of the newest entry, by journal");
    metrics::describe_gauge!(
        "ryugaku_journal_applied",
        "Position up to which entries are applied and written, by journal"
    );
    metrics::describe_gauge!("ryugaku_source_silent", "1 while a source of alerts has broken off, by integration");
    metrics::describe_gauge!("ryugaku_live_streams", "Open event streams and waits of this process");
    metrics::describe_gauge!("ryugaku_database_ping_seconds", "Time the database took to answer just now");
    metrics::describe_gauge!("ryugaku_database_connections", "Connections of this process, by state");
}

/// What has been counted, as Prometheus reads it.
pub fn measurements() -> String {
    METRICS.get().map(PrometheusHandle::render).unwrap_or_default()
}

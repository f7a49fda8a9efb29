//! Alive, ready, measured.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use ryugaku_db::Engine;
use ryugaku_journal::Journal;
use ryugaku_kernel::Outcome;

use crate::alerts;
use crate::app::App;
use crate::door::{Failed, Visit, is_open};
use crate::intake;
use crate::schema::SCHEMA;

/// The process runs.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers and the schema is this program's.
pub async fn ready(State(app): State<App>) -> Response {
    let why = match SCHEMA.is_ours(&app.db).await {
        Ok(true) if app.stop.is_cancelled() => "the server is stopping\n",
        Ok(true) => return "ready\n".into_response(),
        Ok(false) => "the schema is not the one of this program\n",
        Err(failure) => {
            tracing::warn!(%failure, "not ready");
            "the database does not answer\n"
        }
    };
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], why).into_response()
}

/// For Prometheus; with a token, unless the settings open it on loopback.
pub async fn metrics(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    if !is_open(&app.config, &uri, &headers) {
        permitted(&visit)?;
    }
    look(&app).await?;
    let text = crate::app::measurements();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

/// What is not counted as it happens, looked at now.
async fn look(app: &App) -> Outcome<()> {
    let mut q = app.db.reader();
    let counts = ryugaku_jobs::counts(&mut q).await?;
    for state in ryugaku_jobs::State::ALL {
        let count = counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
        metrics::gauge!("ryugaku_jobs", "state" => state.name()).set(count as f64);
    }
    metrics::gauge!("ryugaku_ledger_position").set(ryugaku_ledger::newest(&mut q).await? as f64);
    let journal = alerts::JOURNAL;
    let (applied, position) = (Journal::applied(journal, &mut q).await?, Journal::position(journal, &mut q).await?);
    metrics::gauge!("ryugaku_journal_applied", "journal" => journal).set(applied as f64);
    metrics::gauge!("ryugaku_journal_position", "journal" => journal).set(position as f64);
    for (integration, silent) in intake::silences(&mut q).await? {
        let silent = if silent { 1.0 } else { 0.0 };
        metrics::gauge!("ryugaku_source_silent", "integration" => integration.to_string()).set(silent);
    }
    metrics::gauge!("ryugaku_live_streams").set(app.streams.open() as f64);
    let began = std::time::Instant::now();
    app.db.ping().await?;
    metrics::gauge!("ryugaku_database_ping_seconds").set(began.elapsed().as_secs_f64());
    let engine = match app.db.engine() {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let (open, idle) = app.db.connections();
    metrics::gauge!("ryugaku_database_connections", "engine" => engine, "state" => "open").set(f64::from(open));
    metrics::gauge!("ryugaku_database_connections", "engine" => engine, "state" => "idle").set(idle as f64);
    Ok(())
}

fn permitted(visit: &Visit) -> Outcome<()> {
    if visit.cx.who.may_deliver() { Ok(()) } else { visit.cx.require_read() }
}

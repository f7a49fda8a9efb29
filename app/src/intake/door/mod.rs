//! The doors for senders: judge, append, answer once it is on disk.
//!
//! They lie outside of the pages' sign-in and are told apart by key; who has signed in shows the token of their forms.

mod answer;
mod body;
mod deploys;
mod read_v2;
mod sender;
mod silences_v2;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use ryugaku_alerting::{Entry, Limits, Receipt, webhook4};
use ryugaku_kernel::{Actor, Failure, FieldError, Lang, Msg, Outcome};

use answer::{Dialect, ignored, refusal};
use sender::{Knock, sender};

use super::integration::Why;
use super::take_deploys::take_deploys;
use crate::alerts;
use crate::app::App;
use crate::door::{delete, get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v2/alerts", get(read_v2::alerts).merge(post(post_v2)))
        .route("/api/v2/alerts/groups", get(read_v2::groups))
        .route("/api/v2/status", get(read_v2::status))
        .route("/api/v2/receivers", get(read_v2::receivers))
        .route("/api/v2/silences", get(silences_v2::list).merge(post(silences_v2::post)))
        .route("/api/v2/silence/{id}", get(silences_v2::show).merge(delete(silences_v2::delete)))
        // What Prometheus is given as a path prefix; it only posts.
        .route("/intake/prometheus/{key}/api/v2/alerts", post(post_v2))
        .route("/intake/alertmanager", post(post_webhook))
        .route("/intake/alertmanager/{key}", post(post_webhook))
        .route("/intake/deploy", post(post_deploys))
        .route("/intake/deploy/{key}", post(post_deploys))
}

/// What a delivery holds.
enum Load {
    Alerts(Dialect),
    /// GitHub's are of this service.
    Deploys(Option<String>),
}

async fn post_v2(State(app): State<App>, knock: Knock, body: Body) -> Response {
    deliver(&app, &knock, body, Load::Alerts(Dialect::AlertmanagerV2)).await
}

async fn post_webhook(State(app): State<App>, knock: Knock, body: Body) -> Response {
    deliver(&app, &knock, body, Load::Alerts(Dialect::Problem)).await
}

async fn post_deploys(State(app): State<App>, RawQuery(query): RawQuery, knock: Knock, body: Body) -> Response {
    let query = query.unwrap_or_default();
    let service = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "service");
    let service = service.map(|(_, service)| service.into_owned());
    deliver(&app, &knock, body, Load::Deploys(service)).await
}

async fn deliver(app: &App, knock: &Knock, body: Body, load: Load) -> Response {
    let dialect = match load {
        Load::Alerts(dialect) => dialect,
        Load::Deploys(_) => Dialect::Problem,
    };
    let actor = match sender(app, knock).await {
        Ok(actor) => actor,
        Err(failure) => return refusal(dialect, &knock.headers, failure, false),
    };
    if !actor.may_deliver() {
        return refusal(dialect, &knock.headers, Failure::Forbidden(Msg::new("failure-forbidden")), true);
    }
    let taken = match body::read(&knock.headers, body).await {
        Ok(body) => match load {
            Load::Alerts(dialect) => take(app, &actor, dialect, &body).await.map(|()| ().into_response()),
            Load::Deploys(service) => take_told(app, &actor, &knock.headers, service.as_deref(), &body).await,
        },
        Err(failure) => Err(failure),
    };
    match taken {
        Ok(answer) => answer,
        Err(failure) => {
            note(app, &actor, dialect, &failure).await;
            refusal(dialect, &knock.headers, failure, true)
        }
    }
}

/// Valid alerts are stored whatever the others of the delivery are; then the refused ones are named.
async fn take(app: &App, actor: &Actor, dialect: Dialect, body: &[u8]) -> Outcome<()> {
    let received_at = app.clock.now();
    let receipt = |resolve_timeout| Receipt { received_at, resolve_timeout, limits: Limits::default() };
    let source = sender::source(actor);
    let (batch, refused) = match dialect {
        Dialect::AlertmanagerV2 => {
            alerts::read_v2(&app.board, &app.mark_key, source, body, &receipt(app.board.resolve_timeout()))?
        }
        Dialect::Problem => {
            let posted = webhook4::parse(body, &receipt(webhook4::RESOLVE_TIMEOUT))?.posted;
            (alerts::shorten(&app.board, source, received_at, posted.alerts), posted.refused)
        }
    };
    let count = batch.alerts.len() as u64;
    if !batch.alerts.is_empty() {
        app.journal.append(Entry::from(batch).to_bytes()).await?;
    }
    metrics::counter!("ryugaku_intake_alerts_total").increment(count);
    all_or_named(refused.iter().map(|refused| refused.to_field_error()))
}

async fn take_told(
    app: &App,
    actor: &Actor,
    headers: &HeaderMap,
    service: Option<&str>,
    body: &[u8],
) -> Outcome<Response> {
    let event = headers.get("x-github-event").and_then(|event| event.to_str().ok());
    let mut posted = deploys::read(body, service, event)?;
    let mut tx = app.begin().await?;
    let refused = take_deploys(&mut tx, &app.cx(actor.clone(), Lang::En), posted.news).await?;
    tx.commit().await?;
    posted.refused.extend(refused);
    posted.refused.sort_by_key(|error| deploys::place(&error.field));
    all_or_named(posted.refused)?;
    Ok(if posted.is_other { ignored(headers) } else { ().into_response() })
}

/// What was refused, as far as a log line of the sender can hold it.
fn all_or_named(refused: impl IntoIterator<Item = FieldError>) -> Outcome<()> {
    const NAMED: usize = 50;
    let named: Vec<FieldError> = refused.into_iter().take(NAMED).collect();
    if named.is_empty() { Ok(()) } else { Err(Failure::Invalid(named)) }
}

async fn note(app: &App, actor: &Actor, dialect: Dialect, failure: &Failure) {
    let (status, why) = match failure {
        Failure::Invalid(errors) => {
            let Some(first) = errors.first() else { return };
            let status = if dialect == Dialect::AlertmanagerV2 { 400 } else { 422 };
            (status, Why { field: first.field.clone(), msg: first.msg.clone() })
        }
        Failure::TooLarge { limit } => {
            let limit = i64::try_from(*limit).unwrap_or(i64::MAX);
            (413, Why::new(Msg::new("failure-too-large-detail").with("limit", limit)))
        }
        // What could not be stored cannot be noted either.
        _ => return,
    };
    sender::refused(app, actor, app.clock.now(), status, why).await;
}

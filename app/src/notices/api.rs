//! `/api/v1/notices`.

use axum::extract::{Path, Query, State};
use ryugaku_alerting::Labels;
use ryugaku_kernel::{Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::notice::{Notice, NoticeId, NoticeState, Told};
use super::store;
use crate::app::App;
use crate::door::{Answer, Failed, Listed, Paging, Visit, routes};
use crate::notify::Attempt;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

#[derive(Serialize, ToSchema)]
struct NoticeJson {
    id: Uuid,
    at: Time,
    receiver: String,
    /// The number of the receiver's channel.
    channel: u32,
    /// As Alertmanager writes it.
    group_key: String,
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    group_labels: Labels,
    /// `first`, `new`, `resolved`, `repeat` or `test`.
    why: &'static str,
    state: NoticeState,
    alerts: Vec<NoticeAlertJson>,
    /// So many more alerts there were.
    truncated: usize,
    /// Oldest first.
    attempts: Vec<NoticeAttemptJson>,
}

#[derive(Serialize, ToSchema)]
struct NoticeAlertJson {
    /// The alert's fingerprint.
    id: String,
    name: String,
    starts_at: Time,
    /// Absent while it fires.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runbook_url: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct NoticeAttemptJson {
    begun_at: Time,
    took_ms: i64,
    /// Of HTTP or SMTP, if an answer came.
    status: Option<i64>,
    /// Which failure kept an answer away.
    error: Option<String>,
    response: String,
}

/// What receivers were told, the youngest first
#[utoipa::path(get, path = "/api/v1/notices", tag = "alerts", params(Paging), responses(
    (status = 200, body = Listed<NoticeJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<NoticeJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let page = store::page(&mut q, paging.after()?, paging.limit()).await?;
    let ids: Vec<NoticeId> = page.items.iter().map(|(notice, _)| notice.id).collect();
    let mut attempts = store::attempts(&mut q, &ids).await?;
    let page = page.map(|(notice, state)| {
        let attempts = attempts.remove(&notice.id).unwrap_or_default();
        json(notice, state, attempts)
    });
    Ok(Answer::ok(Listed { items: page.items, next: page.next }))
}

/// One of them
#[utoipa::path(get, path = "/api/v1/notices/{id}", tag = "alerts", params(("id" = Uuid, Path)), responses(
    (status = 200, body = NoticeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<NoticeJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (notice, state) = store::find(&mut q, NoticeId(id)).await?;
    let attempts = store::attempts(&mut q, &[notice.id]).await?.remove(&notice.id).unwrap_or_default();
    Ok(Answer::ok(json(notice, state, attempts)))
}

fn json(notice: Notice, state: NoticeState, attempts: Vec<Attempt>) -> NoticeJson {
    let Notice { id, content, receiver, channel, at, why, .. } = notice;
    let alert = |told: Told| NoticeAlertJson {
        id: told.fingerprint.to_string(),
        name: told.name().to_owned(),
        starts_at: told.starts_at,
        ended_at: told.ended_at,
        team: told.owner.and_then(|owner| owner.team),
        runbook_url: told.runbook,
    };
    let attempt = |attempt: Attempt| {
        let Attempt { begun_at, took_ms, status, error, response, .. } = attempt;
        NoticeAttemptJson { begun_at, took_ms, status, error, response }
    };
    NoticeJson {
        id: id.0,
        at,
        receiver,
        channel,
        group_key: content.group_key,
        group_labels: content.group_labels,
        why: why.name(),
        state,
        alerts: content.alerts.into_iter().map(alert).collect(),
        truncated: content.truncated,
        attempts: attempts.into_iter().map(attempt).collect(),
    }
}

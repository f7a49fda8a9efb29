//! `/api/v1/integrations`.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::integration::Why;
use super::{Integration, IntegrationId, Key, Kind, connect, fire, key, store};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, change, remove))
        .routes(routes!(rotate))
        .routes(routes!(revoke))
        .routes(routes!(test))
}

#[derive(Serialize, ToSchema)]
struct IntegrationJson {
    id: Uuid,
    kind: Kind,
    name: String,
    created_at: Time,
    version: i64,
    /// Absent until the first delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_alert_at: Option<Time>,
    deliveries: i64,
    alerts: i64,
    refusals: i64,
    /// How long it usually is between two deliveries while there is something to say; absent until that is known and regular.
    #[serde(skip_serializing_if = "Option::is_none")]
    usual_gap_seconds: Option<i64>,
    /// Alerts in a delivery, about; absent until the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    usual_alerts: Option<f64>,
    /// Nothing comes any more, though it broke off while alerts fired: found then. Absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    silent_since: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_refusal: Option<RefusalJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keys: Option<Vec<KeyJson>>,
    /// Shown once: in the answer to making the integration or its new key.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct RefusalJson {
    at: Time,
    status: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    field: String,
    detail: String,
}

#[derive(Serialize, ToSchema)]
struct KeyJson {
    id: Uuid,
    /// The first letters.
    hint: String,
    created_at: Time,
    works: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<Time>,
}

#[derive(Deserialize, ToSchema)]
struct NewIntegrationJson {
    kind: Kind,
    name: String,
}

#[derive(Deserialize, ToSchema)]
struct IntegrationChangeJson {
    name: String,
}

/// Sources of alerts, oldest first
#[utoipa::path(get, path = "/api/v1/integrations", tag = "integrations", params(Paging), responses(
    (status = 200, body = Listed<IntegrationJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<IntegrationJson>>, Failed> {
    visit.cx.require_read()?;
    let page = store::page(&mut app.db.reader(), paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(page.map(|integration| json(&visit, integration)).into()))
}

/// Add a source; the answer holds its key, once
#[utoipa::path(post, path = "/api/v1/integrations", tag = "integrations", request_body = NewIntegrationJson, responses(
    (status = 201, body = IntegrationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewIntegrationJson>, Failed>,
) -> Result<Answer<IntegrationJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_admin()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let (integration, secret) = connect::connect(&mut tx, &visit.cx, &app, new.kind, &new.name).await?;
    tx.commit().await?;
    let location = format!("/api/v1/integrations/{}", integration.id);
    let body = IntegrationJson { key: Some(secret), ..json(&visit, integration) };
    Ok(Answer::created(body, location).version(1))
}

/// One source with its keys
#[utoipa::path(get, path = "/api/v1/integrations/{id}", tag = "integrations", params(("id" = Uuid, Path)), responses(
    (status = 200, body = IntegrationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<IntegrationJson>, Failed> {
    visit.cx.require_read()?;
    whole(&app, &visit, IntegrationId(id), None).await
}

/// Rename a source
#[utoipa::path(patch, path = "/api/v1/integrations/{id}", tag = "integrations", params(("id" = Uuid, Path)), request_body = IntegrationChangeJson, responses(
    (status = 200, body = IntegrationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    change: Result<Body<IntegrationChangeJson>, Failed>,
) -> Result<Answer<IntegrationJson>, Failed> {
    visit.cx.require_admin()?;
    let Body(change) = change?;
    let mut tx = app.begin().await?;
    connect::rename(&mut tx, &visit.cx, IntegrationId(id), expected, &change.name).await?;
    tx.commit().await?;
    whole(&app, &visit, IntegrationId(id), None).await
}

/// Remove a source; its keys stop working at once
#[utoipa::path(delete, path = "/api/v1/integrations/{id}", tag = "integrations", params(("id" = Uuid, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<StatusCode, Failed> {
    let mut tx = app.begin().await?;
    connect::remove(&mut tx, &visit.cx, IntegrationId(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new key, in the answer once; the old ones work for another day
#[utoipa::path(post, path = "/api/v1/integrations/{id}/rotate", tag = "integrations", params(("id" = Uuid, Path)), responses(
    (status = 200, body = IntegrationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn rotate(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<IntegrationJson>, Failed> {
    let mut tx = app.begin().await?;
    let (_, secret) = key::rotate(&mut tx, &visit.cx, &app, IntegrationId(id)).await?;
    tx.commit().await?;
    whole(&app, &visit, IntegrationId(id), Some(secret)).await
}

/// Revoke a key at once
#[utoipa::path(post, path = "/api/v1/integrations/{id}/keys/{key}/revoke", tag = "integrations",
    params(("id" = Uuid, Path), ("key" = Uuid, Path)), responses(
    (status = 200, body = IntegrationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn revoke(
    State(app): State<App>,
    visit: Visit,
    Path((id, key)): Path<(Uuid, Uuid)>,
) -> Result<Answer<IntegrationJson>, Failed> {
    let mut tx = app.begin().await?;
    key::revoke(&mut tx, &visit.cx, IntegrationId(id), key).await?;
    tx.commit().await?;
    whole(&app, &visit, IntegrationId(id), None).await
}

/// Fire a test alert by the same way
#[utoipa::path(post, path = "/api/v1/integrations/{id}/test", tag = "integrations", params(("id" = Uuid, Path)), responses(
    (status = 200, body = IntegrationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn test(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<IntegrationJson>, Failed> {
    let mut tx = app.begin().await?;
    let delivery = fire::fire(&mut tx, &visit.cx, IntegrationId(id)).await?;
    tx.commit().await?;
    app.journal.append(delivery).await?;
    whole(&app, &visit, IntegrationId(id), None).await
}

async fn whole(
    app: &App,
    visit: &Visit,
    id: IntegrationId,
    secret: Option<String>,
) -> Result<Answer<IntegrationJson>, Failed> {
    let mut q = app.db.reader();
    let integration = store::find(&mut q, id).await?;
    let now = visit.cx.now();
    let keys = store::keys(&mut q, id).await?.into_iter().map(|key| key_json(key, now)).collect();
    let version = integration.version;
    let body = IntegrationJson { keys: Some(keys), key: secret, ..json(visit, integration) };
    Ok(Answer::ok(body).version(version))
}

fn key_json(key: Key, now: Time) -> KeyJson {
    let works = key.works(now);
    KeyJson {
        id: key.id,
        hint: key.hint,
        created_at: key.created_at,
        works,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
    }
}

fn json(visit: &Visit, integration: Integration) -> IntegrationJson {
    let silent_since = integration.silent_at.filter(|_| integration.is_silent());
    let last_refusal = integration.refused.map(|refusal| {
        let Why { field, msg } = refusal.why;
        RefusalJson { at: refusal.at, status: refusal.status, field, detail: visit.say(&msg) }
    });
    IntegrationJson {
        id: integration.id.0,
        kind: integration.kind,
        name: integration.name,
        created_at: integration.created_at,
        version: integration.version,
        last_seen_at: integration.last_seen_at,
        first_alert_at: integration.first_alert_at,
        deliveries: integration.deliveries,
        alerts: integration.alerts,
        refusals: integration.refusals,
        usual_gap_seconds: integration.habit.usual_gap().map(|gap| gap.as_secs()),
        usual_alerts: (integration.deliveries > 0).then_some((integration.habit.alerts * 10.0).round() / 10.0),
        silent_since,
        last_refusal,
        keys: None,
        key: None,
    }
}

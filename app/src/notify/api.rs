//! `/api/v1/webhooks`.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::attempt::Attempt;
use super::change::{self, WebhookChange};
use super::create::{self, NewWebhook};
use super::delivery::{Delivery, DeliveryId, DeliveryState};
use super::webhook::{Webhook, WebhookId};
use super::{delivery_store, rotate, send, store, switch};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, amend, remove))
        .routes(routes!(new_secret))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(delivery))
        .routes(routes!(resend))
}

#[derive(Serialize, ToSchema)]
struct WebhookJson {
    id: Uuid,
    name: String,
    url: String,
    /// Kinds (`incident.opened`) or kinds of things (`incident`); empty: everything.
    kinds: Vec<String>,
    active: bool,
    /// The position of the ledger up to which messages have been made.
    followed_to: i64,
    failing_since: Option<Time>,
    /// When Ryugaku switched it off by itself, after three days without success or an answer of 410.
    switched_off_at: Option<Time>,
    /// Until when the secret before the last signs too.
    old_secret_until: Option<Time>,
    created_at: Time,
    version: i64,
    /// `whsec_…`; only in the answer to making it or rotating it.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl From<Webhook> for WebhookJson {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id.0,
            url: webhook.url.to_string(),
            name: webhook.name,
            kinds: webhook.kinds,
            active: webhook.active,
            followed_to: webhook.followed_to,
            failing_since: webhook.failing_since,
            switched_off_at: webhook.switched_off_at,
            old_secret_until: webhook.old_secret.map(|(_, until)| until),
            created_at: webhook.created_at,
            version: webhook.version,
            secret: None,
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct NewWebhookJson {
    name: String,
    /// http or https; inside private ranges only if `webhooks.allow_private` names the host.
    url: String,
    #[serde(default)]
    kinds: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
struct WebhookChangeJson {
    name: Option<String>,
    url: Option<String>,
    kinds: Option<Vec<String>>,
    active: Option<bool>,
}

#[derive(Serialize, ToSchema)]
struct DeliveryJson {
    id: Uuid,
    /// As in the header `webhook-id`.
    message: String,
    /// Of the event; a test has none.
    position: Option<i64>,
    kind: String,
    state: DeliveryState,
    created_at: Time,
    finished_at: Option<Time>,
    /// Oldest first; in a list, only the last one.
    attempts: Vec<AttemptJson>,
}

#[derive(Serialize, ToSchema)]
struct AttemptJson {
    begun_at: Time,
    took_ms: i64,
    /// Of the answer, if one came.
    status: Option<i64>,
    /// Which failure kept an answer away.
    error: Option<String>,
    /// The first kilobyte of the answer.
    response: String,
}

impl From<Attempt> for AttemptJson {
    fn from(attempt: Attempt) -> Self {
        Self {
            begun_at: attempt.begun_at,
            took_ms: attempt.took_ms,
            status: attempt.status,
            error: attempt.error,
            response: attempt.response,
        }
    }
}

impl DeliveryJson {
    fn of(delivery: Delivery, attempts: Vec<Attempt>) -> Self {
        Self {
            id: delivery.id.0,
            message: delivery.id.message(),
            position: delivery.position,
            kind: delivery.kind,
            state: delivery.state,
            created_at: delivery.created_at,
            finished_at: delivery.finished_at,
            attempts: attempts.into_iter().map(Into::into).collect(),
        }
    }
}

/// Endpoints, oldest first
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks", responses(
    (status = 200, body = Listed<WebhookJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<WebhookJson>>, Failed> {
    visit.cx.require_admin()?;
    let all = store::all(&mut app.db.reader()).await?;
    Ok(Answer::ok(Listed { items: all.into_iter().map(Into::into).collect(), next: None }))
}

/// Make an endpoint; the answer shows its secret, once
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", request_body = NewWebhookJson, responses(
    (status = 201, body = WebhookJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewWebhookJson>, Failed>,
) -> Result<Answer<WebhookJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_admin()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let new = NewWebhook { name: new.name, url: new.url, kinds: new.kinds };
    let (webhook, secret) = create::create(&mut tx, &visit.cx, &app.keys, new).await?;
    tx.commit().await?;
    let location = format!("/api/v1/webhooks/{}", webhook.id);
    let version = webhook.version;
    Ok(Answer::created(WebhookJson { secret: Some(secret), ..webhook.into() }, location).version(version))
}

/// One endpoint
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = Uuid, Path)), responses(
    (status = 200, body = WebhookJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<WebhookJson>, Failed> {
    visit.cx.require_admin()?;
    let webhook = store::find(&mut app.db.reader(), WebhookId(id)).await?;
    let version = webhook.version;
    Ok(Answer::ok(webhook.into()).version(version))
}

/// Change an endpoint, or switch it on or off
#[utoipa::path(patch, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = Uuid, Path)), request_body = WebhookChangeJson, responses(
    (status = 200, body = WebhookJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn amend(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    wanted: Result<Body<WebhookChangeJson>, Failed>,
) -> Result<Answer<WebhookJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_admin()?;
    let Body(wanted) = wanted?;
    let (id, mut tx) = (WebhookId(id), app.begin().await?);
    let words = WebhookChange { name: wanted.name, url: wanted.url, kinds: wanted.kinds };
    let mut webhook = if words.is_empty() {
        visit.cx.require_admin()?;
        let webhook = store::find(&mut tx, id).await?;
        webhook.expect_version(expected)?;
        webhook
    } else {
        change::change(&mut tx, &visit.cx, id, expected, words).await?
    };
    if let Some(active) = wanted.active {
        webhook = switch::switch(&mut tx, &visit.cx, id, active).await?;
    }
    tx.commit().await?;
    let version = webhook.version;
    Ok(Answer::ok(webhook.into()).version(version))
}

/// Remove an endpoint
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = Uuid, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<StatusCode, Failed> {
    let mut tx = app.begin().await?;
    create::remove(&mut tx, &visit.cx, WebhookId(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a new secret; the old one signs too for a day
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/rotate", tag = "webhooks", params(("id" = Uuid, Path)), responses(
    (status = 200, body = WebhookJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn new_secret(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<WebhookJson>, Failed> {
    let mut tx = app.begin().await?;
    let (webhook, secret) = rotate::rotate(&mut tx, &visit.cx, &app.keys, WebhookId(id)).await?;
    tx.commit().await?;
    Ok(Answer::ok(WebhookJson { secret: Some(secret), ..webhook.into() }))
}

/// Send a test message
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "webhooks", params(("id" = Uuid, Path)), responses(
    (status = 201, body = DeliveryJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn test(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<DeliveryJson>, Failed> {
    let mut tx = app.begin().await?;
    let delivery = send::send_test(&mut tx, &visit.cx, WebhookId(id)).await?;
    tx.commit().await?;
    let location = format!("/api/v1/webhooks/{id}/deliveries/{}", delivery.id);
    Ok(Answer::created(DeliveryJson::of(delivery, Vec::new()), location))
}

/// Messages to an endpoint, newest first
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries", tag = "webhooks", params(("id" = Uuid, Path), Paging), responses(
    (status = 200, body = Listed<DeliveryJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn deliveries(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<DeliveryJson>>, Failed> {
    visit.cx.require_admin()?;
    let mut q = app.db.reader();
    let webhook = store::find(&mut q, WebhookId(id)).await?;
    let page = delivery_store::page(&mut q, webhook.id, paging.after()?, paging.limit()).await?;
    let mut last = delivery_store::last_attempts(&mut q, &page.items).await?;
    let page = page.map(|delivery| {
        let attempts = last.remove(&delivery.id).map(|(_, attempt)| attempt).into_iter().collect();
        DeliveryJson::of(delivery, attempts)
    });
    Ok(Answer::ok(Listed { items: page.items, next: page.next }))
}

/// One message, with every attempt
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries/{delivery}", tag = "webhooks",
    params(("id" = Uuid, Path), ("delivery" = Uuid, Path)), responses(
    (status = 200, body = DeliveryJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn delivery(
    State(app): State<App>,
    visit: Visit,
    Path((id, delivery)): Path<(Uuid, Uuid)>,
) -> Result<Answer<DeliveryJson>, Failed> {
    visit.cx.require_admin()?;
    let mut q = app.db.reader();
    let delivery = delivery_store::of(&mut q, WebhookId(id), DeliveryId(delivery)).await?;
    let attempts = delivery_store::attempts(&mut q, delivery.id).await?;
    Ok(Answer::ok(DeliveryJson::of(delivery, attempts)))
}

/// Send a message once more
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/deliveries/{delivery}/resend", tag = "webhooks",
    params(("id" = Uuid, Path), ("delivery" = Uuid, Path)), responses(
    (status = 200, body = DeliveryJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn resend(
    State(app): State<App>,
    visit: Visit,
    Path((id, delivery)): Path<(Uuid, Uuid)>,
) -> Result<Answer<DeliveryJson>, Failed> {
    let mut tx = app.begin().await?;
    let delivery = send::send_again(&mut tx, &visit.cx, WebhookId(id), DeliveryId(delivery)).await?;
    let attempts = delivery_store::attempts(&mut tx, delivery.id).await?;
    tx.commit().await?;
    Ok(Answer::ok(DeliveryJson::of(delivery, attempts)))
}

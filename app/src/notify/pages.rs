//! `/settings/webhooks`: the endpoints, one of them with what was sent there, one message with its attempts.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use ryugaku_jobs::{Job, State as JobState};
use ryugaku_kernel::{Failure, Msg, Outcome, Page, Time, Uuid};

use super::attempt::Attempt;
use super::change::{self, WebhookChange};
use super::create::{self, NewWebhook};
use super::delivery::{Delivery, DeliveryId, DeliveryState};
use super::webhook::{Webhook, WebhookId, kinds_of};
use super::{delivery_store, payload, rotate, send, store, switch};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Paging, Visit, get, page, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/webhooks", get(list).merge(post(add)))
        .route("/settings/webhooks/new", get(new))
        .route("/settings/webhooks/{id}", get(show).merge(post(amend)))
        .route("/settings/webhooks/{id}/edit", get(edit))
        .route("/settings/webhooks/{id}/{deed}", post(act))
        .route("/settings/webhooks/{id}/deliveries/{delivery}", get(delivery))
        .route("/settings/webhooks/{id}/deliveries/{delivery}/resend", post(resend))
}

async fn shell(app: &App, visit: &Visit, title: impl Into<String>, here: bool) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Settings, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-settings"), "/settings");
    Ok(if here { shell } else { shell.crumb(words::text(visit.lang(), "webhook-title"), "/settings/webhooks") })
}

#[derive(Template)]
#[template(path = "notify/webhooks.html")]
struct WebhooksPage {
    shell: Shell,
    webhooks: Vec<Webhook>,
}

async fn list(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    let webhooks = store::all(&mut app.db.reader()).await?;
    page(&WebhooksPage {
        shell: shell(&app, &visit, words::text(visit.lang(), "webhook-title"), true).await?,
        webhooks,
    })
}

#[derive(Template)]
#[template(path = "notify/webhook_form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// The endpoint that is changed; a new one has none.
    id: Option<WebhookId>,
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, id: Option<WebhookId>) -> PageResult {
    let title = words::text(visit.lang(), if id.is_some() { "webhook-edit" } else { "webhook-new" });
    page_with(status, &FormPage { shell: shell(app, visit, title, false).await?, form, id })
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    form_page(&app, &visit, StatusCode::OK, Form::default(), None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_admin()?;
    let webhook = store::find(&mut app.db.reader(), WebhookId(id)).await?;
    let (kinds, version) = (webhook.kinds_text(), webhook.version.to_string());
    let values =
        [("name", webhook.name.as_str()), ("url", webhook.url.as_str()), ("kinds", &kinds), ("version", &version)];
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), Some(webhook.id)).await
}

#[derive(Template)]
#[template(path = "notify/secret.html")]
struct SecretPage {
    shell: Shell,
    webhook: Webhook,
    secret: String,
}

async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_add(&app, &visit, &fields).await {
        Ok((webhook, secret)) => secret_page(&app, &visit, StatusCode::CREATED, webhook, secret).await,
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_add(app: &App, visit: &Visit, fields: &Fields) -> Outcome<(Webhook, String)> {
    let new = NewWebhook {
        name: fields.get("name").into(),
        url: fields.get("url").into(),
        kinds: kinds_of(fields.get("kinds")),
    };
    let mut tx = app.begin().await?;
    let made = create::create(&mut tx, &visit.cx, &app.keys, new).await?;
    tx.commit().await?;
    Ok(made)
}

/// Answered at once and not after a redirect: the secret is nowhere to be read again.
async fn secret_page(app: &App, visit: &Visit, status: StatusCode, webhook: Webhook, secret: String) -> PageResult {
    let shell = shell(app, visit, webhook.name.clone(), false).await?;
    page_with(status, &SecretPage { shell, webhook, secret })
}

async fn amend(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    let id = WebhookId(id);
    match try_amend(&app, &visit, id, &fields).await {
        Ok(webhook) => {
            let said = Flash::new(Msg::new("webhook-changed-said").with("name", webhook.name));
            Ok(see_other(&app, &address(id), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Some(id)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_amend(app: &App, visit: &Visit, id: WebhookId, fields: &Fields) -> Outcome<Webhook> {
    let wanted = WebhookChange {
        name: Some(fields.get("name").into()),
        url: Some(fields.get("url").into()),
        kinds: Some(kinds_of(fields.get("kinds"))),
    };
    let mut tx = app.begin().await?;
    let webhook = change::change(&mut tx, &visit.cx, id, fields.maybe_parse("version")?, wanted).await?;
    tx.commit().await?;
    Ok(webhook)
}

fn address(id: WebhookId) -> String {
    format!("/settings/webhooks/{id}")
}

/// The buttons of an endpoint's page.
async fn act(State(app): State<App>, visit: Visit, Path((id, deed)): Path<(Uuid, String)>) -> PageResult {
    visit.cx.require_admin()?;
    let (id, mut tx) = (WebhookId(id), app.begin().await?);
    let done = |app: &App, address: &str, key: &'static str, undo: Option<String>| -> Response {
        let said = Flash { undo, ..Flash::new(Msg::new(key)) };
        see_other(app, address, Some(said))
    };
    match deed.as_str() {
        "on" | "off" => {
            switch::switch(&mut tx, &visit.cx, id, deed == "on").await?;
            tx.commit().await?;
            let (key, back) = if deed == "on" { ("webhook-on-said", "off") } else { ("webhook-off-said", "on") };
            Ok(done(&app, &address(id), key, Some(format!("{}/{back}", address(id)))))
        }
        "test" => {
            let delivery = send::send_test(&mut tx, &visit.cx, id).await?;
            tx.commit().await?;
            let page = format!("{}/deliveries/{}", address(id), delivery.id);
            Ok(done(&app, &page, "webhook-tested-said", None))
        }
        "rotate" => {
            let (webhook, secret) = rotate::rotate(&mut tx, &visit.cx, &app.keys, id).await?;
            tx.commit().await?;
            secret_page(&app, &visit, StatusCode::OK, webhook, secret).await
        }
        "remove" => {
            create::remove(&mut tx, &visit.cx, id).await?;
            tx.commit().await?;
            Ok(done(&app, "/settings/webhooks", "webhook-removed-said", None))
        }
        _ => Err(Failure::NotFound("page").into()),
    }
}

/// A delivery as a row: how often it was tried, how the last attempt went, when the next one is.
struct Sent {
    delivery: Delivery,
    attempts: i64,
    last: Option<Attempt>,
    next: Option<Time>,
}

#[derive(Template)]
#[template(path = "notify/webhook.html")]
struct WebhookPage {
    shell: Shell,
    webhook: Webhook,
    sent: Page<Sent>,
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_admin()?;
    let mut q = app.db.reader();
    let webhook = store::find(&mut q, WebhookId(id)).await?;
    let found = delivery_store::page(&mut q, webhook.id, paging.after()?, paging.limit()).await?;
    let mut last = delivery_store::last_attempts(&mut q, &found.items).await?;
    let waiting = found.items.iter().filter(|one| one.state == DeliveryState::Waiting).map(|one| one.job);
    let waiting: Vec<Uuid> = waiting.collect();
    let jobs = ryugaku_jobs::by_ids(&mut q, waiting).await?;
    let sent = found.map(|delivery| {
        let next = next_try(&jobs, &delivery);
        let (attempts, last) = last.remove(&delivery.id).unzip();
        Sent { next, attempts: attempts.unwrap_or(0), last, delivery }
    });
    page(&WebhookPage { shell: shell(&app, &visit, webhook.name.clone(), false).await?, webhook, sent })
}

fn next_try(jobs: &[Job], delivery: &Delivery) -> Option<Time> {
    jobs.iter().find(|job| job.id == delivery.job && job.state == JobState::Ready).map(|job| job.run_at)
}

#[derive(Template)]
#[template(path = "notify/delivery.html")]
struct DeliveryPage {
    shell: Shell,
    webhook: Webhook,
    delivery: Delivery,
    attempts: Vec<Attempt>,
    next: Option<Time>,
    /// What is sent, unless the event has been archived.
    payload: Option<String>,
}

async fn delivery(State(app): State<App>, visit: Visit, Path((id, delivery)): Path<(Uuid, Uuid)>) -> PageResult {
    visit.cx.require_admin()?;
    let mut q = app.db.reader();
    let webhook = store::find(&mut q, WebhookId(id)).await?;
    let delivery = delivery_store::of(&mut q, webhook.id, DeliveryId(delivery)).await?;
    let attempts = delivery_store::attempts(&mut q, delivery.id).await?;
    let jobs = ryugaku_jobs::by_ids(&mut q, [delivery.job]).await?;
    let payload = match payload::payload(&mut q, visit.organisation.language, &delivery).await {
        Ok(payload) => Some(format!("{payload:#}")),
        Err(Failure::NotFound(_)) => None,
        Err(failure) => return Err(failure.into()),
    };
    let shell = shell(&app, &visit, delivery.kind.clone(), false).await?;
    let shell = shell.crumb(webhook.name.clone(), address(webhook.id));
    page(&DeliveryPage { shell, next: next_try(&jobs, &delivery), webhook, delivery, attempts, payload })
}

async fn resend(State(app): State<App>, visit: Visit, Path((id, delivery)): Path<(Uuid, Uuid)>) -> PageResult {
    let mut tx = app.begin().await?;
    send::send_again(&mut tx, &visit.cx, WebhookId(id), DeliveryId(delivery)).await?;
    tx.commit().await?;
    let page = format!("/settings/webhooks/{id}/deliveries/{delivery}");
    Ok(see_other(&app, &page, Some(Flash::new(Msg::new("webhook-resent-said")))))
}

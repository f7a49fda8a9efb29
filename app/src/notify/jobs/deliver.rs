//! One attempt to bring a delivery to its endpoint, and what is written down of it.

use std::time::Instant;

use jiff::SignedDuration;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use ryugaku_jobs::{ATTEMPTS, Job, Stop};
use ryugaku_kernel::{Cx, Failure, Lang, Outcome};
use ryugaku_web::Reply;

use crate::app::App;
use crate::notify::attempt::{Attempt, reach};
use crate::notify::delivery::{Delivery, DeliveryId, DeliveryState};
use crate::notify::webhook::Webhook;
use crate::notify::{delivery_store, payload, secret, store, switch};
use crate::organisation;

/// An endpoint that has not taken anything for so long is switched off.
const PATIENCE: SignedDuration = SignedDuration::from_hours(72);

/// The job. Safe to run twice: a message that arrived is not sent again, and a receiver knows a repeat by its id.
pub async fn run(app: App, cx: Cx, job: Job, id: DeliveryId) -> Result<(), Stop> {
    let mut q = app.db.reader();
    let delivery = delivery_store::find(&mut q, id).await?;
    // A delivery that was sent again by hand has a job of its own.
    if delivery.state != DeliveryState::Waiting || delivery.job != job.id {
        return Ok(());
    }
    let webhook = match store::find(&mut q, delivery.webhook).await {
        Ok(webhook) if webhook.active || delivery.position.is_none() => webhook,
        Ok(_) | Err(Failure::NotFound(_)) => return Ok(give_up(&app, &cx, id).await?),
        Err(failure) => return Err(failure.into()),
    };
    let begun_at = cx.now();
    let clock = Instant::now();
    let answer = send(&app, &cx, &webhook, &delivery).await;
    let took_ms = i64::try_from(clock.elapsed().as_millis()).unwrap_or(i64::MAX);
    let attempt = Attempt::of(&cx, begun_at, took_ms, &answer);
    let last = job.attempts >= ATTEMPTS;
    let end = end(&answer, &attempt, last);
    write_down(&app, &cx, webhook, id, &attempt, &end).await?;
    end
}

/// Whether the job is done, comes again, or was in vain.
fn end(answer: &Outcome<Reply>, attempt: &Attempt, last: bool) -> Result<(), Stop> {
    match answer {
        Ok(_) if attempt.is_delivered() => Ok(()),
        // 410: the receiver says that the endpoint is no more.
        Ok(reply) if reply.status == 410 => Err(Stop::GiveUp("answered 410".into())),
        Ok(reply) if last => Err(Stop::GiveUp(format!("answered {}", reply.status))),
        Ok(reply) => Err(Stop::Retry(format!("answered {}", reply.status))),
        Err(Failure::Invalid(_) | Failure::NotFound(_) | Failure::Gone(_)) => {
            Err(Stop::GiveUp(attempt.error.clone().unwrap_or_default()))
        }
        Err(_) if last => Err(Stop::GiveUp(attempt.error.clone().unwrap_or_default())),
        Err(_) => Err(Stop::Retry(attempt.error.clone().unwrap_or_default())),
    }
}

async fn write_down(
    app: &App,
    cx: &Cx,
    webhook: Webhook,
    id: DeliveryId,
    attempt: &Attempt,
    end: &Result<(), Stop>,
) -> Outcome<()> {
    let mut tx = app.begin().await?;
    delivery_store::add_attempt(&mut tx, id, attempt).await?;
    match end {
        Ok(()) => {
            delivery_store::set_state(&mut tx, id, DeliveryState::Delivered, Some(cx.now())).await?;
            store::failing(&mut tx, webhook.id, None).await?;
        }
        Err(stop) => {
            if matches!(stop, Stop::GiveUp(_)) {
                delivery_store::set_state(&mut tx, id, DeliveryState::GaveUp, Some(cx.now())).await?;
            }
            store::failing(&mut tx, webhook.id, Some(cx.now())).await?;
            let gone = attempt.status == Some(410);
            // Read again: several deliveries of one endpoint end at once.
            if let Ok(webhook) = store::find(&mut tx, webhook.id).await
                && webhook.active
                && (gone || webhook.failing_since.is_some_and(|since| cx.now().since(since) >= PATIENCE))
            {
                switch::switch_off_failing(&mut tx, cx, webhook, gone).await?;
            }
        }
    }
    tx.commit().await.map(drop)
}

async fn give_up(app: &App, cx: &Cx, id: DeliveryId) -> Outcome<()> {
    let mut tx = app.begin().await?;
    delivery_store::set_state(&mut tx, id, DeliveryState::GaveUp, Some(cx.now())).await?;
    tx.commit().await.map(drop)
}

async fn send(app: &App, cx: &Cx, webhook: &Webhook, delivery: &Delivery) -> Outcome<Reply> {
    let mut q = app.db.reader();
    let lang: Lang = organisation::store::load(&mut q).await?.language;
    let body = payload::payload(&mut q, lang, delivery).await?.to_string().into_bytes();
    let (id, timestamp) = (delivery.id.message(), cx.now().timestamp().as_second());
    let mut signatures = vec![secret::sign(&app.keys, &webhook.secret, &id, timestamp, &body)?];
    if let Some((old, until)) = &webhook.old_secret
        && *until > cx.now()
    {
        signatures.push(secret::sign(&app.keys, old, &id, timestamp, &body)?);
    }
    let mut headers = HeaderMap::new();
    let line = |text: &str| HeaderValue::from_str(text).map_err(Failure::internal);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(HeaderName::from_static("webhook-id"), line(&id)?);
    headers.insert(HeaderName::from_static("webhook-timestamp"), line(&timestamp.to_string())?);
    headers.insert(HeaderName::from_static("webhook-signature"), line(&signatures.join(" "))?);
    app.outside.call(Method::POST, &webhook.url, headers, body, reach(app, &webhook.url)).await
}

//! Telling subscribers: one job finds out whom, one for each mail sends it, and tries again.

use jiff::SignedDuration;
use ryugaku_db::{Query, Transaction};
use ryugaku_jobs::{ATTEMPTS, Job, Registry, Stop};
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};

use super::mail::{self, Mail};
use super::notice::{State, UpdateId};
use super::pages::address;
use super::subscribe::is_here;
use super::subscriber::{Ask, Subscriber, SubscriberId};
use super::switch::Visibility;
use super::{links, notice_store, subscriber_store, switch_store, update_store};
use crate::app::App;

const TELL: &str = "status.tell";
const MAIL: &str = "status.mail";
/// Read at once.
const PAGE: i64 = 200;

#[derive(Serialize, Deserialize)]
struct Tell {
    update: Uuid,
}

/// Without an update: the mail that asks whether it was them who asked.
#[derive(Serialize, Deserialize)]
struct Sending {
    subscriber: Uuid,
    update: Option<Uuid>,
    /// Which of their questions it asks about.
    asked_at: Option<i64>,
}

pub(super) async fn tell(tx: &mut Transaction, cx: &Cx, update: UpdateId) -> Outcome<()> {
    let (confirmed, _) = subscriber_store::counts(tx).await?;
    if confirmed == 0 {
        return Ok(());
    }
    ryugaku_jobs::enqueue(tx, cx, TELL, &Tell { update: update.0 }, cx.now()).await.map(drop)
}

pub(super) async fn ask(tx: &mut Transaction, cx: &Cx, ask: &Ask) -> Outcome<()> {
    let sending = Sending { subscriber: ask.subscriber.0, update: None, asked_at: Some(ask.asked_at.0) };
    ryugaku_jobs::enqueue(tx, cx, MAIL, &sending, cx.now()).await.map(drop)
}

pub fn register(app: &App, registry: &mut Registry) {
    let telling = app.clone();
    registry.on(TELL, move |cx, job| {
        let app = telling.clone();
        async move {
            let Tell { update } = job.payload()?;
            Ok(find_out(&app, &cx, UpdateId(update)).await?)
        }
    });
    let sending = app.clone();
    registry.on(MAIL, move |cx, job| {
        let app = sending.clone();
        async move { send(&app, &cx, &job).await }
    });
    let sweeping = app.clone();
    registry.every("status_subscribers_sweep", SignedDuration::from_hours(6), move |cx| {
        let app = sweeping.clone();
        async move {
            let mut tx = app.begin().await?;
            subscriber_store::sweep(&mut tx, cx.now().minus(links::LASTS)).await?;
            tx.commit().await.map(drop)
        }
    });
}

/// A job for each mail. Run twice, it finds those that are there.
async fn find_out(app: &App, cx: &Cx, update: UpdateId) -> Outcome<()> {
    if app.config.smtp.url.is_none() {
        return Ok(());
    }
    let mut q = app.db.reader();
    let notice = update_store::find(&mut q, update).await?.notice;
    let hit = notice_store::levels(&mut q, &[notice]).await?.remove(&notice).unwrap_or_default();
    let hit: Vec<Uuid> = hit.into_keys().collect();
    let mut after = None;
    loop {
        let page = subscriber_store::confirmed(&mut q, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id.0);
        let mut tx = app.begin().await?;
        for subscriber in page.iter().filter(|subscriber| subscriber.hears_of(&hit)) {
            let sending = Sending { subscriber: subscriber.id.0, update: Some(update.0), asked_at: None };
            let key = format!("status-{update}-{}", subscriber.id);
            ryugaku_jobs::enqueue_unique(&mut tx, cx, MAIL, &key, &sending, cx.now()).await?;
        }
        tx.commit().await?;
    }
}

/// Those who could not see the page now are told nothing of it, whoever could when they subscribed.
async fn may_know(app: &App, q: &mut dyn Query, subscriber: &Subscriber) -> Outcome<bool> {
    match switch_store::load(q).await?.visibility {
        Visibility::Off => Ok(false),
        Visibility::Inside => is_here(q, &address(app, subscriber)?).await,
        Visibility::Public => Ok(true),
    }
}

/// At least once: what arrived unnoticed is sent again.
async fn send(app: &App, cx: &Cx, job: &Job) -> Result<(), Stop> {
    let sending: Sending = job.payload()?;
    let mut q = app.db.reader();
    // Who has left meanwhile is told nothing more.
    let Some(subscriber) = subscriber_store::find(&mut q, SubscriberId(sending.subscriber)).await? else {
        return Ok(());
    };
    let mail = match sending.update {
        None => {
            let Some(at) = sending.asked_at else { return Ok(()) };
            let Some(ask) = subscriber_store::asked(&mut q, subscriber.id, Time(at)).await? else { return Ok(()) };
            Mail::Ask(ask)
        }
        Some(id) => {
            let update = match update_store::find(&mut q, UpdateId(id)).await {
                Err(Failure::NotFound(_)) => return Ok(()),
                other => other?,
            };
            let notice = notice_store::find(&mut q, &cx.who, update.notice).await?;
            if notice.is(State::Draft) || !may_know(app, &mut q, &subscriber).await? {
                return Ok(());
            }
            Mail::Update(Box::new((notice, update)))
        }
    };
    let error = match mail::send(app, &subscriber, &mail).await {
        Ok(reply) if (200..300).contains(&reply.status) => None,
        Ok(reply) => Some((format!("{} {}", reply.status, String::from_utf8_lossy(&reply.body)), reply.status >= 500)),
        Err(failure @ (Failure::Unavailable { .. } | Failure::Busy { .. })) => Some((failure.to_string(), false)),
        Err(failure) => return Err(failure.into()),
    };
    let last = job.attempts >= ATTEMPTS;
    let told = error.as_ref().map(|(error, _)| error.as_str());
    let gave_up = error.as_ref().is_some_and(|(_, final_)| *final_ || last);
    let mut tx = app.begin().await?;
    subscriber_store::told(&mut tx, subscriber.id, told, gave_up, cx.now()).await?;
    tx.commit().await?;
    match error {
        None => Ok(()),
        Some((error, _)) if gave_up => Err(Stop::GiveUp(error)),
        Some((error, _)) => Err(Stop::Retry(error)),
    }
}

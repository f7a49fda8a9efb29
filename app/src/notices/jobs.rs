//! Telling a channel once more, until it has heard, a later notice has taken its place, or it is given up.

use jiff::SignedDuration;
use ryugaku_db::Transaction;
use ryugaku_jobs::{ATTEMPTS, Job, Registry, Stop};
use ryugaku_kernel::{Cx, Outcome, Uuid};
use serde::{Deserialize, Serialize};

use super::notice::{KEPT, NoticeId, NoticeState};
use super::send::attempt;
use super::{Way, store};
use crate::app::App;
use crate::receivers;

const KIND: &str = "alert.notify";
/// After a first attempt that was in vain.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

#[derive(Serialize, Deserialize)]
struct Notify {
    notice: Uuid,
}

pub(super) async fn enqueue(tx: &mut Transaction, cx: &Cx, id: NoticeId, tried: bool) -> Outcome<()> {
    let at = if tried { cx.now().plus(PAUSE) } else { cx.now() };
    ryugaku_jobs::enqueue(tx, cx, KIND, &Notify { notice: id.0 }, at).await.map(drop)
}

pub fn register(app: &App, registry: &mut Registry) {
    let sending = app.clone();
    registry.on(KIND, move |cx, job| {
        let app = sending.clone();
        async move {
            let Notify { notice } = job.payload()?;
            run(app, cx, job, NoticeId(notice)).await
        }
    });
    let sweeping = app.clone();
    registry.every("notices_sweep", SignedDuration::from_hours(6), move |cx| {
        let app = sweeping.clone();
        async move {
            let mut tx = app.begin().await?;
            store::sweep(&mut tx, cx.now().minus(KEPT)).await?;
            tx.commit().await.map(drop)
        }
    });
}

/// Safe to run twice: what arrived is not sent again, and what arrived unnoticed is sent once more.
async fn run(app: App, cx: Cx, job: Job, id: NoticeId) -> Result<(), Stop> {
    let mut q = app.db.reader();
    let (notice, state) = store::find(&mut q, id).await?;
    if state != NoticeState::Waiting {
        return Ok(());
    }
    let channels = receivers::channels(&mut q).await?.remove(&notice.receiver).unwrap_or_default();
    let channel = channels.into_iter().find(|channel| channel.number == i64::from(notice.channel));
    let Some(channel) = channel else {
        return Ok(finish(&app, &cx, id, NoticeState::GaveUp).await?);
    };
    let attempt = attempt(&app, &cx, &Way::open(&app, channel)?, &notice).await;
    let mut tx = app.begin().await?;
    store::add_attempt(&mut tx, id, &attempt).await?;
    let last = job.attempts >= ATTEMPTS || attempt.status == Some(410);
    let state = match (attempt.is_delivered(), last) {
        (true, _) => Some(NoticeState::Sent),
        (false, true) => Some(NoticeState::GaveUp),
        (false, false) => None,
    };
    if let Some(state) = state {
        store::set_state(&mut tx, id, state, cx.now()).await?;
        tx.wake("alert");
    }
    tx.commit().await?;
    let why = || {
        attempt.status.map_or_else(|| attempt.error.clone().unwrap_or_default(), |status| format!("answered {status}"))
    };
    match state {
        Some(NoticeState::Sent) => Ok(()),
        Some(_) => Err(Stop::GiveUp(why())),
        None => Err(Stop::Retry(why())),
    }
}

async fn finish(app: &App, cx: &Cx, id: NoticeId, state: NoticeState) -> Outcome<()> {
    let mut tx = app.begin().await?;
    store::set_state(&mut tx, id, state, cx.now()).await?;
    tx.commit().await.map(drop)
}

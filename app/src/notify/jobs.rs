//! What runs by itself: the ledger is followed each second, a delivery is a job, old deliveries go after thirty days.

use jiff::SignedDuration;
use ryugaku_jobs::Registry;
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::Tx;
use serde::{Deserialize, Serialize};

use super::delivery::DeliveryId;
use super::{deliver, follow, sweep};
use crate::app::App;

const DELIVER: &str = "webhook.deliver";

#[derive(Serialize, Deserialize)]
struct Deliver {
    delivery: Uuid,
}

pub fn register(app: &App, registry: &mut Registry) {
    let delivering = app.clone();
    registry.on(DELIVER, move |cx, job| {
        let app = delivering.clone();
        async move {
            let Deliver { delivery } = job.payload()?;
            deliver::run(app, cx, job, DeliveryId(delivery)).await
        }
    });
    let following = app.db.clone();
    registry.every("webhooks_follow", SignedDuration::from_millis(900), move |cx| {
        let db = following.clone();
        async move { follow::follow(&db, &cx).await }
    });
    let sweeping = app.clone();
    registry.every("webhooks_sweep", SignedDuration::from_hours(6), move |cx| {
        let app = sweeping.clone();
        async move { sweep::sweep(&app, &cx).await }
    });
}

pub(super) async fn enqueue(tx: &mut Tx, cx: &Cx, id: DeliveryId) -> Outcome<Uuid> {
    ryugaku_jobs::enqueue(tx, cx, DELIVER, &Deliver { delivery: id.0 }, cx.now()).await
}

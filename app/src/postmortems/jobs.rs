//! What runs by itself: of what is written together a version is kept once it is quiet, and now and then while it is not.

use jiff::SignedDuration;
use ryugaku_jobs::Registry;
use ryugaku_kernel::{Cx, Outcome};

use super::keep;
use crate::app::App;
use crate::incidents::Incident;

pub fn register(app: &App, registry: &mut Registry) {
    let app = app.clone();
    registry.every("postmortems_keep", SignedDuration::from_secs(20), move |cx| {
        let app = app.clone();
        async move {
            let wanted = keep::wanted(&mut app.db.reader(), &cx).await?;
            for incident in &wanted {
                // One that cannot be kept keeps no other back.
                if let Err(failure) = keep_one(&app, &cx, incident).await {
                    tracing::warn!(%failure, incident = %incident.number(), "what is written together could not be kept");
                }
            }
            Ok(())
        }
    });
}

async fn keep_one(app: &App, cx: &Cx, incident: &Incident) -> Outcome<()> {
    let mut tx = app.begin().await?;
    keep::keep_one(&mut tx, cx, incident).await?;
    tx.commit().await.map(drop)
}

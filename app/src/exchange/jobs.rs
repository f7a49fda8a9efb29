//! What runs by itself: late steps are nudged, follow-ups that are due are said.

use jiff::SignedDuration;
use ryugaku_jobs::Registry;

use super::nudge;
use crate::app::App;

pub fn register(app: &App, registry: &mut Registry) {
    let nudging = app.clone();
    registry.every("exchange_nudges", SignedDuration::from_hours(1), move |cx| {
        let app = nudging.clone();
        async move {
            let mut tx = app.begin().await?;
            nudge::late_steps(&mut tx, &cx).await?;
            nudge::due_follow_ups(&mut tx, &cx).await?;
            tx.commit().await.map(drop)
        }
    });
}

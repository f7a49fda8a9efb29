//! What runs by itself: feedback that has become due is asked for.

use jiff::SignedDuration;
use ryugaku_jobs::Registry;

use super::ask;
use crate::app::App;

pub fn register(app: &App, registry: &mut Registry) {
    let app = app.clone();
    registry.every("feedback_ask", SignedDuration::from_mins(30), move |cx| {
        let app = app.clone();
        async move {
            let mut tx = app.begin().await?;
            ask::ask(&mut tx, &cx).await?;
            tx.commit().await.map(drop)
        }
    });
}

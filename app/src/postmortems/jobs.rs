//! What runs by itself: of what is written together a version is kept once it is quiet, and now and then while it is not.

use jiff::SignedDuration;
use ryugaku_jobs::Registry;

use super::keep;
use crate::app::App;

pub fn register(app: &App, registry: &mut Registry) {
    let app = app.clone();
    registry.every("postmortems_keep", SignedDuration::from_secs(20), move |cx| {
        let app = app.clone();
        async move {
            let mut tx = app.begin().await?;
            keep::keep_now_and_then(&mut tx, &cx).await?;
            tx.commit().await.map(drop)
        }
    });
}

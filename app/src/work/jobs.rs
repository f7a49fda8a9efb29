//! Jobs that are done are removed after seven days. Those that were given up stay until somebody runs them again.

use jiff::SignedDuration;
use ryugaku_jobs::Registry;

use crate::app::App;

const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

pub fn register(app: &App, registry: &mut Registry) {
    let app = app.clone();
    registry.every("jobs_sweep", SignedDuration::from_hours(1), move |cx| {
        let app = app.clone();
        async move {
            let mut tx = app.begin().await?;
            ryugaku_jobs::sweep(&mut tx, cx.now().minus(KEPT)).await?;
            tx.commit().await.map(drop)
        }
    });
}

//! What runs by itself: silences and windows that ended long ago are deleted.

use jiff::SignedDuration;
use ryugaku_jobs::Registry;
use ryugaku_kernel::Outcome;

use super::{store, window_store};
use crate::app::App;

/// For the history on pages; Alertmanager's API gives expired ones for a shorter time.
const KEEP_ENDED: SignedDuration = SignedDuration::from_hours(400 * 24);

pub fn rounds(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.every("silences.forget", SignedDuration::from_hours(24), move |_| forget_old(app.clone()));
}

/// Some at a time.
async fn forget_old(app: App) -> Outcome<()> {
    let before = app.clock.now().minus(KEEP_ENDED);
    loop {
        let mut tx = app.db.begin().await?;
        let gone = store::trim(&mut tx, before).await? + window_store::trim(&mut tx, before).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

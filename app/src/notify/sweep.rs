//! Deliveries are kept for thirty days.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Outcome};

use super::delivery_store;
use crate::app::App;

const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

pub async fn sweep(app: &App, cx: &Cx) -> Outcome<()> {
    cx.require_admin()?;
    let mut tx = app.begin().await?;
    delivery_store::sweep(&mut tx, cx.now().minus(KEPT)).await?;
    tx.commit().await.map(drop)
}

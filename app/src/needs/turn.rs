//! Taking a need up, meeting it, declining it, opening it again.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{Tx, texts};

use super::ask::{event, permitted};
use super::need::{self, Need, State};
use super::store;

/// `expected` is the version the caller has read. To decline needs a reason; elsewhere it is welcome.
pub async fn set_state(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    to: State,
    reason: &str,
) -> Outcome<Need> {
    cx.require_act()?;
    let mut need = store::by_count(tx, count).await?;
    permitted(tx, cx, need.team).await?;
    if expected.is_some_and(|version| version != need.version) {
        return Err(Failure::Stale);
    }
    let kind = need.state.move_to(to)?;
    let reason = reason.trim();
    need::check_text("reason", reason, to.needs_reason())?;
    need.state = to;
    need.ended_at = to.is_over().then(|| cx.now());
    store::update(tx, &mut need).await?;
    let mut event = event(kind, &need);
    if !reason.is_empty() {
        event = event.text(texts::write(tx, cx, reason).await?);
    }
    tx.record(cx, event);
    Ok(need)
}

//! Answering a need. Answers are added, never written over.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{Tx, texts};

use super::ask::event;
use super::need::{self, Need, State};
use super::store;

/// By whoever may act. The first answer takes the need out of those that wait for one.
pub async fn answer(tx: &mut Tx, cx: &Cx, count: i64, text: &str) -> Outcome<Need> {
    cx.require_act()?;
    let mut need = store::by_count(tx, count).await?;
    let text = text.trim();
    need::check_text("text", text, true)?;
    if need.state.is_over() {
        return Err(Failure::conflict("need-over"));
    }
    if need.state == State::Open {
        need.state = State::Answered;
    }
    need.answered_at = need.answered_at.or(Some(cx.now()));
    store::update(tx, &mut need).await?;
    let text = texts::write(tx, cx, text).await?;
    tx.record(cx, event("need.answered", &need).text(text));
    Ok(need)
}

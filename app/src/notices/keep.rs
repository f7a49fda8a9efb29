//! Writing down what came of a notice's first attempt; what did not arrive is handed to a job.

use ryugaku_db::Transaction;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_routing::Why;

use super::notice::{Content, Notice, NoticeId, NoticeState, Reason};
use super::{Came, jobs, store};
use crate::app::App;

/// In the transaction in which the notification log says that the channel was told.
pub async fn keep(app: &App, tx: &mut Transaction, came: Came) -> Outcome<()> {
    let Came { notice, attempt, .. } = came;
    let cx = app.system();
    let arrived = attempt.as_ref().is_some_and(|attempt| attempt.is_delivered());
    for older in store::waiting_before(tx, &notice).await? {
        supersede(tx, &cx, &older, &[&notice.content]).await?;
    }
    let state = if arrived { NoticeState::Sent } else { NoticeState::Waiting };
    store::insert(tx, &notice, state, arrived.then(|| cx.now())).await?;
    if let Some(attempt) = &attempt {
        store::add_attempt(tx, notice.id, attempt).await?;
    }
    metrics::counter!("ryugaku_notices_total", "arrived" => arrived.to_string()).increment(1);
    if !arrived {
        // It may have taken so long to fail that a later one has come back before it.
        let later = store::after(tx, &notice).await?;
        let later: Vec<&Content> = later.iter().map(|later| &later.content).collect();
        if later.is_empty() || !supersede(tx, &cx, &notice, &later).await? {
            jobs::enqueue(tx, &cx, notice.id, attempt.is_some()).await?;
        }
    }
    tx.wake("alert");
    Ok(())
}

/// What it says is out of date, but for those it says to be over that the later ones do not name: these had left the group
/// when the later ones were made, and that they are over is still to be told. Whether another has taken its place.
async fn supersede(tx: &mut Transaction, cx: &Cx, older: &Notice, later: &[&Content]) -> Outcome<bool> {
    let rest = older.content.over_beside(later);
    if !rest.is_empty() && rest.len() == older.content.alerts.len() {
        return Ok(false);
    }
    store::set_state(tx, older.id, NoticeState::Superseded, cx.now()).await?;
    if !rest.is_empty() {
        // As old as the one that it is the rest of, so that a later one takes its place too.
        let content = Content { alerts: rest, truncated: 0, ..older.content.clone() };
        let (id, why) = (NoticeId(cx.new_id()), Reason::Routed(Why::Resolved));
        let rest = Notice { id, content, why, ..older.clone() };
        store::insert(tx, &rest, NoticeState::Waiting, None).await?;
        jobs::enqueue(tx, cx, rest.id, true).await?;
    }
    Ok(true)
}

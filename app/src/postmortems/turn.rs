//! Moving a post-mortem along: to review, published, and back to draft with a word.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{Tx, texts};

use super::due::due;
use super::keep::keep;
use super::postmortem::{Postmortem, State};
use super::save::{changed, held};
use super::store;
use super::write::event;
use crate::incidents::{self, Incident};

pub async fn send_to_review(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Postmortem> {
    cx.require_act()?;
    let (incident, mut postmortem) = read(tx, cx, count, expected).await?;
    postmortem.state.send_to_review()?;
    postmortem.state = State::Review;
    changed(tx, cx, &mut postmortem).await?;
    tx.record(cx, event("postmortem.sent_to_review", &postmortem, &incident));
    Ok(postmortem)
}

pub async fn publish(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Postmortem> {
    cx.require_act()?;
    let (incident, mut postmortem) = read(tx, cx, count, expected).await?;
    postmortem.state.publish()?;
    (postmortem.state, postmortem.published_at) = (State::Published, Some(cx.now()));
    changed(tx, cx, &mut postmortem).await?;
    tx.record(cx, event("postmortem.published", &postmortem, &incident));
    Ok(postmortem)
}

/// From review or after it was published, with why.
pub async fn take_back(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, reason: &str) -> Outcome<Postmortem> {
    cx.require_act()?;
    // Of who takes it back and who changes how severe it is, one sees what the other did.
    incidents::store::hold(tx, count).await?;
    let (incident, mut postmortem) = read(tx, cx, count, expected).await?;
    postmortem.state.take_back()?;
    incidents::incident::check_text("reason", reason)?;
    let text = texts::write(tx, cx, reason.trim()).await?;
    (postmortem.state, postmortem.published_at) = (State::Draft, None);
    changed(tx, cx, &mut postmortem).await?;
    if postmortem.source.is_none() {
        // While it was published it stayed.
        postmortem.due = due(tx, &incident).await?;
        store::set_due(tx, incident.id.0, postmortem.due).await?;
    }
    tx.record(cx, event("postmortem.taken_back", &postmortem, &incident).text(text));
    Ok(postmortem)
}

/// With what was written together meanwhile, which whoever saw the last saved text may not have seen.
async fn read(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<(Incident, Postmortem)> {
    let incident = incidents::store::to_change(tx, &cx.who, count).await?;
    let mut postmortem = held(tx, &incident).await?;
    if expected.is_some_and(|version| version != postmortem.version) {
        return Err(Failure::Stale);
    }
    keep(tx, cx, &incident, &mut postmortem).await?;
    Ok((incident, postmortem))
}

//! Publishing a learning to its teams, and withdrawing it.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::learning::Learning;
use super::write::event;
use super::{access, answer_store, store, targets};
use crate::organisation;

/// To the teams that own what it applies to, and those that were named besides: at least one.
pub async fn publish(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Learning> {
    cx.require_act()?;
    let mut learning = permitted(tx, cx, count, expected).await?;
    learning.publish(organisation::store::load(tx).await?.today(cx.now()))?;
    let tags = store::tags(tx, &[learning.id.0]).await?.remove(&learning.id.0).unwrap_or_default();
    let owners = targets::owners(tx, &tags).await?;
    answer_store::add_teams(tx, learning.id, &owners).await?;
    let answers = answer_store::of(tx, &[learning.id.0]).await?.remove(&learning.id.0).unwrap_or_default();
    if answers.is_empty() {
        return Err(Failure::invalid("teams", "learning-no-team"));
    }
    store::update(tx, &mut learning).await?;
    let mut event = event(tx, "learning.published", &learning).await?;
    for answer in &answers {
        event = event.about("team", answer.team);
    }
    tx.record(cx, event.fact("teams", answers.iter().map(|answer| answer.team.to_string()).collect::<Vec<_>>()));
    Ok(learning)
}

/// With a reason. What teams have answered stays on record.
pub async fn withdraw(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, reason: &str) -> Outcome<Learning> {
    cx.require_act()?;
    let mut learning = permitted(tx, cx, count, expected).await?;
    learning.withdraw(organisation::store::load(tx).await?.today(cx.now()), reason)?;
    store::update(tx, &mut learning).await?;
    let event = event(tx, "learning.withdrawn", &learning).await?;
    tx.record(cx, event);
    Ok(learning)
}

async fn permitted(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Learning> {
    let learning = store::by_count(tx, count).await?;
    access::require_change(tx, cx, &learning).await?;
    if expected.is_some_and(|version| version != learning.version) {
        return Err(Failure::Stale);
    }
    Ok(learning)
}

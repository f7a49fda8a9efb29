//! Saying what came of activities: adding, changing, taking away.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome as Done};
use ryugaku_ledger::{NewEvent, Tx};

use super::activity::Activity;
use super::outcome::{self, Outcome, OutcomeId};
use super::{link, outcome_store};
use crate::exchange::{Exchange, Side, access, aim_store, event};

#[derive(Clone, Debug)]
pub struct NewOutcome {
    pub what: String,
    pub aim: Option<(Side, i64)>,
    /// An address; empty while there is none.
    pub artefact: String,
    pub day: Date,
    pub activities: Vec<Activity>,
}

/// By whoever is involved.
pub async fn add(tx: &mut Tx, cx: &Cx, count: i64, new: NewOutcome) -> Done<Outcome> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let outcome = Outcome {
        id: OutcomeId(cx.new_id()),
        exchange: exchange.id.0,
        by: cx.who.person(),
        version: 1,
        ..read(tx, cx, &exchange, new, &[]).await?
    };
    outcome_store::insert(tx, &outcome, cx.now()).await?;
    tx.record(cx, about("outcome.added", &exchange, &outcome));
    Ok(outcome)
}

pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    id: OutcomeId,
    expected: Option<i64>,
    new: NewOutcome,
) -> Done<Outcome> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let before = outcome_store::find(tx, exchange.id.0, id).await?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Failure::Stale);
    }
    let (by, version) = (before.by, before.version);
    let read = read(tx, cx, &exchange, new, &before.activities).await?;
    let mut outcome = Outcome { id, exchange: exchange.id.0, by, version, ..read };
    if outcome == before {
        return Ok(outcome);
    }
    outcome_store::update(tx, &mut outcome).await?;
    tx.record(cx, about("outcome.changed", &exchange, &outcome));
    Ok(outcome)
}

pub async fn remove(tx: &mut Tx, cx: &Cx, count: i64, id: OutcomeId) -> Done<()> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let outcome = outcome_store::find(tx, exchange.id.0, id).await?;
    outcome_store::remove(tx, id, cx.now()).await?;
    tx.record(cx, about("outcome.removed", &exchange, &outcome));
    Ok(())
}

/// Of `kept` nobody asks again whether the one who writes may see it.
async fn read(tx: &mut Tx, cx: &Cx, exchange: &Exchange, new: NewOutcome, kept: &[Activity]) -> Done<Outcome> {
    let aim = match new.aim {
        Some((side, ordinal)) => Some(aim_store::find(tx, exchange.id, side, ordinal).await?.id.0),
        None => None,
    };
    let mut activities = new.activities;
    activities.sort_by_key(ToString::to_string);
    activities.dedup();
    let outcome = Outcome {
        id: OutcomeId(ryugaku_kernel::Uuid::nil()),
        exchange: exchange.id.0,
        aim,
        what: new.what.trim().into(),
        artefact: new.artefact.trim().into(),
        day: new.day,
        by: None,
        activities,
        version: 0,
    };
    outcome::check(&outcome)?;
    for activity in outcome.activities.iter().filter(|activity| !kept.contains(activity)) {
        link::happened(tx, cx, exchange, *activity).await?;
    }
    Ok(outcome)
}

fn about(kind: &'static str, exchange: &Exchange, outcome: &Outcome) -> NewEvent {
    event::open(kind, exchange).fact("outcome", outcome.id.to_string())
}

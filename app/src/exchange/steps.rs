//! The readiness list: adding, changing, ticking off.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::exchange::Exchange;
use super::step::{self, MOST, Step, StepId};
use super::{access, chosen, event, step_store};

#[derive(Clone, Debug)]
pub struct NewStep {
    pub what: String,
    /// By id, e-mail address or whole name, `me`, or empty: nobody yet.
    pub owner: String,
    pub due: Date,
}

/// What is `None` stays; an empty owner is nobody.
#[derive(Clone, Debug, Default)]
pub struct StepChange {
    pub what: Option<String>,
    pub owner: Option<String>,
    pub due: Option<Date>,
}

pub async fn add(tx: &mut Tx, cx: &Cx, count: i64, new: NewStep) -> Outcome<Step> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let owner = chosen::person(tx, cx, "owner", &new.owner).await?;
    write(tx, cx, &exchange, new.what, owner, new.due).await
}

pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    id: StepId,
    expected: Option<i64>,
    change: StepChange,
) -> Outcome<Step> {
    let (exchange, mut step) = edited(tx, cx, count, id).await?;
    if expected.is_some_and(|version| version != step.version) {
        return Err(Failure::Stale);
    }
    let before = step.clone();
    step.what = change.what.map_or(step.what, |what| what.trim().into());
    step.due = change.due.unwrap_or(step.due);
    if let Some(owner) = change.owner {
        step.owner = chosen::person(tx, cx, "owner", &owner).await?;
    }
    step::check(&step)?;
    if step == before {
        return Ok(step);
    }
    // A new owner, a new day: nudged anew.
    step.nudges = 0;
    step_store::update(tx, &mut step).await?;
    tx.record(cx, about("exchange_step.changed", &exchange, &step));
    Ok(step)
}

pub async fn set_done(tx: &mut Tx, cx: &Cx, count: i64, id: StepId, done: bool) -> Outcome<Step> {
    let (exchange, mut step) = ticked(tx, cx, count, id).await?;
    if step.done_at.is_some() == done {
        return Ok(step);
    }
    step.done_at = done.then(|| cx.now());
    step.done_by = if done { cx.who.person() } else { None };
    step_store::update(tx, &mut step).await?;
    let kind = if done { "exchange_step.done" } else { "exchange_step.undone" };
    tx.record(cx, about(kind, &exchange, &step));
    Ok(step)
}

pub async fn remove(tx: &mut Tx, cx: &Cx, count: i64, id: StepId) -> Outcome<()> {
    let (exchange, step) = edited(tx, cx, count, id).await?;
    step_store::remove(tx, step.id).await?;
    tx.record(cx, about("exchange_step.removed", &exchange, &step));
    Ok(())
}

pub(super) async fn write(
    tx: &mut Tx,
    cx: &Cx,
    exchange: &Exchange,
    what: String,
    owner: Option<Uuid>,
    due: Date,
) -> Outcome<Step> {
    if exchange.state.is_over() {
        return Err(Failure::conflict("exchange-is-over"));
    }
    if step_store::of_exchange(tx, exchange.id).await?.len() >= MOST {
        return Err(Failure::invalid_msg("what", Msg::new("exchange-steps-most").with("most", MOST)));
    }
    let step = Step {
        id: StepId(cx.new_id()),
        exchange: exchange.id,
        what: what.trim().into(),
        owner,
        due,
        done_at: None,
        done_by: None,
        nudges: 0,
        version: 1,
    };
    step::check(&step)?;
    step_store::insert(tx, &step).await?;
    tx.record(cx, about("exchange_step.added", exchange, &step));
    Ok(step)
}

async fn edited(q: &mut dyn Query, cx: &Cx, count: i64, id: StepId) -> Outcome<(Exchange, Step)> {
    let (exchange, _) = access::edited(q, cx, count).await?;
    open(q, exchange, id).await
}

/// Whoever is to do it may tick it off, named in the exchange or not.
async fn ticked(q: &mut dyn Query, cx: &Cx, count: i64, id: StepId) -> Outcome<(Exchange, Step)> {
    cx.require_act()?;
    let exchange = super::store::by_count(q, count).await?;
    let access = access::of(q, cx, &exchange).await?;
    access.require_sight()?;
    let (exchange, step) = open(q, exchange, id).await?;
    if step.owner.is_none() || step.owner != cx.who.person() {
        access.require_edit()?;
    }
    Ok((exchange, step))
}

async fn open(q: &mut dyn Query, exchange: Exchange, id: StepId) -> Outcome<(Exchange, Step)> {
    let step = step_store::find(q, exchange.id, id).await?;
    if exchange.state.is_over() {
        return Err(Failure::conflict("exchange-is-over"));
    }
    Ok((exchange, step))
}

pub(super) fn about(kind: &'static str, exchange: &Exchange, step: &Step) -> NewEvent {
    let event = event::inside(kind, exchange).fact("step", step.id.to_string());
    match step.owner {
        Some(owner) => event.about("person", owner),
        None => event,
    }
}

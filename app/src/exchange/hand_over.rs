//! Somebody leaves, and exchanges go on without them: who they were in it, and what they were to do, goes to another or is
//! open. Of whom it is the exchange stays the guest: nothing ends by that, and its page says that they have left.

use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::exchange::Exchange;
use super::{event, follow_store, follow_ups, list_store, step_store, steps, store};
use crate::people::PersonId;

/// Gives in how many exchanges they were, or had something to do. The words that managers gave stand.
pub async fn hand_over(tx: &mut Tx, cx: &Cx, from: PersonId, to: Option<PersonId>) -> Outcome<usize> {
    cx.require_admin()?;
    if to == Some(from) {
        return Ok(0);
    }
    let (from, to) = (from.0, to.map(|to| to.0));
    let held = list_store::held(tx, from).await?;
    let count = held.len();
    for mut exchange in held {
        if !exchange.state.is_over() {
            give_roles(tx, cx, &mut exchange, from, to).await?;
            give_steps(tx, cx, &exchange, from, to).await?;
        }
        give_follow_ups(tx, cx, &exchange, from, to).await?;
    }
    Ok(count)
}

async fn give_roles(tx: &mut Tx, cx: &Cx, exchange: &mut Exchange, from: Uuid, to: Option<Uuid>) -> Outcome<()> {
    // Nobody looks after themselves.
    let heir = to.filter(|to| *to != exchange.people.guest);
    let people = &mut exchange.people;
    let mut fields = Vec::new();
    for (field, role) in [
        ("buddy", &mut people.buddy),
        ("home_manager", &mut people.home_manager),
        ("host_manager", &mut people.host_manager),
    ] {
        if *role == Some(from) {
            *role = heir;
            fields.push(field);
        }
    }
    if fields.is_empty() {
        return Ok(());
    }
    store::update(tx, exchange).await?;
    let event = event::open("exchange.changed", exchange).fact("fields", fields);
    tx.record(cx, heir.into_iter().fold(event, |event, heir| event.about("person", heir)));
    Ok(())
}

async fn give_steps(tx: &mut Tx, cx: &Cx, exchange: &Exchange, from: Uuid, to: Option<Uuid>) -> Outcome<()> {
    let steps = step_store::of_exchange(tx, exchange.id).await?;
    for mut step in steps.into_iter().filter(|step| step.is_owed_by(from)) {
        (step.owner, step.nudges) = (to, 0);
        step_store::update(tx, &mut step).await?;
        tx.record(cx, steps::about("exchange_step.changed", exchange, &step));
    }
    Ok(())
}

async fn give_follow_ups(tx: &mut Tx, cx: &Cx, exchange: &Exchange, from: Uuid, to: Option<Uuid>) -> Outcome<()> {
    let follow_ups = follow_store::of_exchange(tx, exchange.id).await?;
    for mut follow_up in follow_ups.into_iter().filter(|follow_up| follow_up.is_owed_by(from)) {
        (follow_up.owner, follow_up.nudged_for) = (to, None);
        follow_store::update(tx, &mut follow_up).await?;
        tx.record(cx, follow_ups::about("follow_up.changed", exchange, &follow_up));
    }
    Ok(())
}

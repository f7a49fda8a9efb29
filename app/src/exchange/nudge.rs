//! Nudges: once to whoever owes it, then, when two business days have passed, to the next person. Each is an event about
//! them, and stands among what needs them.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::step::Step;
use super::{follow_store, follow_ups, step_store, steps, store};
use crate::organisation::{self, Organisation};

/// Business days after which the next person hears of it.
const PATIENCE: i32 = 2;

pub async fn late_steps(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    cx.require_admin()?;
    let organisation = organisation::store::load(tx).await?;
    let today = organisation.today(cx.now());
    for mut step in step_store::late(tx, today).await? {
        if !is_time(&organisation, &step, today) {
            continue;
        }
        let exchange = store::find(tx, step.exchange).await?;
        let mut late = steps::about("exchange_step.late", &exchange, &step);
        // The second time it is the buddy's.
        if let Some(buddy) = exchange.people.buddy.filter(|_| step.nudges == 1) {
            late = late.about("person", buddy);
        }
        step.nudges += 1;
        step_store::update(tx, &mut step).await?;
        tx.record(cx, late.fact("nudge", step.nudges));
    }
    Ok(())
}

fn is_time(organisation: &Organisation, step: &Step, today: Date) -> bool {
    let waited = organisation.calendar().business_days_between(step.due, today);
    step.nudges == 0 || waited > PATIENCE
}

pub async fn due_follow_ups(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    cx.require_admin()?;
    let today = organisation::store::load(tx).await?.today(cx.now());
    for mut follow_up in follow_store::to_remind(tx, today).await? {
        let exchange = store::find(tx, follow_up.exchange).await?;
        follow_up.nudged_for = follow_up.next;
        follow_store::update(tx, &mut follow_up).await?;
        tx.record(cx, follow_ups::about("follow_up.due", &exchange, &follow_up));
    }
    Ok(())
}

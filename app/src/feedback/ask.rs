//! Asking for feedback, once, when it has become due.

use std::collections::HashSet;

use jiff::ToSpan;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::moment::{self, ASKED_WITHIN, Moment, SOON};
use super::{see, store, write};
use crate::exchange::{self, Exchange, Side, State, list_store};
use crate::people;

/// Feedback that somebody owes.
#[derive(Debug)]
pub struct Owed {
    pub exchange: Exchange,
    pub moment: Moment,
    pub side: Side,
    pub due: jiff::civil::Date,
}

/// Records for everybody who owes feedback that it was asked for; gives how many were asked. What is long past is let go.
pub async fn ask(tx: &mut Tx, cx: &Cx) -> Outcome<usize> {
    cx.require_admin()?;
    let today = see::today(tx, cx).await?;
    let states = [State::Active, State::Reviewing, State::FollowingUp].into_iter();
    let here: HashSet<Uuid> = people::active(tx).await?.into_iter().map(|person| person.id).collect();
    let mut asked = 0;
    let going = list_store::in_states(tx, states).await?;
    for exchange in going.into_iter().filter(|exchange| exchange.paused_at.is_none()) {
        let given = store::given(tx, exchange.id.0).await?;
        for (moment, due) in moment::due(&exchange) {
            let oldest = today.saturating_sub(ASKED_WITHIN.days());
            if due > today || due < oldest {
                continue;
            }
            for side in Side::ALL {
                let Some(person) = moment::writer(&exchange, side).filter(|person| here.contains(person)) else {
                    continue;
                };
                let done = given.iter().any(|one| one.moment == moment && one.side == side);
                if done || !store::ask_once(tx, exchange.id.0, (moment, side), person, cx.now()).await? {
                    continue;
                }
                let event = write::plain("feedback.asked", &exchange, (moment, side));
                tx.record(cx, event.about("person", person).only(Vec::new(), vec![person]));
                asked += 1;
            }
        }
    }
    Ok(asked)
}

/// What somebody owes, or soon will: for their page of today.
pub async fn owed_by(q: &mut dyn Query, cx: &Cx, person: Uuid) -> Outcome<Vec<Owed>> {
    let today = see::today(q, cx).await?;
    let given = store::given_by(q, person).await?;
    let mut owed = Vec::new();
    for exchange in exchange::brief::of_person(q, person).await? {
        for (moment, due) in moment::due(&exchange) {
            let shown = due.saturating_sub(SOON.days());
            let past = due.saturating_add(ASKED_WITHIN.days());
            if today < shown || today > past || !moment::may_begin(&exchange, moment, today) {
                continue;
            }
            for side in Side::ALL {
                let done = given.contains(&(exchange.id.0, moment, side));
                if !done && moment::writer(&exchange, side) == Some(person) {
                    owed.push(Owed { exchange: exchange.clone(), moment, side, due });
                }
            }
        }
    }
    owed.sort_by_key(|one| one.due);
    Ok(owed)
}

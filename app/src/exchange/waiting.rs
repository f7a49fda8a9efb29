//! What of exchanges waits for somebody: the word of a side, late and coming steps, follow-ups that are due, a next state
//! that only has to be entered.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Msg, Outcome, Uuid};

use super::exchange::Exchange;
use super::life;
use super::{follow_store, standing, step_store, store};
use crate::people;

pub struct Waiting {
    pub number: String,
    /// Whose exchange it is.
    pub guest: String,
    pub what: Msg,
    pub due: Option<Date>,
    pub late: bool,
    /// Where it is done.
    pub address: String,
}

/// Due soonest first. `named`: the exchanges in which they are.
pub async fn of(q: &mut dyn Query, cx: &Cx, me: Uuid, named: &[Exchange], today: Date) -> Outcome<Vec<Waiting>> {
    let mut waiting = Vec::new();
    let mut seen: Vec<Exchange> = named.iter().filter(|exchange| !exchange.state.is_over()).cloned().collect();
    for exchange in &seen {
        let missing = life::missing(&standing::of(q, cx, exchange).await?);
        let only_words = missing.iter().all(life::Need::is_word);
        for need in missing {
            // Steps are told below, feedback by those who keep it.
            let told = matches!(need.what.key.as_ref(), "exchange-need-step") || need.place == "/feedback";
            // What is due later than in a fortnight can wait.
            let soon = need.due.is_none_or(|due| (due - today).get_days() <= 14);
            // A manager's word is asked for when nothing else is missing.
            let asked = only_words || !need.is_word();
            if need.owed_by == Some(me) && soon && asked && !told {
                waiting.push(row(exchange, need.what.clone(), need.due, today, &need.place));
            }
        }
    }
    for step in step_store::open_of(q, me).await? {
        let exchange = of_id(q, &mut seen, step.exchange).await?;
        let what = Msg::new("exchange-need-step").with("what", step.what);
        waiting.push(row(&exchange, what, Some(step.due), today, "#ready"));
    }
    for follow_up in follow_store::due_of(q, me, today).await? {
        let exchange = of_id(q, &mut seen, follow_up.exchange).await?;
        let what = Msg::new("exchange-need-follow").with("what", follow_up.what);
        waiting.push(row(&exchange, what, follow_up.next, today, "#after"));
    }
    let guests: Vec<Uuid> = seen.iter().map(|exchange| exchange.people.guest).collect();
    let names = people::names(q, guests).await?;
    for one in &mut waiting {
        let exchange = seen.iter().find(|exchange| exchange.number().to_string() == one.number);
        one.guest = exchange.and_then(|exchange| names.get(&exchange.people.guest).cloned()).unwrap_or_default();
    }
    waiting.sort_by_key(|one| (one.due.is_none(), one.due));
    Ok(waiting)
}

async fn of_id(q: &mut dyn Query, seen: &mut Vec<Exchange>, id: super::ExchangeId) -> Outcome<Exchange> {
    if let Some(exchange) = seen.iter().find(|exchange| exchange.id == id) {
        return Ok(exchange.clone());
    }
    let exchange = store::find(q, id).await?;
    seen.push(exchange.clone());
    Ok(exchange)
}

fn row(exchange: &Exchange, what: Msg, due: Option<Date>, today: Date, place: &str) -> Waiting {
    let number = exchange.number().to_string();
    Waiting {
        address: format!("/exchanges/{number}{place}"),
        late: due.is_some_and(|due| due < today),
        guest: String::new(),
        number,
        what,
        due,
    }
}

//! What other slices may know of exchanges: enough for a line that leads to one, and what limits count.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};

use super::exchange::Exchange;
use super::state::State;
use super::{access, list_store};
use crate::programme::write_sre;

/// Those of these ids that there are, oldest first, whoever asks: for names of things that are about them.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Exchange>> {
    list_store::of_ids(q, ids).await
}

/// All that take up somebody's time, now or soon (proposed to reviewing): what limits count.
pub async fn binding(q: &mut dyn Query) -> Outcome<Vec<Exchange>> {
    list_store::in_states(q, State::ALL.into_iter().filter(|state| state.is_binding())).await
}

/// How many places of an offer are taken: by exchanges that were proposed or came of a match, and were neither declined
/// nor cancelled. A draft of somebody alone takes none.
pub async fn count_of_offer(q: &mut dyn Query, offer: Uuid) -> Outcome<i64> {
    list_store::count_of_offer(q, offer).await
}

/// The same of all offers of which any place is taken.
pub async fn counts_of_offers(q: &mut dyn Query) -> Outcome<HashMap<Uuid, i64>> {
    list_store::counts_of_offers(q).await
}

/// The exchanges that came of a wish and were neither declined nor cancelled, oldest first.
pub async fn of_wish(q: &mut dyn Query, wish: Uuid) -> Outcome<Vec<Exchange>> {
    list_store::of_wish(q, wish).await
}

/// What came of each of these wishes, also what was declined or given up, oldest first, as far as the one who asks may see it.
pub async fn came_of_wishes(q: &mut dyn Query, cx: &Cx, wishes: Vec<Uuid>) -> Outcome<HashMap<Uuid, Vec<Exchange>>> {
    let found = list_store::of_wishes(q, wishes).await?;
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let teams = write_sre::sre_teams(q).await?;
    let mut came: HashMap<Uuid, Vec<Exchange>> = HashMap::new();
    for exchange in found.into_iter().filter(|exchange| access::judge(cx, exchange, &teams).sees()) {
        if let Some(wish) = exchange.wish {
            came.entry(wish).or_default().push(exchange);
        }
    }
    Ok(came)
}

/// Where somebody is named: what is not over before what is, newest first, at most 50.
pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Exchange>> {
    list_store::of_person(q, person).await
}

/// Everything that the one who asks may see, by first day; at most 2,000, the latest.
pub async fn all_seen(q: &mut dyn Query, cx: &Cx) -> Outcome<Vec<Exchange>> {
    let teams = write_sre::sre_teams(q).await?;
    let mut all = list_store::all(q).await?;
    all.retain(|exchange| access::judge(cx, exchange, &teams).sees());
    Ok(all)
}

//! What somebody holds in exchanges: who they are in it, and what is theirs to do.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};

use super::exchange::{Exchange, People};
use super::{access, follow_store, list_store, step_store};
use crate::people;
use crate::programme::write_sre;

pub struct Held {
    pub exchange: Exchange,
    /// What its guest is called.
    pub guest: String,
    /// The keys of what they are in it.
    pub roles: Vec<&'static str>,
    /// What is not done and has not ended, as far as the one who asks sees it.
    pub steps: usize,
    pub follow_ups: usize,
}

/// By number, as far as the one who asks may see it.
pub async fn by(q: &mut dyn Query, cx: &Cx, person: Uuid) -> Outcome<Vec<Held>> {
    let sre_teams = write_sre::sre_teams(q).await?;
    let all = list_store::held(q, person).await?;
    let names = people::names(q, all.iter().map(|exchange| exchange.people.guest)).await?;
    let mut held = Vec::new();
    for exchange in all {
        let access = access::judge(cx, &exchange, &sre_teams);
        let roles = if exchange.state.is_over() { Vec::new() } else { roles(&exchange.people, person) };
        let (steps, follow_ups) = if access.sees_inside() { owed(q, &exchange, person).await? } else { (0, 0) };
        if access.sees() && (!roles.is_empty() || steps + follow_ups > 0) {
            let guest = names.get(&exchange.people.guest).cloned().unwrap_or_default();
            held.push(Held { exchange, guest, roles, steps, follow_ups });
        }
    }
    Ok(held)
}

fn roles(people: &People, person: Uuid) -> Vec<&'static str> {
    let all = [
        ("exchange-role-guest", Some(people.guest)),
        ("exchange-role-buddy", people.buddy),
        ("exchange-role-home-manager", people.home_manager),
        ("exchange-role-host-manager", people.host_manager),
    ];
    all.into_iter().filter(|(_, named)| *named == Some(person)).map(|(key, _)| key).collect()
}

async fn owed(q: &mut dyn Query, exchange: &Exchange, person: Uuid) -> Outcome<(usize, usize)> {
    let steps = step_store::of_exchange(q, exchange.id).await?;
    let follow_ups = follow_store::of_exchange(q, exchange.id).await?;
    Ok((
        steps.iter().filter(|step| step.is_owed_by(person)).count(),
        follow_ups.iter().filter(|follow_up| follow_up.is_owed_by(person)).count(),
    ))
}

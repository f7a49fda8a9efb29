//! Who could be asked to take a role that nobody has: those who know what is hit best come first.

use std::collections::HashSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Role as Rights, Uuid};

use super::link_store;
use super::owed::Whom;
use super::step::State;
use crate::catalog;
use crate::people::{self, PersonId, membership_store};
use crate::programme::product_sre;

/// More names help nobody to choose.
const MOST: usize = 5;

/// Product SREs of what is hit and their backups, then members of the teams that own it, longest first; who has a role already is
/// left out.
pub async fn of(q: &mut dyn Query, incident: Uuid, state: &State) -> Outcome<Vec<Whom>> {
    if state.owners.is_empty() {
        return Ok(Vec::new());
    }
    let hit: HashSet<Uuid> = link_store::services(q, vec![incident]).await?.into_iter().map(|(_, id)| id).collect();
    let services = catalog::services(q).await?.into_iter().filter(|service| hit.contains(&service.id));
    let products: HashSet<Uuid> = services.map(|service| service.product_id).collect();
    let appointed = product_sre::store::now(q).await?.into_iter().filter(|one| products.contains(&one.product));
    let first: Vec<Uuid> = appointed.flat_map(|one| [Some(one.person), one.backup]).flatten().collect();
    let busy: HashSet<Uuid> = state.roles.values().flatten().copied().collect();
    let mut members = membership_store::members_of(q, &state.owners).await?;
    members.retain(|member| may_act(member.role) && !busy.contains(&member.id.0));
    let whom = |member: membership_store::Member| Whom { id: member.id.0, name: member.name, is_team: false };
    let mut found: Vec<Whom> = members.into_iter().map(whom).collect();
    // A backup may belong to another team.
    for id in first.iter().filter(|id| !busy.contains(*id)) {
        if found.iter().any(|known| known.id == *id) {
            continue;
        }
        let person = people::store::find(q, PersonId(*id)).await?;
        let person = person.filter(|person| person.deactivated_at.is_none() && may_act(person.role));
        found.extend(person.map(|person| Whom { id: *id, name: person.name, is_team: false }));
    }
    // The sort is stable: all others stay in their order.
    found.sort_by_key(|whom| first.iter().position(|id| *id == whom.id).unwrap_or(first.len()));
    found.truncate(MOST);
    Ok(found)
}

fn may_act(rights: Rights) -> bool {
    matches!(rights, Rights::Admin | Rights::Member)
}

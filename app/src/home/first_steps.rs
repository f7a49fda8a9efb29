//! What a new organisation does first, one after another; gone once all is done.

use ryugaku_db::Query;
use ryugaku_kernel::Outcome;

use crate::catalog;
use crate::door::Visit;
use crate::people::{self, TeamKind, team_store};

pub struct Step {
    /// The key of its words.
    pub key: &'static str,
    pub address: &'static str,
    pub done: bool,
}

/// Empty once every step is done.
pub async fn first_steps(q: &mut dyn Query, _visit: &Visit) -> Outcome<Vec<Step>> {
    let teams = team_store::page(q, false, None, ryugaku_kernel::Limit::of(200)).await?.items;
    let of_kind = |kind| teams.iter().any(|team| team.kind == kind);
    let steps = vec![
        Step {
            key: "home-begin-teams",
            address: "/teams/new",
            done: of_kind(TeamKind::Sre) && of_kind(TeamKind::Product),
        },
        Step { key: "home-begin-people", address: "/people/new", done: people::active(q).await?.len() > 1 },
        Step { key: "home-begin-products", address: "/products", done: !catalog::services(q).await?.is_empty() },
    ];
    Ok(if steps.iter().all(|step| step.done) { Vec::new() } else { steps })
}

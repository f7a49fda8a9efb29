//! What a template brings into an exchange: aims and follow-ups with the draft, readiness steps once it is agreed.

use jiff::ToSpan;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::aims::{self, NewAim};
use super::exchange::Exchange;
use super::follow_up::Cadence;
use super::{follow_ups, step_store, steps};
use crate::market::moment::{self, Owner};
use crate::market::{Template, templates};

/// Refused when there is no such template.
pub(super) async fn aims_and_follow_ups(tx: &mut Tx, cx: &Cx, exchange: &Exchange) -> Outcome<()> {
    let Some(template) = named(tx, cx, exchange).await? else { return Ok(()) };
    for idea in template.content.aims {
        let new = NewAim {
            side: idea.side,
            kind: idea.kind,
            // How one would tell has to be said; until somebody does, the aim says it.
            how_to_tell: if idea.how.is_empty() { idea.what.clone() } else { idea.how },
            what: idea.what,
            priority: 0,
            unit: String::new(),
            baseline: None,
            target: None,
        };
        aims::write(tx, cx, exchange, new).await?;
    }
    for commitment in template.content.commitments {
        let (cadence, first) = match commitment.cadence {
            moment::Cadence::Once => (Cadence::Once, exchange.until.saturating_add(2.weeks())),
            moment::Cadence::Weekly => (Cadence::Weekly, exchange.until.saturating_add(1.week())),
            moment::Cadence::Monthly => (Cadence::Monthly, exchange.until.saturating_add(1.month())),
        };
        follow_ups::write(tx, cx, exchange, commitment.what, who(exchange, commitment.owner), cadence, first).await?;
    }
    Ok(())
}

/// Only into a list that is empty: what somebody wrote themselves stays as it is.
pub(super) async fn readiness(tx: &mut Tx, cx: &Cx, exchange: &Exchange) -> Outcome<()> {
    if !step_store::of_exchange(tx, exchange.id).await?.is_empty() {
        return Ok(());
    }
    let Some(template) = named(tx, cx, exchange).await? else { return Ok(()) };
    for idea in template.content.steps {
        let due = exchange.from.saturating_sub(idea.days_before.days());
        steps::write(tx, cx, exchange, idea.what, who(exchange, idea.owner), due).await?;
    }
    Ok(())
}

async fn named(tx: &mut Tx, cx: &Cx, exchange: &Exchange) -> Outcome<Option<Template>> {
    let Some(slug) = &exchange.template else { return Ok(None) };
    match templates::find(tx, cx.lang, slug).await {
        Err(Failure::NotFound(_)) => Err(Failure::invalid("template", "failure-unknown")),
        found => found.map(Some),
    }
}

fn who(exchange: &Exchange, owner: Owner) -> Option<Uuid> {
    let people = &exchange.people;
    match owner {
        Owner::Guest => Some(people.guest),
        Owner::Buddy => people.buddy,
        Owner::HomeManager => people.home_manager,
        Owner::HostManager => people.host_manager,
    }
}

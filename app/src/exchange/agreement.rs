//! The word of both managers, with the terms as they stood when it was given.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_ledger::Tx;
use serde::{Deserialize, Serialize};

use super::aim::Aim;
use super::exchange::Exchange;
use super::side::Side;
use super::state::State;
use super::{access, agreement_store, aim_store, event, from_template, room, store};

#[derive(Clone, Debug)]
pub struct Agreement {
    pub id: Uuid,
    pub side: Side,
    pub person: Uuid,
    pub at: Time,
    pub terms: Terms,
    pub withdrawn_at: Option<Time>,
}

/// What was agreed to, in the words of that day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Terms {
    pub guest: Uuid,
    pub buddy: Option<Uuid>,
    pub from: Date,
    pub until: Date,
    pub share: i64,
    pub rhythm: String,
    pub why: String,
    pub aims: Vec<AimTerms>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AimTerms {
    pub side: Side,
    pub ordinal: i64,
    pub what: String,
    pub how_to_tell: String,
    pub unit: String,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
}

impl Terms {
    pub fn of(exchange: &Exchange, aims: &[Aim]) -> Self {
        let aim = |aim: &Aim| AimTerms {
            side: aim.side,
            ordinal: aim.ordinal,
            what: aim.what.clone(),
            how_to_tell: aim.how_to_tell.clone(),
            unit: aim.measure.unit.clone(),
            baseline: aim.measure.baseline,
            target: aim.measure.target,
        };
        Self {
            guest: exchange.people.guest,
            buddy: exchange.people.buddy,
            from: exchange.from,
            until: exchange.until,
            share: exchange.share,
            rhythm: exchange.rhythm.clone(),
            why: exchange.why.clone(),
            aims: aims.iter().map(aim).collect(),
        }
    }

    /// The keys of what stands otherwise now than it did then.
    pub fn amended(&self, now: &Self) -> Vec<&'static str> {
        let differs = [
            ("exchange-field-people", (self.guest, self.buddy) != (now.guest, now.buddy)),
            ("exchange-field-days", (self.from, self.until) != (now.from, now.until)),
            ("exchange-field-share", self.share != now.share || self.rhythm != now.rhythm),
            ("exchange-field-why", self.why != now.why),
            ("exchange-field-aims", self.aims != now.aims),
        ];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
    }
}

/// The manager of a side gives their word. When both have, the exchange is agreed.
pub async fn agree(tx: &mut Tx, cx: &Cx, count: i64, side: Side) -> Outcome<Exchange> {
    cx.require_act()?;
    let (mut exchange, access) = access::seen(tx, cx, count).await?;
    if exchange.state != State::Proposed {
        return Err(Failure::conflict("exchange-agree-proposed-only"));
    }
    if side == Side::Guest {
        return Err(Failure::invalid("side", "failure-choose-one"));
    }
    // Owners may speak where no manager is named who could.
    let unnamed = match side {
        Side::Host => exchange.people.host_manager.is_none(),
        _ => exchange.people.home_manager.is_none(),
    };
    let speaks = access.speaks_for(side) || (unnamed && access.owner && access.acts);
    if !speaks {
        return Err(Failure::Forbidden(ryugaku_kernel::Msg::new("exchange-agree-manager-only")));
    }
    let standing = agreement_store::standing(tx, exchange.id).await?;
    if standing.iter().any(|agreement| agreement.side == side) {
        return Err(Failure::conflict("exchange-agreed-already"));
    }
    super::turn::ready_for_words(tx, cx, &exchange).await?;
    let aims = aim_store::of_exchange(tx, exchange.id).await?;
    let agreement = Agreement {
        id: cx.new_id(),
        side,
        person: cx.require_person()?,
        at: cx.now(),
        terms: Terms::of(&exchange, &aims),
        withdrawn_at: None,
    };
    agreement_store::insert(tx, exchange.id, &agreement).await?;
    let both = standing.iter().any(|other| other.side != side);
    if !both {
        // Of two words at one moment the second must see the first: it finds another version, and is asked again.
        store::update(tx, &mut exchange).await?;
        tx.record(cx, event::open("exchange.side_agreed", &exchange).fact("side", side.name()));
        return Ok(exchange);
    }
    super::turn::ready_for(tx, cx, &exchange, State::Agreed).await?;
    room::require(tx, cx, &exchange).await?;
    exchange.enter(State::Agreed, cx.now());
    store::update(tx, &mut exchange).await?;
    tx.record(cx, event::open("exchange.agreed", &exchange).fact("side", side.name()));
    from_template::readiness(tx, cx, &exchange).await?;
    Ok(exchange)
}

/// A word that was given for other terms does not stand while the exchange is only proposed.
pub(super) async fn withdraw_if_open(tx: &mut Tx, cx: &Cx, exchange: &Exchange) -> Outcome<()> {
    if exchange.state == State::Proposed {
        agreement_store::withdraw_all(tx, exchange.id, cx.now()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::aim::tests::aim;
    use super::super::exchange::tests::exchange;
    use super::*;

    #[test]
    fn what_was_amended_is_named() {
        let then = Terms::of(&exchange(), &[aim(Side::Guest, 1)]);
        assert_eq!(then.amended(&then), Vec::<&str>::new());
        let mut other = exchange();
        other.share = 20;
        other.until = other.until.tomorrow().unwrap();
        assert_eq!(
            then.amended(&Terms::of(&other, &[])),
            ["exchange-field-days", "exchange-field-share", "exchange-field-aims"]
        );
    }
}

//! The limits that hold, and whether an exchange would break one.

use ryugaku_db::Query;
use ryugaku_kernel::{Msg, Outcome, Uuid};

pub use super::limit::{Clash, Limits, OwnLimits, Rule, Stay, USUAL, clashes};
use super::limit_store;
use crate::exchange::{Exchange, brief};
use crate::people;

/// A limit that would be broken, in words: who is where from when to when, and what can be done.
#[derive(Clone, Debug)]
pub struct Told {
    pub rule: Rule,
    pub msg: Msg,
}

impl From<&Exchange> for Stay {
    fn from(exchange: &Exchange) -> Self {
        Self {
            exchange: Some((exchange.id.0, exchange.number().to_string())),
            guest: exchange.people.guest,
            home_team: exchange.home_team,
            host_team: exchange.host_team,
            from: exchange.from,
            until: exchange.until,
            share: exchange.share,
        }
    }
}

/// For an exchange between these teams.
pub async fn between(q: &mut dyn Query, home_team: Uuid, host_team: Uuid) -> Outcome<Limits> {
    let all = limit_store::of_all(q).await?.limits;
    let teams = limit_store::of_teams(q).await?;
    let own = |team: Uuid| teams.get(&team).map(|kept| kept.limits).unwrap_or_default();
    Ok(Limits {
        guests: own(host_team).guests.unwrap_or(all.guests),
        away: own(home_team).away.unwrap_or(all.away),
        ..all
    })
}

/// What the exchange would break, beside those that take up somebody's time now or soon.
pub async fn check(q: &mut dyn Query, new: &Stay) -> Outcome<Vec<Told>> {
    let limits = between(q, new.home_team, new.host_team).await?;
    let others: Vec<Stay> = brief::binding(q).await?.iter().map(Stay::from).collect();
    let found = clashes(&limits, &others, new);
    let guests = found.iter().flat_map(|clash| &clash.others).map(|other| other.guest);
    let ids: Vec<Uuid> = guests.chain([new.guest, new.home_team, new.host_team]).collect();
    let names = people::names(q, ids).await?;
    Ok(found.iter().map(|clash| Told { rule: clash.rule, msg: clash.msg(new, &names) }).collect())
}

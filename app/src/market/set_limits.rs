//! Setting limits, by the programme's owners.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::limit::{self, Limits, OwnLimits};
use super::{limit_store, owners};
use crate::exchange::chosen;

/// For all teams that say nothing else, and for every person. `expected` is the version the writer has read.
pub async fn for_all(tx: &mut Tx, cx: &Cx, expected: Option<i64>, limits: Limits) -> Outcome<i64> {
    owners::require(tx, cx).await?;
    limit::check(&limits)?;
    let before = limit_store::of_all(tx).await?;
    require_version(expected, before.version)?;
    let version = limit_store::write_all(tx, &limits, before.version).await?;
    let event = NewEvent::of("exchange_limits.changed").about("exchange_limits", limit_store::ALL_TEAMS);
    let event = event.fact("guests", limits.guests).fact("away", limits.away);
    tx.record(cx, event.fact("exchanges", limits.exchanges).fact("share", limits.share));
    Ok(version)
}

/// For one team; what is `None` goes by all teams.
pub async fn for_team(tx: &mut Tx, cx: &Cx, team: &str, expected: Option<i64>, own: OwnLimits) -> Outcome<i64> {
    owners::require(tx, cx).await?;
    let team = chosen::team(tx, "team", team).await?;
    limit::check_own(&own)?;
    let before = limit_store::of_teams(tx).await?.get(&team).map_or(0, |kept| kept.version);
    require_version(expected, before)?;
    let version = limit_store::write_team(tx, team, &own, before).await?;
    let event = NewEvent::of("exchange_limits.team_changed").about("exchange_limits", limit_store::ALL_TEAMS);
    tx.record(cx, event.about("team", team).fact("guests", own.guests).fact("away", own.away));
    Ok(version)
}

fn require_version(expected: Option<i64>, version: i64) -> Outcome<()> {
    if expected.is_some_and(|expected| expected != version) { Err(Failure::Stale) } else { Ok(()) }
}

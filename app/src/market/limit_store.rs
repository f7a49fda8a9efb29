//! Limits' rows: one for all teams, and one for each team that says something else.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::limit::{Limits, OwnLimits, USUAL};

/// Where those of all teams stand, and what the ledger says they are about.
pub const ALL_TEAMS: Uuid = Uuid::nil();

/// With its version; 0, if nobody has said anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kept<T> {
    pub limits: T,
    pub version: i64,
}

pub async fn of_all(q: &mut dyn Query) -> Outcome<Kept<Limits>> {
    let statement = sql("select guests, away, exchanges, share, version from exchange_limits where id = $1");
    let kept = q.one(statement.bind(ALL_TEAMS), |row| {
        let number =
            |column: &str, usual: i64| -> Outcome<i64> { Ok(row.get::<Option<i64>>(column)?.unwrap_or(usual)) };
        let limits = Limits {
            guests: number("guests", USUAL.guests)?,
            away: number("away", USUAL.away)?,
            exchanges: number("exchanges", USUAL.exchanges)?,
            share: number("share", USUAL.share)?,
        };
        Ok(Kept { limits, version: row.get("version")? })
    });
    Ok(kept.await?.unwrap_or(Kept { limits: USUAL, version: 0 }))
}

/// Of the teams that say something themselves.
pub async fn of_teams(q: &mut dyn Query) -> Outcome<HashMap<Uuid, Kept<OwnLimits>>> {
    let statement = sql("select id, guests, away, version from exchange_limits where id <> $1");
    let rows = q.all(statement.bind(ALL_TEAMS), |row| {
        let limits = OwnLimits { guests: row.get("guests")?, away: row.get("away")? };
        Ok((row.get("id")?, Kept { limits, version: row.get("version")? }))
    });
    Ok(rows.await?.into_iter().collect())
}

/// Writes what all teams go by, if the row still has this version; 0: if there is none yet.
pub async fn write_all(tx: &mut Transaction, limits: &Limits, version: i64) -> Outcome<i64> {
    let values = [Some(limits.guests), Some(limits.away), Some(limits.exchanges), Some(limits.share)];
    write(tx, ALL_TEAMS, values, version).await
}

pub async fn write_team(tx: &mut Transaction, team: Uuid, own: &OwnLimits, version: i64) -> Outcome<i64> {
    write(tx, team, [own.guests, own.away, None, None], version).await
}

async fn write(tx: &mut Transaction, id: Uuid, values: [Option<i64>; 4], version: i64) -> Outcome<i64> {
    let [guests, away, exchanges, share] = values;
    let statement = if version == 0 {
        sql(
            "insert into exchange_limits (guests, away, exchanges, share, id, version) values ($1, $2, $3, $4, $5, $6 + 1)",
        )
    } else {
        sql("update exchange_limits set guests = $1, away = $2, exchanges = $3, share = $4, version = version + 1 \
             where id = $5 and version = $6")
    };
    let statement = statement.bind(guests).bind(away).bind(exchanges).bind(share).bind(id).bind(version);
    match tx.run(statement).await? {
        0 => Err(Failure::Stale),
        _ => Ok(version + 1),
    }
}

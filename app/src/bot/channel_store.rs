//! Where a channel was found that somebody names.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time};

use super::network::Network;

/// The chat's own id of it, unless it was found longer ago.
pub async fn find(q: &mut dyn Query, network: Network, name: &str, since: Time) -> Outcome<Option<String>> {
    let statement = sql("select channel from bot_channels where platform = $1 and name = $2 and found_at >= $3");
    q.one(statement.bind(network.name()).bind(name).bind(since), |row| row.get("channel")).await
}

pub async fn keep(tx: &mut Transaction, network: Network, name: &str, channel: &str, now: Time) -> Outcome<()> {
    let row = sql("insert into bot_channels (platform, name, channel, found_at) values ($1, $2, $3, $4) \
                   on conflict (platform, name) do update set channel = excluded.channel, found_at = excluded.found_at");
    tx.run(row.bind(network.name()).bind(name).bind(channel).bind(now)).await.map(drop)
}

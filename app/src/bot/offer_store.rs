//! What a reaction on one of the bot's messages does.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time};

use super::connected::Sent;
use super::network::Network;
use super::room::Room;

/// From now on these alone hold for the message, and the roles that it offered before: whoever is late for one is told who has it.
pub async fn keep(tx: &mut Transaction, room: &Room, sent: &Sent, now: Time) -> Outcome<()> {
    match &room.channel {
        Some(channel) => keep_in(tx, room.network, channel, sent, now).await,
        None => Ok(()),
    }
}

pub async fn keep_in(tx: &mut Transaction, network: Network, channel: &str, sent: &Sent, now: Time) -> Outcome<()> {
    if network == Network::Slack {
        // Its buttons say themselves what they do.
        return Ok(());
    }
    let old = sql("delete from bot_offers where platform = $1 and channel = $2 and message = $3 and action <> $4");
    tx.run(old.bind(network.name()).bind(channel).bind(&sent.message).bind("take")).await?;
    for offer in &sent.offers {
        let row = sql("insert into bot_offers (platform, channel, message, reaction, action, value, made_at) \
                       values ($1, $2, $3, $4, $5, $6, $7) on conflict (platform, channel, message, reaction) \
                       do update set action = excluded.action, value = excluded.value, made_at = excluded.made_at");
        let row = row.bind(network.name()).bind(channel).bind(&sent.message).bind(offer.plain());
        tx.run(row.bind(&offer.action).bind(&offer.value).bind(now)).await?;
    }
    Ok(())
}

/// The action and its value.
pub async fn find(
    q: &mut dyn Query,
    network: Network,
    channel: &str,
    message: &str,
    reaction: &str,
) -> Outcome<Option<(String, String)>> {
    let row = sql("select action, value from bot_offers where platform = $1 and channel = $2 and message = $3 \
                   and reaction = $4");
    let row = row.bind(network.name()).bind(channel).bind(message).bind(reaction);
    q.one(row, |row| Ok((row.get("action")?, row.get("value")?))).await
}

pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    tx.run(sql("delete from bot_offers where made_at < $1").bind(before)).await
}

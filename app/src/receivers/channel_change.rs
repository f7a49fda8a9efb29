//! Adding, changing and removing a channel.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::channel::{Channel, NewChannel, Way};
use super::receiver::{ChannelId, MOST_CHANNELS, Receiver, ReceiverId};
use super::store;
use super::target::{self, Authorization};
use crate::routing;

/// Gives the receiver, the channel's number and, if it signs, the key, which is shown now and never again.
pub async fn add(
    tx: &mut Tx,
    cx: &Cx,
    keys: &Keys,
    id: ReceiverId,
    new: &NewChannel,
) -> Outcome<(Receiver, i64, Option<String>)> {
    routing::require_editor(tx, cx).await?;
    let mut receiver = store::find(tx, id).await?;
    let (number, shown) = insert_channel(tx, cx, keys, &mut receiver, new).await?;
    store::update(tx, &receiver).await?;
    receiver.version += 1;
    tx.record(cx, NewEvent::of("receiver.channel_added").about("receiver", id).fact("channel", number));
    tx.wake("routing");
    Ok((receiver, number, shown))
}

/// The row alone, within a verb that has asked for permission.
pub(crate) async fn insert_channel(
    tx: &mut Tx,
    cx: &Cx,
    keys: &Keys,
    receiver: &mut Receiver,
    new: &NewChannel,
) -> Outcome<(i64, Option<String>)> {
    let settings = new.settings()?;
    if receiver.channels.len() >= MOST_CHANNELS {
        return Err(Failure::invalid_msg("kind", Msg::new("receiver-channels-many").with("most", MOST_CHANNELS)));
    }
    let (target, shown) = target::target(&new.way, &cx.chance, None);
    let sealed = target.map(|target| target::seal(keys, &cx.chance, &target)).transpose()?;
    let number = store::next_number(tx, receiver.id, &receiver.name).await?;
    let channel = Channel { id: ChannelId(cx.new_id()), number, kind: new.way.kind(), settings, sealed };
    store::insert_channel(tx, receiver.id, &channel, cx.now()).await?;
    receiver.channels.push(channel);
    Ok((number, shown))
}

/// What is `None` stays.
#[derive(Debug, Default)]
pub struct ChannelChange {
    pub send_resolved: Option<bool>,
    pub max_alerts: Option<u32>,
    /// `Some(None)`: the organisation's.
    pub language: Option<Option<ryugaku_kernel::Lang>>,
    /// Another address takes the authorization with it: it was for the one before.
    pub url: Option<String>,
    pub authorization: Option<Authorization>,
    pub to: Option<Vec<String>>,
}

/// Its kind and its number stay.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    keys: &Keys,
    id: ReceiverId,
    number: i64,
    wanted: ChannelChange,
    expected: Option<i64>,
) -> Outcome<Receiver> {
    routing::require_editor(tx, cx).await?;
    let receiver = store::find(tx, id).await?;
    receiver.expect_version(expected)?;
    let mut channel = receiver.channel(number)?.clone();
    let before = channel.sealed.as_deref().map(|sealed| target::open(keys, sealed)).transpose()?;
    let way = match &before {
        None => Way::Email { to: wanted.to.unwrap_or_else(|| channel.settings.to.clone()) },
        Some(target) => {
            let moved = wanted.url.as_ref().is_some_and(|url| *url != target.url);
            let kept = if moved { Authorization::None } else { target.authorization.clone() };
            let url = wanted.url.unwrap_or_else(|| target.url.clone());
            match target.signing_key {
                Some(_) => Way::SignedWebhook { url },
                None => Way::Webhook { url, authorization: wanted.authorization.unwrap_or(kept) },
            }
        }
    };
    let new = NewChannel {
        send_resolved: wanted.send_resolved.unwrap_or(channel.settings.send_resolved),
        max_alerts: wanted.max_alerts.unwrap_or(channel.settings.max_alerts),
        language: wanted.language.unwrap_or(channel.settings.language),
        way,
    };
    channel.settings = new.settings()?;
    let (target, _) = target::target(&new.way, &cx.chance, before.as_ref());
    if target != before {
        channel.sealed = target.map(|target| target::seal(keys, &cx.chance, &target)).transpose()?;
    }
    store::update_channel(tx, &channel).await?;
    store::update(tx, &receiver).await?;
    tx.record(cx, NewEvent::of("receiver.channel_changed").about("receiver", id).fact("channel", number));
    tx.wake("routing");
    store::find(tx, id).await
}

pub async fn remove(tx: &mut Tx, cx: &Cx, id: ReceiverId, number: i64) -> Outcome<Receiver> {
    routing::require_editor(tx, cx).await?;
    let receiver = store::find(tx, id).await?;
    let channel = receiver.channel(number)?;
    store::remove_channel(tx, channel.id, cx.now()).await?;
    store::update(tx, &receiver).await?;
    tx.record(cx, NewEvent::of("receiver.channel_removed").about("receiver", id).fact("channel", number));
    tx.wake("routing");
    store::find(tx, id).await
}

//! Trying a receiver: a test through one of its channels or all.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::channel::Channel;
use super::receiver::ReceiverId;
use super::store;
use crate::notices::{self, Notice};
use crate::{organisation, routing};

/// What is to be sent once this is committed. Refuses a receiver without channels, and too many tests at once.
pub async fn begin(tx: &mut Tx, cx: &Cx, id: ReceiverId, channel: Option<i64>) -> Outcome<Vec<(Channel, Vec<Notice>)>> {
    routing::require_editor(tx, cx).await?;
    let receiver = store::find(tx, id).await?;
    let channels = match channel {
        Some(number) => vec![receiver.channel(number)?.clone()],
        None => receiver.channels.clone(),
    };
    if channels.is_empty() {
        return Err(Failure::conflict("receiver-test-no-channel"));
    }
    let (language, count) = (organisation::store::load(tx).await?.language, channels.len());
    let trials = notices::begin_tests(tx, cx, &receiver.name, language, channels).await?;
    tx.record(cx, NewEvent::of("receiver.tested").about("receiver", id).fact("channels", count));
    Ok(trials)
}

//! A message that somebody marked: its words go into the timeline, and follow what becomes of the message.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};
use ryugaku_ledger::Tx;

use super::room::Room;
use super::{account_store, collected_store, room_store, taken_store};
use crate::incidents::collect;

/// What somebody marked, as it stands in the chat.
pub struct Marked {
    /// The vendor's id.
    pub message: String,
    /// Who said it, by the chat's own id.
    pub author: Option<String>,
    pub text: String,
    pub at: Option<Time>,
}

/// Once, however often it is marked. `before` is its last change as it was known before it was read; `false`: there was another since, and
/// it is to be read anew.
pub async fn pinned(tx: &mut Tx, cx: &Cx, room: &Room, marked: &Marked, before: Option<Time>) -> Outcome<bool> {
    cx.require_act()?;
    // A change that comes in just now comes before this, or finds what stands there.
    room_store::hold(tx, room.id).await?;
    if collected_store::find(tx, room.id, &marked.message).await?.is_some() {
        return Ok(true);
    }
    if last_change(tx, room, &marked.message).await? != before {
        return Ok(false);
    }
    let person = match &marked.author {
        Some(author) => account_store::find(tx, room.network, author).await?.and_then(|account| account.person),
        None => None,
    };
    let text = collect::collect(tx, cx, room.incident, &marked.text, person, marked.at).await?;
    collected_store::keep(tx, room.id, &marked.message, text).await?;
    Ok(true)
}

/// When it was last changed or deleted while nothing of it stood in the timeline.
pub async fn last_change(q: &mut dyn Query, room: &Room, message: &str) -> Outcome<Option<Time>> {
    taken_store::last(q, &change_of(room, message)).await
}

/// The words that stand for what was changed or deleted. Where none do, somebody may be reading it for the timeline: they hear of the change.
pub async fn standing(tx: &mut Tx, cx: &Cx, room: &Room, message: &str) -> Outcome<Option<Uuid>> {
    cx.require_act()?;
    room_store::hold(tx, room.id).await?;
    let text = collected_store::find(tx, room.id, message).await?;
    if text.is_none() {
        taken_store::anew(tx, &change_of(room, message), cx.now()).await?;
    }
    Ok(text)
}

/// It has other words now: those that were collected are taken away, and these stand in their place.
pub async fn edited(tx: &mut Tx, cx: &Cx, room: &Room, ts: &str, text: &str) -> Outcome<()> {
    cx.require_act()?;
    let Some(before) = standing(tx, cx, room, ts).await? else { return Ok(()) };
    let Some(after) = collect::replace(tx, cx, room.incident, before, text).await? else { return Ok(()) };
    collected_store::keep(tx, room.id, ts, after).await
}

pub async fn deleted(tx: &mut Tx, cx: &Cx, room: &Room, ts: &str) -> Outcome<()> {
    cx.require_act()?;
    let Some(text) = standing(tx, cx, room, ts).await? else { return Ok(()) };
    collect::withdraw(tx, cx, room.incident, text).await
}

fn change_of(room: &Room, message: &str) -> String {
    format!("changed:{}:{message}", room.id)
}

/// In Slack a message's name is its time: seconds, with six digits behind the point.
pub fn time(ts: &str) -> Option<Time> {
    let (seconds, micros) = ts.split_once('.')?;
    let micros = format!("{micros:0<6}").get(..6)?.parse::<i64>().ok()?;
    Some(Time(seconds.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(micros)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_messages_name_is_its_time() {
        assert_eq!(time("1700000000.000100"), Some(Time(1_700_000_000_000_100)));
        for odd in ["", "1700000000", "a.b", "99999999999999999999.1"] {
            assert_eq!(time(odd), None, "{odd}");
        }
    }
}

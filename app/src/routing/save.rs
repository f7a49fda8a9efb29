//! A new version, as it was written.

use std::collections::BTreeSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_routing::config::Routing;

use super::current::{Current, current};
use super::version::{self, Origin, Version};
use super::{require_editor, store};
use crate::receivers;

pub struct NewVersion {
    pub text: String,
    pub note: String,
}

/// Everything that is wrong is said at once, with lines; receivers that there are not are named. A text that is as it was
/// makes no version.
pub async fn save(tx: &mut Tx, cx: &Cx, new: NewVersion, expected: Option<i64>) -> Outcome<Current> {
    require_editor(tx, cx).await?;
    let before = current(tx).await?;
    before.version.expect(expected)?;
    let text = version::tidied(&new.text);
    let mut errors = version::note_errors(&new.note);
    let routing = match read(tx, &text).await {
        Ok(routing) => Some(routing),
        Err(Failure::Invalid(more)) => {
            errors.extend(more);
            None
        }
        Err(failure) => return Err(failure),
    };
    let Some(routing) = routing.filter(|_| errors.is_empty()) else { return Err(Failure::Invalid(errors)) };
    if text == before.version.text {
        return Ok(before);
    }
    let made = written(tx, cx, &before.version, text, new.note, Origin::Edited, None).await?;
    let event = NewEvent::of("routing.saved").about("routing", SUBJECT).fact("version", made.version);
    tx.record(cx, event);
    Ok(Current { version: made, routing })
}

/// There is one of it: under this id the ledger names it.
pub const SUBJECT: Uuid = Uuid::from_u128(u128::from_be_bytes(*b"ryugaku_routing\0"));

/// A text with the receivers that there are.
pub async fn read(q: &mut dyn Query, text: &str) -> Outcome<Routing> {
    let there: BTreeSet<String> = receivers::all(q).await?.into_iter().map(|receiver| receiver.name).collect();
    Routing::read_among(text, &there)
}

/// The row of the version after `before`. Whoever holds routes in memory is told.
pub(super) async fn written(
    tx: &mut Tx,
    cx: &Cx,
    before: &Version,
    text: String,
    note: String,
    origin: Origin,
    restored: Option<i64>,
) -> Outcome<Version> {
    let (actor_kind, actor_id, made_at) = (cx.who.kind, cx.who.id, cx.now());
    let made = Version { version: before.version + 1, text, made_at, actor_kind, actor_id, note, origin, restored };
    store::insert(tx, &made).await?;
    tx.wake("routing");
    Ok(made)
}

//! A new version, as it was written.

use std::collections::BTreeSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_routing::config::Routing;

use super::current::{Current, current};
use super::{KIND, require_editor};
use crate::receivers;
use crate::versions::{self, Made, Origin};

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
    let text = versions::tidied(&new.text);
    let mut errors = versions::note_errors(&new.note);
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
    let made = Made { text, note: new.note, origin: Origin::Edited, restored: None };
    let made = versions::written(tx, cx, &KIND, &before.version, made).await?;
    let event = NewEvent::of("routing.saved").about("routing", KIND.subject).fact("version", made.version);
    tx.record(cx, event);
    Ok(Current { version: made, routing })
}

/// A text with the receivers that there are.
pub async fn read(q: &mut dyn Query, text: &str) -> Outcome<Routing> {
    let there: BTreeSet<String> = receivers::all(q).await?.into_iter().map(|receiver| receiver.name).collect();
    Routing::read_among(text, &there)
}

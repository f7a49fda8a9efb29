//! A former version holds again, as a new one.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::KIND;
use super::current::{Current, current, one};
use super::save::read;
use crate::routing::require_editor;
use crate::versions::{self, Made, Origin};

/// Refuses a version that names products or teams which are no longer there. One that says what holds already makes none.
pub async fn restore(tx: &mut Tx, cx: &Cx, version: i64, expected: Option<i64>) -> Outcome<Current> {
    require_editor(tx, cx).await?;
    let before = current(tx).await?;
    before.version.expect(expected)?;
    let text = one(tx, version).await?.version.text;
    let policy = read(tx, &text).await?;
    if text == before.version.text {
        return Ok(before);
    }
    let made = Made { text, note: String::new(), origin: Origin::Restored, restored: Some(version) };
    let made = versions::written(tx, cx, &KIND, &before.version, made).await?;
    let event = NewEvent::of("severity_policy.restored").about("severity_policy", KIND.subject);
    tx.record(cx, event.fact("version", made.version).fact("restored", version));
    Ok(Current { version: made, policy })
}

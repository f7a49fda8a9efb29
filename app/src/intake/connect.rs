//! Making an integration with its first key, naming it, removing it.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::habit::Habit;
use super::integration::{Integration, IntegrationId, Kind, check_name};
use super::{key, store};
use crate::app::App;

/// Gives the integration and its key, which is never shown again.
pub async fn connect(tx: &mut Tx, cx: &Cx, app: &App, kind: Kind, name: &str) -> Outcome<(Integration, String)> {
    cx.require_admin()?;
    check_name(name)?;
    let integration = Integration {
        id: IntegrationId(cx.new_id()),
        kind,
        name: name.trim().to_owned(),
        created_at: cx.now(),
        removed_at: None,
        version: 1,
        last_seen_at: None,
        first_alert_at: None,
        deliveries: 0,
        alerts: 0,
        refusals: 0,
        refused: None,
        habit: Habit::default(),
        timed_out: 0,
        silent_at: None,
    };
    store::insert(tx, &integration).await?;
    let (_, secret) = key::make(tx, cx, app, integration.id).await?;
    tx.record(cx, NewEvent::of("integration.connected").about("integration", integration.id).fact("kind", kind.name()));
    Ok((integration, secret))
}

/// `expected` is the version the caller has read, when they want to be told that it is no longer so.
pub async fn rename(
    tx: &mut Tx,
    cx: &Cx,
    id: IntegrationId,
    expected: Option<i64>,
    name: &str,
) -> Outcome<Integration> {
    cx.require_admin()?;
    check_name(name)?;
    let integration = store::find(tx, id).await?;
    if expected.is_some_and(|version| version != integration.version) {
        return Err(Failure::Stale);
    }
    store::set_name(tx, &integration, name.trim()).await?;
    tx.record(cx, NewEvent::of("integration.renamed").about("integration", id));
    store::find(tx, id).await
}

/// Its keys stop working at once; its alerts stay, and time out if nobody else sends them.
pub async fn remove(tx: &mut Tx, cx: &Cx, id: IntegrationId) -> Outcome<()> {
    cx.require_admin()?;
    let integration = store::find(tx, id).await?;
    store::remove(tx, id, cx.now()).await?;
    let event = NewEvent::of("integration.removed").about("integration", id).fact("kind", integration.kind.name());
    tx.record(cx, event);
    Ok(())
}

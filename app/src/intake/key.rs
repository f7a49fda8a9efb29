//! Keys of integrations: made, rotated with an overlap in which both work, revoked, recognised.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ryugaku_db::Transaction;
use ryugaku_kernel::{Actor, ActorKind, Cx, Outcome, Role, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::integration::{IntegrationId, Key, OVERLAP};
use super::store;
use crate::app::App;

/// What a key begins with, so that one that leaked is found by searching.
const PREFIX: &str = "rki_";

/// A new key beside the old ones, which work for another day. Gives the new key, which is never shown again.
pub async fn rotate(tx: &mut Tx, cx: &Cx, app: &App, id: IntegrationId) -> Outcome<(Key, String)> {
    cx.require_admin()?;
    store::find(tx, id).await?;
    let (key, secret) = make(tx, cx, app, id).await?;
    store::expire_others(tx, &key, cx.now().plus(OVERLAP)).await?;
    tx.record(cx, NewEvent::of("integration.key_rotated").about("integration", id));
    Ok((key, secret))
}

/// The key stops working at once.
pub async fn revoke(tx: &mut Tx, cx: &Cx, id: IntegrationId, key: Uuid) -> Outcome<()> {
    cx.require_admin()?;
    store::find(tx, id).await?;
    store::revoke_key(tx, id, key, cx.now()).await?;
    tx.record(cx, NewEvent::of("integration.key_revoked").about("integration", id));
    Ok(())
}

pub(super) async fn make(tx: &mut Transaction, cx: &Cx, app: &App, id: IntegrationId) -> Outcome<(Key, String)> {
    let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(cx.chance.bytes::<24>()));
    let key = Key {
        id: cx.new_id(),
        integration: id,
        hint: secret[..PREFIX.len() + 4].to_owned(),
        created_at: cx.now(),
        expires_at: None,
        revoked_at: None,
    };
    store::insert_key(tx, &key, app.keys.hash(&secret)).await?;
    Ok((key, secret))
}

/// Who delivers with this key, if it works.
pub async fn sender_by_key(app: &App, secret: &str) -> Outcome<Option<Actor>> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let found = store::key_by_hash(&mut app.db.reader(), app.keys.hash(secret)).await?;
    let found = found.filter(|(key, _)| key.works(app.clock.now()));
    Ok(found.map(|(key, name)| Actor {
        kind: ActorKind::Token,
        id: Some(key.integration.0),
        name,
        role: Some(Role::Intake),
        teams: Vec::new(),
        own_since: None,
    }))
}

/// The integration whose key this was before it stopped working.
pub(super) async fn former(app: &App, secret: &str) -> Outcome<Option<IntegrationId>> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let found = store::key_by_hash(&mut app.db.reader(), app.keys.hash(secret)).await?;
    Ok(found.map(|(key, _)| key.integration))
}

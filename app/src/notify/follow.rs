//! Following the ledger: for every event that an endpoint wants, a delivery, in the same transaction that moves its place on.

use ryugaku_db::Db;
use ryugaku_kernel::{Actor, Cx, Failure, Limit, Outcome};
use ryugaku_ledger::{Filter, Tx};

use super::webhook::Webhook;
use super::{send, store};

/// Brings every endpoint up to the newest event.
pub async fn follow(db: &Db, cx: &Cx) -> Outcome<()> {
    let newest = ryugaku_ledger::newest(&mut db.reader()).await?;
    for webhook in store::all(&mut db.reader()).await? {
        let mut webhook = webhook;
        while webhook.active && webhook.followed_to < newest {
            match one_step(db, cx, &webhook, newest).await? {
                Some(place) => webhook.followed_to = place,
                // Another replica is at it, or the endpoint was switched off meanwhile.
                None => break,
            }
        }
    }
    Ok(())
}

async fn one_step(db: &Db, cx: &Cx, webhook: &Webhook, newest: i64) -> Outcome<Option<i64>> {
    let mut tx = Tx::begin(db).await?;
    // Ryugaku itself is in no audience: it sees what is meant for everybody, and nothing else leaves.
    let (who, from) = (Actor::system(), webhook.followed_to);
    let found = match ryugaku_ledger::since(&mut tx, &who, &Filter::default(), from, Limit::of(200)).await {
        Ok(found) => found,
        // It was off the ledger for so long that its place has been archived.
        Err(Failure::Gone(_)) => {
            let oldest = ryugaku_ledger::archived_through(&mut tx).await?;
            let moved = store::follow(&mut tx, webhook.id, from, oldest).await?;
            tx.commit().await?;
            return Ok(moved.then_some(oldest));
        }
        Err(failure) => return Err(failure),
    };
    let last = found.items.last().map_or(from, |event| event.position);
    let place = if found.next.is_some() { last } else { last.max(newest) };
    if !store::follow(&mut tx, webhook.id, from, place).await? {
        return Ok(None);
    }
    for event in found.items.iter().filter(|event| webhook.wants(&event.kind)) {
        send::deliver(&mut tx, cx, webhook, Some(event.position), &event.kind).await?;
    }
    tx.commit().await?;
    Ok(Some(place))
}

//! Somebody who was a Product SRE, or a backup, leaves: the backup takes over, or there is nobody.

use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::appoint::{about, appointed};
use super::appointment::Appointment;
use super::store;
use crate::catalog::{ProductId, product_store};
use crate::people::PersonId;
use crate::{organisation, words};

/// Gives how many products it was about.
pub async fn hand_over(tx: &mut Tx, cx: &Cx, from: PersonId) -> Outcome<usize> {
    cx.require_admin()?;
    let organisation = organisation::store::load(tx).await?;
    let today = organisation.today(cx.now());
    let reason = words::text(organisation.language, "product-sre-left");
    let held = store::of_person(tx, from.0).await?;
    let count = held.len();
    for mut one in held {
        if one.person != from.0 {
            one.backup = None;
            store::update(tx, &mut one).await?;
            tx.record(cx, NewEvent::of("product_sre.backup_left_open").about("product", one.product));
            continue;
        }
        (one.until, one.end_reason) = (Some(today), reason.clone());
        let backup = one.backup;
        store::update(tx, &mut one).await?;
        tx.record(cx, about("product_sre.ended", &one, one.person).fact("until_day", today.to_string()));
        if let Some(backup) = backup {
            let team = product_store::find(tx, ProductId(one.product)).await?.map_or(one.product, |found| found.team.0);
            let next = Appointment {
                id: cx.new_id(),
                person: backup,
                backup: None,
                // The day after is not here yet; both stand on the day of the change.
                from: today,
                until: None,
                end_reason: String::new(),
                version: 1,
                ..one
            };
            store::insert(tx, &next).await?;
            tx.record(cx, appointed(&next, team));
        }
    }
    Ok(count)
}

//! Naming another backup, and ending an appointment.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::appoint::{self, about};
use super::appointment::Appointment;
use super::store;
use crate::organisation;

/// By id or whole name; `None` leaves it open. `expected` is the version the caller has read.
pub async fn name_backup(
    tx: &mut Tx,
    cx: &Cx,
    product: &str,
    expected: Option<i64>,
    backup: Option<&str>,
) -> Outcome<Appointment> {
    cx.require_act()?;
    let mut one = permitted(tx, cx, product, expected).await?;
    let mut errors = Vec::new();
    let backup = appoint::backup(tx, backup, &mut errors).await?;
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    if backup == Some(one.person) {
        return Err(Failure::invalid("backup", "product-sre-same-person"));
    }
    if backup == one.backup {
        return Ok(one);
    }
    one.backup = backup;
    store::update(tx, &mut one).await?;
    let event = match backup {
        Some(backup) => about("product_sre.backup_named", &one, backup),
        None => NewEvent::of("product_sre.backup_left_open").about("product", one.product),
    };
    tx.record(cx, event);
    Ok(one)
}

/// `day` is the last one; today if absent.
pub async fn end(
    tx: &mut Tx,
    cx: &Cx,
    product: &str,
    expected: Option<i64>,
    day: Option<Date>,
    reason: &str,
) -> Outcome<Appointment> {
    cx.require_act()?;
    let mut one = permitted(tx, cx, product, expected).await?;
    let today = organisation::store::load(tx).await?.today(cx.now());
    one.end(day.unwrap_or(today), reason, today)?;
    store::update(tx, &mut one).await?;
    tx.record(cx, about("product_sre.ended", &one, one.person).fact("until_day", one.until.map(|day| day.to_string())));
    Ok(one)
}

async fn permitted(tx: &mut Tx, cx: &Cx, product: &str, expected: Option<i64>) -> Outcome<Appointment> {
    let product = appoint::permitted(tx, cx, product).await?;
    let one = store::now_of(tx, product.id.0).await?.ok_or(Failure::NotFound("product_sre"))?;
    if expected.is_some_and(|version| version != one.version) {
        return Err(Failure::Stale);
    }
    Ok(one)
}

//! Appointing a Product SRE.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, FieldError, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::appointment::{self, Appointment};
use super::store;
use crate::catalog::{Product, product_store};
use crate::people::chosen;
use crate::programme::write_sre;
use crate::{exchange, organisation, people};

#[derive(Clone, Default)]
pub struct NewAppointment {
    /// Id or whole name.
    pub person: String,
    pub backup: Option<String>,
    /// Today if absent.
    pub from: Option<Date>,
    /// The number of the exchange it came out of.
    pub exchange: Option<String>,
}

pub async fn appoint(tx: &mut Tx, cx: &Cx, product: &str, new: NewAppointment) -> Outcome<Appointment> {
    cx.require_act()?;
    let product = permitted(tx, cx, product).await?;
    if product.archived_at.is_some() {
        return Err(Failure::conflict("product-sre-archived"));
    }
    let today = organisation::store::load(tx).await?.today(cx.now());
    let last = store::of_product(tx, product.id.0).await?.into_iter().next();
    if last.as_ref().is_some_and(|last| last.until.is_none()) {
        return Err(Failure::conflict("product-sre-is-one"));
    }
    let mut errors = Vec::new();
    let person = match own_member(tx, &product, &new.person).await {
        Err(Failure::Invalid(wrong)) => {
            errors.extend(wrong);
            Uuid::nil()
        }
        other => other?,
    };
    let backup = backup(tx, new.backup.as_deref(), &mut errors).await?;
    let exchange = of_exchange(tx, cx, new.exchange.as_deref(), &mut errors).await?;
    let new = Appointment {
        id: cx.new_id(),
        product: product.id.0,
        person,
        backup,
        from: new.from.unwrap_or(today),
        until: None,
        exchange,
        end_reason: String::new(),
        version: 1,
    };
    errors.extend(appointment::wrong(&new, last.as_ref(), today));
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    store::insert(tx, &new).await?;
    tx.record(cx, appointed(&new, product.team.0));
    Ok(new)
}

/// The product, for one who may say who its SRE is: its team's members, and the programme's owners.
pub(super) async fn permitted(q: &mut dyn Query, cx: &Cx, slug: &str) -> Outcome<Product> {
    let product = product_store::by_slug(q, slug).await?;
    if may(q, cx, &product).await? { Ok(product) } else { Err(Failure::Forbidden(Msg::new("product-sre-whose"))) }
}

/// The same as a question.
pub async fn may(q: &mut dyn Query, cx: &Cx, product: &Product) -> Outcome<bool> {
    if cx.require_team(product.team.0).is_ok() {
        return Ok(true);
    }
    Ok(write_sre::may_write(cx, &write_sre::sre_teams(q).await?))
}

pub(super) fn appointed(appointment: &Appointment, team: Uuid) -> NewEvent {
    let mut event = about("product_sre.appointed", appointment, appointment.person).about("team", team);
    if let Some(backup) = appointment.backup {
        event = event.about("person", backup);
    }
    if let Some(exchange) = appointment.exchange {
        event = event.about("exchange", exchange);
    }
    event.fact("from_day", appointment.from.to_string())
}

pub(super) fn about(kind: &'static str, appointment: &Appointment, person: Uuid) -> NewEvent {
    NewEvent::of(kind).about("product", appointment.product).about("person", person)
}

/// Somebody who acts, or nobody yet.
pub(super) async fn backup(
    q: &mut dyn Query,
    given: Option<&str>,
    errors: &mut Vec<FieldError>,
) -> Outcome<Option<Uuid>> {
    let Some(given) = given.filter(|given| !given.trim().is_empty()) else { return Ok(None) };
    match chosen::who_acts(q, "backup", given).await {
        Ok(backup) => Ok(Some(backup)),
        Err(Failure::Invalid(wrong)) => {
            errors.extend(wrong);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// A member of the product's own team.
async fn own_member(q: &mut dyn Query, product: &Product, given: &str) -> Outcome<Uuid> {
    if given.trim().is_empty() {
        return Err(Failure::invalid("person", "failure-required"));
    }
    let person = chosen::who_acts(q, "person", given).await?;
    let here = people::active(q).await?.into_iter().find(|brief| brief.id == person);
    let at_home = here.is_some_and(|brief| brief.team_id == Some(product.team.0));
    if at_home { Ok(person) } else { Err(Failure::invalid("person", "product-sre-not-in-team")) }
}

/// One that the caller may see.
async fn of_exchange(
    q: &mut dyn Query,
    cx: &Cx,
    number: Option<&str>,
    errors: &mut Vec<FieldError>,
) -> Outcome<Option<Uuid>> {
    let Some(number) = number.filter(|number| !number.trim().is_empty()) else { return Ok(None) };
    let found = match exchange::exchange::count_of(number.trim()) {
        Ok(count) => exchange::access::seen(q, cx, count).await,
        Err(failure) => Err(failure),
    };
    match found {
        Ok((exchange, _)) => Ok(Some(exchange.id.0)),
        Err(Failure::NotFound(_)) => {
            errors.push(FieldError::new("exchange", Msg::new("failure-unknown")));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

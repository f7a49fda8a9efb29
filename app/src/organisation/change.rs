//! Changing what holds for everybody.

use ryugaku_calendar::{FiscalStart, Holidays, Zone};
use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::settings::{ExtraDay, Organisation, in_order};
use super::store;

/// What is `None` stays.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub language: Option<Lang>,
    pub time_zone: Option<String>,
    pub fiscal_start: Option<FiscalStart>,
    pub holidays: Option<Holidays>,
    pub extra_days: Option<Vec<ExtraDay>>,
}

/// What events about the organisation as a whole are about: there is one, so it has no key of its own.
pub const SUBJECT: Uuid = Uuid::nil();

/// `expected` is the version the caller has read, when they want to be told that it is no longer so.
pub async fn change(tx: &mut Tx, cx: &Cx, expected: Option<i64>, change: Change) -> Outcome<Organisation> {
    cx.require_admin()?;
    let mut organisation = store::load(tx).await?;
    if expected.is_some_and(|version| version != organisation.version) {
        return Err(Failure::Stale);
    }
    organisation.name = change.name.map(|name| name.trim().to_owned()).unwrap_or(organisation.name);
    organisation.language = change.language.unwrap_or(organisation.language);
    organisation.time_zone = change.time_zone.unwrap_or(organisation.time_zone);
    organisation.fiscal_start = change.fiscal_start.unwrap_or(organisation.fiscal_start);
    organisation.holidays = change.holidays.unwrap_or(organisation.holidays);
    organisation.extra_days = change.extra_days.map(in_order).unwrap_or(organisation.extra_days);
    organisation.check()?;
    // As the database of zones spells it.
    organisation.time_zone = Zone::named(&organisation.time_zone)?.name().to_owned();
    store::update(tx, &organisation).await?;
    organisation.version += 1;
    let event = NewEvent::of("organisation.changed")
        .about("organisation", SUBJECT)
        .fact("time_zone", organisation.time_zone.clone())
        .fact("fiscal_start", i64::from(organisation.fiscal_start.month()))
        .fact("holidays", organisation.holidays.name());
    tx.record(cx, event);
    Ok(organisation)
}

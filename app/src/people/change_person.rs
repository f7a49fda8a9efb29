//! Changing what somebody is called, signs in with and may do.

use ryugaku_calendar::Zone;
use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Role};
use ryugaku_ledger::{NewEvent, Tx};

use super::person::{self, Person, PersonId};
use super::store;

/// What is `None` stays. Language and zone are their own choice; an import may set them for them.
#[derive(Default)]
pub struct PersonChange {
    pub name: Option<String>,
    pub email: Option<String>,
    pub role: Option<Role>,
    pub language: Option<Lang>,
    pub time_zone: Option<String>,
}

impl PersonChange {
    pub fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.email.is_none()
            && self.role.is_none()
            && self.language.is_none()
            && self.time_zone.is_none()
    }
}

/// `expected` is the version the caller has read, when they want to be told that it is no longer so.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    id: PersonId,
    expected: Option<i64>,
    change: PersonChange,
) -> Outcome<Person> {
    cx.require_admin()?;
    let mut person = store::find(tx, id).await?.ok_or(Failure::NotFound("person"))?;
    if expected.is_some_and(|version| version != person.version) {
        return Err(Failure::Stale);
    }
    let (role, email) = (person.role, person.email.clone());
    person.name = change.name.map(|name| name.trim().to_owned()).unwrap_or(person.name);
    person.email = change.email.map(|email| person::email_of(&email)).unwrap_or(person.email);
    person.role = change.role.unwrap_or(person.role);
    person::check(&person.name, &person.email, person.role)?;
    if person.email != email && store::by_email(tx, &person.email).await?.is_some() {
        return Err(Failure::invalid("email", "person-email-taken"));
    }
    if let Some(zone) = change.time_zone {
        person.choices.time_zone = Some(Zone::named(&zone)?.into());
    }
    person.choices.language = change.language.or(person.choices.language);
    if role == Role::Admin && person.role != Role::Admin && person.deactivated_at.is_none() {
        keep_an_admin(tx).await?;
    }
    store::update(tx, &person).await?;
    person.version += 1;
    let mut event = NewEvent::of("person.changed").about("person", id);
    if person.role != role {
        event = event.fact("role", person.role.name()).fact("role_before", role.name());
    }
    tx.record(cx, event.fact("email_changed", person.email != email));
    Ok(person)
}

/// Refuses, if one admin less would be none.
pub(super) async fn keep_an_admin(tx: &mut Tx) -> Outcome<()> {
    if store::lock_admins(tx).await? <= 1 { Err(Failure::conflict("person-last-admin")) } else { Ok(()) }
}

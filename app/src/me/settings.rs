//! Changing one's own name and choices.

use ryugaku_calendar::Zone;
use ryugaku_kernel::{Cx, Failure, FieldError, Lang, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use crate::people::{self, Person, PersonId};

/// What is `None` stays; `Some(None)` follows the organisation, the browser or the system again.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub language: Option<Option<Lang>>,
    /// IANA name.
    pub time_zone: Option<Option<String>>,
    /// `light` or `dark`.
    pub theme: Option<Option<String>>,
    pub single_keys: Option<bool>,
}

const LONGEST_NAME: usize = 120;
pub const THEMES: [&str; 2] = ["light", "dark"];

/// `expected` is the version the caller has read, when they want to be told that it is no longer so.
pub async fn change(tx: &mut Tx, cx: &Cx, expected: Option<i64>, change: Change) -> Outcome<Person> {
    let mut person = own(tx, cx).await?;
    if expected.is_some_and(|version| version != person.version) {
        return Err(Failure::Stale);
    }
    let mut errors = Vec::new();
    if let Some(name) = change.name {
        person.name = name.trim().to_owned();
        if person.name.is_empty() {
            errors.push(FieldError::new("name", Msg::new("failure-required")));
        } else if person.name.chars().count() > LONGEST_NAME {
            errors.push(FieldError::new("name", Msg::new("failure-too-long").with("most", LONGEST_NAME)));
        } else if person.name.chars().any(char::is_control) {
            errors.push(FieldError::new("name", Msg::new("person-name-one-line")));
        }
    }
    let choices = &mut person.choices;
    choices.language = change.language.unwrap_or(choices.language);
    choices.single_keys = change.single_keys.unwrap_or(choices.single_keys);
    match change.time_zone.map(|name| name.map(|name| Zone::named(&name)).transpose()) {
        Some(Ok(zone)) => choices.time_zone = zone.map(|zone| zone.name().to_owned()),
        Some(Err(Failure::Invalid(more))) => errors.extend(more),
        Some(Err(failure)) => return Err(failure),
        None => {}
    }
    if let Some(theme) = change.theme {
        if theme.as_deref().is_some_and(|theme| !THEMES.contains(&theme)) {
            errors.push(FieldError::new("theme", Msg::new("failure-choose-one")));
        }
        choices.theme = theme;
    }
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    people::store::update(tx, &person).await?;
    person.version += 1;
    let event = NewEvent::of("person.settings_changed").about("person", person.id);
    tx.record(cx, event.only(Vec::new(), vec![person.id.0]));
    Ok(person)
}

/// The person who asks.
pub async fn own(q: &mut impl ryugaku_db::Query, cx: &Cx) -> Outcome<Person> {
    let id = PersonId(cx.require_person()?);
    people::store::find(q, id).await?.ok_or(Failure::NotFound("person"))
}

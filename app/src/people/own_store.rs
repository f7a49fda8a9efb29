//! People's rows as signing in needs them: found by what they type, the first one made, one's own settings changed.

use ryugaku_db::{Query, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time};

use super::person::{Person, PersonId};
use super::store;

/// By address, however it was typed.
pub async fn by_email(q: &mut impl Query, email: &str) -> Outcome<Option<Person>> {
    let row = sql("select id from people where email = $1").bind(email.trim().to_lowercase());
    match q.one(row, |row| Ok(PersonId(row.get("id")?))).await? {
        Some(id) => store::find(q, id).await,
        None => Ok(None),
    }
}

/// The person meant by an id, an address or a whole name.
pub async fn meant(q: &mut impl Query, text: &str) -> Outcome<Person> {
    let text = text.trim();
    if let Ok(id) = text.parse::<PersonId>() {
        return store::find(q, id).await?.ok_or_else(|| Failure::invalid("person", "failure-unknown"));
    }
    if let Some(person) = by_email(q, text).await? {
        return Ok(person);
    }
    let named = sql("select id from people where name = $1 and deactivated_at is null limit 2").bind(text);
    let named = q.all(named, |row| Ok(PersonId(row.get("id")?))).await?;
    match named[..] {
        [id] => store::find(q, id).await?.ok_or(Failure::NotFound("person")),
        [] => Err(Failure::invalid("person", "failure-unknown")),
        _ => Err(Failure::invalid("person", "person-several")),
    }
}

/// Administrators who are here, the first of them first.
pub async fn active_admins(q: &mut impl Query) -> Outcome<Vec<PersonId>> {
    let rows = sql("select id from people where role = 'admin' and deactivated_at is null order by id");
    q.all(rows, |row| Ok(PersonId(row.get("id")?))).await
}

pub async fn insert(tx: &mut Transaction, person: &Person, now: Time) -> Outcome<()> {
    let row = sql("insert into people (id, name, email, role, language, time_zone, theme, single_keys, created_at, \
                   version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let row = row.bind(person.id.0).bind(&person.name).bind(&person.email).bind(person.role.name());
    let choices = &person.choices;
    let row = row.bind(choices.language.map(|lang| lang.tag())).bind(choices.time_zone.clone());
    let row = row.bind(choices.theme.clone()).bind(choices.single_keys).bind(now).bind(person.version);
    tx.run(row).await.map(drop)
}

/// Name and choices, if the row still has the version it was read with.
pub async fn update_own(tx: &mut Transaction, person: &Person) -> Outcome<()> {
    let row = sql("update people set name = $1, language = $2, time_zone = $3, theme = $4, single_keys = $5, \
                   version = version + 1 where id = $6 and version = $7");
    let choices = &person.choices;
    let row = row.bind(&person.name).bind(choices.language.map(|lang| lang.tag())).bind(choices.time_zone.clone());
    let row = row.bind(choices.theme.clone()).bind(choices.single_keys).bind(person.id.0).bind(person.version);
    match tx.run(row).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

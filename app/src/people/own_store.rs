//! People's rows as signing in needs them: found by what somebody types, and the administrators who are here.

use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Failure, Outcome};

use super::person::{Person, PersonId};
use super::store;

/// The person meant by an id, an address or a whole name.
pub async fn meant(q: &mut dyn Query, text: &str) -> Outcome<Person> {
    let text = text.trim();
    match store::named(q, text).await {
        Err(Failure::NotFound(_)) => {}
        found => return found,
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
pub async fn active_admins(q: &mut dyn Query) -> Outcome<Vec<PersonId>> {
    let rows = sql("select id from people where role = 'admin' and deactivated_at is null order by id");
    q.all(rows, |row| Ok(PersonId(row.get("id")?))).await
}

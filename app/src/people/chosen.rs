//! Somebody as a caller names them: by id, by e-mail address, or by their whole name.

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Outcome, Role, Uuid};

use super::{PersonId, active, store};

/// Somebody who is here and may act; otherwise `field` says what is wrong.
pub async fn who_acts(q: &mut dyn Query, field: &'static str, given: &str) -> Outcome<Uuid> {
    let id = who_is_here(q, field, given).await?;
    let person = store::find(q, PersonId(id)).await?;
    let may = person.is_some_and(|person| matches!(person.role, Role::Admin | Role::Member));
    if may { Ok(id) } else { Err(Failure::invalid(field, "chosen-only-reads")) }
}

/// Somebody who is here.
pub async fn who_is_here(q: &mut dyn Query, field: &'static str, given: &str) -> Outcome<Uuid> {
    let given = given.trim();
    let here = active(q).await?;
    let addressed = if given.contains('@') { store::by_email(q, given).await?.map(|person| person.id.0) } else { None };
    let named = |person: &&super::PersonBrief| {
        person.name == given || person.id.to_string() == given || Some(person.id) == addressed
    };
    let found: Vec<Uuid> = here.iter().filter(named).map(|person| person.id).collect();
    match found.as_slice() {
        [] => Err(Failure::invalid(field, "failure-unknown")),
        [id] => Ok(*id),
        _ => Err(Failure::invalid(field, "chosen-name-twice")),
    }
}

//! Rows of what proves somebody to be somebody: passwords and identities at a provider.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use crate::people::PersonId;

/// The hash of a person's password, if they have one.
pub async fn password(q: &mut dyn Query, person: PersonId) -> Outcome<Option<String>> {
    q.one(sql("select hash from passwords where person_id = $1").bind(person.0), |row| row.get("hash")).await
}

/// `own_since`: since when nobody but the person can have known it.
pub async fn set_password(
    tx: &mut Transaction,
    person: PersonId,
    hash: &str,
    own_since: Option<Time>,
    now: Time,
) -> Outcome<()> {
    let row = sql("insert into passwords (person_id, hash, changed_at, own_since) values ($1, $2, $3, $4) \
                   on conflict (person_id) do update set hash = excluded.hash, changed_at = excluded.changed_at, \
                   own_since = excluded.own_since");
    tx.run(row.bind(person.0).bind(hash).bind(now).bind(own_since)).await.map(drop)
}

/// Since when nobody but the person can have known their password.
pub async fn password_own_since(q: &mut dyn Query, person: PersonId) -> Outcome<Option<Time>> {
    let found = q.one(sql("select own_since from passwords where person_id = $1").bind(person.0), |row| {
        row.get::<Option<Time>>("own_since")
    });
    Ok(found.await?.flatten())
}

/// When the password was last changed, if there is one.
pub async fn password_changed_at(q: &mut dyn Query, person: PersonId) -> Outcome<Option<Time>> {
    q.one(sql("select changed_at from passwords where person_id = $1").bind(person.0), |row| row.get("changed_at"))
        .await
}

/// Whose identity it is, and since when nobody but that person can have held it.
pub async fn person_of(q: &mut dyn Query, issuer: &str, subject: &str) -> Outcome<Option<(PersonId, Option<Time>)>> {
    let row = sql("select person_id, own_since from identities where issuer = $1 and subject = $2");
    q.one(row.bind(issuer).bind(subject), |row| Ok((PersonId(row.get("person_id")?), row.get("own_since")?))).await
}

pub async fn link(
    tx: &mut Transaction,
    (issuer, subject): (&str, &str),
    person: PersonId,
    own_since: Option<Time>,
    now: Time,
) -> Outcome<()> {
    let row =
        sql("insert into identities (issuer, subject, person_id, linked_at, own_since) values ($1, $2, $3, $4, $5)");
    tx.run(row.bind(issuer).bind(subject).bind(person.0).bind(now).bind(own_since)).await.map(drop)
}

pub async fn has_identity(q: &mut dyn Query, person: PersonId) -> Outcome<bool> {
    Ok(q.count(sql("select count(*) as n from identities where person_id = $1").bind(person.0)).await? > 0)
}

/// Whether any of these people has a password, an identity, or has ever been signed in.
pub async fn any_can_sign_in(q: &mut dyn Query, people: &[PersonId]) -> Outcome<bool> {
    let ids = || people.iter().map(|person| person.0).collect::<Vec<Uuid>>();
    let statement = sql("select (select count(*) from passwords where person_id in ")
        .list(ids())
        .text(") + (select count(*) from identities where person_id in ")
        .list(ids())
        .text(") + (select count(*) from sessions where person_id in ")
        .list(ids())
        .text(") as n");
    Ok(q.count(statement).await? > 0)
}

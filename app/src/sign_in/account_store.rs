//! Rows of what proves somebody to be somebody: passwords and identities at a provider.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use crate::people::PersonId;

/// The hash of a person's password, if they have one.
pub async fn password(q: &mut dyn Query, person: PersonId) -> Outcome<Option<String>> {
    q.one(sql("select hash from passwords where person_id = $1").bind(person.0), |row| row.get("hash")).await
}

pub async fn set_password(tx: &mut Transaction, person: PersonId, hash: &str, now: Time) -> Outcome<()> {
    let row = sql("insert into passwords (person_id, hash, changed_at) values ($1, $2, $3) \
                   on conflict (person_id) do update set hash = excluded.hash, changed_at = excluded.changed_at");
    tx.run(row.bind(person.0).bind(hash).bind(now)).await.map(drop)
}

/// When the password was last changed, if there is one.
pub async fn password_changed_at(q: &mut dyn Query, person: PersonId) -> Outcome<Option<Time>> {
    q.one(sql("select changed_at from passwords where person_id = $1").bind(person.0), |row| row.get("changed_at"))
        .await
}

pub async fn person_of(q: &mut dyn Query, issuer: &str, subject: &str) -> Outcome<Option<PersonId>> {
    let row = sql("select person_id from identities where issuer = $1 and subject = $2").bind(issuer).bind(subject);
    q.one(row, |row| Ok(PersonId(row.get("person_id")?))).await
}

pub async fn link(tx: &mut Transaction, issuer: &str, subject: &str, person: PersonId, now: Time) -> Outcome<()> {
    let row = sql("insert into identities (issuer, subject, person_id, linked_at) values ($1, $2, $3, $4)");
    tx.run(row.bind(issuer).bind(subject).bind(person.0).bind(now)).await.map(drop)
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

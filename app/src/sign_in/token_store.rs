//! Tokens' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Limit, Outcome, Page, Role, Time, Uuid};

use super::token::Token;
use crate::people::PersonId;

const TOKEN: &str = "select id, name, hint, role, person_id, created_by, created_at, expires_at, used_at, revoked_at, \
                     own_since from tokens where ";

/// One that has neither been revoked nor expired.
pub async fn by_hash(q: &mut dyn Query, hash: &[u8], now: Time) -> Outcome<Option<Token>> {
    let statement = sql(TOKEN).text("token_hash = ").arg(hash.to_vec());
    let statement = statement.text(" and revoked_at is null and (expires_at is null or expires_at > ").arg(now);
    q.one(statement.text(")"), read).await
}

pub async fn find(q: &mut dyn Query, id: Uuid) -> Outcome<Option<Token>> {
    q.one(sql(TOKEN).text("id = ").arg(id), read).await
}

/// The newest first: everybody's, or one person's. `before` is the last id of the page before.
pub async fn page(
    q: &mut dyn Query,
    person: Option<PersonId>,
    before: Option<Uuid>,
    limit: Limit,
) -> Outcome<Page<Token>> {
    let statement = sql(TOKEN)
        .text("1 = 1")
        .optional(" and person_id = ", person.map(|person| person.0))
        .optional(" and id < ", before)
        .text(" order by id desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |token| token.id.to_string()))
}

pub async fn insert(tx: &mut Transaction, token: &Token, hash: Vec<u8>) -> Outcome<()> {
    let row =
        sql("insert into tokens (id, name, token_hash, hint, role, person_id, created_by, created_at, expires_at, \
                   own_since) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let row = row.bind(token.id).bind(&token.name).bind(hash).bind(&token.hint).bind(token.role.name());
    let row = row.bind(token.person.map(|person| person.0)).bind(token.created_by).bind(token.created_at);
    tx.run(row.bind(token.expires_at).bind(token.own_since)).await.map(drop)
}

pub async fn touch(tx: &mut Transaction, id: Uuid, now: Time) -> Outcome<()> {
    tx.run(sql("update tokens set used_at = $1 where id = $2").bind(now).bind(id)).await.map(drop)
}

pub async fn revoke(tx: &mut Transaction, id: Uuid, now: Time) -> Outcome<()> {
    let row = sql("update tokens set revoked_at = $1 where id = $2 and revoked_at is null").bind(now).bind(id);
    tx.run(row).await.map(drop)
}

fn read(row: &Row) -> Outcome<Token> {
    let person: Option<Uuid> = row.get("person_id")?;
    Ok(Token {
        id: row.get("id")?,
        name: row.get("name")?,
        hint: row.get("hint")?,
        role: row.word("role", Role::named)?,
        person: person.map(PersonId),
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
        revoked_at: row.get("revoked_at")?,
        own_since: row.get("own_since")?,
    })
}

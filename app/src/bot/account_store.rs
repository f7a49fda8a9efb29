//! Who is who in the chat.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

#[derive(Clone, Debug)]
pub struct Account {
    pub account: String,
    pub person: Option<Uuid>,
    pub name: String,
    pub email: Option<String>,
    pub checked_at: Time,
}

const ACCOUNT: &str = "select account, person_id, name, email, checked_at from bot_accounts where platform = 'slack'";

pub async fn find(q: &mut dyn Query, account: &str) -> Outcome<Option<Account>> {
    q.one(sql(ACCOUNT).text(" and account = ").arg(account), read).await
}

pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Option<Account>> {
    q.one(sql(ACCOUNT).text(" and person_id = ").arg(person).text(" order by checked_at desc limit 1"), read).await
}

pub async fn keep(tx: &mut Transaction, account: &Account) -> Outcome<()> {
    let row = sql("insert into bot_accounts (platform, account, person_id, name, email, checked_at) \
                   values ('slack', $1, $2, $3, $4, $5) on conflict (platform, account) do update set \
                   person_id = excluded.person_id, name = excluded.name, email = excluded.email, \
                   checked_at = excluded.checked_at");
    let row = row.bind(&account.account).bind(account.person).bind(&account.name).bind(account.email.as_deref());
    tx.run(row.bind(account.checked_at)).await.map(drop)
}

pub async fn forget(tx: &mut Transaction, account: &str) -> Outcome<()> {
    tx.run(sql("delete from bot_accounts where platform = 'slack' and account = $1").bind(account)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Account> {
    Ok(Account {
        account: row.get("account")?,
        person: row.get("person_id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        checked_at: row.get("checked_at")?,
    })
}

//! Who is who in the chat.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::network::Network;

#[derive(Clone, Debug)]
pub struct Account {
    pub network: Network,
    pub account: String,
    pub person: Option<Uuid>,
    pub name: String,
    pub email: Option<String>,
    pub checked_at: Time,
}

const ACCOUNT: &str =
    "select platform, account, person_id, name, email, checked_at from bot_accounts where platform = ";

pub async fn find(q: &mut dyn Query, network: Network, account: &str) -> Outcome<Option<Account>> {
    q.one(sql(ACCOUNT).arg(network.name()).text(" and account = ").arg(account), read).await
}

pub async fn of_person(q: &mut dyn Query, network: Network, person: Uuid) -> Outcome<Option<Account>> {
    let statement = sql(ACCOUNT).arg(network.name()).text(" and person_id = ").arg(person);
    q.one(statement.text(" order by checked_at desc limit 1"), read).await
}

pub async fn keep(tx: &mut Transaction, account: &Account) -> Outcome<()> {
    let row = sql("insert into bot_accounts (platform, account, person_id, name, email, checked_at) \
                   values ($1, $2, $3, $4, $5, $6) on conflict (platform, account) do update set \
                   person_id = excluded.person_id, name = excluded.name, email = excluded.email, \
                   checked_at = excluded.checked_at");
    let row = row.bind(account.network.name()).bind(&account.account).bind(account.person).bind(&account.name);
    let row = row.bind(account.email.as_deref());
    tx.run(row.bind(account.checked_at)).await.map(drop)
}

pub async fn forget(tx: &mut Transaction, network: Network, account: &str) -> Outcome<()> {
    let row = sql("delete from bot_accounts where platform = $1 and account = $2").bind(network.name());
    tx.run(row.bind(account)).await.map(drop)
}

/// Nobody is this person there any more.
pub async fn forget_person(tx: &mut Transaction, network: Network, person: Uuid) -> Outcome<()> {
    let row = sql("delete from bot_accounts where platform = $1 and person_id = $2").bind(network.name());
    tx.run(row.bind(person)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Account> {
    Ok(Account {
        network: row.word("platform", Network::named)?,
        account: row.get("account")?,
        person: row.get("person_id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        checked_at: row.get("checked_at")?,
    })
}

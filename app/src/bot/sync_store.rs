//! How far what happens in a chat has been heard.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time};

/// From where the account's sync goes on; `None` before it was ever heard.
pub async fn next(q: &mut dyn Query, account: &str) -> Outcome<Option<String>> {
    q.one(sql("select next from bot_syncs where account = $1").bind(account), |row| row.get("next")).await
}

/// When the account was heard last.
pub async fn heard_at(q: &mut dyn Query, account: &str) -> Outcome<Option<Time>> {
    q.one(sql("select heard_at from bot_syncs where account = $1").bind(account), |row| row.get("heard_at")).await
}

pub async fn keep(tx: &mut Transaction, account: &str, next: &str, now: Time) -> Outcome<()> {
    let row =
        sql("insert into bot_syncs (account, next, heard_at) values ($1, $2, $3) on conflict (account) do update set \
                   next = excluded.next, heard_at = excluded.heard_at");
    tx.run(row.bind(account).bind(next).bind(now)).await.map(drop)
}

/// The account that was heard last: whom people are to talk to.
pub async fn account(q: &mut dyn Query) -> Outcome<Option<String>> {
    q.one(sql("select account from bot_syncs order by heard_at desc limit 1"), |row| row.get("account")).await
}

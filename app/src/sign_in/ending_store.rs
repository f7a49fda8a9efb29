//! Ending everything somebody can sign in with, because they leave.

use ryugaku_db::{Transaction, sql};
use ryugaku_kernel::{Outcome, Time};

use crate::people::PersonId;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ended {
    pub sessions: u64,
    pub tokens: u64,
}

/// Sessions, tokens and one-time links that still worked; gives how many. The caller has checked permission.
pub async fn end_all(tx: &mut Transaction, person: PersonId, now: Time) -> Outcome<Ended> {
    let sessions =
        sql("update sessions set ended_at = $1 where person_id = $2 and ended_at is null and expires_at > $1");
    let sessions = tx.run(sessions.bind(now).bind(person.0)).await?;
    let tokens = sql("update tokens set revoked_at = $1 where person_id = $2 and revoked_at is null \
                      and (expires_at is null or expires_at > $1)");
    let tokens = tx.run(tokens.bind(now).bind(person.0)).await?;
    let links = sql("update sign_in_links set used_at = $1 where person_id = $2 and used_at is null");
    tx.run(links.bind(now).bind(person.0)).await?;
    Ok(Ended { sessions, tokens })
}

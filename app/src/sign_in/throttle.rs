//! Guessing gets slower: each attempt counts against the account and against the address it came from, before the
//! password is looked at, so that many at once gain nothing. Accounts that do not exist are counted alike.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::Tx;
use ryugaku_web::Keys;

use super::throttle_store;
use crate::door::Caller;

/// Failures that cost nothing.
const FREE_ACCOUNT: i64 = 5;
const FREE_ADDRESS: i64 = 30;
const FIRST_WAIT: i64 = 5;
const LONGEST_WAIT: i64 = 15 * 60;
/// Without a failure for so long, counting begins anew.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

/// One attempt, counted as failed until [`forgive`] says otherwise.
pub struct Attempt {
    account: String,
    address: Option<String>,
}

/// Counts an attempt, or refuses it as busy with the seconds to wait.
pub async fn attempt(tx: &mut Tx, cx: &Cx, keys: &Keys, account: &str, caller: &Caller) -> Outcome<Attempt> {
    // Addresses typed here may be anything, passwords among them: only a hash of them is kept.
    let account = format!("account {}", keys.sign("throttle", account.to_lowercase().as_bytes()));
    let address = caller.network().map(|network| format!("address {network}"));
    count(tx, cx, &account, FREE_ACCOUNT).await?;
    if let Some(address) = &address {
        count(tx, cx, address, FREE_ADDRESS).await?;
    }
    Ok(Attempt { account, address })
}

/// What anybody may ask for without signing in, counted apart from sign-ins and never forgiven: against `what` it is for, and
/// against the address that it came from. `door` keeps one kind of question apart from others.
pub async fn slow(tx: &mut Tx, cx: &Cx, keys: &Keys, door: &str, what: &str, caller: &Caller) -> Outcome<()> {
    count(tx, cx, &format!("{door} {}", keys.sign("throttle", what.to_lowercase().as_bytes())), FREE_ACCOUNT).await?;
    match caller.network() {
        Some(network) => count(tx, cx, &format!("{door} address {network}"), FREE_ADDRESS).await,
        None => Ok(()),
    }
}

/// The attempt succeeded: the account begins anew, the address has one failure less.
pub async fn forgive(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<()> {
    throttle_store::forget(tx, &attempt.account, cx.now().minus(FORGOTTEN)).await?;
    match &attempt.address {
        Some(address) => throttle_store::one_less(tx, address).await,
        None => Ok(()),
    }
}

async fn count(tx: &mut Tx, cx: &Cx, key: &str, free: i64) -> Outcome<()> {
    let now = cx.now();
    match throttle_store::count(tx, key, now, now.minus(FORGOTTEN)).await? {
        Some(failures) => {
            let until = now.plus(SignedDuration::from_secs(wait(failures, free)));
            throttle_store::block(tx, key, until).await
        }
        None => {
            let until = throttle_store::blocked_until(tx, key).await?;
            let seconds = (until.since(now).as_millis() + 999) / 1000;
            let seconds = i64::try_from(seconds).unwrap_or(LONGEST_WAIT).max(1);
            let msg = Msg::new("sign-in-wait").with("seconds", seconds);
            Err(Failure::Busy { msg, retry_after: u32::try_from(seconds).unwrap_or(1) })
        }
    }
}

/// Seconds until the next try, after so many failures in a row.
fn wait(failures: i64, free: i64) -> i64 {
    if failures < free {
        return 0;
    }
    let doublings = u32::try_from(failures - free).unwrap_or(u32::MAX).min(20);
    (FIRST_WAIT << doublings).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (1..=14).map(|failures| wait(failures, 5)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
        assert_eq!(wait(i64::MAX, 5), 900);
    }
}

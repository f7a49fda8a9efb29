//! Argon2id for passwords, on threads of its own and few at a time, so that a flood of sign-ins cannot take the machine.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What is compared with when there is no password: the same work, and never a match.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Those who hash and those who wait for it.
static ROOM: Semaphore = Semaphore::const_new(40);

/// The PHC string of a password, to be stored.
pub async fn hash(cx: &Cx, password: &str) -> Outcome<String> {
    let (password, salt) = (normal(password), cx.chance.bytes::<16>());
    work(move || {
        let hash: PasswordHash =
            argon2()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(Failure::internal)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password is the stored one. Takes as long when nothing is stored.
pub async fn matches(password: &str, stored: Option<String>) -> Outcome<bool> {
    let password = normal(password);
    work(move || {
        let there = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let stored = PasswordHash::new(&stored).map_err(Failure::internal)?;
        let same = argon2()?.verify_password(password.as_bytes(), &stored).is_ok();
        Ok(there && same)
    })
    .await
}

/// Typed on different keyboards, the same letters come in different forms.
fn normal(password: &str) -> String {
    password.trim().nfkc().collect()
}

fn argon2() -> Outcome<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Failure::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn work<T: Send + 'static>(deed: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    let full = || Failure::Busy { msg: Msg::new("sign-in-crowded"), retry_after: 3 };
    let _room = ROOM.try_acquire().map_err(|_| full())?;
    let permit = AT_ONCE.acquire().await.map_err(Failure::internal)?;
    let done = tokio::task::spawn_blocking(move || {
        // Goes with the thread: a request that is given up must not let the next one in early.
        let _permit = permit;
        deed()
    });
    done.await.map_err(Failure::internal)?
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ryugaku_kernel::{Actor, Chance, Lang, ManualClock, Time};

    use super::*;

    #[tokio::test]
    async fn a_password_matches_itself_in_any_form() {
        let clock = Arc::new(ManualClock::at(Time(0)));
        let chance = Arc::new(Chance::seeded(1));
        let cx = Cx { who: Actor::anonymous(), lang: Lang::Ja, clock, chance };
        let stored = hash(&cx, "ﾊﾟｽﾜｰﾄﾞ だよ 1234").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(matches("パスワード だよ 1234", Some(stored.clone())).await.unwrap());
        assert!(!matches("パスワード だよ 1235", Some(stored)).await.unwrap());
        assert!(!matches("", None).await.unwrap());
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&nobody).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
    }
}

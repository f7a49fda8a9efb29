//! Passwords: which are taken, who holds which, and changing one's own.

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::session::How;
use super::{account_store, hashing, session_store};
use crate::people::{self, Person, PersonId};

const SHORTEST: usize = 12;
const LONGEST: usize = 200;
/// For so long somebody who came by a link need not know the old password.
const ARRIVAL: SignedDuration = SignedDuration::from_hours(1);

/// The most common ones that are long enough, without spaces and in lower case.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456123456",
    "123123123123",
    "111222333444",
    "000000000000",
    "987654321000",
    "0987654321098",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdf",
    "qwertyqwerty",
    "qwerty123456",
    "qwerty1234567",
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u",
    "1qaz2wsx3edc",
    "asdfghjkl123",
    "zxcvbnm12345",
    "abcdefghijkl",
    "abcd12345678",
    "abc123abc123",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "p@ssw0rd1234",
    "passw0rd1234",
    "changeme1234",
    "changemechangeme",
    "adminadmin12",
    "administrator",
    "administrator1",
    "letmeinletmein",
    "welcome12345",
    "iloveyou1234",
    "sunshine1234",
    "correcthorsebatterystaple",
    "ryugakuryugaku",
    "ryugaku12345",
];

/// What is wrong with a new password, as a failure of `field`. `of` are words it may not consist of: name, address.
pub fn check(field: &'static str, password: &str, of: &[&str]) -> Outcome<()> {
    let letters = password.chars().count();
    if letters < SHORTEST {
        return Err(Failure::invalid_msg(field, Msg::new("password-short").with("least", SHORTEST)));
    }
    if letters > LONGEST {
        return Err(Failure::invalid_msg(field, Msg::new("failure-too-long").with("most", LONGEST)));
    }
    let plain: String = password.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
    let one_letter = plain.chars().next().is_none_or(|first| plain.chars().all(|letter| letter == first));
    let own = of.iter().any(|word| {
        let word: String = word.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
        word.chars().count() >= 3 && plain.replace(&word, "").chars().count() < 4
    });
    if one_letter || own || COMMON.contains(&plain.as_str()) {
        return Err(Failure::invalid(field, "password-common"));
    }
    Ok(())
}

/// What a person's password may not consist of.
pub fn own_words(person: &Person) -> [&str; 3] {
    let mailbox = person.email.split('@').next().unwrap_or_default();
    [&person.email, mailbox, &person.name]
}

/// The active person whose address and password these are. The same work and the same answer for everybody else.
pub async fn prove(q: &mut dyn Query, email: &str, password: &str) -> Outcome<Option<Person>> {
    let person = people::store::by_email(q, email).await?;
    let person = person.filter(|person| person.deactivated_at.is_none());
    let stored = match &person {
        Some(person) => account_store::password(q, person.id).await?,
        None => None,
    };
    let same = hashing::matches(password, stored).await?;
    Ok(person.filter(|_| same))
}

/// Whether the one who asks must first say the password they have now.
pub async fn needs_old(q: &mut dyn Query, cx: &Cx, session: Option<Uuid>) -> Outcome<bool> {
    let person = PersonId(cx.require_person()?);
    if account_store::password(q, person).await?.is_none() {
        return Ok(false);
    }
    let Some(session) = session else { return Ok(true) };
    let session = session_store::find(q, session).await?.filter(|session| session.person == person);
    let arrived =
        session.is_some_and(|session| session.how == How::Link && cx.now().since(session.created_at) < ARRIVAL);
    Ok(!arrived)
}

/// Takes the new password of the one who asks, already hashed, and ends their other sessions. The caller has seen to
/// [`needs_old`] and [`check`].
pub async fn change(tx: &mut Tx, cx: &Cx, hash: &str, keep: Option<Uuid>) -> Outcome<()> {
    let person = PersonId(cx.require_person()?);
    let own_since = own_since(tx, cx, person).await?;
    account_store::set_password(tx, person, hash, own_since, cx.now()).await?;
    session_store::end_others(tx, person, keep, cx.now()).await?;
    tx.record(cx, NewEvent::of("password.changed").about("person", person).only(Vec::new(), vec![person.0]));
    Ok(())
}

/// Since when nobody but the person can know the new password. Set in a session of one's own it counts as long as that.
/// Set by somebody else's link it counts from now on, since whoever made the link may have used it: their having done so
/// shows, because the password of before no longer works. Beside an identity it would not show, and never counts.
async fn own_since(tx: &mut Tx, cx: &Cx, person: PersonId) -> Outcome<Option<Time>> {
    if cx.who.own_since.is_some() {
        return Ok(cx.who.own_since);
    }
    Ok(if account_store::has_identity(tx, person).await? { None } else { Some(cx.now()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_enough_and_not_what_everybody_tries() {
        for taken in
            ["correct horse battery", "湯気の向こうに山がある夜", "kJ8#mmq2-Lw9!", "saekiは毎朝走ってから出社する"]
        {
            assert!(check("password", taken, &["佐伯 真", "saeki@example.com", "saeki"]).is_ok(), "{taken}");
        }
        for refused in
            ["", "short", "Password1234", "aaaaaaaaaaaaaa", "qwerty qwerty", "saeki@example.com", "saekisaekisaeki1"]
        {
            assert!(check("password", refused, &["佐伯 真", "saeki@example.com", "saeki"]).is_err(), "{refused}");
        }
        assert!(check("password", &"あ1".repeat(101), &[]).is_err());
    }

    #[test]
    fn the_list_holds_what_the_length_lets_through() {
        for password in COMMON {
            assert!(password.len() >= SHORTEST && password.to_lowercase() == **password, "{password}");
        }
    }
}

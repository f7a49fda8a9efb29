//! Whose account it is, where a chat does not say: a code that a person gets here, and says there, proves it.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::account_store::{self, Account};
use super::network::Network;
use super::{closed, code_store, jobs, step_store};
use crate::people::{self, Person, PersonId};

/// So long a code is good.
const LASTS: SignedDuration = SignedDuration::from_mins(30);
/// Letters that are not mistaken for others.
const LETTERS: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";
/// About 49 bits: whoever guesses has half an hour, at a homeserver's pace.
const LENGTH: usize = 10;

/// A code, in place of one that was made before. `cx` must hold the system's chance, not a seeded one.
pub async fn make_code(tx: &mut Tx, cx: &Cx, keys: &Keys) -> Outcome<(String, Time)> {
    let me = cx.require_person()?;
    let code: String = (0..LENGTH).map(|_| char::from(LETTERS[cx.chance.below(30) as usize])).collect();
    let expires_at = cx.now().plus(LASTS);
    code_store::keep(tx, me, keys.hash(&code), expires_at).await?;
    tx.record(cx, of_person(NewEvent::of("chat_account.code_made"), me));
    Ok((code, expires_at))
}

/// Whoever says the code is the person it was made for, from now on and in place of any other account, and of any other person. Rooms
/// that they were meant for ask them in now; what was somebody's account is put out of closed ones.
pub async fn link(tx: &mut Tx, cx: &Cx, keys: &Keys, account: &str, code: &str) -> Outcome<Person> {
    cx.require_act()?;
    let hash = keys.hash(&code.trim().to_ascii_uppercase());
    let person = code_store::spend(tx, hash, cx.now()).await?.ok_or(Failure::conflict("bot-code-wrong"))?;
    let found = people::store::find(tx, PersonId(person)).await?;
    let found = found.filter(|person| person.deactivated_at.is_none()).ok_or(Failure::conflict("bot-code-wrong"))?;
    let before = account_store::of_person(tx, Network::Matrix, person).await?.map(|known| known.account);
    let owner = account_store::find(tx, Network::Matrix, account).await?.and_then(|known| known.person);
    account_store::forget_person(tx, Network::Matrix, person).await?;
    let linked = Account {
        network: Network::Matrix,
        account: account.to_owned(),
        person: Some(person),
        name: account.to_owned(),
        email: None,
        checked_at: cx.now(),
    };
    account_store::keep(tx, &linked).await?;
    if let Some(before) = before.filter(|before| before != account) {
        closed::without_account(tx, cx, Network::Matrix, person, &before).await?;
    }
    if let Some(owner) = owner.filter(|owner| *owner != person) {
        closed::without_account(tx, cx, Network::Matrix, owner, account).await?;
        tx.record(cx, of_person(NewEvent::of("chat_account.unlinked"), owner));
    }
    for room in step_store::ask_in_now(tx, Network::Matrix, person).await? {
        jobs::soon(tx, cx, room).await?;
    }
    tx.record(cx, of_person(NewEvent::of("chat_account.linked"), person));
    Ok(found)
}

/// By the person: the account is nobody's any more, and is put out of closed rooms.
pub async fn unlink(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    let me = cx.require_person()?;
    let known = account_store::of_person(tx, Network::Matrix, me).await?.ok_or(Failure::NotFound("chat account"))?;
    account_store::forget_person(tx, Network::Matrix, me).await?;
    closed::without_account(tx, cx, Network::Matrix, me, &known.account).await?;
    tx.record(cx, of_person(NewEvent::of("chat_account.unlinked"), me));
    Ok(())
}

fn of_person(event: NewEvent, person: Uuid) -> NewEvent {
    event.about("person", person).only(Vec::new(), vec![person])
}

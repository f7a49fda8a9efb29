//! API tokens: for programs, and for people's own programs. Shown once, stored hashed, never worth more than whoever made
//! them, nor than the person they belong to.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Failure, FieldError, Msg, Outcome, Role, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::who::is_within;
use super::{secret, token_store};
use crate::people::{self, PersonId};

const LONGEST_NAME: usize = 120;
/// Ten years.
const LONGEST_LIFE: i64 = 3650;

#[derive(Clone, Debug)]
pub struct Token {
    pub id: Uuid,
    pub name: String,
    /// Its first letters.
    pub hint: String,
    pub role: Role,
    /// `None`: it belongs to a program.
    pub person: Option<PersonId>,
    pub created_by: Option<Uuid>,
    pub created_at: Time,
    pub expires_at: Option<Time>,
    /// To within five minutes.
    pub used_at: Option<Time>,
    pub revoked_at: Option<Time>,
    /// That of the session it was made in, if its person made it.
    pub own_since: Option<Time>,
}

/// Whether a token opens anything, in a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Works,
    Expired,
    Revoked,
}

impl Token {
    pub fn state(&self, now: Time) -> State {
        if self.revoked_at.is_some() {
            State::Revoked
        } else if self.expires_at.is_some_and(|at| at <= now) {
            State::Expired
        } else {
            State::Works
        }
    }
}

pub struct NewToken {
    pub name: String,
    pub role: Role,
    /// Whose it is: `None` for a program's, which administrators alone may make.
    pub person: Option<PersonId>,
    /// Days until it expires.
    pub days: Option<i64>,
}

/// Makes a token; gives its text, which is stored nowhere.
pub async fn create(tx: &mut Tx, cx: &Cx, keys: &Keys, new: NewToken) -> Outcome<(Token, String)> {
    permitted(cx, new.person)?;
    check(cx, &new)?;
    if let Some(person) = new.person {
        let person = people::store::find(tx, person).await?;
        let person = person.filter(|person| person.deactivated_at.is_none());
        let person = person.ok_or_else(|| Failure::invalid("person", "failure-unknown"))?;
        if !is_within(new.role, person.role) {
            return Err(Failure::invalid("role", "token-role-above"));
        }
    }
    let text = format!("{}{}", secret::TOKEN_PREFIX, secret::fresh(&cx.chance));
    let token = Token {
        id: cx.new_id(),
        name: new.name,
        hint: secret::hint(&text),
        role: new.role,
        person: new.person,
        created_by: cx.who.id,
        created_at: cx.now(),
        expires_at: new.days.map(|days| cx.now().plus(SignedDuration::from_hours(24 * days))),
        used_at: None,
        revoked_at: None,
        own_since: cx.who.own_since.filter(|_| is_own(cx, new.person)),
    };
    token_store::insert(tx, &token, keys.hash(&text)).await?;
    let mut event = NewEvent::of("token.created").about("token", token.id).fact("role", token.role.name());
    if let Some(person) = token.person {
        event = event.about("person", person);
    }
    tx.record(cx, event);
    Ok((token, text))
}

/// From now on it opens nothing. One's own, or any for administrators.
pub async fn revoke(tx: &mut Tx, cx: &Cx, id: Uuid) -> Outcome<Token> {
    let token = seen(tx, cx, id).await?;
    if token.revoked_at.is_some() {
        return Ok(token);
    }
    token_store::revoke(tx, id, cx.now()).await?;
    tx.record(cx, NewEvent::of("token.revoked").about("token", id));
    Ok(Token { revoked_at: Some(cx.now()), ..token })
}

/// Whose tokens the one who asks may see: everybody's, or one person's.
pub fn scope(cx: &Cx) -> Outcome<Option<PersonId>> {
    if cx.who.is_admin() { Ok(None) } else { cx.require_person().map(|id| Some(PersonId(id))) }
}

async fn seen(tx: &mut Tx, cx: &Cx, id: Uuid) -> Outcome<Token> {
    let scope = scope(cx)?;
    let token = token_store::find(tx, id).await?;
    // What one may not see is not there.
    let token = token.filter(|token| scope.is_none() || token.person == scope);
    token.ok_or(Failure::NotFound("token"))
}

fn is_own(cx: &Cx, person: Option<PersonId>) -> bool {
    person.is_some() && cx.who.person() == person.map(|person| person.0)
}

fn permitted(cx: &Cx, person: Option<PersonId>) -> Outcome<()> {
    if is_own(cx, person) { Ok(()) } else { cx.require_admin() }
}

fn check(cx: &Cx, new: &NewToken) -> Outcome<()> {
    let mut errors = Vec::new();
    if new.name.is_empty() {
        errors.push(FieldError::new("name", Msg::new("failure-required")));
    } else if new.name.chars().count() > LONGEST_NAME {
        errors.push(FieldError::new("name", Msg::new("failure-too-long").with("most", LONGEST_NAME)));
    }
    if cx.who.role.is_none_or(|own| !is_within(new.role, own)) {
        errors.push(FieldError::new("role", Msg::new("token-role-above")));
    }
    if new.days.is_some_and(|days| !(1..=LONGEST_LIFE).contains(&days)) {
        errors.push(FieldError::new("days", Msg::new("token-days-wrong").with("most", LONGEST_LIFE)));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

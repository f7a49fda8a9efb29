//! From what a request carries to who is asking.

use ryugaku_kernel::{Actor, ActorKind, Outcome, Role, Time, Uuid};

use super::session::{LASTS, SEEN_EVERY};
use super::{session_store, token_store};
use crate::app::App;
use crate::door::Caller;
use crate::intake;
use crate::people::person::Choices;
use crate::people::{self, PersonId};

/// Somebody who is known, with what they chose.
pub struct Known {
    pub actor: Actor,
    pub choices: Choices,
    /// The session, when they came with one.
    pub session: Option<Uuid>,
}

/// The person of a session that has neither ended nor expired.
pub async fn by_session(app: &App, token: &str, caller: &Caller) -> Outcome<Option<Known>> {
    let (mut q, now) = (app.db.reader(), app.clock.now());
    let found = session_store::by_hash(&mut q, &app.keys.hash(token), now).await?;
    let Some(session) = found else { return Ok(None) };
    let Some(known) = person_known(app, session.person, None, session.own_since).await? else { return Ok(None) };
    if session.is_seen_anew(now) {
        noted(touch_session(app, session.id, caller).await);
    }
    Ok(Some(Known { session: Some(session.id), ..known }))
}

/// The person or program of a token that has neither been revoked nor expired. A person's token is never worth more
/// than the person's role.
pub async fn by_token(app: &App, token: &str) -> Outcome<Option<Known>> {
    let (mut q, now) = (app.db.reader(), app.clock.now());
    let found = token_store::by_hash(&mut q, &app.keys.hash(token), now).await?;
    let Some(found) = found else { return Ok(intake::sender_by_key(app, token).await?.map(program)) };
    let known = match found.person {
        Some(person) => person_known(app, person, Some(found.role), found.own_since).await?,
        None => {
            let actor = Actor {
                kind: ActorKind::Token,
                id: Some(found.id),
                name: found.name,
                role: Some(found.role),
                teams: Vec::new(),
                own_since: None,
            };
            Some(program(actor))
        }
    };
    if known.is_some() && found.used_at.is_none_or(|at| now.since(at) >= SEEN_EVERY) {
        noted(touch_token(app, found.id).await);
    }
    Ok(known)
}

/// Whether `own` may do all that `role` may. Reading and delivering alerts have nothing in common.
pub fn is_within(role: Role, own: Role) -> bool {
    match own {
        Role::Admin => true,
        Role::Member => role != Role::Admin,
        Role::Read | Role::Intake => role == own,
    }
}

/// What both roles may do; `None`: nothing.
fn both(one: Role, other: Role) -> Option<Role> {
    if is_within(one, other) {
        Some(one)
    } else if is_within(other, one) {
        Some(other)
    } else {
        None
    }
}

fn program(actor: Actor) -> Known {
    Known { actor, choices: Choices::default(), session: None }
}

async fn person_known(
    app: &App,
    id: PersonId,
    at_most: Option<Role>,
    own_since: Option<Time>,
) -> Outcome<Option<Known>> {
    let mut q = app.db.reader();
    let Some(person) = people::store::find(&mut q, id).await? else { return Ok(None) };
    if person.deactivated_at.is_some() {
        return Ok(None);
    }
    let Some(role) = at_most.map_or(Some(person.role), |most| both(most, person.role)) else { return Ok(None) };
    let actor = Actor {
        kind: ActorKind::Person,
        id: Some(id.0),
        name: person.name,
        role: Some(role),
        teams: people::store::teams_of(&mut q, id).await?,
        own_since,
    };
    Ok(Some(Known { actor, choices: person.choices, session: None }))
}

async fn touch_session(app: &App, id: Uuid, caller: &Caller) -> Outcome<()> {
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    session_store::touch(&mut tx, id, now, now.plus(LASTS), caller).await?;
    tx.commit().await
}

async fn touch_token(app: &App, id: Uuid) -> Outcome<()> {
    let mut tx = app.db.begin().await?;
    token_store::touch(&mut tx, id, app.clock.now()).await?;
    tx.commit().await
}

/// Who asks is known whether or not it can be written down that they did.
fn noted(written: Outcome<()>) {
    if let Err(failure) = written {
        tracing::warn!(%failure, "when somebody was last seen could not be written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_what_both_it_and_its_person_may() {
        for (token, person, opens) in [
            (Role::Admin, Role::Member, Some(Role::Member)),
            (Role::Read, Role::Admin, Some(Role::Read)),
            (Role::Intake, Role::Member, Some(Role::Intake)),
            (Role::Member, Role::Read, Some(Role::Read)),
            (Role::Intake, Role::Read, None),
        ] {
            assert_eq!(both(token, person), opens, "{token:?} of {person:?}");
        }
    }
}

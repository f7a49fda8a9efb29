//! From what a request carries to who is asking.

use ryugaku_kernel::{Actor, ActorKind, Outcome, Role, Uuid};

use super::store;
use crate::app::App;
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
pub async fn by_session(app: &App, token: &str) -> Outcome<Option<Known>> {
    let mut q = app.db.reader();
    let found = store::session_by_hash(&mut q, &app.keys.hash(token), app.clock.now()).await?;
    let Some((session, person)) = found else { return Ok(None) };
    let known = person_known(app, person, None).await?;
    Ok(known.map(|known| Known { session: Some(session), ..known }))
}

/// The person or program of a token that has neither been revoked nor expired. A person's token is never worth more
/// than the person's role.
pub async fn by_token(app: &App, token: &str) -> Outcome<Option<Known>> {
    let mut q = app.db.reader();
    let found = store::token_by_hash(&mut q, &app.keys.hash(token), app.clock.now()).await?;
    let Some(found) = found else { return Ok(intake::sender_by_key(app, token).await?.map(program)) };
    match found.person {
        Some(person) => person_known(app, person, Some(found.role)).await,
        None => {
            let actor = Actor {
                kind: ActorKind::Token,
                id: Some(found.id),
                name: found.name,
                role: Some(found.role),
                teams: Vec::new(),
            };
            Ok(Some(program(actor)))
        }
    }
}

fn program(actor: Actor) -> Known {
    Known { actor, choices: Choices::default(), session: None }
}

async fn person_known(app: &App, id: PersonId, at_most: Option<Role>) -> Outcome<Option<Known>> {
    let mut q = app.db.reader();
    let Some(person) = people::store::find(&mut q, id).await? else { return Ok(None) };
    if person.deactivated_at.is_some() {
        return Ok(None);
    }
    let role = match at_most {
        Some(role) if rank(role) < rank(person.role) => role,
        _ => person.role,
    };
    let actor = Actor {
        kind: ActorKind::Person,
        id: Some(id.0),
        name: person.name,
        role: Some(role),
        teams: people::store::teams_of(&mut q, id).await?,
    };
    Ok(Some(Known { actor, choices: person.choices, session: None }))
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Intake => 0,
        Role::Read => 1,
        Role::Member => 2,
        Role::Admin => 3,
    }
}

//! Taking a role, giving it to somebody, laying it down. The commander's is one of them.

use ryugaku_kernel::{Actor, Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::incident::Incident;
use super::role::Role;
use super::status::Status;
use super::{commander, restrict, role_store, store};
use crate::people::{self, chosen};

/// The one who asks takes it, also from somebody else.
pub async fn take(tx: &mut Tx, cx: &Cx, count: i64, role: Role) -> Outcome<Incident> {
    cx.require_act()?;
    if role == Role::Commander {
        return commander::take(tx, cx, count).await;
    }
    let me = cx.require_person()?;
    fill(tx, cx, count, role, me).await
}

/// Before it is taken or given by who was shown that nobody has it: refused, naming who was faster. Responders may be many.
pub async fn still_empty(tx: &mut Tx, cx: &Cx, count: i64, role: Role) -> Outcome<()> {
    cx.require_act()?;
    if !role.is_single() {
        return Ok(());
    }
    let incident = changeable(tx, &cx.who, count).await?;
    let holder = match role {
        Role::Commander => incident.commander,
        _ => {
            let roles = role_store::roles(tx, &[incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
            roles.get(&role).and_then(|people| people.first().copied())
        }
    };
    let Some(holder) = holder else { return Ok(()) };
    if cx.who.person() == Some(holder) {
        return Err(Failure::conflict("incident-role-yours"));
    }
    let name = people::names(tx, [holder]).await?.remove(&holder).unwrap_or_default();
    Err(Failure::Conflict(Msg::new("incident-role-faster").with("name", name).with("role", role.name())))
}

/// To somebody by id or by name.
pub async fn give(tx: &mut Tx, cx: &Cx, count: i64, role: Role, person: &str) -> Outcome<Incident> {
    cx.require_act()?;
    if role == Role::Commander {
        return commander::give(tx, cx, count, Some(person)).await;
    }
    let person = chosen::who_acts(tx, "person", person).await?;
    fill(tx, cx, count, role, person).await
}

/// Nobody, or of several responders one less, has it then. Without a name it is laid down by who asks.
pub async fn leave(tx: &mut Tx, cx: &Cx, count: i64, role: Role, person: Option<&str>) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = changeable(tx, &cx.who, count).await?;
    let person = match person {
        Some(given) => match given.parse::<Uuid>() {
            // Who left the organisation, or may only read by now, can be named all the same.
            Ok(id) => id,
            Err(_) => chosen::who_is_here(tx, "person", given).await?,
        },
        None => cx.require_person()?,
    };
    if role == Role::Commander {
        // Not from somebody who has taken it over meanwhile.
        return match incident.commander == Some(person) {
            true => commander::give(tx, cx, count, None).await,
            false => Err(Failure::conflict("incident-role-not-theirs")),
        };
    }
    if !role_store::remove(tx, incident.id, role, person).await? {
        return Err(Failure::conflict("incident-role-not-theirs"));
    }
    let event = NewEvent::of("incident.role_left").about("incident", incident.id).about("person", person);
    tx.record(cx, event.fact("role", role.name()));
    Ok(incident)
}

async fn fill(tx: &mut Tx, cx: &Cx, count: i64, role: Role, person: Uuid) -> Outcome<Incident> {
    let incident = changeable(tx, &cx.who, count).await?;
    let before = role_store::roles(tx, &[incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    let before = before.get(&role).cloned().unwrap_or_default();
    if before.contains(&person) {
        return Err(Failure::conflict("incident-role-same"));
    }
    let mut event =
        NewEvent::of(if cx.who.person() == Some(person) { "incident.role_taken" } else { "incident.role_given" });
    event = event.about("incident", incident.id).about("person", person).fact("role", role.name());
    if role.is_single() {
        for other in before {
            role_store::remove(tx, incident.id, role, other).await?;
            event = event.about("person", other).fact("from", other.to_string());
        }
    }
    if !role_store::insert(tx, incident.id, role, person, cx.now()).await? {
        return Err(Failure::Stale);
    }
    restrict::by_acting(tx, cx, &incident, Some(person)).await?;
    tx.record(cx, event);
    Ok(incident)
}

/// From somebody who leaves; to nobody, if there is no one. Of whoever has it already it is only taken away.
pub(super) async fn hand_over(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    role: Role,
    from: Uuid,
    to: Option<Uuid>,
) -> Outcome<Incident> {
    // Also of one that whoever sees them off knows nothing of.
    let incident = changeable(tx, &Actor::system(), count).await?;
    role_store::remove(tx, incident.id, role, from).await?;
    let event = match restrict::heir(tx, &incident, to).await? {
        Some(to) => {
            restrict::by_acting(tx, cx, &incident, Some(to)).await?;
            role_store::insert(tx, incident.id, role, to, cx.now()).await?;
            NewEvent::of("incident.role_given").about("incident", incident.id).about("person", to)
        }
        None => NewEvent::of("incident.role_left").about("incident", incident.id),
    };
    tx.record(cx, event.about("person", from).fact("role", role.name()).fact("from", from.to_string()));
    Ok(incident)
}

/// Held: of two who reach for a role at the same moment the second sees what the first did.
async fn changeable(tx: &mut Tx, who: &Actor, count: i64) -> Outcome<Incident> {
    store::hold(tx, count).await?;
    let incident = store::to_change(tx, who, count).await?;
    if incident.status == Status::Closed {
        return Err(Failure::conflict("incident-is-closed"));
    }
    Ok(incident)
}

//! Who commands: taking it, giving it to somebody, leaving it open.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::incident::Incident;
use super::status::Status;
use super::{restrict, store};
use crate::people::chosen;

/// The one who asks takes it, also from somebody else.
pub async fn take(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Incident> {
    cx.require_act()?;
    let me = cx.require_person()?;
    let (mut incident, before) = commandable(tx, cx, count, Some(me)).await?;
    store::update(tx, &mut incident).await?;
    restrict::by_acting(tx, cx, &incident, Some(me)).await?;
    let event = NewEvent::of("incident.command_taken").about("incident", incident.id).about("person", me);
    tx.record(cx, from(event, before));
    Ok(incident)
}

/// To somebody by id or by name, or to nobody.
pub async fn give(tx: &mut Tx, cx: &Cx, count: i64, person: Option<&str>) -> Outcome<Incident> {
    cx.require_act()?;
    let to = match person {
        Some(person) => Some(chosen::who_acts(tx, "person", person).await?),
        None => None,
    };
    if to.is_some() && to == cx.who.person() {
        return take(tx, cx, count).await;
    }
    let (incident, before) = commandable(tx, cx, count, to).await?;
    record_given(tx, cx, incident, before).await
}

/// Writes an incident that has another commander already, and says so in the ledger.
pub(super) async fn record_given(
    tx: &mut Tx,
    cx: &Cx,
    mut incident: Incident,
    before: Option<Uuid>,
) -> Outcome<Incident> {
    store::update(tx, &mut incident).await?;
    restrict::by_acting(tx, cx, &incident, incident.commander).await?;
    let event = match incident.commander {
        Some(to) => NewEvent::of("incident.command_given").about("incident", incident.id).about("person", to),
        None => NewEvent::of("incident.command_left").about("incident", incident.id),
    };
    tx.record(cx, from(event, before));
    Ok(incident)
}

async fn commandable(q: &mut dyn Query, cx: &Cx, count: i64, to: Option<Uuid>) -> Outcome<(Incident, Option<Uuid>)> {
    let mut incident = store::to_change(q, &cx.who, count).await?;
    if incident.status == Status::Closed {
        return Err(Failure::conflict("incident-is-closed"));
    }
    let before = incident.commander;
    if before == to {
        return Err(Failure::conflict("incident-same-commander"));
    }
    incident.commander = to;
    Ok((incident, before))
}

fn from(event: NewEvent, before: Option<Uuid>) -> NewEvent {
    match before {
        Some(person) => event.about("person", person).fact("from", person.to_string()),
        None => event,
    }
}

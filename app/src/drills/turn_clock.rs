//! Turning the clock of a drill: by its facilitator, or an admin.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::clock::Turn;
use super::drill_store;
use super::{clock_store, drill::Drill};
use crate::incidents::status::Status;
use crate::incidents::{Incident, store};

pub async fn turn(tx: &mut Tx, cx: &Cx, count: i64, turn: Turn) -> Outcome<Incident> {
    cx.require_act()?;
    let (incident, _) = led(tx, cx, count).await?;
    if incident.status == Status::Closed {
        return Err(Failure::conflict("incident-is-closed"));
    }
    drill_store::hold(tx, incident.id.0).await?;
    let clock = clock_store::clocks(tx, vec![incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    clock_store::insert(tx, incident.id.0, clock.turned(cx.now(), turn)?).await?;
    let event = match turn {
        Turn::Pause => NewEvent::of("drill.clock_paused"),
        Turn::Start => NewEvent::of("drill.clock_started"),
        Turn::Forward(minutes) => NewEvent::of("drill.clock_moved").fact("minutes", minutes),
    };
    tx.record(cx, event.about("incident", incident.id));
    Ok(incident)
}

/// The drill, for whoever leads it.
pub(super) async fn led(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<(Incident, Drill)> {
    cx.require_act()?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    let drill = drill_store::of_incident(tx, incident.id.0).await?.ok_or(Failure::conflict("drill-is-none"))?;
    if cx.who.person() != Some(drill.facilitator) {
        cx.require_admin()?;
    }
    Ok((incident, drill))
}

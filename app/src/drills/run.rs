//! What is done in a drill and after it: something is read out, an aim is judged, what was learnt is written.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::drill::check_learnt;
use super::drill_store;
use super::turn_clock::led;
use crate::incidents::status::Status;
use crate::incidents::{Incident, store};

/// Once: it then stands in the timeline and in the channel.
pub async fn give(tx: &mut Tx, cx: &Cx, count: i64, number: i64) -> Outcome<Incident> {
    cx.require_act()?;
    let (incident, drill) = led(tx, cx, count).await?;
    if incident.status == Status::Closed {
        return Err(Failure::conflict("incident-is-closed"));
    }
    let inject = drill.injects.iter().find(|inject| inject.number == number).ok_or(Failure::NotFound("inject"))?;
    if !drill_store::give(tx, incident.id.0, number, cx.now()).await? {
        return Err(Failure::conflict("drill-inject-given"));
    }
    let text = texts::write(tx, cx, &inject.said).await?;
    let event = NewEvent::of("drill.inject_given").about("incident", incident.id).fact("number", number);
    tx.record(cx, event.text(text));
    Ok(incident)
}

/// `None` takes what was said back.
pub async fn judge(tx: &mut Tx, cx: &Cx, count: i64, number: i64, reached: Option<bool>) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = drilled(tx, cx, count).await?;
    if !drill_store::judge(tx, incident.id.0, number, reached).await? {
        return Err(Failure::NotFound("aim"));
    }
    let event = NewEvent::of("drill.aim_judged").about("incident", incident.id).fact("number", number);
    let reached = match reached {
        Some(true) => "yes",
        Some(false) => "no",
        None => "open",
    };
    tx.record(cx, event.fact("reached", reached));
    Ok(incident)
}

/// `expected` is the version it was written over; without one it is written whatever stands there.
pub async fn learnt(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, text: &str) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = drilled(tx, cx, count).await?;
    check_learnt(text)?;
    drill_store::set_learnt(tx, incident.id.0, expected, text.trim()).await?;
    tx.record(cx, NewEvent::of("drill.learnt").about("incident", incident.id));
    Ok(incident)
}

async fn drilled(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Incident> {
    let incident = store::to_change(tx, &cx.who, count).await?;
    if incident.practice { Ok(incident) } else { Err(Failure::conflict("drill-is-none")) }
}

//! What is said of a step other than doing it here: done by hand, not needed, put off. It does not come again then.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::incident::{self, Incident};
use super::step::{Answer, Deed, Step};
use super::{facts, response_store, store};
use crate::postmortems;
use crate::severity_policy::Closing;

/// A step that is put off longer is one that is not needed.
const LONGEST: SignedDuration = SignedDuration::from_hours(4);

/// Somebody who must know has been told some other way.
pub async fn told(tx: &mut Tx, cx: &Cx, count: i64, step: &str) -> Outcome<Incident> {
    cx.require_act()?;
    let (incident, step) = waiting(tx, cx, count, step).await?;
    let Deed::Tell(name) = &step.deed else { return Err(Failure::conflict("incident-step-by-doing")) };
    // The name stands in the policy, not in the ledger.
    let text = texts::write(tx, cx, name).await?;
    response_store::answer(tx, cx, incident.id, &step.deed, Answer::Done(cx.now())).await?;
    tx.record(cx, NewEvent::of("incident.told").about("incident", incident.id).text(text));
    Ok(incident)
}

/// On record, with why.
pub async fn not_needed(tx: &mut Tx, cx: &Cx, count: i64, step: &str, reason: &str) -> Outcome<Incident> {
    cx.require_act()?;
    // Of who says so and who drafts a post-mortem, one sees what the other did.
    store::hold(tx, count).await?;
    let (incident, step) = waiting(tx, cx, count, step).await?;
    incident::check_text("reason", reason)?;
    let text = texts::write(tx, cx, reason.trim()).await?;
    response_store::answer(tx, cx, incident.id, &step.deed, Answer::NotNeeded(cx.now())).await?;
    due_anew(tx, &incident, &step.deed).await?;
    let event = of_step(NewEvent::of("incident.step_not_needed"), &incident, &step.deed);
    tx.record(cx, event.text(text));
    Ok(incident)
}

/// On record, until so much later.
pub async fn put_off(tx: &mut Tx, cx: &Cx, count: i64, step: &str, minutes: i64) -> Outcome<Incident> {
    cx.require_act()?;
    let (incident, step) = waiting(tx, cx, count, step).await?;
    if !(1..=LONGEST.as_mins()).contains(&minutes) {
        let msg = Msg::new("incident-put-off-range").with("most", LONGEST.as_mins());
        return Err(Failure::invalid_msg("minutes", msg));
    }
    let until = cx.now().plus(SignedDuration::from_mins(minutes));
    response_store::answer(tx, cx, incident.id, &step.deed, Answer::PutOff { since: cx.now(), until }).await?;
    let event = of_step(NewEvent::of("incident.step_put_off"), &incident, &step.deed);
    tx.record(cx, event.fact("minutes", minutes));
    Ok(incident)
}

/// Whatever was said of it does not count any more.
pub async fn withdraw(tx: &mut Tx, cx: &Cx, count: i64, step: &str) -> Outcome<Incident> {
    cx.require_act()?;
    store::hold(tx, count).await?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    let deed = Deed::named(step).ok_or(Failure::NotFound("step"))?;
    if !response_store::withdraw(tx, incident.id, &deed).await? {
        return Err(Failure::NotFound("step"));
    }
    due_anew(tx, &incident, &deed).await?;
    let mut event = of_step(NewEvent::of("incident.step_asked_again"), &incident, &deed);
    if let Deed::Tell(name) = &deed {
        event = event.text(texts::write(tx, cx, name).await?);
    }
    tx.record(cx, event);
    Ok(incident)
}

/// That its notice need not be ended was said of what others read until now: it goes on, or they read anew that it does.
pub async fn notice_goes_on(tx: &mut Tx, cx: &Cx, incident: &Incident) -> Outcome<()> {
    cx.require_act()?;
    let deed = Deed::EndNotice;
    let answers = response_store::answers(tx, &[incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    if !matches!(answers.get(&deed), Some(Answer::NotNeeded(_))) {
        return Ok(());
    }
    response_store::withdraw(tx, incident.id, &deed).await?;
    tx.record(cx, of_step(NewEvent::of("incident.step_asked_again"), incident, &deed));
    Ok(())
}

/// A step that is on the list.
async fn waiting(tx: &mut Tx, cx: &Cx, count: i64, step: &str) -> Outcome<(Incident, Step)> {
    let incident = store::to_change(tx, &cx.who, count).await?;
    let deed = Deed::named(step).ok_or(Failure::NotFound("step"))?;
    let state = facts::one(tx, &incident).await?;
    let found = state.steps(cx.now()).into_iter().find(|step| step.deed == deed);
    Ok((incident, found.ok_or(Failure::conflict("incident-step-over"))?))
}

/// A post-mortem that is not needed is wanted by no time; needed after all, it is again.
async fn due_anew(tx: &mut Tx, incident: &Incident, deed: &Deed) -> Outcome<()> {
    match deed {
        Deed::Close(Closing::Postmortem) => postmortems::due_anew(tx, incident).await,
        _ => Ok(()),
    }
}

/// A name of somebody who must know is what people wrote: of it the ledger has the kind alone.
pub(super) fn of_step(event: NewEvent, incident: &Incident, deed: &Deed) -> NewEvent {
    let event = event.about("incident", incident.id);
    match deed {
        Deed::Fill(role) => event.fact("step", "role").fact("role", role.name()),
        Deed::Update(circle, number) => {
            event.fact("step", "update").fact("circle", circle.name()).fact("number", *number)
        }
        Deed::Tell(_) => event.fact("step", "tell"),
        Deed::Close(closing) => event.fact("step", "close").fact("what", closing.name()),
        Deed::EndNotice => event.fact("step", "notice"),
        Deed::Turn(_) => event.fact("step", "turn"),
    }
}

//! Moving an incident along its steps: among the open ones, to its end, and back.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::incident::{self, Incident};
use super::status::Status;
use super::step::Deed;
use super::{answer, facts, store};
use crate::postmortems;

/// To another of the open statuses, forward or back.
pub async fn set_status(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, to: Status) -> Outcome<Incident> {
    cx.require_act()?;
    let mut incident = read(tx, cx, count, expected).await?;
    let from = incident.status;
    from.move_to(to)?;
    incident.enter(to, cx.now());
    store::update(tx, &mut incident).await?;
    let event = NewEvent::of("incident.status_changed").about("incident", incident.id);
    tx.record(cx, event.fact("from", from.name()).fact("to", to.name()));
    Ok(incident)
}

/// `line`, if it is not empty, says what ended it.
pub async fn resolve(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, line: &str) -> Outcome<Incident> {
    cx.require_act()?;
    let mut incident = read(tx, cx, count, expected).await?;
    let from = incident.status;
    from.resolve()?;
    incident.enter(Status::Resolved, cx.now());
    let mut event = NewEvent::of("incident.resolved").about("incident", incident.id).fact("from", from.name());
    if !line.trim().is_empty() {
        incident::check_text("line", line)?;
        event = event.text(texts::write(tx, cx, line.trim()).await?);
    }
    store::update(tx, &mut incident).await?;
    postmortems::due_anew(tx, &incident).await?;
    tx.record(cx, event);
    Ok(incident)
}

/// Back to the beginning, or where the caller says, since it is not over.
pub async fn reopen(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    reason: &str,
    to: Option<Status>,
) -> Outcome<Incident> {
    cx.require_act()?;
    let mut incident = read(tx, cx, count, expected).await?;
    let (from, to) = (incident.status, to.unwrap_or(Status::Investigating));
    from.reopen()?;
    to.require_open()?;
    incident::check_text("reason", reason)?;
    // What was reached before is not reached any more.
    incident.enter(Status::Investigating, cx.now());
    incident.enter(to, cx.now());
    let reason = texts::write(tx, cx, reason.trim()).await?;
    store::update(tx, &mut incident).await?;
    postmortems::due_anew(tx, &incident).await?;
    let event = NewEvent::of("incident.reopened").about("incident", incident.id);
    tx.record(cx, event.fact("from", from.name()).fact("to", to.name()).text(reason));
    answer::notice_goes_on(tx, cx, &incident).await?;
    Ok(incident)
}

pub async fn close(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Incident> {
    cx.require_act()?;
    // Of who closes it and who publishes its notice, one sees what the other did.
    store::hold(tx, count).await?;
    let mut incident = read(tx, cx, count, expected).await?;
    incident.status.close()?;
    let owed = facts::one(tx, &incident).await?.steps(cx.now());
    match owed.iter().map(|step| &step.deed).find(|deed| deed.is_before_closing()) {
        Some(Deed::EndNotice) => return Err(Failure::conflict("incident-close-notice")),
        Some(_) => return Err(Failure::conflict("incident-close-after")),
        None => {}
    }
    incident.enter(Status::Closed, cx.now());
    store::update(tx, &mut incident).await?;
    tx.record(cx, NewEvent::of("incident.closed").about("incident", incident.id));
    Ok(incident)
}

/// Whoever has no button answers the step by its name.
pub fn with_step(failure: Failure) -> Failure {
    match failure {
        Failure::Conflict(msg) if msg.key == "incident-close-notice" => Failure::conflict("incident-close-notice-step"),
        other => other,
    }
}

async fn read(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Incident> {
    let incident = store::to_change(tx, &cx.who, count).await?;
    if expected.is_some_and(|version| version != incident.version) {
        return Err(Failure::Stale);
    }
    Ok(incident)
}

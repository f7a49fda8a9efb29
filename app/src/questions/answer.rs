//! Answering: an incident is opened, or none is. Of two who answer at once one decides, and the other hears who did.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::question::{Question, QuestionId, State};
use super::{jobs, shown, store};
use crate::incidents::Incident;
use crate::incidents::by_rule::{self, ByRule};
use crate::incidents::severity::Severity;

/// With the alerts that it holds; what else fits joins at its next look. `severity`: other than the rule has it.
pub async fn open(tx: &mut Tx, cx: &Cx, id: QuestionId, severity: Option<Severity>) -> Outcome<Incident> {
    cx.require_act()?;
    let question = decide(tx, cx, id, State::Opened).await?;
    let new = ByRule {
        rule: question.rule,
        opening: question.opening,
        storm: question.storm,
        severity: severity.unwrap_or(question.severity),
        alerts: store::alerts(tx, id).await?,
        services: question.services.iter().cloned().collect(),
        title: question.title.clone(),
        asked: true,
    };
    let incident = by_rule::open(tx, cx, new, question.team).await?;
    store::set_incident(tx, id, incident.id.0).await?;
    let event = NewEvent::of("question.opened").about("question", id).about("incident", incident.id);
    tx.record(cx, event.fact("severity", incident.severity.label()));
    Ok(incident)
}

pub async fn decline(tx: &mut Tx, cx: &Cx, id: QuestionId) -> Outcome<Question> {
    cx.require_act()?;
    let question = decide(tx, cx, id, State::Declined).await?;
    let event = NewEvent::of("question.declined").about("question", id);
    tx.record(cx, event.fact("severity", question.severity.label()));
    Ok(question)
}

async fn decide(tx: &mut Tx, cx: &Cx, id: QuestionId, state: State) -> Outcome<Question> {
    if !store::decide(tx, id, state, cx.now(), cx.who.id).await? {
        let decided = store::by_id(tx, id).await?;
        return Err(too_late(tx, cx, &decided).await?);
    }
    let question = store::by_id(tx, id).await?;
    if question.post.at.is_some() {
        jobs::tell(tx, cx, id).await?;
    }
    Ok(question)
}

/// What became of it.
pub(super) async fn too_late(q: &mut dyn Query, cx: &Cx, decided: &Question) -> Outcome<Failure> {
    let by = shown::decider(q, cx.lang, decided).await?;
    Ok(Failure::Conflict(Msg::new(decided.state.came()).with("person", by)))
}

//! Asking, by a rule of the routes: one question for a storm, to which further alerts are added while nobody has answered.

use std::collections::HashSet;

use ryugaku_alerting::Fingerprint;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::question::{Post, Question, QuestionId, State};
use super::{jobs, store};
use crate::incidents::MOST_ALERTS;
use crate::incidents::by_rule::{self, ByRule};
use crate::people::{TeamId, team_store};

/// `team` is whose the alerts are. Of more alerts than an incident holds the first are kept.
pub async fn ask(tx: &mut Tx, cx: &Cx, new: ByRule, team: Option<Uuid>) -> Outcome<Question> {
    cx.require_act()?;
    let kept = &new.alerts[..new.alerts.len().min(MOST_ALERTS)];
    let owner = match team {
        Some(team) => team_store::find(tx, TeamId(team)).await?,
        None => None,
    };
    let question = Question {
        id: QuestionId(cx.new_id()),
        opening: new.opening,
        storm: new.storm,
        rule: new.rule,
        severity: new.severity,
        title: by_rule::title(tx, kept, &new.title).await?,
        services: new.services.into_iter().collect(),
        team: owner.as_ref().map(|team| team.id.0),
        asked_at: cx.now(),
        state: State::Open,
        answered_at: None,
        answered_by: None,
        incident: None,
        post: Post { channel: owner.map(|team| team.channel).unwrap_or_default(), ..Post::default() },
    };
    store::insert(tx, &question).await?;
    store::add_alerts(tx, question.id, kept).await?;
    if !question.post.channel.is_empty() {
        jobs::tell(tx, cx, question.id).await?;
    }
    let event = NewEvent::of("question.asked").about("question", question.id);
    let event = question.team.iter().fold(event, |event, team| event.about("team", *team));
    let event = event.fact("severity", question.severity.label()).fact("alerts", kept.len());
    tx.record(cx, event.fact("rule", question.rule.number).fact("version", question.rule.version));
    Ok(question)
}

/// Of these alerts those that it does not hold, as far as there is room.
pub async fn fresh(q: &mut dyn Query, question: Uuid, alerts: &[Fingerprint]) -> Outcome<Vec<Fingerprint>> {
    let known: HashSet<Fingerprint> = store::alerts(q, QuestionId(question)).await?.into_iter().collect();
    let room = MOST_ALERTS.saturating_sub(known.len());
    Ok(alerts.iter().copied().filter(|alert| !known.contains(alert)).take(room).collect())
}

/// Whether it still waits for an answer: to one that was decided meanwhile nothing is added.
pub async fn add(tx: &mut Tx, cx: &Cx, question: Uuid, alerts: &[Fingerprint]) -> Outcome<bool> {
    cx.require_act()?;
    let is_open = store::find(tx, QuestionId(question)).await?.is_some_and(|question| question.is_open());
    if is_open {
        let fresh = fresh(tx, question, alerts).await?;
        store::add_alerts(tx, QuestionId(question), &fresh).await?;
    }
    Ok(is_open)
}

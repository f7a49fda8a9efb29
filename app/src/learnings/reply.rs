//! A team says what it has made of a learning, or takes that back.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::answer::{Answer, AnswerKind};
use super::learning::{Learning, LearningState};
use super::write::event;
use super::{access, answer_store, store, targets};
use crate::organisation;

/// By a member of the team, named by id, short name or name. `day` is since when; an answer of [`AnswerKind::Unknown`]
/// takes back what was said.
pub async fn reply(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    team: &str,
    kind: AnswerKind,
    day: Option<Date>,
    note: &str,
) -> Outcome<Learning> {
    cx.require_act()?;
    let (mut learning, _) = access::seen(tx, cx, count).await?;
    let answers = answer_store::of(tx, &[learning.id.0]).await?.remove(&learning.id.0).unwrap_or_default();
    let team = targets::teams(tx, &[team.to_owned()]).await.map_err(|_| Failure::NotFound("team"))?;
    let before = answers.into_iter().find(|answer| team.contains(&answer.team)).ok_or(Failure::NotFound("team"))?;
    cx.require_team(before.team)?;
    if learning.state != LearningState::Published {
        return Err(Failure::conflict("learning-not-published"));
    }
    let after = match kind {
        AnswerKind::Unknown => Answer::none(before.team),
        _ => Answer {
            team: before.team,
            kind,
            day: day.filter(|_| kind == AnswerKind::Adopted),
            note: note.trim().into(),
            by: cx.who.person(),
            at: Some(cx.now()),
        },
    };
    after.check(organisation::store::load(tx).await?.today(cx.now()))?;
    if before.kind == AnswerKind::Unknown && kind == AnswerKind::Unknown {
        return Err(Failure::conflict("learning-nothing-said"));
    }
    answer_store::set(tx, learning.id, &after).await?;
    // Whoever has read the learning has read the answers.
    store::update(tx, &mut learning).await?;
    let kind = match kind {
        AnswerKind::Adopted => "learning.adopted",
        AnswerKind::NotApplicable => "learning.set_aside",
        AnswerKind::Unknown => "learning.answer_taken_back",
    };
    let mut event = event(tx, kind, &learning).await?.about("team", after.team);
    if let Some(day) = after.day {
        event = event.fact("day", day.to_string());
    }
    tx.record(cx, event);
    Ok(learning)
}

//! By hand: what the chat refused is asked there once more, in the channel that the team has by now.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::answer::too_late;
use super::question::{Question, QuestionId};
use super::{jobs, store};
use crate::people::{TeamId, team_store};

pub async fn ask_again(tx: &mut Tx, cx: &Cx, id: QuestionId) -> Outcome<Question> {
    cx.require_act()?;
    let question = store::by_id(tx, id).await?;
    if !question.is_open() {
        return Err(too_late(tx, cx, &question).await?);
    }
    let channel = channel(tx, &question).await?.ok_or(Failure::conflict("question-no-channel"))?;
    // Of two who ask again at once one does.
    if !question.is_refused() || !store::set_anew(tx, id, &channel).await? {
        return Err(Failure::conflict("question-not-refused"));
    }
    jobs::tell(tx, cx, id).await?;
    let event = NewEvent::of("question.asked_again").about("question", id);
    tx.record(cx, question.team.iter().fold(event, |event, team| event.about("team", *team)));
    store::by_id(tx, id).await
}

/// It may have been written wrongly, and mended since.
async fn channel(q: &mut dyn Query, question: &Question) -> Outcome<Option<String>> {
    let Some(team) = question.team else { return Ok(None) };
    let team = team_store::find(q, TeamId(team)).await?;
    Ok(team.map(|team| team.channel).filter(|channel| !channel.is_empty()))
}

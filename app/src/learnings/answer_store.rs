//! The rows of teams that a learning is for, with what each has answered.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Uuid};

use super::answer::{Answer, AnswerKind};
use super::learning::LearningId;
use super::store::{day, day_of};

const ANSWER: &str = "select a.learning_id, a.team_id, a.answer, a.day, a.note, a.answered_by, a.answered_at \
                      from learning_teams a join teams t on t.id = a.team_id where a.learning_id in ";

/// The teams of each of these, by name; those without a team are not in it.
pub async fn of(q: &mut dyn Query, learnings: &[Uuid]) -> Outcome<HashMap<Uuid, Vec<Answer>>> {
    let statement = sql(ANSWER).list(learnings.iter().copied()).text(" order by t.name, t.id");
    let mut answers: HashMap<Uuid, Vec<Answer>> = HashMap::new();
    for (learning, answer) in q.all(statement, |row| Ok((row.get("learning_id")?, read(row)?))).await? {
        answers.entry(learning).or_default().push(answer);
    }
    Ok(answers)
}

/// A team that is there already keeps its answer.
pub async fn add_teams(tx: &mut Transaction, learning: LearningId, teams: &[Uuid]) -> Outcome<()> {
    for team in teams {
        let row = sql("insert into learning_teams (learning_id, team_id, answer, note) values ($1, $2, $3, '') \
                       on conflict (learning_id, team_id) do nothing");
        tx.run(row.bind(learning.0).bind(*team).bind(AnswerKind::Unknown.name())).await?;
    }
    Ok(())
}

/// Takes all teams away, with their answers: for drafts, which have none.
pub async fn clear_teams(tx: &mut Transaction, learning: LearningId) -> Outcome<()> {
    tx.run(sql("delete from learning_teams where learning_id = $1").bind(learning.0)).await.map(drop)
}

pub async fn set(tx: &mut Transaction, learning: LearningId, answer: &Answer) -> Outcome<()> {
    let row = sql("update learning_teams set answer = $1, day = $2, note = $3, answered_by = $4, answered_at = $5 \
                   where learning_id = $6 and team_id = $7");
    let row = row.bind(answer.kind.name()).bind(day(answer.day)).bind(&answer.note).bind(answer.by).bind(answer.at);
    tx.run(row.bind(learning.0).bind(answer.team)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Answer> {
    Ok(Answer {
        team: row.get("team_id")?,
        kind: row.word("answer", AnswerKind::named)?,
        day: day_of(row, "day")?,
        note: row.get("note")?,
        by: row.get("answered_by")?,
        at: row.get("answered_at")?,
    })
}

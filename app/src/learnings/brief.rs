//! What other slices may know of learnings: what came out of an exchange, how far each has travelled, how many there are.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};

use super::answer::Answer;
use super::learning::{Learning, LearningState};
use super::{answer_store, list_store};

/// A learning that has been published, with what each team has made of it.
#[derive(Clone, Debug)]
pub struct Travelled {
    pub id: Uuid,
    pub number: String,
    pub title: String,
    pub exchange: Option<Uuid>,
    pub writer: Option<Uuid>,
    pub published: Option<Date>,
    /// Its teams no longer have to do with it.
    pub is_withdrawn: bool,
    /// One for each team that it is for, by the team's name.
    pub answers: Vec<Answer>,
}

impl Travelled {
    pub fn of_team(&self, team: Uuid) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.team == team)
    }
}

/// What has been published out of an exchange, newest first, withdrawn ones too; at most 100.
pub async fn of_exchange(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Travelled>> {
    let learnings = list_store::published(q, Some(exchange), 100).await?;
    travelled(q, learnings).await
}

/// What is published now, newest first.
pub async fn published(q: &mut dyn Query, most: i64) -> Outcome<Vec<Travelled>> {
    let learnings = list_store::published(q, None, most).await?;
    travelled(q, learnings).await
}

/// How many are published, and how many of those at least one team has adopted.
pub async fn counts(q: &mut dyn Query) -> Outcome<(i64, i64)> {
    list_store::counts(q).await
}

/// How many wait for an answer of any of these teams, and since which day.
pub async fn waiting(q: &mut dyn Query, teams: &[Uuid]) -> Outcome<(i64, Option<Date>)> {
    list_store::waiting(q, teams).await
}

/// Those of these ids that there are, whoever asks: for the names of things that events are about.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Learning>> {
    list_store::of_ids(q, ids).await
}

async fn travelled(q: &mut dyn Query, learnings: Vec<Learning>) -> Outcome<Vec<Travelled>> {
    let ids: Vec<Uuid> = learnings.iter().map(|learning| learning.id.0).collect();
    let mut answers = answer_store::of(q, &ids).await?;
    let travelled = learnings.into_iter().map(|learning| Travelled {
        id: learning.id.0,
        number: learning.number().to_string(),
        exchange: learning.exchange,
        writer: learning.writer,
        published: learning.published,
        is_withdrawn: learning.state == LearningState::Withdrawn,
        answers: answers.remove(&learning.id.0).unwrap_or_default(),
        title: learning.title,
    });
    Ok(travelled.collect())
}

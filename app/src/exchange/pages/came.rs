//! What came of an exchange beside its outcomes: learnings and who adopted them, discussions and their needs.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};

use crate::learnings::{self, AnswerKind, Travelled};
use crate::needs::need::Need;
use crate::needs::see::Seen;
use crate::{needs, people};

pub struct Came {
    pub learnings: Vec<Travelled>,
    pub discussions: Vec<Seen>,
    pub needs: Vec<Need>,
    teams: HashMap<Uuid, String>,
}

impl Came {
    pub async fn of(q: &mut dyn Query, cx: &Cx, exchange: Uuid) -> Outcome<Self> {
        let mut learnings = learnings::of_exchange(q, exchange).await?;
        learnings.retain(|learning| !learning.is_withdrawn);
        let teams: Vec<Uuid> =
            learnings.iter().flat_map(|learning| &learning.answers).map(|answer| answer.team).collect();
        Ok(Self {
            learnings,
            discussions: needs::brief::discussions_of_exchange(q, cx, exchange).await?,
            needs: needs::brief::of_exchange(q, exchange).await?,
            teams: people::names(q, teams).await?,
        })
    }

    /// Teams that adopted it, with the day.
    pub fn adopted<'a>(&'a self, learning: &'a Travelled) -> Vec<(&'a str, Option<jiff::civil::Date>)> {
        let adopted = learning.answers.iter().filter(|answer| answer.kind == AnswerKind::Adopted);
        adopted.map(|answer| (self.team(answer.team), answer.day)).collect()
    }

    /// Teams that it is for and that have not said anything yet.
    pub fn asked<'a>(&'a self, learning: &'a Travelled) -> Vec<&'a str> {
        let asked = learning.answers.iter().filter(|answer| answer.kind == AnswerKind::Unknown);
        asked.map(|answer| self.team(answer.team)).collect()
    }

    fn team(&self, id: Uuid) -> &str {
        self.teams.get(&id).map_or("?", String::as_str)
    }
}

//! Needs with the names of what they are about: a few queries, however many there are.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};

use super::discussion_store;
use super::need::Need;
use crate::backlog;
use crate::exchange::{self, access};
use crate::people::{self, Team, TeamId, team_store};
use crate::programme::write_sre;

pub struct Shown {
    pub need: Need,
    /// When its age stopped, or now.
    pub until: Time,
    pub team: Option<Team>,
    pub asked_by: Option<String>,
    /// The number of the discussion it came from.
    pub discussion: Option<String>,
    /// The number of the task it became.
    pub task: Option<String>,
    /// The number of the exchange whose aim it became, for whom that exchange is there.
    pub exchange: Option<String>,
}

/// An answer to a need, as the ledger holds it.
pub struct Answer {
    pub at: Time,
    pub by: String,
    /// `None` when it was redacted.
    pub text: Option<String>,
}

impl Answer {
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.as_deref().unwrap_or_default().lines()
    }
}

impl Shown {
    pub fn number(&self) -> String {
        self.need.number().to_string()
    }

    pub fn team_name(&self) -> &str {
        self.team.as_ref().map_or("?", |team| &team.name)
    }

    pub fn team_slug(&self) -> &str {
        self.team.as_ref().map_or("", |team| &team.slug)
    }
}

pub async fn many(q: &mut dyn Query, cx: &Cx, needs: Vec<Need>) -> Outcome<Vec<Shown>> {
    let teams = team_store::many(q, needs.iter().map(|need| TeamId(need.team))).await?;
    let names = people::names(q, needs.iter().filter_map(|need| need.asked_by)).await?;
    let ids = needs.iter().filter_map(|need| need.discussion).collect();
    let discussions = discussion_store::of_ids(q, ids).await?;
    let discussions: HashMap<Uuid, String> =
        discussions.into_iter().map(|one| (one.id.0, one.number().to_string())).collect();
    let tasks = backlog::of_ids(q, needs.iter().filter_map(|need| need.task).collect()).await?;
    let tasks: HashMap<Uuid, String> = tasks.into_iter().map(|one| (one.id.0, one.number().to_string())).collect();
    let ids = needs.iter().filter_map(|need| need.aim.map(|(_, exchange)| exchange)).collect();
    let (sre, exchanges) = (write_sre::sre_teams(q).await?, exchange::brief::of_ids(q, ids).await?);
    let seen = exchanges.into_iter().filter(|one| access::judge(cx, one, &sre).sees());
    let exchanges: HashMap<Uuid, String> = seen.map(|one| (one.id.0, one.number().to_string())).collect();
    let shown = needs.into_iter().map(|need| Shown {
        team: teams.get(&need.team).cloned(),
        asked_by: need.asked_by.and_then(|id| names.get(&id).cloned()),
        discussion: need.discussion.and_then(|id| discussions.get(&id).cloned()),
        task: need.task.and_then(|id| tasks.get(&id).cloned()),
        exchange: need.aim.and_then(|(_, id)| exchanges.get(&id).cloned()),
        until: need.until(cx.now()),
        need,
    });
    Ok(shown.collect())
}

pub async fn one(q: &mut dyn Query, cx: &Cx, need: Need) -> Outcome<Shown> {
    Ok(many(q, cx, vec![need]).await?.pop().expect("one need gives one"))
}

/// Everything that was answered, oldest first.
pub async fn answers(q: &mut dyn Query, cx: &Cx, need: &Need) -> Outcome<Vec<Answer>> {
    let events = ryugaku_ledger::trail(q, &cx.who, need.id.0).await?;
    let events: Vec<_> = events.into_iter().rev().filter(|event| event.kind == "need.answered").collect();
    let names = people::names(q, events.iter().filter_map(|event| event.actor_id)).await?;
    let answer = |event: ryugaku_ledger::Event| Answer {
        at: event.happened_at,
        by: event.actor_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        text: event.text,
    };
    Ok(events.into_iter().map(answer).collect())
}

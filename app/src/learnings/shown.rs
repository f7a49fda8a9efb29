//! Learnings with the names of what they are about: a few queries, however many there are.

use std::collections::{HashMap, HashSet};

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};

use super::answer::{Answer, AnswerKind};
use super::learning::{Learning, LearningState, Tag};
use super::{answer_store, store, targets};
use crate::catalog::{self, CatalogPlace};
use crate::exchange;
use crate::people::{self, Team, TeamId, team_store};

pub struct Shown {
    pub learning: Learning,
    pub tags: Vec<(Tag, CatalogPlace)>,
    /// A draft's are those it will be published to.
    pub teams: Vec<ShownTeam>,
    pub writer: Option<(Uuid, String)>,
    /// The exchange's number.
    pub exchange: Option<String>,
}

pub struct ShownTeam {
    pub slug: String,
    pub name: String,
    pub answer: Answer,
    pub by: Option<String>,
}

impl Shown {
    pub fn number(&self) -> String {
        self.learning.number().to_string()
    }

    pub fn adopted(&self) -> usize {
        self.teams.iter().filter(|team| team.answer.kind == AnswerKind::Adopted).count()
    }
}

pub async fn many(q: &mut dyn Query, learnings: Vec<Learning>) -> Outcome<Vec<Shown>> {
    let ids: Vec<Uuid> = learnings.iter().map(|learning| learning.id.0).collect();
    let tags = store::tags(q, &ids).await?;
    let answers = answer_store::of(q, &ids).await?;
    named(q, learnings, tags, answers).await
}

/// Of a draft also the teams that own what it applies to: publishing adds them.
pub async fn one(q: &mut dyn Query, learning: Learning) -> Outcome<Shown> {
    let id = learning.id.0;
    let tags = store::tags(q, &[id]).await?;
    let mut answers = answer_store::of(q, &[id]).await?;
    if learning.state == LearningState::Draft {
        let owners = targets::owners(q, tags.get(&id).map_or(&[], Vec::as_slice)).await?;
        let chosen = answers.entry(id).or_default();
        let new = owners.into_iter().filter(|owner| !chosen.iter().any(|answer| answer.team == *owner));
        let new: Vec<Answer> = new.map(Answer::none).collect();
        chosen.extend(new);
    }
    let shown = named(q, vec![learning], tags, answers).await?.pop();
    Ok(shown.expect("one learning gives one"))
}

async fn named(
    q: &mut dyn Query,
    learnings: Vec<Learning>,
    mut tags: HashMap<Uuid, Vec<Tag>>,
    mut answers: HashMap<Uuid, Vec<Answer>>,
) -> Outcome<Vec<Shown>> {
    let places = catalog::places(q, tags.values().flatten().map(|tag| tag.id).collect::<HashSet<_>>()).await?;
    let teams: HashSet<Uuid> = answers.values().flatten().map(|answer| answer.team).collect();
    let teams = team_store::many(q, teams.into_iter().map(TeamId)).await?;
    let by = answers.values().flatten().filter_map(|answer| answer.by);
    let named: HashSet<Uuid> = by.chain(learnings.iter().filter_map(|learning| learning.writer)).collect();
    let people = people::names(q, named).await?;
    let exchanges = learnings.iter().filter_map(|learning| learning.exchange).collect::<HashSet<_>>();
    let exchanges = exchange::brief::of_ids(q, exchanges.into_iter().collect()).await?;
    let exchanges: HashMap<Uuid, String> =
        exchanges.into_iter().map(|exchange| (exchange.id.0, exchange.number().to_string())).collect();
    let shown = |learning: Learning| Shown {
        tags: named_tags(tags.remove(&learning.id.0).unwrap_or_default(), &places),
        teams: named_teams(answers.remove(&learning.id.0).unwrap_or_default(), &teams, &people),
        writer: learning.writer.map(|id| (id, people.get(&id).cloned().unwrap_or_else(|| "?".into()))),
        exchange: learning.exchange.and_then(|id| exchanges.get(&id).cloned()),
        learning,
    };
    Ok(learnings.into_iter().map(shown).collect())
}

fn named_tags(tags: Vec<Tag>, places: &HashMap<Uuid, CatalogPlace>) -> Vec<(Tag, CatalogPlace)> {
    let named = tags.into_iter().filter_map(|tag| Some((tag, places.get(&tag.id)?.clone())));
    named.collect()
}

fn named_teams(answers: Vec<Answer>, teams: &HashMap<Uuid, Team>, people: &HashMap<Uuid, String>) -> Vec<ShownTeam> {
    let named = answers.into_iter().filter_map(|answer| {
        let team = teams.get(&answer.team)?;
        let by = answer.by.and_then(|by| people.get(&by).cloned());
        Some(ShownTeam { slug: team.slug.clone(), name: team.name.clone(), answer, by })
    });
    named.collect()
}

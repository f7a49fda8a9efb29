//! Questions with the names of what they are about: a few queries, however many there are.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Lang, Msg, Outcome, Time, Uuid};

use super::question::{Question, State};
use super::store;
use crate::catalog;
use crate::incidents::{self, IncidentBrief, MOST_ALERTS};
use crate::people::{self, Team, TeamId, team_store};
use crate::telling::{Trouble, WayKind, trouble};
use crate::words;

pub struct Shown {
    pub question: Question,
    pub team: Option<Team>,
    /// Names; one that the catalog does not have is called as labels call it.
    pub services: Vec<String>,
    pub alerts: i64,
    /// Who answered, in words.
    pub by: String,
    /// If whoever looks may know of it.
    pub incident: Option<IncidentBrief>,
    /// Why it was not asked in the chat, and what to do about it.
    pub trouble: Option<String>,
}

impl Shown {
    /// Whether there may be more alerts than it holds.
    pub fn is_full(&self) -> bool {
        usize::try_from(self.alerts).is_ok_and(|alerts| alerts >= MOST_ALERTS)
    }

    pub fn alerts_said(&self, lang: Lang) -> String {
        let key = if self.is_full() { "question-alerts-most" } else { "question-alerts" };
        words::say(lang, &Msg::new(key).with("n", self.alerts))
    }

    pub fn rule_said(&self, lang: Lang) -> String {
        let rule = self.question.rule;
        words::say(lang, &Msg::new("question-rule").with("rule", rule.number).with("version", rule.version))
    }

    /// What became of it.
    pub fn came(&self, lang: Lang) -> String {
        words::say(lang, &Msg::new(self.question.state.came()).with("person", self.by.as_str()))
    }

    pub fn is_open(&self) -> bool {
        self.question.is_open()
    }

    /// When it was answered or withdrawn; while it waits, when it was asked.
    pub fn since(&self) -> Time {
        self.question.answered_at.unwrap_or(self.question.asked_at)
    }
}

pub async fn many(q: &mut dyn Query, who: &Actor, lang: Lang, questions: Vec<Question>) -> Outcome<Vec<Shown>> {
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    let teams = team_store::many(q, questions.iter().filter_map(|question| question.team.map(TeamId))).await?;
    let names = people::names(q, questions.iter().filter_map(|question| question.answered_by)).await?;
    let counts = store::counts(q, questions.iter().map(|question| question.id.0)).await?;
    let services = catalog::services(q).await?.into_iter();
    let services: HashMap<String, String> = services.map(|service| (service.slug, service.name)).collect();
    let incidents = questions.iter().filter_map(|question| question.incident).collect();
    let incidents = incidents::of_ids(q, who, incidents).await?.into_iter();
    let incidents: HashMap<Uuid, IncidentBrief> = incidents.map(|incident| (incident.id, incident)).collect();
    let shown = questions.into_iter().map(|question| Shown {
        team: question.team.and_then(|team| teams.get(&team).cloned()),
        services: question.services.iter().map(|slug| services.get(slug).unwrap_or(slug).clone()).collect(),
        alerts: counts.get(&question.id.0).copied().unwrap_or_default(),
        by: called(lang, &question, &names),
        incident: question.incident.and_then(|id| incidents.get(&id).cloned()),
        trouble: question.post.trouble.clone().filter(|_| question.is_open()).map(|found| {
            let found = Trouble { error: Some(found.code), response: found.needs.unwrap_or_default(), status: None };
            trouble::said(lang, WayKind::Channel, &found)
        }),
        question,
    });
    Ok(shown.collect())
}

pub async fn one(q: &mut dyn Query, who: &Actor, lang: Lang, question: Question) -> Outcome<Shown> {
    Ok(many(q, who, lang, vec![question]).await?.pop().expect("one question gives one"))
}

/// Who answered it.
pub async fn decider(q: &mut dyn Query, lang: Lang, question: &Question) -> Outcome<String> {
    Ok(called(lang, question, &people::names(q, question.answered_by).await?))
}

fn called(lang: Lang, question: &Question, names: &HashMap<Uuid, String>) -> String {
    match (question.state, question.answered_by.and_then(|id| names.get(&id))) {
        (State::Open | State::Withdrawn, _) => String::new(),
        (_, Some(name)) => name.clone(),
        (_, None) => words::text(lang, "actor-operator"),
    }
}

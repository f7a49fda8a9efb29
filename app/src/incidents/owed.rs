//! The steps of an incident as they are told: in words, with names, with a draft where something is to be said.

use std::collections::{BTreeMap, HashMap};

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Msg, Outcome, Time, Uuid};

use super::draft::{self, Around};
use super::incident::Incident;
use super::step::{Addressee, Answer, Deed, State, Step};
use super::{candidates, tell};
use crate::people::{self, TeamId, team_store};
use crate::severity_policy::{self, Level};
use crate::shell::when;
use crate::telling::{self, Shown};
use crate::words;

/// One step, as page, API and chat show it.
pub struct Owed {
    pub step: Step,
    /// What is to be done, and why it comes.
    pub title: String,
    pub why: String,
    pub to: Vec<Whom>,
    /// Of a status update: what could be sent as it stands.
    pub draft: Option<String>,
    /// Of a status update: where it would go, or why nowhere.
    pub goes_to: Option<String>,
    /// Of a role that nobody has: who could be asked, who knows best what is hit first.
    pub candidates: Vec<Whom>,
    /// Of somebody who must know: where they are told by itself.
    pub telling: Option<Shown>,
}

/// A person, or a team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Whom {
    pub id: Uuid,
    pub name: String,
    pub is_team: bool,
}

impl Owed {
    pub fn is_close(&self) -> bool {
        matches!(self.step.deed, Deed::Close(_))
    }

    /// Why it comes, and who could not be reached for it.
    pub fn whole_why(&self, lang: Lang) -> String {
        let failed = self.telling.iter().flat_map(Shown::failed);
        let line = |way: &telling::WayShown| {
            let msg = Msg::new("telling-not-reached").with("to", way.to.as_str());
            words::say(lang, &msg.with("why", way.trouble.clone().unwrap_or_default()))
        };
        let lines = std::iter::once(self.why.clone()).chain(failed.map(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    pub fn is_role(&self) -> bool {
        matches!(self.step.deed, Deed::Fill(_))
    }
}

/// In the order in which they are to be done; what is put off stands last.
pub async fn owed(
    q: &mut dyn Query,
    incident: &Incident,
    state: &State,
    around: &Around<'_>,
    now: Time,
) -> Outcome<Vec<Owed>> {
    let steps = state.steps(now);
    let addressees = steps.iter().flat_map(|step| step.to.iter());
    let mut people = Vec::new();
    let mut teams = Vec::new();
    for addressee in addressees {
        match addressee {
            Addressee::Person(id) => people.push(*id),
            Addressee::Team(id) => teams.push(TeamId(*id)),
        }
    }
    let mut names: HashMap<Uuid, String> = people::names(q, people).await?;
    names.extend(team_store::many(q, teams).await?.into_iter().map(|(id, team)| (id, team.name)));
    let whom = |addressee: &Addressee| {
        let (id, is_team) = match addressee {
            Addressee::Person(id) => (*id, false),
            Addressee::Team(id) => (*id, true),
        };
        Whom { id, name: names.get(&id).cloned().unwrap_or_default(), is_team }
    };
    let lang = around.lang;
    let candidates = match steps.iter().any(|step| matches!(step.deed, Deed::Fill(_))) {
        true => candidates::of(q, incident.id.0, state).await?,
        false => Vec::new(),
    };
    let mut goes_to = BTreeMap::new();
    for step in &steps {
        if let Deed::Update(circle, _) = step.deed {
            goes_to.insert(step.deed.clone(), tell::goes_to(q, lang, incident, circle).await?);
        }
    }
    let mut tellings = telling::of_incident(q, lang, incident.id.0).await?;
    let mut telling = |step: &Step| {
        let Deed::Tell(_) = step.deed else { return None };
        let name = step.deed.to_string();
        let place = tellings.iter().position(|telling| telling.step == name)?;
        Some(tellings.swap_remove(place))
    };
    let owed = |step: Step| Owed {
        goes_to: goes_to.remove(&step.deed),
        title: title(lang, &step.deed),
        why: why(lang, incident, state, &step),
        telling: telling(&step),
        candidates: if matches!(step.deed, Deed::Fill(_)) { candidates.clone() } else { Vec::new() },
        to: step.to.iter().map(whom).collect(),
        draft: match &step.deed {
            Deed::Update(circle, _) => Some(draft::of(incident, state, *circle, around, state.clock.at(now))),
            _ => None,
        },
        step,
    };
    Ok(steps.into_iter().map(owed).collect())
}

pub fn title(lang: Lang, deed: &Deed) -> String {
    match deed {
        Deed::Fill(role) => words::text(lang, role.wanted()),
        Deed::Update(circle, number) => words::say(lang, &Msg::new(circle.send()).with("number", *number)),
        Deed::Tell(name) => words::say(lang, &Msg::new("incident-step-tell").with("name", name.as_str())),
        Deed::Close(closing) => words::text(lang, closing.key()),
        Deed::EndNotice => words::text(lang, "incident-step-notice"),
        Deed::Turn(turn) => words::text(lang, &turn.title()),
    }
}

/// What the policy says of it; of what has no time, why it comes now.
pub fn why(lang: Lang, incident: &Incident, state: &State, step: &Step) -> String {
    let level = state.level();
    let severity = incident.severity.label();
    if let (Deed::Tell(_), Some(silence)) = (&step.deed, tell::silence(incident)) {
        return words::text(lang, silence);
    }
    let (key, length) = match &step.deed {
        Deed::Turn(turn) => return words::text(lang, &turn.why()),
        Deed::EndNotice => return words::text(lang, "incident-step-notice-why"),
        Deed::Fill(role) => ("incident-step-within", level.roles.get(role)),
        Deed::Tell(name) => ("incident-step-within", level.tell.get(name)),
        Deed::Close(closing) => ("incident-step-after", level.close.get(closing)),
        Deed::Update(..) if state.resolved_at.is_some() => return words::text(lang, "incident-step-over-why"),
        Deed::Update(circle, _) => ("incident-step-every", level.updates.get(circle)),
    };
    match length {
        Some(length) => {
            words::say(lang, &Msg::new(key).with("severity", severity).with("length", when::span(*length, lang)))
        }
        None => words::text(lang, "incident-next-command-why"),
    }
}

/// Who must know at this severity, with what is known of it.
pub fn must_know(state: &State) -> Vec<(String, Option<Answer>)> {
    let level = state.level();
    let answer = |name: &String| state.answers.get(&Deed::Tell(name.clone())).copied();
    level.tell.keys().map(|name| (name.clone(), answer(name))).collect()
}

/// What the policy asked for anew or no more, from when on, in words.
pub fn changes(lang: Lang, levels: &[(Time, Level)]) -> Vec<(Time, Vec<String>)> {
    let pairs = levels.windows(2);
    let changes = pairs.map(|pair| (pair[1].0, differences(lang, &pair[0].1, &pair[1].1)));
    changes.filter(|(_, differences)| !differences.is_empty()).collect()
}

/// What came of the last change of severity or of what is hit.
pub fn last_change(lang: Lang, state: &State) -> Vec<String> {
    last_of(lang, &state.levels)
}

/// The same of a change that was made then, whatever has changed since; `levels` on the wall.
pub fn change_at(lang: Lang, levels: &[(Time, Level)], at: Time) -> Vec<String> {
    let until = levels.iter().filter(|(since, _)| *since <= at).count();
    last_of(lang, &levels[..until])
}

fn last_of(lang: Lang, levels: &[(Time, Level)]) -> Vec<String> {
    match levels {
        [.., (_, before), (_, after)] => differences(lang, before, after),
        _ => Vec::new(),
    }
}

fn differences(lang: Lang, before: &Level, after: &Level) -> Vec<String> {
    after.since(before).iter().map(|one| severity_policy::difference(lang, one)).collect()
}

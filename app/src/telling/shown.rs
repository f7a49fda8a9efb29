//! Who was told of what, where and when, as page, API and chat show it.

use std::collections::{BTreeSet, HashMap};

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Outcome, Time, Uuid};

use super::way::{Way, WayKind, WayState};
use super::{store, trouble};
use crate::people;

pub struct Shown {
    /// As the list of steps names it.
    pub step: String,
    pub name: String,
    pub begun_at: Time,
    /// Once all of them were reached.
    pub done_at: Option<Time>,
    pub ways: Vec<WayShown>,
}

pub struct WayShown {
    pub kind: WayKind,
    /// Somebody's name, an address, a channel, a receiver.
    pub to: String,
    pub state: WayState,
    pub attempts: i64,
    pub finished_at: Option<Time>,
    /// What went wrong, and what to do about it; of one that was skipped, why.
    pub trouble: Option<String>,
}

/// Oldest first.
pub async fn of_incident(q: &mut dyn Query, lang: Lang, incident: Uuid) -> Outcome<Vec<Shown>> {
    let tellings = store::of_incident(q, incident).await?;
    if tellings.is_empty() {
        return Ok(Vec::new());
    }
    let ways = store::ways(q, tellings.iter().map(|telling| telling.id)).await?;
    let names = people::names(q, ways.iter().filter_map(|way| way.person)).await?;
    let mut of: HashMap<Uuid, Vec<WayShown>> = HashMap::new();
    for way in ways {
        of.entry(way.telling).or_default().push(way_shown(lang, way, &names));
    }
    let shown = |telling: super::way::Telling| Shown {
        ways: of.remove(&telling.id).unwrap_or_default(),
        step: telling.step,
        name: telling.name,
        begun_at: telling.begun_at,
        done_at: telling.done_at,
    };
    Ok(tellings.into_iter().map(shown).collect())
}

/// Steps of which everybody was reached by itself.
pub async fn done(q: &mut dyn Query, incident: Uuid) -> Outcome<BTreeSet<String>> {
    let tellings = store::of_incident(q, incident).await?;
    Ok(tellings.into_iter().filter(|telling| telling.done_at.is_some()).map(|telling| telling.step).collect())
}

fn way_shown(lang: Lang, way: Way, names: &HashMap<Uuid, String>) -> WayShown {
    let name = way.person.filter(|_| way.kind == WayKind::Person).and_then(|id| names.get(&id).cloned());
    WayShown {
        to: name.unwrap_or(way.label),
        kind: way.kind,
        state: way.state,
        attempts: way.attempts,
        finished_at: way.finished_at,
        trouble: way.trouble.map(|found| trouble::said(lang, way.kind, &found)),
    }
}

impl Shown {
    pub fn failed(&self) -> impl Iterator<Item = &WayShown> {
        self.ways.iter().filter(|way| way.state == WayState::Failed)
    }

    /// Whether something was not sent.
    pub fn is_withheld(&self) -> bool {
        self.ways.iter().any(|way| way.state == WayState::Skipped)
    }

    pub fn waits(&self) -> bool {
        self.ways.iter().any(|way| way.state == WayState::Waiting)
    }
}

impl WayShown {
    /// The key of what such a way is.
    pub fn key(&self) -> &'static str {
        match self.kind {
            WayKind::Mail => "telling-by-mail",
            WayKind::Person => "telling-by-person",
            WayKind::Channel => "telling-by-channel",
            WayKind::Receiver => "telling-by-receiver",
        }
    }
}

//! A drill as pages, API and Markdown show it: its clock in the room, and its debrief.

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use serde_json::Value;

use super::clock::Clock;
use super::drill::{Drill, Inject};
use super::{clock_store, drill_store, scenario_store};
use crate::backlog::{self, Task};
use crate::incidents::past_steps::{Came, Line, past_steps};
use crate::incidents::{Incident, history, owed};
use crate::{people, words};

/// What the room shows besides.
pub struct Room {
    pub clock: Clock,
    /// On its clock.
    pub now: Time,
    pub is_running: bool,
    /// Of the drill.
    pub minute: i64,
    pub facilitator: String,
    /// For whoever leads it.
    pub is_led: bool,
    pub injects: Vec<Inject>,
}

impl Room {
    /// What should have been read out by now.
    pub fn is_due(&self, inject: &Inject) -> bool {
        inject.given_at.is_none() && inject.minute <= self.minute
    }
}

pub async fn of_incident(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Option<Room>> {
    let Some(drill) = drill_of(q, cx, incident).await? else { return Ok(None) };
    let clock = clock_store::clocks(q, vec![incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    let (now, is_running) = (clock.at(cx.now()), clock.is_running(cx.now()));
    let facilitator = people::names(q, [drill.facilitator]).await?.remove(&drill.facilitator).unwrap_or_default();
    let is_led = cx.who.person() == Some(drill.facilitator) || cx.require_admin().is_ok();
    Ok(Some(Room {
        minute: now.since(clock.at(incident.opened_at)).as_mins(),
        injects: if is_led { drill.injects } else { Vec::new() },
        clock,
        now,
        is_running,
        facilitator,
        is_led,
    }))
}

pub struct Debrief {
    pub incident: Incident,
    pub drill: Drill,
    pub facilitator: String,
    /// Its number and its title.
    pub scenario: Option<(String, String)>,
    /// On its clock.
    pub opened_at: Time,
    pub resolved_at: Option<Time>,
    pub lines: Vec<Told>,
    /// What was read out, in that order.
    pub happened: Vec<Happened>,
    pub tasks: Vec<Task>,
}

/// Minutes of the drill.
pub struct Happened {
    pub planned: i64,
    pub at: i64,
    pub said: String,
}

/// A line of the debrief, in words.
pub struct Told {
    pub title: String,
    /// Whose turn it was, by name; unset: anybody's.
    pub whose: Option<String>,
    pub line: Line,
    /// Minutes of the drill.
    pub due: Option<i64>,
    pub at: Option<i64>,
}

impl Debrief {
    pub fn in_time(&self) -> usize {
        let in_time = |told: &&Told| matches!(told.line.came, Came::Done(_)) && told.line.late().is_none();
        self.lines.iter().filter(in_time).count()
    }

    pub fn late(&self) -> usize {
        self.lines.iter().filter(|told| told.line.late().is_some()).count()
    }

    pub fn forgotten(&self) -> usize {
        self.lines.iter().filter(|told| told.line.came == Came::Forgotten).count()
    }

    pub fn not_needed(&self) -> usize {
        self.lines.iter().filter(|told| matches!(told.line.came, Came::NotNeeded(_))).count()
    }

    /// From its beginning to its end, on its clock.
    pub fn took(&self) -> Option<SignedDuration> {
        self.resolved_at.map(|at| at.since(self.opened_at))
    }
}

pub async fn debrief(q: &mut dyn Query, cx: &Cx, incident: Incident) -> Outcome<Debrief> {
    let drill = drill_of(q, cx, &incident).await?.ok_or(Failure::conflict("drill-is-none"))?;
    let history = history::of(q, &cx.who, &incident).await?;
    let (clock, opened_at) = (&history.state.clock, history.state.clock.at(incident.opened_at));
    let minute = |at: Time| at.since(opened_at).as_mins();
    let lines = past_steps(&history, clock.at(cx.now()));
    let people: Vec<Uuid> = lines.iter().filter_map(|line| line.whose).chain([drill.facilitator]).collect();
    let names = people::names(q, people).await?;
    let told = |line: Line| Told {
        title: owed::title(cx.lang, &line.deed),
        whose: line.whose.and_then(|person| names.get(&person).cloned()),
        due: line.due.map(minute),
        at: match line.came {
            Came::Done(at) | Came::NotNeeded(at) => Some(minute(at)),
            Came::Forgotten | Came::Ahead => None,
        },
        line,
    };
    let mut given: Vec<(Time, &Inject)> =
        drill.injects.iter().filter_map(|inject| inject.given_at.map(|at| (at, inject))).collect();
    given.sort_by_key(|(at, inject)| (*at, inject.number));
    let happened = |(at, inject): (Time, &Inject)| Happened {
        planned: inject.minute,
        at: minute(clock.at(at)),
        said: inject.said.clone(),
    };
    let scenario = scenario_store::names(q, drill.scenario.into_iter().collect()).await?.pop();
    Ok(Debrief {
        scenario: scenario.map(|(_, count, title)| (format!("{}-{count}", super::scenario::PREFIX), title)),
        resolved_at: history.state.resolved_at,
        tasks: backlog::of_incident(q, incident.id.0).await?,
        opened_at,
        lines: lines.into_iter().map(told).collect(),
        happened: given.into_iter().map(happened).collect(),
        facilitator: names.get(&drill.facilitator).cloned().unwrap_or_default(),
        drill,
        incident,
    })
}

/// What was read out is taken away here too once it is redacted in the timeline.
async fn drill_of(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Option<Drill>> {
    let Some(mut drill) = drill_store::of_incident(q, incident.id.0).await? else { return Ok(None) };
    let given = ryugaku_ledger::about_any(q, &cx.who, &["drill.inject_given"], vec![incident.id.0]).await?;
    for event in given.iter().filter(|event| event.redacted) {
        let number = event.facts.get("number").and_then(Value::as_i64);
        if let Some(inject) = drill.injects.iter_mut().find(|inject| Some(inject.number) == number) {
            inject.said = words::text(cx.lang, "ledger-redacted");
        }
    }
    Ok(Some(drill))
}

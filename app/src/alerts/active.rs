//! The active alerts as lists show them: the newest first, with what holds each back. For one list no more than [`LOOK`]
//! are judged, however many there are; texts are not here.

use std::cmp::Reverse;

use bytes::Bytes;
use ryugaku_alerting::{Active, Fingerprint, RunId, View};
use ryugaku_kernel::Time;
use ryugaku_routing::Fate;

use super::board::State;
use super::{AlertState, Find};
use crate::notices::Owner;

pub const LOOK: usize = 10_000;

/// The newest of those that satisfy the matchers.
pub struct Walk<'a> {
    state: &'a State,
    find: &'a Find,
    now: Time,
    views: Vec<View<'a>>,
    /// How many satisfy the matchers, looked at or not.
    found: usize,
}

/// An active alert, and what becomes of it now.
pub struct Judged<'a> {
    pub view: View<'a>,
    pub fate: Fate,
    pub state: AlertState,
}

/// One to be shown.
pub struct Row {
    pub fingerprint: Fingerprint,
    pub run: RunId,
    pub state: AlertState,
    pub fate: Fate,
    pub owner: Option<Owner>,
    pub inhibitors: Vec<Inhibitor>,
    /// What stands in no row of the history yet.
    pub fresh: Option<(Active, Bytes)>,
}

/// Another alert that holds it back.
#[derive(Clone, Debug)]
pub struct Inhibitor {
    pub by: Fingerprint,
    pub name: String,
    /// What the rule is called, if it is called something.
    pub rule: Option<String>,
}

/// Of those that fit a filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    active: usize,
    firing: usize,
    waiting: usize,
    flapping: usize,
    inhibited: usize,
    silenced: usize,
    /// Not all were judged: there may be more of each.
    cut: bool,
    /// There may be more active ones: words were looked for, in some of them.
    active_cut: bool,
}

impl<'a> Walk<'a> {
    /// Those that began before the run `after`, or all.
    pub fn new(state: &'a State, find: &'a Find, after: Option<RunId>, now: Time) -> Self {
        let (mut views, mut found) = (Vec::new(), 0);
        for view in state.machine.find(&find.conditions()) {
            if after.is_some_and(|after| view.run() >= after) {
                continue;
            }
            found += 1;
            views.push(view);
            if views.len() == 2 * LOOK {
                keep_newest(&mut views);
            }
        }
        keep_newest(&mut views);
        views.sort_unstable_by_key(|view| Reverse(view.run()));
        Self { state, find, now, views, found }
    }

    pub fn judged(&self) -> impl Iterator<Item = Judged<'a>> {
        let fits = |view: &&View<'a>| self.find.words_fit(|| view.pairs());
        self.views.iter().filter(fits).map(|view| Judged::of(self.state, *view, self.now))
    }

    /// A page of those of the state that is asked for, and the last run it has looked at if there may be others.
    pub fn page(&self, limit: usize, wanted: impl Fn(&Judged<'a>) -> bool) -> (Vec<Judged<'a>>, Option<RunId>) {
        let mut rows: Vec<Judged<'a>> = Vec::new();
        for judged in self.judged().filter(|judged| judged.fits(self.find.state) && wanted(judged)) {
            if let Some(last) = rows.last().filter(|_| rows.len() == limit) {
                let next = last.view.run();
                return (rows, Some(next));
            }
            rows.push(judged);
        }
        let next = self.views.last().filter(|_| self.is_cut()).map(|view| view.run());
        (rows, next)
    }

    pub fn counts(&self, judged: &[Judged<'_>]) -> Counts {
        let (cut, words) = (self.is_cut(), !self.find.words.is_empty());
        let active = if words { judged.len() } else { self.found };
        let mut counts = Counts { active, cut, active_cut: cut && words, ..Counts::default() };
        for judged in judged {
            match judged.state {
                AlertState::Silenced => counts.silenced += 1,
                AlertState::Inhibited => counts.inhibited += 1,
                AlertState::Flapping => counts.flapping += 1,
                _ => counts.firing += 1,
            }
            counts.waiting += usize::from(judged.fits(AlertState::Waiting));
        }
        counts
    }

    fn is_cut(&self) -> bool {
        self.found > self.views.len()
    }
}

fn keep_newest(views: &mut Vec<View<'_>>) {
    if views.len() > LOOK {
        views.select_nth_unstable_by_key(LOOK, |view| Reverse(view.run()));
        views.truncate(LOOK);
    }
}

impl<'a> Judged<'a> {
    pub fn of(state: &State, view: View<'a>, now: Time) -> Self {
        let fate = state.judging.fate(view.fingerprint(), &view, now);
        Self { view, state: AlertState::of(&fate), fate }
    }

    /// Whether one would take note of it.
    pub fn waits(&self) -> bool {
        self.state.waits(self.view.is_acked())
    }

    pub fn fits(&self, state: AlertState) -> bool {
        state.takes(self.state, self.view.is_acked())
    }
}

impl Row {
    pub fn of(state: &State, judged: &Judged<'_>) -> Self {
        let view = judged.view;
        let inhibitor = |inhibition: &ryugaku_routing::Inhibition| Inhibitor {
            by: inhibition.by,
            name: state.machine.remembered(inhibition.by).map_or("", |by| by.label("alertname")).to_owned(),
            rule: state.judging.rule(inhibition.rule).and_then(|rule| rule.name.clone()),
        };
        Self {
            fingerprint: view.fingerprint(),
            run: view.run(),
            state: judged.state,
            owner: state.judging.owner(&view),
            inhibitors: judged.fate.held().iter().flat_map(|held| held.inhibited.iter().map(inhibitor)).collect(),
            fate: judged.fate.clone(),
            fresh: state.texts(view.run()).map(|texts| (view.to_active(), texts)),
        }
    }

    /// The active alert of this fingerprint.
    pub fn one(state: &State, fingerprint: Fingerprint, now: Time) -> Option<Self> {
        let view = state.machine.get(fingerprint)?;
        Some(Self::of(state, &Judged::of(state, view, now)))
    }
}

impl Counts {
    /// How many there are of a state, and whether there may be more.
    pub fn of(&self, state: AlertState) -> (usize, bool) {
        let n = match state {
            AlertState::Active => self.active,
            AlertState::Firing => self.firing,
            AlertState::Waiting => self.waiting,
            AlertState::Flapping => self.flapping,
            AlertState::Inhibited => self.inhibited,
            AlertState::Silenced => self.silenced,
            AlertState::Resolved => 0,
        };
        (n, if state == AlertState::Active { self.active_cut } else { self.cut })
    }
}

/// How many fire and nobody took note of, among [`LOOK`].
pub fn waiting(state: &State, now: Time) -> usize {
    let unacked = state.machine.iter().filter(|view| !view.is_acked()).take(LOOK);
    unacked.filter(|view| Judged::of(state, *view, now).state == AlertState::Firing).count()
}

//! What is counted, of one incident and of many. Pure.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_kernel::{Time, Uuid};

use crate::incidents::Incident;
use crate::incidents::history::History;
use crate::incidents::past_steps::{Came, Line, past_steps};
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;
use crate::incidents::status::Status;
use crate::incidents::step::Deed;
use crate::severity_policy::Closing;

/// Steps that fell due, and how many of them were done by then. What was not needed is in neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    pub in_time: usize,
    pub due: usize,
}

/// A length of time in the life of an incident.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stretch {
    /// From its beginning until it was opened.
    Opened,
    /// From its opening until somebody had the command.
    Commanded,
    /// From its beginning until its effects were over and it was only watched, or resolved at once.
    Mitigated,
    /// From its beginning until it was resolved.
    Resolved,
}

/// One incident on the scale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dot {
    pub number: String,
    pub severity: Severity,
    pub length: SignedDuration,
}

/// What one incident adds.
#[derive(Clone, Debug)]
pub struct One {
    pub opened_at: Time,
    /// The teams that own what it hit; it counts with each.
    pub teams: Vec<Uuid>,
    pub severity: Severity,
    pub is_open: bool,
    pub updates: Kept,
    pub roles: Kept,
    pub postmortems: Kept,
    pub lengths: Vec<(Stretch, Dot)>,
}

#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub incidents: usize,
    /// SEV1 to SEV4, by what each is now.
    pub severities: [usize; 4],
    pub going_on: usize,
    pub updates: Kept,
    pub roles: Kept,
    pub postmortems: Kept,
    /// Shortest first.
    pub lengths: BTreeMap<Stretch, Vec<Dot>>,
}

impl Stretch {
    pub const ALL: [Self; 4] = [Self::Opened, Self::Commanded, Self::Mitigated, Self::Resolved];

    pub fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Commanded => "commanded",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Opened => "figures-opened",
            Self::Commanded => "figures-commanded",
            Self::Mitigated => "figures-mitigated",
            Self::Resolved => "figures-resolved",
        }
    }
}

impl Kept {
    fn of(lines: &[Line], wanted: impl Fn(&Deed) -> bool) -> Self {
        let mut kept = Self::default();
        for line in lines.iter().filter(|line| line.due.is_some() && wanted(&line.deed)) {
            match line.came {
                Came::Done(_) => {
                    kept.due += 1;
                    kept.in_time += usize::from(line.late().is_none());
                }
                Came::Forgotten => kept.due += 1,
                Came::NotNeeded(_) | Came::Ahead => {}
            }
        }
        kept
    }

    fn add(&mut self, other: Self) {
        self.in_time += other.in_time;
        self.due += other.due;
    }
}

impl One {
    /// Without a history, or with one whose beginning was archived, nothing is known of its steps.
    pub fn of(incident: &Incident, teams: Vec<Uuid>, history: Option<&History>, now: Time) -> Self {
        let history = history.filter(|history| history.is_whole);
        let lines = history.map(|history| past_steps(history, now)).unwrap_or_default();
        Self {
            opened_at: incident.opened_at,
            teams,
            severity: incident.severity,
            is_open: incident.status.is_open(),
            updates: Kept::of(&lines, |deed| matches!(deed, Deed::Update(..))),
            roles: Kept::of(&lines, |deed| matches!(deed, Deed::Fill(_))),
            postmortems: Kept::of(&lines, |deed| *deed == Deed::Close(Closing::Postmortem)),
            lengths: lengths(incident, history),
        }
    }
}

fn lengths(incident: &Incident, history: Option<&History>) -> Vec<(Stretch, Dot)> {
    let (began, opened) = (incident.began_at, incident.opened_at);
    let commanded = history.and_then(|history| {
        let mut held = history.roles.iter().filter(|(_, role, people)| *role == Role::Commander && !people.is_empty());
        held.next().map(|(at, ..)| *at)
    });
    let resolved = incident.resolved_at();
    // What was opened again has not been mitigated for good.
    let watched = incident.reached.at(Status::Monitoring).filter(|at| resolved.is_some_and(|resolved| *at <= resolved));
    let ends = [
        (Stretch::Opened, began, Some(opened)),
        (Stretch::Commanded, opened, commanded),
        (Stretch::Mitigated, began, watched.or(resolved)),
        (Stretch::Resolved, began, resolved),
    ];
    let dot = |length| Dot { number: incident.number().to_string(), severity: incident.severity, length };
    let known = ends.into_iter().filter_map(|(stretch, from, until)| Some((stretch, until?.since(from))));
    known.filter(|(_, length)| !length.is_negative()).map(|(stretch, length)| (stretch, dot(length))).collect()
}

impl Figures {
    pub fn of<'a>(all: impl IntoIterator<Item = &'a One>) -> Self {
        let mut figures = Self::default();
        for one in all {
            figures.add(one);
        }
        for dots in figures.lengths.values_mut() {
            dots.sort_by_key(|dot| dot.length);
        }
        figures
    }

    fn add(&mut self, one: &One) {
        self.incidents += 1;
        self.severities[one.severity as usize] += 1;
        self.going_on += usize::from(one.is_open);
        self.updates.add(one.updates);
        self.roles.add(one.roles);
        self.postmortems.add(one.postmortems);
        for (stretch, dot) in &one.lengths {
            self.lengths.entry(*stretch).or_default().push(dot.clone());
        }
    }

    pub fn dots(&self, stretch: Stretch) -> &[Dot] {
        self.lengths.get(&stretch).map(Vec::as_slice).unwrap_or_default()
    }

    /// The middle one; between two the middle of both. Nothing without any.
    pub fn median(&self, stretch: Stretch) -> Option<SignedDuration> {
        let dots = self.dots(stretch);
        let (below, above) = (dots.get(dots.len().checked_sub(1)? / 2)?, dots.get(dots.len() / 2)?);
        Some((below.length + above.length) / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: i64) -> SignedDuration {
        SignedDuration::from_mins(minutes)
    }

    fn one(severity: Severity, length: i64, updates: (usize, usize)) -> One {
        let dot = Dot { number: "INC-1".into(), severity, length: minutes(length) };
        One {
            opened_at: Time(0),
            teams: Vec::new(),
            severity,
            is_open: false,
            updates: Kept { in_time: updates.0, due: updates.1 },
            roles: Kept::default(),
            postmortems: Kept::default(),
            lengths: vec![(Stretch::Resolved, dot)],
        }
    }

    #[test]
    fn many_are_summed() {
        let all = [one(Severity::Sev1, 90, (2, 3)), one(Severity::Sev3, 10, (0, 0)), one(Severity::Sev3, 20, (1, 1))];
        let figures = Figures::of(&all);
        assert_eq!((figures.incidents, figures.severities), (3, [1, 0, 2, 0]));
        assert_eq!(figures.updates, Kept { in_time: 3, due: 4 });
        assert_eq!(figures.median(Stretch::Resolved), Some(minutes(20)));
        assert_eq!(Figures::of(&all[..2]).median(Stretch::Resolved), Some(minutes(50)));
        assert_eq!(figures.median(Stretch::Opened), None);
    }

    #[test]
    fn only_what_fell_due_counts() {
        let line = |number, due: Option<i64>, came| {
            let circle = crate::incidents::circle::Circle::Inside;
            Line { deed: Deed::Update(circle, number), due: due.map(Time), whose: None, came }
        };
        let lines = [
            line(1, Some(10), Came::Done(Time(10))),
            line(2, Some(10), Came::Done(Time(11))),
            line(3, Some(10), Came::Forgotten),
            line(4, Some(10), Came::NotNeeded(Time(12))),
            line(5, Some(10), Came::Ahead),
            line(6, None, Came::Done(Time(1))),
        ];
        assert_eq!(Kept::of(&lines, |_| true), Kept { in_time: 1, due: 3 });
        assert_eq!(Kept::of(&lines, |_| false), Kept::default());
    }
}

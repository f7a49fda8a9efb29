//! The next steps: what the policy, the state of an incident and the time give, and to whom. Pure; page, API, command line and
//! chat show the same list.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use jiff::SignedDuration;
use ryugaku_kernel::{Time, Uuid};

use super::circle::Circle;
use super::next_step::NextStep;
use super::role::Role;
use super::status::Status;
use crate::drills::Clock;
use crate::postmortems;
use crate::severity_policy::{Closing, Level};

/// What is due within so long comes before what has no time.
pub const SOON: SignedDuration = SignedDuration::from_mins(10);

/// Where the policy does not say how often stakeholders hear of it, the notice of what is over ends within so long.
const NOTICE_ENDS: SignedDuration = SignedDuration::from_mins(30);

/// What is to be done. As a text it is the step's name: `update/stakeholders/2`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Deed {
    Fill(Role),
    /// The status update with this number.
    Update(Circle, i64),
    /// Somebody who must know, by name.
    Tell(String),
    /// What must be done before it may be closed.
    Close(Closing),
    /// It is over, and others still read on the status page that it goes on.
    EndNotice,
    /// Along the statuses; it has no time.
    Turn(NextStep),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub deed: Deed,
    pub due: Option<Time>,
    /// Whom it waits for; nobody: whoever is there.
    pub to: Vec<Addressee>,
    pub is_late: bool,
    /// So late that others than those whose turn it is hear of it.
    pub is_escalated: bool,
    /// Put off until then; it does not come before.
    pub put_off: Option<Time>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Addressee {
    Person(Uuid),
    Team(Uuid),
}

/// What was said of a step, other than doing it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// By hand, such as over the phone.
    Done(Time),
    NotNeeded(Time),
    PutOff {
        since: Time,
        until: Time,
    },
}

/// Status updates of one circle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent {
    /// Of the last one.
    pub number: i64,
    pub last: Time,
}

/// The state of an incident, as far as steps come of it.
#[derive(Clone, Debug)]
pub struct State {
    pub status: Status,
    /// When it was opened, or last opened again.
    pub running_since: Time,
    pub resolved_at: Option<Time>,
    pub turn: Option<NextStep>,
    /// What was asked for from when on, oldest first; none: nothing ever was.
    pub levels: Vec<(Time, Level)>,
    pub roles: BTreeMap<Role, Vec<Uuid>>,
    pub sent: BTreeMap<Circle, Sent>,
    pub answers: BTreeMap<Deed, Answer>,
    /// Of its post-mortem, once there is one.
    pub postmortem: Option<postmortems::State>,
    /// While a notice of it goes on: the teams that may end it.
    pub notice: Option<Vec<Uuid>>,
    /// The teams that own what is hit, or the alerts that a rule opened it from.
    pub owners: Vec<Uuid>,
    /// Whoever opened it, while nobody else could be asked to command: it has no commander, and hits nothing that is owned.
    pub opener: Option<Uuid>,
    /// Teams by slug, as the policy names them.
    pub teams: HashMap<String, Uuid>,
    /// All these times are on it; that of a drill is turned by its facilitator.
    pub clock: Clock,
}

impl State {
    /// The most urgent first; what is put off stands last. `now` is on the wall, what is due on the clock of the incident.
    pub fn steps(&self, now: Time) -> Vec<Step> {
        let now = self.clock.at(now);
        let mut steps = self.timed(now);
        // Nothing is closed over what must be done before.
        let holds = steps.iter().any(|step| step.deed.is_before_closing());
        let turn = self
            .turn
            .filter(|turn| !turn.is_command() && (!holds || *turn != NextStep::Close))
            .map(|turn| self.step(Deed::Turn(turn), None, now));
        steps.extend(turn);
        steps.sort_by_key(|step| (step.place(now), step.due, step.deed.clone()));
        steps
    }

    /// What is asked for now.
    pub fn level(&self) -> Level {
        self.levels.last().map(|(_, level)| level.clone()).unwrap_or_default()
    }

    fn timed(&self, now: Time) -> Vec<Step> {
        if self.status == Status::Closed {
            return Vec::new();
        }
        let level = self.level();
        let mut steps = Vec::new();
        if self.status.is_open() {
            let mut vacant: BTreeMap<Role, Option<SignedDuration>> =
                level.roles.iter().map(|(role, within)| (*role, Some(*within))).collect();
            vacant.entry(Role::Commander).or_default();
            vacant.retain(|role, _| self.roles.get(role).is_none_or(Vec::is_empty));
            for (role, within) in vacant {
                let since = self.asked_since(|level| level.roles.contains_key(&role));
                steps.push(self.step(Deed::Fill(role), within.map(|within| since.plus(within)), now));
            }
        }
        for (circle, every) in &level.updates {
            steps.extend(self.update(*circle, *every, now));
        }
        for (name, within) in &level.tell {
            let since = self.asked_since(|level| level.tell.contains_key(name));
            steps.push(self.step(Deed::Tell(name.clone()), Some(since.plus(*within)), now));
        }
        if let Some(resolved) = self.resolved_at {
            let owed = level.close.iter().filter(|(closing, _)| !self.is_closed_with(**closing));
            steps.extend(
                owed.map(|(closing, within)| self.step(Deed::Close(*closing), Some(resolved.plus(*within)), now)),
            );
            let within = level.updates.get(&Circle::Stakeholders).copied().unwrap_or(NOTICE_ENDS);
            if self.notice.is_some() {
                steps.push(self.step(Deed::EndNotice, Some(resolved.plus(within)), now));
            }
        }
        steps.retain(|step| !matches!(self.answers.get(&step.deed), Some(Answer::Done(_) | Answer::NotNeeded(_))));
        steps
    }

    /// Without a post-mortem there is no meeting about it.
    pub(super) fn is_closed_with(&self, closing: Closing) -> bool {
        use postmortems::State::{Published, Review};
        match closing {
            Closing::Postmortem => matches!(self.postmortem, Some(Review | Published)),
            Closing::Review => self.postmortem == Some(Published) || self.is_without_postmortem(),
        }
    }

    /// Somebody has said that none is needed.
    fn is_without_postmortem(&self) -> bool {
        matches!(self.answers.get(&Deed::Close(Closing::Postmortem)), Some(Answer::NotNeeded(_)))
    }

    /// Until when the post-mortem is wanted. One that is written though none is needed is never late.
    pub fn postmortem_due(&self) -> Option<Time> {
        if self.is_without_postmortem() {
            return None;
        }
        let within = self.level().close.get(&Closing::Postmortem).copied()?;
        self.resolved_at.map(|resolved| resolved.plus(within))
    }

    /// One that was left out counts as if it had been sent then. Once all is over stakeholders who have heard of it hear that
    /// too, and nobody else does.
    fn update(&self, circle: Circle, every: SignedDuration, now: Time) -> Option<Step> {
        let sent = self.sent.get(&circle);
        let number = self.next_update(circle);
        let left_out = self.left_out(circle).map(|(_, at)| at);
        let said = sent.map(|sent| sent.last).into_iter().chain(left_out).max();
        if let Some(resolved) = self.resolved_at {
            let owed = circle == Circle::Stakeholders && said.is_some_and(|said| said < resolved);
            return owed.then(|| self.step(Deed::Update(circle, number), Some(resolved.plus(every)), now));
        }
        let since = self.asked_since(|level| level.updates.contains_key(&circle));
        let since = said.map_or(since, |said| said.max(since));
        Some(self.step(Deed::Update(circle, number), Some(since.plus(every)), now))
    }

    /// The number of the status update after those that were sent or left out.
    pub fn next_update(&self, circle: Circle) -> i64 {
        let sent = self.sent.get(&circle).map(|sent| sent.number);
        sent.into_iter().chain(self.left_out(circle).map(|(number, _)| number)).max().unwrap_or(0) + 1
    }

    /// Status updates that were not needed, with when that was said.
    fn left_out(&self, circle: Circle) -> impl Iterator<Item = (i64, Time)> {
        self.answers.iter().filter_map(move |(deed, answer)| match (deed, answer) {
            (Deed::Update(of, number), Answer::NotNeeded(at)) if *of == circle => Some((*number, *at)),
            _ => None,
        })
    }

    /// Since when it has been asked for without a break.
    fn asked_since(&self, asks: impl Fn(&Level) -> bool) -> Time {
        let asking = self.levels.iter().rev().take_while(|(_, level)| asks(level));
        asking.last().map_or(self.running_since, |(at, _)| (*at).max(self.running_since))
    }

    fn step(&self, deed: Deed, due: Option<Time>, now: Time) -> Step {
        let put_off = match self.answers.get(&deed) {
            Some(Answer::PutOff { until, .. }) if *until > now => Some(*until),
            _ => None,
        };
        let escalation = self.level().escalation;
        let is_escalated =
            escalation.as_ref().zip(due).is_some_and(|(escalation, due)| due.plus(escalation.after) <= now);
        let mut to = self.whose(&deed);
        if let Some(escalation) = escalation.filter(|_| is_escalated) {
            let named = escalation.teams.iter().filter_map(|slug| self.teams.get(slug));
            let teams = named.chain(self.owners.iter().filter(|_| escalation.owners)).copied();
            let commander = self.who(Role::Commander).map(Addressee::Person);
            for other in commander.into_iter().chain(teams.map(Addressee::Team)) {
                if !to.contains(&other) {
                    to.push(other);
                }
            }
        }
        Step { is_late: due.is_some_and(|due| due <= now), deed, due, to, is_escalated, put_off }
    }

    /// Whose turn it is: what is said is the communications lead's, all else the commander's. A notice is ended by who may. Where
    /// nobody has to command, the way to the end is that of whoever opened it, or of the teams of what is hit.
    fn whose(&self, deed: &Deed) -> Vec<Addressee> {
        let commander = self.who(Role::Commander);
        let person = match deed {
            Deed::Fill(Role::Commander) => self.opener,
            Deed::Fill(_) | Deed::Close(_) => commander,
            Deed::Turn(_) => match commander.or(self.opener) {
                None => return self.owners.iter().map(|team| Addressee::Team(*team)).collect(),
                somebody => somebody,
            },
            Deed::Update(..) | Deed::Tell(_) => self.who(Role::Communications).or(commander),
            Deed::EndNotice => match self.who(Role::Communications) {
                None => return self.notice.iter().flatten().map(|team| Addressee::Team(*team)).collect(),
                lead => lead,
            },
        };
        person.map(Addressee::Person).into_iter().collect()
    }

    fn who(&self, role: Role) -> Option<Uuid> {
        self.roles.get(&role).and_then(|people| people.first()).copied()
    }
}

impl Step {
    pub fn teams(&self) -> Vec<Uuid> {
        let team = |to: &Addressee| match to {
            Addressee::Team(team) => Some(*team),
            Addressee::Person(_) => None,
        };
        self.to.iter().filter_map(team).collect()
    }

    /// Its place among the others: without a commander nothing goes on; then what is due soon, the way to the end, and all
    /// that has time.
    fn place(&self, now: Time) -> u8 {
        match (&self.deed, self.due) {
            _ if self.put_off.is_some() => 4,
            (Deed::Fill(Role::Commander), _) => 0,
            (_, Some(due)) if due <= now.plus(SOON) => 1,
            (Deed::Turn(_), _) => 2,
            _ => 3,
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fill(role) => write!(f, "role/{}", role.name()),
            Self::Update(circle, number) => write!(f, "update/{}/{number}", circle.name()),
            Self::Tell(name) => write!(f, "tell/{name}"),
            Self::Close(closing) => write!(f, "close/{}", closing.name()),
            Self::EndNotice => f.write_str("notice/end"),
            Self::Turn(turn) => write!(f, "turn/{}", turn.part()),
        }
    }
}

impl Deed {
    /// It is done before the incident is closed, or said not to be needed: of what is closed nothing is owed any more.
    pub fn is_before_closing(&self) -> bool {
        matches!(self, Self::Close(_) | Self::EndNotice)
    }

    /// Those that can be answered; a turn cannot.
    pub fn named(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('/')?;
        match kind {
            "role" => Role::named(rest).map(Self::Fill),
            "update" => {
                let (circle, number) = rest.split_once('/')?;
                Some(Self::Update(Circle::named(circle)?, number.parse().ok()?))
            }
            "close" => Closing::named(rest).map(Self::Close),
            "notice" => (rest == "end").then_some(Self::EndNotice),
            "tell" if !rest.is_empty() => Some(Self::Tell(rest.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;

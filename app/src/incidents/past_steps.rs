//! Looking back: each step that was owed in an incident, when it was due, and what came of it. Pure.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_kernel::{Time, Uuid};

use super::history::History;
use super::step::{Addressee, Answer, Deed, State, Step};
use crate::severity_policy::Closing;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub deed: Deed,
    /// On the clock of the incident; unset: it had no time.
    pub due: Option<Time>,
    /// Whose turn it was when it came due; nobody's: whoever was there.
    pub whose: Option<Uuid>,
    pub came: Came,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Came {
    Done(Time),
    NotNeeded(Time),
    /// It was due, and nobody did it.
    Forgotten,
    /// It is still to come.
    Ahead,
}

impl Line {
    fn of(step: Step, came: Came) -> Self {
        let person = |addressee: &Addressee| match addressee {
            Addressee::Person(person) => Some(*person),
            Addressee::Team(_) => None,
        };
        Self { whose: step.to.iter().find_map(person), deed: step.deed, due: step.due, came }
    }

    /// By how much it came late.
    pub fn late(&self) -> Option<SignedDuration> {
        match (self.came, self.due) {
            (Came::Done(at), Some(due)) if at > due => Some(at.since(due)),
            _ => None,
        }
    }
}

/// In the order in which they were due; what had no time stands last. `now` is on the clock of the incident.
pub fn past_steps(history: &History, now: Time) -> Vec<Line> {
    let mut owed: BTreeMap<Deed, Step> = BTreeMap::new();
    let mut lines = Vec::new();
    for moment in history.moments() {
        let state = history.as_of(moment);
        let mut steps: BTreeMap<Deed, Step> =
            state.steps(moment).into_iter().map(|step| (step.deed.clone(), step)).collect();
        for (deed, before) in owed {
            match steps.get_mut(&deed) {
                // What was late stays late, and whose it was, whatever is asked for since.
                Some(step) if before.due.is_some_and(|due| due <= moment) => *step = before,
                Some(_) => {}
                None => {
                    let came = came(&state, &deed, before.due, moment);
                    lines.extend(came.map(|came| Line::of(before, came)));
                }
            }
        }
        owed = steps;
    }
    let left = |step: Step| {
        let came = if step.due.is_some_and(|due| due <= now) { Came::Forgotten } else { Came::Ahead };
        Line::of(step, came)
    };
    lines.extend(owed.into_values().map(left));
    lines.sort_by_key(|line| (line.due.is_none(), line.due, line.deed.clone()));
    lines
}

/// Of a step that is not owed any more. `None`: nobody asks for it since, and it had not been due.
fn came(state: &State, deed: &Deed, due: Option<Time>, at: Time) -> Option<Came> {
    // Without a post-mortem there is no meeting about it.
    let with = match deed {
        Deed::Close(Closing::Review) => state.answers.get(&Deed::Close(Closing::Postmortem)),
        _ => None,
    };
    let left_out = with.filter(|answer| matches!(answer, Answer::NotNeeded(_)));
    let done = match (state.answers.get(deed).or(left_out), deed) {
        (Some(Answer::NotNeeded(at)), _) => return Some(Came::NotNeeded(*at)),
        (Some(Answer::Done(at)), _) => return Some(Came::Done(*at)),
        (_, Deed::Fill(role)) => state.roles.contains_key(role),
        (_, Deed::Update(circle, number)) => state.sent.get(circle).is_some_and(|sent| sent.number >= *number),
        (_, Deed::Close(closing)) => state.is_closed_with(*closing),
        (_, Deed::Tell(_) | Deed::Turn(_) | Deed::EndNotice) => false,
    };
    if done {
        return Some(Came::Done(at));
    }
    due.is_some_and(|due| due <= at).then_some(Came::Forgotten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drills::Clock;
    use crate::incidents::circle::Circle;
    use crate::incidents::role::Role;
    use crate::incidents::status::Status;
    use crate::postmortems;
    use crate::severity_policy::Level;

    const OPENED: Time = Time(1_795_025_520_000_000);

    fn minutes(minutes: i64) -> SignedDuration {
        SignedDuration::from_mins(minutes)
    }

    fn at(on: i64) -> Time {
        OPENED.plus(minutes(on))
    }

    fn history() -> History {
        let level = Level {
            roles: [(Role::Commander, minutes(5)), (Role::Scribe, minutes(20))].into(),
            updates: [(Circle::Inside, minutes(15))].into(),
            tell: [("経営層".to_owned(), minutes(30)), ("広報".to_owned(), minutes(50))].into(),
            escalation: None,
            close: BTreeMap::new(),
        };
        let state = State {
            status: Status::Investigating,
            running_since: OPENED,
            resolved_at: None,
            turn: None,
            levels: vec![(OPENED, level)],
            roles: BTreeMap::new(),
            sent: BTreeMap::new(),
            answers: BTreeMap::new(),
            postmortem: None,
            notice: None,
            owners: Vec::new(),
            opener: None,
            teams: Default::default(),
            clock: Clock::default(),
        };
        History {
            state,
            is_whole: true,
            statuses: vec![(OPENED, Status::Investigating)],
            roles: Vec::new(),
            updates: Vec::new(),
            postmortems: Vec::new(),
        }
    }

    fn told(history: &History, now: Time) -> Vec<String> {
        let minute = |time: Time| time.since(OPENED).as_mins();
        let line = |line: Line| {
            let came = match line.came {
                Came::Done(at) => format!("done {}", minute(at)),
                Came::NotNeeded(at) => format!("not needed {}", minute(at)),
                Came::Forgotten => "forgotten".to_owned(),
                Came::Ahead => "ahead".to_owned(),
            };
            let late = line.late().map(|late| format!(" late {}", late.as_mins())).unwrap_or_default();
            format!("{} {} {came}{late}", line.deed, line.due.map(minute).unwrap_or_default())
        };
        past_steps(history, now).into_iter().map(line).collect()
    }

    #[test]
    fn nothing_was_done() {
        assert_eq!(
            told(&history(), at(31)),
            [
                "role/commander 5 forgotten",
                "update/inside/1 15 forgotten",
                "role/scribe 20 forgotten",
                "tell/経営層 30 forgotten",
                "tell/広報 50 ahead"
            ]
        );
        assert!(told(&history(), OPENED).iter().all(|line| line.ends_with("ahead")));
    }

    #[test]
    fn in_time_late_forgotten_and_not_needed() {
        let mut history = history();
        let person = vec![Uuid::from_u128(1)];
        history.roles = vec![(at(4), Role::Commander, person.clone()), (at(26), Role::Scribe, person)];
        history.updates = vec![(at(14), Circle::Inside, 1), (at(40), Circle::Inside, 2)];
        history.state.answers.insert(Deed::Tell("経営層".into()), Answer::Done(at(31)));
        history.state.answers.insert(Deed::Tell("広報".into()), Answer::NotNeeded(at(33)));
        history.statuses.push((at(58), Status::Resolved));
        assert_eq!(
            told(&history, at(60)),
            [
                "role/commander 5 done 4",
                "update/inside/1 15 done 14",
                "role/scribe 20 done 26 late 6",
                "update/inside/2 29 done 40 late 11",
                "tell/経営層 30 done 31 late 1",
                "tell/広報 50 not needed 33",
                "update/inside/3 55 forgotten"
            ]
        );
    }

    #[test]
    fn it_was_whose_turn_it_was_when_it_came_due() {
        let mut history = history();
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        history.roles = vec![(at(6), Role::Commander, vec![first]), (at(18), Role::Commander, vec![second])];
        history.updates = vec![(at(25), Circle::Inside, 1)];
        let lines = past_steps(&history, at(31)).into_iter().map(|line| (line.deed.to_string(), line.whose));
        let lines: Vec<(String, Option<Uuid>)> = lines.collect();
        let expected = [("role/commander", None), ("update/inside/1", Some(first)), ("role/scribe", Some(second))];
        assert_eq!(lines[..3], expected.map(|(deed, whose)| (deed.to_owned(), whose)));
    }

    #[test]
    fn without_a_postmortem_no_meeting_was_held() {
        let mut history = history();
        let level = &mut history.state.levels[0].1;
        level.tell.clear();
        level.close = [(Closing::Postmortem, minutes(600)), (Closing::Review, minutes(900))].into();
        history.statuses.push((at(4), Status::Resolved));
        history.state.answers.insert(Deed::Close(Closing::Postmortem), Answer::NotNeeded(at(8)));
        assert_eq!(told(&history, at(60)), ["close/postmortem 604 not needed 8", "close/review 904 not needed 8"]);
    }

    #[test]
    fn what_is_not_asked_for_any_more_was_not_forgotten() {
        let mut history = history();
        history.state.levels.push((at(10), Level::default()));
        assert_eq!(told(&history, at(90)), ["role/commander 5 forgotten"]);
    }

    /// Resolved after ten minutes, with all that was asked for before it may be closed.
    fn over() -> History {
        let mut history = history();
        let close = [(Closing::Postmortem, minutes(100)), (Closing::Review, minutes(200))].into();
        history.state.levels = vec![(OPENED, Level { close, ..Level::default() })];
        history.statuses.push((at(10), Status::Resolved));
        history
    }

    #[test]
    fn what_was_never_written_was_not_done() {
        let mut early = over();
        early.state.levels.push((at(50), Level::default()));
        assert_eq!(told(&early, at(900)), Vec::<String>::new());
        let mut late = over();
        late.state.levels.push((at(150), Level::default()));
        assert_eq!(told(&late, at(900)), ["close/postmortem 110 forgotten"]);
        let mut again = over();
        again.statuses.push((at(50), Status::Investigating));
        assert_eq!(told(&again, at(60)), ["role/commander 0 ahead"]);
    }

    #[test]
    fn it_was_done_once_it_was_in_review_or_published() {
        let mut written = over();
        written.postmortems = vec![(at(60), postmortems::State::Review), (at(230), postmortems::State::Published)];
        assert_eq!(told(&written, at(900)), ["close/postmortem 110 done 60", "close/review 210 done 230 late 20"]);
    }
}

//! What comes when, to whom, and does not come again.

use proptest::prelude::*;

use super::*;
use crate::severity_policy::Escalation;

const OPENED: Time = Time(1_795_025_520_000_000);

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn at(minutes_on: i64) -> Time {
    OPENED.plus(minutes(minutes_on))
}

fn person(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn level() -> Level {
    Level {
        roles: [(Role::Commander, minutes(5)), (Role::Scribe, minutes(20))].into(),
        updates: [(Circle::Inside, minutes(15)), (Circle::Stakeholders, minutes(30))].into(),
        tell: [("経営層".to_owned(), minutes(30))].into(),
        escalation: Some(Escalation { after: minutes(10), teams: Vec::new(), owners: true }),
        close: BTreeMap::new(),
    }
}

fn state() -> State {
    State {
        status: Status::Investigating,
        running_since: OPENED,
        resolved_at: None,
        turn: Some(NextStep::TakeCommand),
        levels: vec![(OPENED, level())],
        roles: BTreeMap::new(),
        sent: BTreeMap::new(),
        answers: BTreeMap::new(),
        postmortem: None,
        notice: None,
        owners: vec![person(100)],
        opener: None,
        teams: HashMap::new(),
        clock: Clock::default(),
    }
}

fn led() -> State {
    State {
        turn: Some(NextStep::Advance(Status::Identified)),
        roles: [(Role::Commander, vec![person(1)])].into(),
        ..state()
    }
}

/// Each step as `name due(+minutes) to flags`.
fn list(state: &State, now: Time) -> Vec<String> {
    let one = |step: Step| {
        let due = step.due.map(|due| format!(" +{}", due.since(OPENED).as_mins())).unwrap_or_default();
        let to = step.to.iter().map(|to| match to {
            Addressee::Person(id) => format!(" p{}", id.as_u128()),
            Addressee::Team(id) => format!(" t{}", id.as_u128()),
        });
        let late = if step.is_late { " late" } else { "" };
        let put_off = step.put_off.map(|until| format!(" off+{}", until.since(OPENED).as_mins())).unwrap_or_default();
        format!("{}{due}{}{late}{put_off}", step.deed, to.collect::<String>())
    };
    state.steps(now).into_iter().map(one).collect()
}

#[test]
fn the_commander_comes_first_then_what_is_due_soon_then_the_way_to_the_end() {
    assert_eq!(
        list(&state(), OPENED),
        ["role/commander +5", "update/inside/1 +15", "role/scribe +20", "update/stakeholders/1 +30", "tell/経営層 +30"]
    );
    assert_eq!(
        list(&led(), at(6)),
        [
            "update/inside/1 +15 p1",
            "turn/identified p1",
            "role/scribe +20 p1",
            "update/stakeholders/1 +30 p1",
            "tell/経営層 +30 p1"
        ]
    );
}

#[test]
fn what_is_said_is_the_communications_leads_and_what_is_very_late_everybodys() {
    let mut state = led();
    state.roles.insert(Role::Communications, vec![person(2)]);
    let steps = list(&state, at(41));
    assert!(steps.contains(&"update/stakeholders/1 +30 p2 p1 t100 late".to_owned()), "{steps:?}");
    assert!(steps.contains(&"role/scribe +20 p1 t100 late".to_owned()), "{steps:?}");
    let mut named = level();
    named.escalation = Some(Escalation { after: minutes(10), teams: vec!["sre".into(), "gone".into()], owners: false });
    state.levels = vec![(OPENED, named)];
    state.teams.insert("sre".into(), person(200));
    assert!(list(&state, at(41)).contains(&"update/stakeholders/1 +30 p2 p1 t200 late".to_owned()));
}

#[test]
fn a_commander_that_nobody_can_be_asked_to_be_is_looked_for_by_who_opened_it() {
    let state = State { owners: Vec::new(), opener: Some(person(9)), ..state() };
    let steps = list(&state, at(6));
    assert_eq!(steps[0], "role/commander +5 p9 late");
    assert!(steps[1..].iter().all(|step| !step.contains(" p9")), "{steps:?}");
}

#[test]
fn the_way_without_a_commander_is_whoever_opened_its_or_the_teams() {
    let way = |turn: NextStep, status: Status, state: State| {
        let resolved_at = Some(at(5)).filter(|_| !status.is_open());
        let answers = [(Deed::Fill(Role::Commander), Answer::NotNeeded(at(1)))].into();
        let state = State { turn: Some(turn), status, resolved_at, answers, levels: Vec::new(), ..state };
        list(&state, at(6))
    };
    let advance = NextStep::Advance(Status::Identified);
    for (turn, status, name) in [
        (advance, Status::Investigating, "turn/identified"),
        (NextStep::Resolve, Status::Monitoring, "turn/resolve"),
        (NextStep::Close, Status::Resolved, "turn/close"),
    ] {
        assert_eq!(way(turn, status, state()), [format!("{name} t100")]);
        let opened = State { owners: Vec::new(), opener: Some(person(9)), ..state() };
        assert_eq!(way(turn, status, opened), [format!("{name} p9")]);
    }
    assert_eq!(way(advance, Status::Investigating, led()), ["turn/identified p1"]);
}

#[test]
fn an_update_that_was_sent_or_left_out_brings_the_next_one_later() {
    let mut state = led();
    state.sent.insert(Circle::Stakeholders, Sent { number: 1, last: at(12) });
    state.answers.insert(Deed::Update(Circle::Stakeholders, 2), Answer::NotNeeded(at(40)));
    assert!(list(&state, at(41)).contains(&"update/stakeholders/3 +70 p1".to_owned()));
}

#[test]
fn answers_hold() {
    let mut state = led();
    let tell = Deed::Tell("経営層".into());
    state.answers.insert(tell.clone(), Answer::PutOff { since: at(40), until: at(50) });
    assert_eq!(list(&state, at(41)).last().unwrap(), "tell/経営層 +30 p1 t100 late off+50");
    assert!(
        list(&state, at(50)).contains(&"tell/経営層 +30 p1 t100 late".to_owned()),
        "it comes again when its time is up"
    );
    state.answers.insert(tell, Answer::Done(at(42)));
    assert!(!list(&state, at(90)).iter().any(|step| step.starts_with("tell/")));
}

#[test]
fn what_a_worse_severity_asks_for_counts_from_the_change_and_the_rest_from_before() {
    let mut state = led();
    let mut mild = level();
    mild.roles.remove(&Role::Scribe);
    mild.tell.clear();
    state.levels = vec![(OPENED, mild.clone()), (at(60), level())];
    state.sent.insert(Circle::Stakeholders, Sent { number: 2, last: at(55) });
    let steps = list(&state, at(61));
    for expected in ["role/scribe +80 p1", "tell/経営層 +90 p1", "update/stakeholders/3 +85 p1"] {
        assert!(steps.contains(&expected.to_owned()), "{expected}: {steps:?}");
    }
    // Milder, then worse again: what was not asked for in between has its time anew.
    state.levels = vec![(OPENED, level()), (at(30), mild), (at(60), level())];
    assert!(list(&state, at(61)).contains(&"role/scribe +80 p1".to_owned()));
}

#[test]
fn once_it_is_over_only_those_who_heard_of_it_hear_that() {
    let over = State { status: Status::Resolved, resolved_at: Some(at(100)), turn: Some(NextStep::FollowUp), ..led() };
    assert_eq!(
        list(&over, at(101)),
        ["turn/follow-up p1", "tell/経営層 +30 p1 t100 late"].map(str::to_owned).into_iter().rev().collect::<Vec<_>>()
    );
    let mut told = over.clone();
    told.sent.insert(Circle::Stakeholders, Sent { number: 1, last: at(40) });
    told.sent.insert(Circle::Inside, Sent { number: 1, last: at(40) });
    let steps = list(&told, at(101));
    assert!(
        steps.contains(&"update/stakeholders/2 +130 p1".to_owned())
            && !steps.iter().any(|step| step.contains("inside"))
    );
    told.sent.insert(Circle::Stakeholders, Sent { number: 2, last: at(105) });
    assert!(!list(&told, at(106)).iter().any(|step| step.starts_with("update/")));
    let closed = State { status: Status::Closed, turn: None, ..told };
    assert!(list(&closed, at(200)).is_empty());
}

#[test]
fn without_a_policy_there_is_the_way_to_the_end_alone() {
    let state = State { levels: Vec::new(), ..led() };
    assert_eq!(list(&state, at(500)), ["turn/identified p1"]);
    let state = State { levels: Vec::new(), ..self::state() };
    assert_eq!(list(&state, at(500)), ["role/commander"]);
}

proptest! {
    #[test]
    fn steps_are_named_and_found_by_their_names(number in 1_i64..1000, name in "[^/\\PC]{1,40}") {
        for deed in [Deed::Update(Circle::Inside, number), Deed::Tell(name), Deed::Fill(Role::Responder)] {
            prop_assert_eq!(Deed::named(&deed.to_string()), Some(deed));
        }
    }

    /// Time alone never takes a step away, nor makes one less late; and no step stands twice.
    #[test]
    fn steps_only_become_more_urgent(first in 0_i64..300, later in 0_i64..300, scribe: bool, sent in 0_i64..3) {
        let mut state = led();
        if scribe {
            state.roles.insert(Role::Scribe, vec![person(3)]);
        }
        if sent > 0 {
            state.sent.insert(Circle::Inside, Sent { number: sent, last: at(first.min(60)) });
        }
        let (before, after) = (state.steps(at(first)), state.steps(at(first + later)));
        let deeds = |steps: &[Step]| {
            let mut deeds: Vec<Deed> = steps.iter().map(|step| step.deed.clone()).collect();
            deeds.sort();
            deeds
        };
        prop_assert_eq!(deeds(&before), deeds(&after));
        let mut once = deeds(&before);
        once.dedup();
        prop_assert_eq!(once.len(), before.len());
        for step in before.iter().filter(|step| step.is_late) {
            prop_assert!(after.iter().any(|other| other.deed == step.deed && other.is_late));
        }
    }
}

#[test]
fn nothing_is_closed_before_its_post_mortem() {
    let close = [(Closing::Postmortem, minutes(100)), (Closing::Review, minutes(200))].into();
    let resolved = State {
        status: Status::Resolved,
        resolved_at: Some(at(60)),
        turn: Some(NextStep::Close),
        levels: vec![(OPENED, Level { close, ..Level::default() })],
        ..led()
    };
    assert_eq!(list(&resolved, at(70)), ["close/postmortem +160 p1", "close/review +260 p1"]);
    assert_eq!(list(&resolved, at(161))[0], "close/postmortem +160 p1 late");
    assert_eq!(resolved.postmortem_due(), Some(at(160)));
    for (state, left) in [
        (postmortems::State::Draft, vec!["close/postmortem +160 p1", "close/review +260 p1"]),
        (postmortems::State::Review, vec!["close/review +260 p1"]),
        (postmortems::State::Published, vec!["turn/close p1"]),
    ] {
        assert_eq!(list(&State { postmortem: Some(state), ..resolved.clone() }, at(70)), left, "{state:?}");
    }
    let mut left_out = resolved.clone();
    left_out.answers.insert(Deed::Close(Closing::Postmortem), Answer::NotNeeded(at(70)));
    assert_eq!(list(&left_out, at(80)), ["turn/close p1"], "without one there is no meeting about it");
    assert_eq!(left_out.postmortem_due(), None);
    let closed = State { status: Status::Closed, turn: None, ..resolved.clone() };
    assert!(list(&closed, at(80)).is_empty());
    let running = State { status: Status::Monitoring, resolved_at: None, turn: Some(NextStep::Resolve), ..resolved };
    assert_eq!(list(&running, at(70)), ["turn/resolve p1"]);
}

#[test]
fn a_notice_of_what_is_over_is_ended_by_who_may() {
    let over = State {
        status: Status::Resolved,
        resolved_at: Some(at(60)),
        turn: Some(NextStep::FollowUp),
        notice: Some(vec![person(7)]),
        ..led()
    };
    let notice = |state: &State, now: Time| list(state, now).into_iter().find(|step| step.starts_with("notice"));
    assert_eq!(notice(&over, at(61)).as_deref(), Some("notice/end +90 t7"));
    assert_eq!(notice(&over, at(90)).as_deref(), Some("notice/end +90 t7 late"));
    let mut spoken_for = over.clone();
    spoken_for.roles.insert(Role::Communications, vec![person(2)]);
    assert_eq!(notice(&spoken_for, at(61)).as_deref(), Some("notice/end +90 p2"));
    let done = State { turn: Some(NextStep::Close), levels: Vec::new(), ..over.clone() };
    assert_eq!(list(&done, at(61)), ["notice/end +90 t7"], "it is not closed over a notice that goes on");
    assert_eq!(list(&State { notice: None, ..done }, at(61)), ["turn/close p1"]);
    let unsaid = State { levels: Vec::new(), ..over.clone() };
    assert_eq!(notice(&unsaid, at(61)).as_deref(), Some("notice/end +90 t7"), "whatever the policy says");
    for (answer, left) in [
        (Answer::NotNeeded(at(61)), None),
        (Answer::PutOff { since: at(61), until: at(71) }, Some("notice/end +90 t7 off+71")),
    ] {
        let answered = State { answers: [(Deed::EndNotice, answer)].into(), ..over.clone() };
        assert_eq!(notice(&answered, at(62)).as_deref(), left);
    }
    for gone in [
        State { notice: None, ..over.clone() },
        State { status: Status::Closed, ..over.clone() },
        State { notice: over.notice.clone(), ..led() },
    ] {
        assert_eq!(notice(&gone, at(90)), None);
    }
    assert_eq!(Deed::named("notice/end"), Some(Deed::EndNotice));
    assert_eq!(Deed::named("notice/other"), None);
}

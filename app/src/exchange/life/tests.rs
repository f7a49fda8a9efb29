//! What each state lacks, in tables.

use jiff::civil::date;

use super::*;

fn standing(state: State) -> Standing {
    Standing {
        state,
        today: date(2026, 11, 19),
        from: date(2026, 10, 5),
        until: date(2026, 12, 25),
        mid: date(2026, 11, 14),
        paused: false,
        has_why: true,
        guest: Uuid::from_u128(1),
        buddy: Some(Uuid::from_u128(2)),
        home_manager: Some(Uuid::from_u128(3)),
        host_manager: Some(Uuid::from_u128(4)),
        aims: Side::ALL.map(|side| aim(side, 1, None)).into(),
        agreed: vec![Side::Home, Side::Host],
        steps: vec![StepStanding {
            what: "アカウント".into(),
            owner: Some(Uuid::from_u128(2)),
            due: date(2026, 10, 1),
            done: true,
        }],
        feedback: Side::ALL
            .into_iter()
            .flat_map(|side| [(Moment::Mid, side), (Moment::End, side), (Moment::D30, side), (Moment::D90, side)])
            .collect(),
        plan: (24, 31),
        learnings: 3,
        follow_ups: 1,
        follow_ups_open: 0,
    }
}

fn aim(side: Side, evidence: i64, result: Option<AimResult>) -> AimStanding {
    AimStanding { label: side.mark().to_string(), mark: format!("{}1", side.mark()), side, evidence, result }
}

fn keys(standing: &Standing) -> Vec<String> {
    missing(standing).into_iter().map(|need| need.what.key.into_owned()).collect()
}

#[test]
fn a_draft_needs_a_reason_and_an_aim() {
    let mut draft = standing(State::Draft);
    assert_eq!(keys(&draft), Vec::<String>::new());
    (draft.has_why, draft.aims, draft.home_manager) = (false, Vec::new(), None);
    assert_eq!(keys(&draft), ["exchange-need-why", "exchange-need-guest-aim", "exchange-need-home-manager"]);
    assert!(missing(&draft).iter().all(|need| need.owed_by == Some(draft.guest)));
}

#[test]
fn a_proposal_needs_aims_of_all_and_the_word_of_both() {
    let mut proposed = standing(State::Proposed);
    proposed.agreed = vec![Side::Home];
    assert_eq!(keys(&proposed), ["exchange-need-host-word"]);
    assert_eq!(missing(&proposed)[0].owed_by, proposed.host_manager);
    proposed.aims.retain(|aim| aim.side == Side::Guest);
    proposed.buddy = None;
    assert_eq!(
        keys(&proposed),
        ["exchange-need-buddy", "exchange-need-host-aim", "exchange-need-home-aim", "exchange-need-host-word"]
    );
}

#[test]
fn day_one_waits_for_every_step_and_for_the_day() {
    let mut preparing = standing(State::Preparing);
    assert_eq!(keys(&preparing), Vec::<String>::new());
    preparing.today = date(2026, 10, 4);
    preparing.steps[0].done = false;
    assert_eq!(keys(&preparing), ["exchange-need-step", "exchange-need-day-one"]);
    assert!(missing(&preparing)[0].is_late(preparing.today));
    assert_eq!(missing(&preparing)[1].owed_by, None);
}

#[test]
fn a_passed_last_day_is_not_enough() {
    let mut active = standing(State::Active);
    assert_eq!(keys(&active), ["exchange-need-last-day"]);
    active.today = date(2027, 3, 1);
    assert_eq!(keys(&active), Vec::<String>::new());
    active.aims[1].evidence = 0;
    active.plan = (15, 31);
    active.learnings = 0;
    active.feedback.retain(|given| *given != (Moment::Mid, Side::Home));
    assert_eq!(
        keys(&active),
        ["exchange-need-feedback-mid", "exchange-need-evidence", "exchange-need-plan", "exchange-need-learning"]
    );
    assert_eq!(missing(&active)[0].owed_by, active.home_manager);
    // Given up for a reason is an answer too.
    active.aims[1].result = Some(AimResult::Dropped);
    assert!(!keys(&active).contains(&"exchange-need-evidence".to_owned()));
}

#[test]
fn the_end_needs_results_and_the_quarter_after() {
    let mut reviewing = standing(State::Reviewing);
    assert_eq!(keys(&reviewing).len(), 3, "one result an aim");
    for aim in &mut reviewing.aims {
        aim.result = Some(AimResult::Partly);
    }
    reviewing.follow_ups = 0;
    assert_eq!(keys(&reviewing), ["exchange-need-follow-up"]);
    let mut following = standing(State::FollowingUp);
    following.feedback.clear();
    following.follow_ups_open = 2;
    assert_eq!(keys(&following).len(), 7);
    assert_eq!(missing(&following)[0].due, Some(date(2027, 1, 24)));
}

#[test]
fn what_rests_goes_on_first() {
    let mut active = standing(State::Active);
    active.paused = true;
    assert!(keys(&active).contains(&"exchange-need-resume".to_owned()));
    for state in [State::Closed, State::Declined, State::Cancelled] {
        assert_eq!(needs(&standing(state)), Vec::new());
    }
}

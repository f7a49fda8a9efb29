//! A drill: what an incident that is one has besides.

use ryugaku_kernel::{Failure, Msg, Outcome, Time, Uuid};

pub const LONGEST_LEARNT: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drill {
    pub incident: Uuid,
    pub scenario: Option<Uuid>,
    /// Who opened it: reads out what happens, and turns the clock.
    pub facilitator: Uuid,
    pub learnt: String,
    /// Of what was learnt.
    pub version: i64,
    pub injects: Vec<Inject>,
    pub aims: Vec<Aim>,
}

/// As it stood in the scenario when the drill began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inject {
    pub number: i64,
    pub minute: i64,
    pub said: String,
    /// When it was read out, on the wall.
    pub given_at: Option<Time>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aim {
    pub number: i64,
    pub aim: String,
    /// Unset: nobody has said.
    pub reached: Option<bool>,
}

pub fn check_learnt(text: &str) -> Outcome<()> {
    if text.chars().count() > LONGEST_LEARNT {
        return Err(Failure::invalid_msg("learnt", Msg::new("failure-too-long").with("most", LONGEST_LEARNT)));
    }
    Ok(())
}

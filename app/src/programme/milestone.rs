//! A day of the programme that somebody recorded, since nothing else in here knows it.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const LONGEST_WHAT: usize = 200;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneKind {
    /// An SRE team began.
    Founded,
    /// The SRE team works with the team from then on.
    TakenOn,
    /// Production meetings with the team began.
    MeetingsBegun,
    /// Something else, in words.
    Other,
}

impl MilestoneKind {
    pub const ALL: [Self; 4] = [Self::TakenOn, Self::MeetingsBegun, Self::Founded, Self::Other];

    pub fn name(self) -> &'static str {
        match self {
            Self::Founded => "founded",
            Self::TakenOn => "taken_on",
            Self::MeetingsBegun => "meetings_begun",
            Self::Other => "other",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Founded => "milestone-founded",
            Self::TakenOn => "milestone-taken-on",
            Self::MeetingsBegun => "milestone-meetings-begun",
            Self::Other => "milestone-other",
        }
    }

    /// The key of the sentence with `{ $team }`.
    pub fn said(self) -> &'static str {
        match self {
            Self::Founded => "milestone-founded-said",
            Self::TakenOn => "milestone-taken-on-said",
            Self::MeetingsBegun => "milestone-meetings-begun-said",
            Self::Other => "milestone-other",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Founded => "turn",
            Self::TakenOn => "plus",
            Self::MeetingsBegun => "meeting",
            Self::Other => "pen",
        }
    }

    /// Whether it happens to a team, and then once.
    pub fn is_of_team(self) -> bool {
        self != Self::Other
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Milestone {
    pub id: Uuid,
    pub kind: MilestoneKind,
    /// Set wherever the kind is of a team.
    pub team: Option<Uuid>,
    pub day: Date,
    /// What happened, where the kind does not say it; else a remark, or empty.
    pub what: String,
    pub by: Option<Uuid>,
    pub at: Time,
}

/// Everything that is wrong, at once. `before` are those that there are.
pub fn check(new: &Milestone, before: &[Milestone], today: Date) -> Outcome<()> {
    let mut errors = Vec::new();
    if new.kind.is_of_team() && new.team.is_none() {
        errors.push(FieldError::new("team", Msg::new("failure-required")));
    }
    let is_there = |one: &Milestone| one.kind == new.kind && one.team == new.team;
    if new.kind.is_of_team() && new.team.is_some() && before.iter().any(is_there) {
        errors.push(FieldError::new("team", Msg::new("milestone-recorded-already")));
    }
    if new.kind == MilestoneKind::Other && new.what.trim().is_empty() {
        errors.push(FieldError::new("what", Msg::new("failure-required")));
    }
    if new.what.chars().count() > LONGEST_WHAT {
        errors.push(FieldError::new("what", Msg::new("failure-too-long").with("most", LONGEST_WHAT)));
    }
    if new.day > today {
        errors.push(FieldError::new("day", Msg::new("milestone-day-future").with("today", today.to_string())));
    } else if new.day.year() < 1990 {
        errors.push(FieldError::new("day", Msg::new("milestone-day-far")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_team_is_taken_on_once() {
        let today = date(2026, 11, 19);
        let (a, b) = (Some(Uuid::from_u128(1)), Some(Uuid::from_u128(2)));
        let milestone = |kind, team, day, what: &str| Milestone {
            id: Uuid::nil(),
            kind,
            team,
            day,
            what: what.into(),
            by: None,
            at: Time(0),
        };
        let before = [milestone(MilestoneKind::TakenOn, a, date(2021, 10, 1), "")];
        for (kind, team, day, what, wrong) in [
            (MilestoneKind::TakenOn, b, date(2022, 6, 1), "", vec![]),
            (MilestoneKind::TakenOn, a, date(2022, 6, 1), "", vec!["team"]),
            (MilestoneKind::MeetingsBegun, a, today, "", vec![]),
            (MilestoneKind::Founded, None, date(1989, 1, 1), "", vec!["team", "day"]),
            (MilestoneKind::Other, None, date(2026, 11, 20), " ", vec!["what", "day"]),
            (MilestoneKind::Other, None, today, "合宿", vec![]),
        ] {
            let fields: Vec<String> = match check(&milestone(kind, team, day, what), &before, today) {
                Ok(()) => vec![],
                Err(Failure::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
                Err(other) => panic!("{other}"),
            };
            assert_eq!(fields, wrong, "{kind:?} {day}");
        }
    }
}

//! Which team was home from when to when, and what a change of it does to that history.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, Msg, Outcome, Uuid};

use super::team::TeamId;

/// Days are the organisation's, both included; the team now has no last day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    pub id: Uuid,
    pub team: TeamId,
    pub from: Date,
    pub until: Option<Date>,
}

/// What is to be written, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    Remove(Uuid),
    End {
        id: Uuid,
        last: Date,
    },
    /// The row goes on as if it had never ended.
    Reopen(Uuid),
    Begin {
        team: TeamId,
        from: Date,
    },
}

/// How the history (latest first) becomes one in which `team` is home from the day `from` on; `None` is no home team.
///
/// The day may not lie in the future, nor before the last change: what was true stays true. On the very day of the last
/// change the new one takes its place, so that a change is taken back by another.
pub fn change(history: &[Membership], team: Option<TeamId>, from: Date, today: Date) -> Outcome<Vec<Step>> {
    if from > today {
        return Err(Failure::invalid_msg("from_day", Msg::new("person-day-future").with("today", today.to_string())));
    }
    let current = history.first().filter(|row| row.until.is_none());
    if current.map(|row| row.team) == team {
        return Err(Failure::invalid("team", "person-team-same"));
    }
    // The first day that is not settled: of the home now its first, else the one after the last home's end.
    let settled = match (current, history.first().and_then(|row| row.until)) {
        (Some(current), _) => Some(current.from),
        (None, Some(last)) => Some(last.tomorrow().unwrap_or(Date::MAX)),
        (None, None) => None,
    };
    if let Some(first) = settled.filter(|first| from < *first) {
        return Err(Failure::invalid_msg("from_day", Msg::new("person-day-early").with("day", first.to_string())));
    }
    let mut steps = Vec::new();
    let mut before = history;
    if let Some(current) = current {
        if from == current.from {
            steps.push(Step::Remove(current.id));
            before = &history[1..];
        } else {
            steps.push(Step::End { id: current.id, last: from.yesterday().unwrap_or(from) });
            before = &[];
        }
    }
    let Some(team) = team else { return Ok(steps) };
    match before.first() {
        Some(last) if last.team == team && last.until == from.yesterday().ok() => steps.push(Step::Reopen(last.id)),
        _ => steps.push(Step::Begin { team, from }),
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 19);

    fn team(n: u128) -> TeamId {
        TeamId(Uuid::from_u128(n))
    }

    fn row(id: u128, at: u128, from: Date, until: Option<Date>) -> Membership {
        Membership { id: Uuid::from_u128(id), team: team(at), from, until }
    }

    #[test]
    fn a_first_home_begins() {
        let begins = change(&[], Some(team(1)), TODAY, TODAY).unwrap();
        assert_eq!(begins, [Step::Begin { team: team(1), from: TODAY }]);
        assert!(change(&[], None, TODAY, TODAY).is_err());
    }

    #[test]
    fn the_home_before_ends_the_day_before() {
        let history = [row(7, 1, date(2026, 4, 1), None)];
        let steps = change(&history, Some(team(2)), date(2026, 10, 1), TODAY).unwrap();
        let end = Step::End { id: history[0].id, last: date(2026, 9, 30) };
        assert_eq!(steps, [end, Step::Begin { team: team(2), from: date(2026, 10, 1) }]);
        let left = change(&history, None, TODAY, TODAY).unwrap();
        assert_eq!(left, [Step::End { id: history[0].id, last: date(2026, 11, 18) }]);
    }

    #[test]
    fn a_change_is_taken_back_by_another_on_its_day() {
        let (first, day) = (date(2026, 4, 1), date(2026, 10, 1));
        let history = [row(8, 2, day, None), row(7, 1, first, day.yesterday().ok())];
        let back = change(&history, Some(team(1)), day, TODAY).unwrap();
        assert_eq!(back, [Step::Remove(history[0].id), Step::Reopen(history[1].id)]);
        let other = change(&history, Some(team(3)), day, TODAY).unwrap();
        assert_eq!(other, [Step::Remove(history[0].id), Step::Begin { team: team(3), from: day }]);
    }

    #[test]
    fn the_future_and_what_is_settled_stay() {
        let history = [row(7, 1, date(2026, 4, 1), Some(date(2026, 6, 30)))];
        for (from, why) in [(date(2026, 11, 20), "person-day-future"), (date(2026, 6, 30), "person-day-early")] {
            let Err(Failure::Invalid(errors)) = change(&history, Some(team(2)), from, TODAY) else { panic!("{from}") };
            assert_eq!((errors[0].field.as_str(), &*errors[0].msg.key), ("from_day", why));
        }
        let again = change(&history, Some(team(1)), date(2026, 7, 1), TODAY).unwrap();
        assert_eq!(again, [Step::Reopen(history[0].id)]);
    }
}

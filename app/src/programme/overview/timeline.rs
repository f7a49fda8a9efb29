//! Exchanges on one axis of months: what was, what is, what is agreed, and the follow-ups after 30 and 90 days.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Number, Outcome, Uuid};

use super::axis::{Axis, PerCent};
use super::gather::{Overview, has_begun};
use crate::exchange::State;
use crate::exchange::exchange::PREFIX;
use crate::exchange::overview_store::Line;

pub struct Timeline {
    pub axis: Axis,
    pub rows: Vec<Row>,
    /// How many older ones are not shown.
    pub folded: usize,
}

pub struct Row {
    pub id: Uuid,
    pub number: String,
    pub home: String,
    pub host: String,
    /// Of those that are not over.
    pub guest: Option<String>,
    pub state: State,
    /// Of those that came to nothing, why.
    pub why: Option<String>,
    pub pieces: Vec<Piece>,
    /// The line along which it is followed up.
    pub after: Option<(PerCent, PerCent)>,
    pub marks: Vec<Mark>,
}

/// A stretch of the bar, and how styles call it.
#[derive(Clone, PartialEq, Debug)]
pub struct Piece {
    pub class: &'static str,
    pub at: PerCent,
    pub width: PerCent,
}

impl Piece {
    pub fn end(&self) -> PerCent {
        PerCent(self.at.0 + self.width.0)
    }
}

pub struct Mark {
    pub at: PerCent,
    pub day: Date,
    /// Whether something was noted about then.
    pub happened: bool,
}

/// Rows before older ones are folded.
const ROWS: usize = 60;
/// Days after the last one on which a follow-up is due.
pub const FOLLOW_UPS: [i32; 2] = [30, 90];
/// How far from the day a note still counts as that follow-up.
const ABOUT: i32 = 20;

pub fn timeline(overview: &Overview) -> Option<Timeline> {
    let folded = overview.exchanges.len().saturating_sub(ROWS);
    let shown = &overview.exchanges[folded..];
    let last = shown.iter().map(|line| line.until.saturating_add(FOLLOW_UPS[1].days())).max()?;
    let first = shown.iter().map(|line| line.from).min()?.min(overview.today);
    let axis = Axis { from: first, until: last.max(overview.today).saturating_add(7.days()) };
    let rows = shown.iter().map(|line| row(overview, axis, line)).collect();
    Some(Timeline { axis, rows, folded })
}

/// Beside what was declined or cancelled, the reason, as the ledger has it and the one who asks may read it.
pub async fn say_why(q: &mut dyn Query, cx: &Cx, timeline: &mut Timeline) -> Outcome<()> {
    let over = timeline.rows.iter_mut().filter(|row| matches!(row.state, State::Declined | State::Cancelled));
    let mut over: HashMap<Uuid, &mut Row> = over.map(|row| (row.id, row)).collect();
    let ids = over.keys().copied().collect();
    let ends = ["exchange.declined", "exchange.cancelled"];
    for event in ryugaku_ledger::about_any(q, &cx.who, &ends, ids).await? {
        if let Some(row) = event.id_of("exchange").and_then(|id| over.get_mut(&id)) {
            row.why = event.text;
        }
    }
    Ok(())
}

fn row(overview: &Overview, axis: Axis, line: &Line) -> Row {
    let marks = follow_ups(overview.follow_days.get(&line.id), line);
    let marks: Vec<Mark> =
        marks.into_iter().map(|(day, happened)| Mark { at: PerCent(axis.at(day)), day, happened }).collect();
    let end = PerCent(axis.at(line.until.saturating_add(1.day())));
    Row {
        id: line.id,
        number: Number::new(PREFIX, line.count).to_string(),
        home: overview.name(line.home_team).to_owned(),
        host: overview.name(line.host_team).to_owned(),
        guest: (!line.state.is_over()).then(|| overview.name(line.guest).to_owned()),
        state: line.state,
        why: None,
        pieces: pieces(axis, line, overview.today),
        after: marks.last().map(|mark| (end, mark.at)),
        marks,
    }
}

/// The days on which it is asked again how things are, and whether somebody noted anything about then. What has not begun
/// has none.
pub fn follow_ups(noted: Option<&Vec<Date>>, line: &Line) -> Vec<(Date, bool)> {
    if !has_begun(line) {
        return Vec::new();
    }
    let due = FOLLOW_UPS.map(|days| line.until.saturating_add(days.days()));
    let is_near = |day: Date| noted.is_some_and(|noted| noted.iter().any(|one| (*one - day).get_days().abs() <= ABOUT));
    due.map(|day| (day, is_near(day))).to_vec()
}

fn pieces(axis: Axis, line: &Line, today: Date) -> Vec<Piece> {
    let piece = |class, from: Date, until: Date| {
        let (at, width) = axis.span(from, until);
        Piece { class, at: PerCent(at), width: PerCent(width) }
    };
    match line.state {
        State::Declined | State::Cancelled => vec![piece("none", line.from, line.until)],
        State::Draft | State::Proposed => vec![piece("idea", line.from, line.until)],
        State::Agreed | State::Preparing => vec![piece("rest", line.from, line.until)],
        State::Active if line.until > today => {
            let mut pieces = vec![piece("rest", line.from, line.until)];
            if line.from <= today {
                pieces.push(piece("live", line.from, today));
            }
            pieces
        }
        State::Active => vec![piece("live", line.from, line.until)],
        State::Reviewing | State::FollowingUp | State::Closed => vec![piece("gone", line.from, line.until)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn line(state: State) -> Line {
        Line {
            id: Uuid::nil(),
            count: 1,
            state,
            guest: Uuid::nil(),
            home_team: Uuid::nil(),
            host_team: Uuid::nil(),
            from: date(2026, 10, 5),
            until: date(2026, 12, 25),
        }
    }

    #[test]
    fn the_bar_says_how_far_it_is() {
        let today = date(2026, 11, 19);
        let axis = Axis { from: date(2026, 1, 1), until: date(2027, 12, 31) };
        for (state, classes) in [
            (State::Proposed, vec!["idea"]),
            (State::Agreed, vec!["rest"]),
            (State::Active, vec!["rest", "live"]),
            (State::FollowingUp, vec!["gone"]),
            (State::Declined, vec!["none"]),
        ] {
            let found: Vec<_> = pieces(axis, &line(state), today).iter().map(|piece| piece.class).collect();
            assert_eq!(found, classes, "{state:?}");
        }
        let late = pieces(axis, &line(State::Active), date(2027, 1, 10));
        assert_eq!(late.iter().map(|piece| piece.class).collect::<Vec<_>>(), ["live"]);
    }

    #[test]
    fn a_follow_up_happened_when_something_was_noted_about_then() {
        let noted = vec![date(2027, 2, 5)];
        let closed = line(State::Closed);
        assert_eq!(follow_ups(Some(&noted), &closed), [(date(2027, 1, 24), true), (date(2027, 3, 25), false)]);
        assert!(follow_ups(None, &closed).iter().all(|(_, happened)| !happened));
        assert!(follow_ups(Some(&noted), &line(State::Agreed)).is_empty());
    }
}

//! How it spread: a line for each team on one axis of years, from what is recorded. What nobody recorded is not drawn.

use jiff::civil::Date;
use ryugaku_kernel::{Number, Uuid};

use super::axis::{Axis, PerCent};
use super::gather::{Overview, has_begun};
use crate::exchange::State;
use crate::exchange::exchange::PREFIX;
use crate::exchange::overview_store::Line;
use crate::people::{Team, TeamKind};
use crate::programme::milestone::MilestoneKind;

pub struct Story {
    pub axis: Axis,
    pub sre: Vec<Life>,
    pub others: Vec<Life>,
}

/// A team's line; places in per cent.
pub struct Life {
    pub name: String,
    pub slug: String,
    pub members: i64,
    /// The day it was founded, or taken on; unset while nobody has recorded it.
    pub since: Option<Date>,
    pub since_at: Option<PerCent>,
    pub meetings_at: Option<PerCent>,
    pub first: Option<Label>,
    pub bands: Vec<Band>,
    pub born: Vec<Born>,
}

pub struct Band {
    pub at: PerCent,
    pub width: PerCent,
    pub live: bool,
    pub label: Option<Label>,
}

/// A Product SRE was appointed.
pub struct Born {
    pub at: PerCent,
    /// Where a word stands above the circle, if there is room for it.
    pub anchor: Option<&'static str>,
}

/// A word at a place, turned so that it stays on the line.
pub struct Label {
    pub at: PerCent,
    pub text: String,
    pub anchor: &'static str,
}

/// Labels that are closer are left out.
const ROOM: f64 = 6.0;
/// The same above the line, where words are longer.
const ROOM_ABOVE: f64 = 14.0;

impl Label {
    fn new(at: f64, text: impl Into<String>) -> Self {
        let anchor = match at {
            at if at < 4.0 => "start",
            at if at > 96.0 => "end",
            _ => "middle",
        };
        Self { at: PerCent(at), text: text.into(), anchor }
    }
}

/// Unset while there is nothing to tell.
pub fn story(overview: &Overview) -> Option<Story> {
    let begun = overview.first_exchange().map(|line| line.from);
    let recorded = overview.milestones.first().map(|milestone| milestone.day);
    let appointed = overview.appointments.first().map(|one| one.from);
    let from = [begun, recorded, appointed].into_iter().flatten().min()?;
    let axis = Axis { from, until: overview.today };
    let mut others: Vec<(Option<Date>, Life)> = overview
        .of_kind(TeamKind::Product)
        .map(|team| (overview.day_of(team.id.0, MilestoneKind::TakenOn), product_team(overview, axis, team)))
        .collect();
    // In the order in which they were taken on; the others after them, by name.
    others.sort_by_key(|(since, _)| (since.is_none(), *since));
    let sre = overview.of_kind(TeamKind::Sre).map(|team| sre_team(overview, axis, team)).collect();
    Some(Story { axis, sre, others: others.into_iter().map(|(_, life)| life).collect() })
}

fn sre_team(overview: &Overview, axis: Axis, team: &Team) -> Life {
    let first = overview.first_exchange().map(|line| Label::new(axis.at(line.from), ""));
    Life { first, ..life(overview, axis, team, MilestoneKind::Founded) }
}

fn product_team(overview: &Overview, axis: Axis, team: &Team) -> Life {
    let bands =
        bands(axis, overview.today, overview.exchanges.iter().filter(|line| row_of(overview, line) == team.id.0));
    let owned = |product: Uuid| overview.products.iter().any(|one| one.id.0 == product && one.team == team.id);
    let mut born: Vec<Born> = Vec::new();
    let mut worded = -ROOM_ABOVE;
    for one in overview.appointments.iter().filter(|one| owned(one.product)) {
        let at = axis.at(one.from);
        let anchor = (at - worded >= ROOM_ABOVE).then(|| {
            worded = at;
            Label::new(at, "").anchor
        });
        born.push(Born { at: PerCent(at), anchor });
    }
    Life { bands, born, ..life(overview, axis, team, MilestoneKind::TakenOn) }
}

fn life(overview: &Overview, axis: Axis, team: &Team, kind: MilestoneKind) -> Life {
    let since = overview.day_of(team.id.0, kind);
    Life {
        name: team.name.clone(),
        slug: team.slug.clone(),
        members: overview.members.get(&team.id.0).copied().unwrap_or(0),
        since,
        since_at: since.map(|day| PerCent(axis.at(day))),
        meetings_at: overview.day_of(team.id.0, MilestoneKind::MeetingsBegun).map(|day| PerCent(axis.at(day))),
        first: None,
        bands: Vec::new(),
        born: Vec::new(),
    }
}

/// An exchange stands in one row: of the product team that sent the guest, else of the one that received them.
fn row_of(overview: &Overview, line: &Line) -> Uuid {
    let is_product = |id: Uuid| overview.of_kind(TeamKind::Product).any(|team| team.id.0 == id);
    if is_product(line.home_team) { line.home_team } else { line.host_team }
}

fn bands<'a>(axis: Axis, today: Date, lines: impl Iterator<Item = &'a Line>) -> Vec<Band> {
    let mut bands = Vec::new();
    let mut labelled = -ROOM;
    for line in lines.filter(|line| has_begun(line)) {
        let (at, width) = axis.span(line.from, line.until.min(today));
        let middle = at + width / 2.0;
        let label = (middle - labelled >= ROOM).then(|| {
            labelled = middle;
            Label::new(middle, Number::new(PREFIX, line.count).to_string())
        });
        bands.push(Band { at: PerCent(at), width: PerCent(width), live: line.state == State::Active, label });
    }
    bands
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn line(count: i64, state: State, from: Date, until: Date) -> Line {
        Line {
            id: Uuid::from_u128(1),
            count,
            state,
            guest: Uuid::from_u128(2),
            home_team: Uuid::from_u128(3),
            host_team: Uuid::from_u128(4),
            from,
            until,
        }
    }

    #[test]
    fn only_what_has_begun_is_a_band_and_labels_have_room() {
        let axis = Axis { from: date(2026, 1, 1), until: date(2026, 12, 31) };
        let lines = [
            line(1, State::Closed, date(2026, 1, 1), date(2026, 1, 31)),
            line(2, State::Closed, date(2026, 1, 10), date(2026, 2, 5)),
            line(3, State::Declined, date(2026, 5, 1), date(2026, 6, 1)),
            line(4, State::Active, date(2026, 11, 1), date(2027, 2, 1)),
        ];
        let found = bands(axis, date(2026, 12, 31), lines.iter());
        let labels: Vec<_> = found.iter().map(|band| band.label.as_ref().map(|label| label.text.as_str())).collect();
        assert_eq!(labels, [Some("EX-1"), None, Some("EX-4")]);
        assert!(found[2].live && found[2].at.0 + found[2].width.0 <= 100.1, "{}", found[2].width);
        assert_eq!((Label::new(99.0, "").anchor, Label::new(1.0, "").anchor), ("end", "start"));
    }
}

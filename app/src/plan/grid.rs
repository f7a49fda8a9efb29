//! The week as a grid: a column a day, a row a quarter of an hour, lanes for what lies over each other.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_kernel::Time;

/// Nine and eighteen o'clock: what is always shown.
const USUAL: (i64, i64) = (36, 72);
/// More side by side cannot be read.
pub const MOST_LANES: usize = 4;

/// The part of a span that lies on one day, in quarters of an hour by the clocks on the wall.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// From 0, Monday.
    pub day: usize,
    pub from: i64,
    pub until: i64,
}

/// A span cut at midnights, within seven days from `monday`. Begun quarters count whole.
pub fn pieces(from: Time, until: Time, monday: Date, zone: &TimeZone) -> Vec<Piece> {
    let minute_of = |time: Time, day: Date| {
        let wall = zone.to_datetime(time.timestamp());
        if wall.date() < day {
            return 0;
        }
        if wall.date() > day {
            return 24 * 60;
        }
        i64::from(wall.hour()) * 60 + i64::from(wall.minute())
    };
    let mut found = Vec::new();
    for day in 0..7_usize {
        let date = monday.checked_add((day as i64).days()).unwrap_or(monday);
        let (first, last) = (minute_of(from, date), minute_of(until, date).min(24 * 60));
        if first < last {
            found.push(Piece { day, from: first / 15, until: (last + 14) / 15 });
        }
    }
    found
}

/// The first and last quarter to show, on whole hours: what is usual, and whatever lies outside of it.
pub fn frame(pieces: impl Iterator<Item = Piece>) -> (i64, i64) {
    let (mut first, mut last) = USUAL;
    for piece in pieces {
        first = first.min(piece.from / 4 * 4);
        last = last.max((piece.until + 3) / 4 * 4);
    }
    (first, last)
}

/// For each piece, its lane (from 0) and how many lanes there are where it lies.
pub fn lanes(pieces: &[Piece]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|at| (pieces[*at].day, pieces[*at].from, -pieces[*at].until));
    let mut given = vec![(0, 1); pieces.len()];
    let mut group: Vec<usize> = Vec::new();
    let mut reach = (usize::MAX, 0);
    let mut close = |group: &mut Vec<usize>, ends: &mut Vec<i64>| {
        for at in group.drain(..) {
            given[at].1 = ends.len().min(MOST_LANES);
        }
        ends.clear();
    };
    let mut ends: Vec<i64> = Vec::new();
    let mut lane_of = vec![0; pieces.len()];
    for at in order {
        let piece = pieces[at];
        if reach.0 != piece.day || piece.from >= reach.1 {
            close(&mut group, &mut ends);
            reach = (piece.day, 0);
        }
        let lane = ends.iter().position(|end| *end <= piece.from).unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(piece.until);
        } else {
            ends[lane] = piece.until;
        }
        lane_of[at] = lane.min(MOST_LANES - 1);
        reach.1 = reach.1.max(piece.until);
        group.push(at);
    }
    close(&mut group, &mut ends);
    for (at, lane) in lane_of.into_iter().enumerate() {
        given[at].0 = lane;
    }
    given
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::item::tests::item;
    use super::*;

    fn of(from: &str, until: &str) -> Vec<(usize, i64, i64)> {
        let item = item(1, from, until);
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let found = pieces(item.from, item.until, date(2026, 11, 16), &tokyo);
        found.into_iter().map(|piece| (piece.day, piece.from, piece.until)).collect()
    }

    #[test]
    fn spans_are_cut_at_midnight_and_at_the_week() {
        assert_eq!(of("2026-11-16T09:00", "2026-11-16T10:30"), [(0, 36, 42)]);
        assert_eq!(of("2026-11-17T09:10", "2026-11-17T09:20"), [(1, 36, 38)]);
        assert_eq!(of("2026-11-19T22:00", "2026-11-20T06:00"), [(3, 88, 96), (4, 0, 24)]);
        assert_eq!(of("2026-11-19T22:00", "2026-11-20T00:00"), [(3, 88, 96)]);
        assert_eq!(of("2026-11-15T22:00", "2026-11-16T01:00"), [(0, 0, 4)]);
        assert_eq!(of("2026-11-23T09:00", "2026-11-23T10:00"), []);
        assert_eq!(of("2026-11-10T09:00", "2026-11-30T10:00").len(), 7);
    }

    #[test]
    fn the_day_grows_with_what_lies_outside() {
        let piece = |from, until| Piece { day: 0, from, until };
        assert_eq!(frame([].into_iter()), (36, 72));
        assert_eq!(frame([piece(30, 40), piece(70, 75)].into_iter()), (28, 76));
        assert_eq!(frame([piece(0, 96)].into_iter()), (0, 96));
    }

    #[test]
    fn what_lies_over_each_other_stands_side_by_side() {
        let piece = |day, from, until| Piece { day, from, until };
        let all = [piece(0, 0, 8), piece(0, 4, 6), piece(0, 6, 10), piece(0, 10, 12), piece(1, 0, 8)];
        assert_eq!(lanes(&all), [(0, 2), (1, 2), (1, 2), (0, 1), (0, 1)]);
        let many = [piece(0, 0, 8); 6];
        assert_eq!(lanes(&many).into_iter().map(|(lane, _)| lane).max(), Some(MOST_LANES - 1));
        assert_eq!(lanes(&[]), []);
    }
}

//! What lies ahead, as points on a line: today, the last day, 30 and 90 days after it, and what goes on.

use jiff::ToSpan;
use jiff::civil::Date;

use super::measure::shortened;
use super::report::Report;
use super::voice::Voice;

#[derive(Clone, PartialEq, Debug)]
pub struct Point {
    /// In per cent of the line.
    pub at: f64,
    pub day: String,
    pub label: String,
    pub kind: PointKind,
    /// Where its words hang.
    pub anchor: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PointKind {
    Today,
    /// A day of the exchange itself.
    Milestone,
    /// A follow-up; its words stand above the line.
    FollowUp,
}

impl Point {
    /// Whether its words stand above the line.
    pub fn is_above(&self) -> bool {
        self.kind != PointKind::Milestone
    }
}

/// With more, words would lie over each other.
const MOST_FOLLOW_UPS: usize = 2;
const LABEL_EMS: usize = 7;
/// In per cent of the line: where it ends, how far neighbours are apart at least, and those whose words stand on one side.
/// Words of the last point hang to its left.
const END: f64 = 99.0;
const APART: f64 = 8.0;
const SAME_SIDE: f64 = 22.0;
const BEFORE_LAST: f64 = 24.0;
const BEFORE_LAST_FOLLOW_UP: f64 = 32.0;

/// In the order of their days; what is past is left out. Empty when nothing lies ahead.
pub fn points(voice: Voice, report: &Report) -> Vec<Point> {
    let until = report.way.until;
    let mut ahead: Vec<(Date, PointKind, String)> =
        [(0, "report-end"), (30, "report-after-30"), (90, "report-after-90")]
            .into_iter()
            .map(|(days, key)| (until.saturating_add(days.days()), PointKind::Milestone, voice.t(key)))
            .collect();
    let follow_ups =
        report.going_on().filter_map(|one| Some((one.next?, PointKind::FollowUp, shortened(&one.what, LABEL_EMS))));
    let mut follow_ups: Vec<_> = follow_ups.filter(|(day, ..)| *day > report.day).collect();
    follow_ups.sort_by_key(|(day, ..)| *day);
    ahead.extend(follow_ups.into_iter().take(MOST_FOLLOW_UPS));
    ahead.retain(|(day, ..)| *day > report.day);
    ahead.sort_by_key(|(day, kind, _)| (*day, *kind));
    if ahead.is_empty() {
        return Vec::new();
    }
    ahead.insert(0, (report.day, PointKind::Today, voice.t("report-now")));
    let places = places(&ahead.iter().map(|(day, kind, _)| (*day, *kind)).collect::<Vec<_>>());
    let last = ahead.len() - 1;
    let point = |(at, (day, kind, label)): (usize, (Date, PointKind, String))| Point {
        at: places[at],
        day: voice.date(day),
        label,
        kind,
        anchor: if at == 0 {
            "start"
        } else if at == last {
            "end"
        } else {
            "middle"
        },
    };
    ahead.into_iter().enumerate().map(point).collect()
}

/// Where days lie between the first and the last, pushed apart where their words would touch.
fn places(days: &[(Date, PointKind)]) -> Vec<f64> {
    let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else { return Vec::new() };
    let whole = f64::from((*last - *first).get_days().max(1));
    let mut places: Vec<f64> =
        days.iter().map(|(day, _)| f64::from((*day - *first).get_days()) / whole * END).collect();
    let end = places.len() - 1;
    let apart = |from: usize, to: usize| {
        let same_side = (days[from].1 == PointKind::Milestone) == (days[to].1 == PointKind::Milestone);
        match days[to].1 {
            _ if !same_side => APART,
            _ if to < end => SAME_SIDE,
            PointKind::Milestone => BEFORE_LAST,
            _ => BEFORE_LAST_FOLLOW_UP,
        }
    };
    for to in 1..=end {
        places[to] = (0..to).map(|from| places[from] + apart(from, to)).fold(places[to], f64::max);
    }
    places[end] = END;
    for from in (1..end).rev() {
        places[from] = (from + 1..=end).map(|to| places[to] - apart(from, to)).fold(places[from], f64::min);
    }
    places
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ryugaku_kernel::Lang;

    use super::super::report::sample::report;
    use super::*;

    #[test]
    fn what_is_past_is_left_out() {
        let report = report();
        let voice = Voice { lang: Lang::Ja, day: report.day };
        let told: Vec<_> =
            points(voice, &report).into_iter().map(|point| format!("{} {}", point.day, point.label)).collect();
        assert_eq!(told, ["11/19 いま", "12/25 終わり", "1/12 プロダクシ…", "1/24 30日後", "3/25 90日後"]);
        let over = Report { day: date(2028, 1, 1), ..report };
        assert!(points(Voice { lang: Lang::Ja, day: over.day }, &over).is_empty());
    }

    #[test]
    fn words_do_not_touch() {
        use PointKind::{FollowUp, Milestone, Today};
        let day = |n: i32| date(2026, 11, 19).saturating_add(n.days());
        for points in [
            &[(0, Today), (1, FollowUp), (2, FollowUp), (3, Milestone), (33, Milestone), (93, Milestone)][..],
            &[(0, Today), (1, Milestone), (31, Milestone), (91, Milestone), (92, FollowUp), (93, FollowUp)],
            &[(0, Today), (80, Milestone), (81, FollowUp), (82, FollowUp), (110, Milestone), (170, Milestone)],
            &[(0, Today), (1, FollowUp)],
            &[(0, Today), (5, Milestone), (65, Milestone)],
        ] {
            let kinds: Vec<_> = points.iter().map(|(n, kind)| (day(*n), *kind)).collect();
            let places = places(&kinds);
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= APART - 0.001), "{places:?}");
            assert!(places[0] == 0.0 && places.last() == Some(&END), "{places:?}");
            for side in [true, false] {
                let of_side = places.iter().zip(points).filter(|(_, (_, kind))| (*kind == Milestone) == side);
                let of_side: Vec<f64> = of_side.map(|(place, _)| *place).collect();
                assert!(of_side.windows(2).all(|pair| pair[1] - pair[0] >= SAME_SIDE - 0.001), "{of_side:?}");
            }
        }
    }
}

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

/// With more the words would lie over each other.
const MOST_FOLLOW_UPS: usize = 3;
/// Between neighbours, in per cent of the line.
const APART: f64 = 15.0;
const END: f64 = 99.0;
const LABEL_EMS: usize = 8;

/// In the order of their days; what is past is left out. Empty when nothing lies ahead.
pub fn points(voice: Voice, report: &Report) -> Vec<Point> {
    let until = report.way.until;
    let mut ahead: Vec<(Date, PointKind, String)> = [(0, "report-end"), (30, "report-after-30"), (90, "report-after-90")]
        .into_iter()
        .map(|(days, key)| (until.saturating_add(days.days()), PointKind::Milestone, voice.t(key)))
        .collect();
    let follow_ups = report.going_on().filter_map(|one| {
        Some((one.next?, PointKind::FollowUp, shortened(&one.what, LABEL_EMS)))
    });
    let mut follow_ups: Vec<_> = follow_ups.filter(|(day, ..)| *day > report.day).collect();
    follow_ups.sort_by_key(|(day, ..)| *day);
    ahead.extend(follow_ups.into_iter().take(MOST_FOLLOW_UPS));
    ahead.retain(|(day, ..)| *day > report.day);
    ahead.sort_by_key(|(day, kind, _)| (*day, *kind));
    if ahead.is_empty() {
        return Vec::new();
    }
    ahead.insert(0, (report.day, PointKind::Today, voice.t("report-now")));
    let places = places(&ahead.iter().map(|(day, ..)| *day).collect::<Vec<_>>());
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
fn places(days: &[Date]) -> Vec<f64> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let whole = f64::from((*last - *first).get_days().max(1));
    let mut places: Vec<f64> = days.iter().map(|day| f64::from((*day - *first).get_days()) / whole * END).collect();
    for at in 1..places.len() {
        places[at] = places[at].max(places[at - 1] + APART);
    }
    let end = places.len() - 1;
    if end > 0 {
        places[end] = END;
    }
    for at in (1..end).rev() {
        places[at] = places[at].min(places[at + 1] - APART);
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
        let told: Vec<_> = points(voice, &report).into_iter().map(|point| format!("{} {}", point.day, point.label)).collect();
        assert_eq!(told, ["11/19 いま", "12/25 終わり", "1/12 プロダクション…", "1/24 30日後", "3/25 90日後"]);
        let over = Report { day: date(2028, 1, 1), ..report };
        assert!(points(Voice { lang: Lang::Ja, day: over.day }, &over).is_empty());
    }

    #[test]
    fn neighbours_are_pushed_apart() {
        let day = |n: i16| date(2026, 11, 19).saturating_add(i32::from(n).days());
        for days in [&[0, 1, 2, 3, 4, 5, 90][..], &[0, 80, 81, 82, 83, 84, 85], &[0, 1], &[0, 10, 90]] {
            let places = places(&days.iter().map(|n| day(*n)).collect::<Vec<_>>());
            let apart = places.windows(2).all(|pair| pair[1] - pair[0] >= APART - 0.001);
            assert!(apart && places[0] == 0.0 && places.last() == Some(&END), "{places:?}");
        }
    }
}

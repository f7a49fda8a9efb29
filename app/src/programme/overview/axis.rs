//! Days as places on a line, in per cent of its length.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

#[derive(Clone, Copy, Debug)]
pub struct Axis {
    pub from: Date,
    pub until: Date,
}

/// A place or a length in per cent, written as SVG attributes want it.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub struct PerCent(pub f64);

impl fmt::Display for PerCent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}%", self.0)
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    pub at: PerCent,
    pub day: Date,
    /// Left out where there is little room.
    pub quiet: bool,
}

/// About how many ticks fit beside each other.
const TICKS: i32 = 7;

impl Tick {
    /// Where a label that begins here would run over the edge.
    pub fn is_last(&self) -> bool {
        self.at.0 > 95.0
    }
}

impl Axis {
    /// Where the day begins; days beyond an end lie at the end.
    pub fn at(&self, day: Date) -> f64 {
        let whole = f64::from((self.until - self.from).get_days().max(1));
        (f64::from((day - self.from).get_days()) * 100.0 / whole).clamp(0.0, 100.0)
    }

    /// From the day's begin to the end of `until`, never so short that it cannot be seen.
    pub fn span(&self, from: Date, until: Date) -> (f64, f64) {
        let at = self.at(from);
        (at, (self.at(until.saturating_add(1.day())) - at).max(0.6))
    }

    /// First days of years, as many as fit.
    pub fn years(&self) -> Vec<Tick> {
        let (first, last) = (i32::from(self.from.year()), i32::from(self.until.year()));
        let step = (last - first) / (TICKS * 2) + 1;
        let january = |year: i32| Date::new(i16::try_from(year).ok()?, 1, 1).ok();
        let years = (first..=last).filter(|year| (last - year) % step == 0).filter_map(january);
        // The line may begin within a year: then its label stands at the begin.
        let mut ticks: Vec<Tick> =
            years.map(|day| Tick { at: PerCent(self.at(day)), day: day.max(self.from), quiet: false }).collect();
        let crowded = ticks.windows(2).map(|pair| pair[1].at.0 - pair[0].at.0 < 8.0).collect::<Vec<_>>();
        for (at, close) in crowded.into_iter().enumerate() {
            ticks[at + 1].quiet = close && (at == 0 || !ticks[at].quiet);
        }
        ticks
    }

    /// First days of months, in steps that fit; those close to `today` are left to its own label.
    pub fn months(&self, today: Date) -> Vec<Tick> {
        let whole = (self.until - self.from).get_days();
        let months = whole / 30 + 1;
        let step = [1, 3, 6, 12, 24, 60].into_iter().find(|step| months / step <= TICKS).unwrap_or(120);
        let mut ticks: Vec<Tick> = Vec::new();
        let mut day = self.from.first_of_month();
        while day <= self.until {
            let since = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
            if since % step == 0 && day >= self.from && (self.at(day) - self.at(today)).abs() > 7.0 {
                ticks.push(Tick { at: PerCent(self.at(day)), day, quiet: ticks.len() % 2 == 1 });
            }
            day = day.saturating_add(1.month());
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_lie_where_they_belong() {
        let axis = Axis { from: date(2026, 1, 1), until: date(2026, 4, 11) };
        for (day, at) in
            [(date(2026, 1, 1), 0.0), (date(2026, 2, 20), 50.0), (date(2027, 1, 1), 100.0), (date(2020, 1, 1), 0.0)]
        {
            assert!((axis.at(day) - at).abs() < 0.001, "{day}");
        }
        assert_eq!(axis.span(date(2026, 1, 1), date(2026, 1, 10)), (0.0, 10.0));
        assert_eq!(PerCent(axis.span(date(2026, 4, 11), date(2026, 5, 1)).1).to_string(), "0.60%");
    }

    #[test]
    fn ticks_fit() {
        let long = Axis { from: date(2021, 4, 1), until: date(2026, 11, 19) };
        let years: Vec<_> = long.years().iter().map(|tick| tick.day.year()).collect();
        assert_eq!(years, [2021, 2022, 2023, 2024, 2025, 2026]);
        let ages = Axis { from: date(1990, 1, 1), until: date(2026, 1, 1) };
        assert!(ages.years().len() <= 15);
        let year = Axis { from: date(2025, 11, 1), until: date(2027, 4, 1) };
        let months = year.months(date(2026, 11, 19));
        assert!(months.len() >= 4 && months.len() <= 8, "{months:?}");
        assert!(months.iter().all(|tick| tick.day.month() % 3 == 1 || tick.day.month() % 6 == 1), "{months:?}");
        let day = Axis { from: date(2026, 1, 1), until: date(2026, 1, 1) };
        assert_eq!(day.at(date(2026, 1, 1)), 0.0);
    }
}

//! An aim as a report tells it: what was wanted, what was done for it week by week, what came of it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::exchange::{AimKind, AimResult, Side};

#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = ReportAim)]
pub struct AimLine {
    /// `g1`
    pub mark: String,
    pub side: Side,
    pub ordinal: i64,
    pub kind: AimKind,
    pub what: String,
    pub how_to_tell: String,
    pub unit: String,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    /// Unset: not measured.
    pub reading: Option<f64>,
    /// From baseline to target, 0 to 1; unset where it cannot be said.
    pub progress: Option<f64>,
    pub result: Option<AimResult>,
    pub result_note: String,
    /// Activities and outcomes that show something for it.
    pub evidence: i64,
    pub weeks: Vec<WeekMarks>,
    pub standing: Standing,
}

/// Activities of one week that are evidence for an aim; weeks without any are left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportWeek)]
pub struct WeekMarks {
    pub week: i64,
    /// From the ledger.
    pub auto: i64,
    pub written: i64,
}

/// What has come of an aim so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportStanding)]
pub enum Standing {
    Reached,
    Partly,
    /// Nearer to its target than before, or with evidence where there is no number.
    Moving,
    /// Farther from its target than before.
    Away,
    /// It has a number, and nobody has read it.
    Unmeasured,
    /// Nothing has moved yet.
    Ahead,
    Dropped,
}

impl Standing {
    /// In the order in which a headline tells them.
    pub const ALL: [Self; 7] =
        [Self::Reached, Self::Partly, Self::Moving, Self::Away, Self::Unmeasured, Self::Ahead, Self::Dropped];

    pub fn of(aim: &AimLine) -> Self {
        match (aim.result, aim.target) {
            (Some(AimResult::Reached), _) => Self::Reached,
            (Some(AimResult::Partly), _) => Self::Partly,
            (Some(AimResult::Dropped), _) => Self::Dropped,
            (None, None) if aim.evidence > 0 => Self::Moving,
            (None, None) => Self::Ahead,
            (None, Some(target)) => {
                let Some(reading) = aim.reading else { return Self::Unmeasured };
                let from = aim.baseline.unwrap_or(0.0);
                let moved = (reading - from) * (target - from).signum();
                if reading == target || moved > 0.0 {
                    Self::Moving
                } else if moved < 0.0 {
                    Self::Away
                } else {
                    Self::Ahead
                }
            }
        }
    }

    /// What its words are called by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Partly => "partly",
            Self::Moving => "moving",
            Self::Away => "away",
            Self::Unmeasured => "unmeasured",
            Self::Ahead => "ahead",
            Self::Dropped => "dropped",
        }
    }
}

/// A bar that shows how far it is, in per cent of its width.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bar {
    pub fill: f64,
    /// Where it stood before.
    pub before: Option<f64>,
    pub target: f64,
}

impl AimLine {
    /// Shares are drawn as shares, other numbers on their way from the baseline to the target. Unset where there is no
    /// reading to draw.
    pub fn bar(&self) -> Option<Bar> {
        let (target, reading, progress) = (self.target?, self.reading?, self.progress?);
        let share = |value: f64| (0.0..=100.0).contains(&value);
        let shares = self.unit == "%" && share(reading) && share(target) && self.baseline.is_none_or(share);
        if shares && target >= self.baseline.unwrap_or(0.0) {
            return Some(Bar { fill: reading, before: self.baseline, target });
        }
        Some(Bar { fill: progress * 100.0, before: self.baseline.map(|_| 0.0), target: 100.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::sample::aim;
    use super::*;

    #[test]
    fn an_aim_stands_where_its_number_or_its_evidence_says() {
        for (baseline, target, reading, evidence, result, standing) in [
            (Some(0.0), Some(8.0), Some(5.0), 0, None, Standing::Moving),
            (Some(14.0), Some(0.0), Some(3.0), 0, None, Standing::Moving),
            (Some(14.0), Some(0.0), Some(20.0), 9, None, Standing::Away),
            (Some(35.0), Some(60.0), Some(30.0), 0, None, Standing::Away),
            (None, Some(2.0), Some(0.0), 3, None, Standing::Ahead),
            (Some(5.0), Some(5.0), Some(5.0), 0, None, Standing::Moving),
            (Some(90.0), Some(20.0), None, 5, None, Standing::Unmeasured),
            (None, None, None, 2, None, Standing::Moving),
            (None, None, None, 0, None, Standing::Ahead),
            (None, Some(8.0), None, 0, Some(AimResult::Reached), Standing::Reached),
            (None, None, None, 0, Some(AimResult::Partly), Standing::Partly),
            (None, None, None, 9, Some(AimResult::Dropped), Standing::Dropped),
        ] {
            let aim = AimLine { baseline, target, reading, evidence, result, ..aim() };
            assert_eq!(Standing::of(&aim), standing, "{baseline:?} {target:?} {reading:?} {evidence}");
        }
    }

    #[test]
    fn shares_are_drawn_as_shares() {
        let bar = |unit: &str, baseline, target, reading, progress| {
            let aim = AimLine { unit: unit.into(), baseline, target, reading, progress, ..aim() };
            aim.bar().map(|bar| (bar.fill, bar.before, bar.target))
        };
        assert_eq!(bar("%", Some(35.0), Some(60.0), Some(48.0), Some(0.52)), Some((48.0, Some(35.0), 60.0)));
        assert_eq!(bar("%", Some(35.0), Some(5.0), Some(20.0), Some(0.5)), Some((50.0, Some(0.0), 100.0)));
        assert_eq!(bar("回", None, Some(8.0), Some(5.0), Some(0.625)), Some((62.5, None, 100.0)));
        assert_eq!(bar("回", None, Some(8.0), None, None), None);
    }
}

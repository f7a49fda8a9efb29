//! What a side wants of an exchange, how one would tell, and how it ended.

use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Time, id_type};

use super::exchange::{ExchangeId, LONGEST_TEXT};
use super::side::{AimKind, AimResult, Side};
use crate::words;

id_type!(
    /// An aim's key.
    AimId
);

pub const LONGEST_WHAT: usize = 200;
pub const LONGEST_HOW: usize = 1000;
pub const LONGEST_UNIT: usize = 20;
/// Of one side.
pub const MOST: usize = 12;

#[derive(Clone, PartialEq, Debug)]
pub struct Aim {
    pub id: AimId,
    pub exchange: ExchangeId,
    pub side: Side,
    /// Counts within the side, from 1.
    pub ordinal: i64,
    pub kind: AimKind,
    pub what: String,
    /// How one would tell that it was reached.
    pub how_to_tell: String,
    /// 1 is first, 3 is last.
    pub priority: i64,
    pub measure: Measure,
    pub result: Option<AimResult>,
    /// What shows it, or why it was dropped.
    pub result_note: String,
    pub result_at: Option<Time>,
    pub version: i64,
}

/// A number that tells, where there is one.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Measure {
    pub unit: String,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub reading: Option<f64>,
    pub read_at: Option<Time>,
}

impl Measure {
    /// How far from the baseline (0 without one) to the target, from 0 to 1; `None` while it cannot be said.
    pub fn progress(&self) -> Option<f64> {
        let (target, reading) = (self.target?, self.reading?);
        let from = self.baseline.unwrap_or(0.0);
        let whole = target - from;
        if whole == 0.0 {
            return Some(if reading == target { 1.0 } else { 0.0 });
        }
        Some(((reading - from) / whole).clamp(0.0, 1.0))
    }

    pub fn is_numeric(&self) -> bool {
        self.target.is_some()
    }
}

impl Aim {
    /// `g1`: in addresses, on the command line, in the API.
    pub fn mark(&self) -> String {
        format!("{}{}", self.side.mark(), self.ordinal)
    }

    /// 留1, G1: on the page.
    pub fn label(&self, lang: Lang) -> String {
        format!("{}{}", words::text(lang, self.side.letter()), self.ordinal)
    }
}

/// Side and ordinal of a mark such as `g1`.
pub fn of_mark(text: &str) -> Option<(Side, i64)> {
    let lower = text.trim().to_ascii_lowercase();
    let side = Side::ALL.into_iter().find(|side| lower.starts_with(side.mark()))?;
    let ordinal = lower[1..].parse().ok().filter(|ordinal| *ordinal > 0)?;
    Some((side, ordinal))
}

/// Everything that is wrong with what is written, at once.
pub fn check(aim: &Aim) -> Outcome<()> {
    let mut errors = Vec::new();
    for (field, text) in [("what", &aim.what), ("how_to_tell", &aim.how_to_tell)] {
        if text.trim().is_empty() {
            errors.push(FieldError::new(field, Msg::new("failure-required")));
        }
    }
    let lengths = [
        ("what", &aim.what, LONGEST_WHAT),
        ("how_to_tell", &aim.how_to_tell, LONGEST_HOW),
        ("unit", &aim.measure.unit, LONGEST_UNIT),
        ("result_note", &aim.result_note, LONGEST_TEXT),
    ];
    for (field, text, most) in lengths {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    if !(1..=3).contains(&aim.priority) {
        errors.push(FieldError::new("priority", Msg::new("aim-priority-range")));
    }
    let measure = &aim.measure;
    for (field, number) in [("baseline", measure.baseline), ("target", measure.target), ("reading", measure.reading)] {
        if number.is_some_and(|number| !number.is_finite() || number.abs() > 1e12) {
            errors.push(FieldError::new(field, Msg::new("aim-number-range")));
        }
    }
    if measure.baseline.is_some() && measure.target.is_none() {
        errors.push(FieldError::new("target", Msg::new("aim-target-missing")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// A number as it is read: at most one decimal, no trailing zero.
pub fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned).replace('-', "−")
}

/// A unit as it stands behind a number: a word of letters is set off, a counter or a sign is not.
pub fn after_number(unit: &str) -> String {
    let is_word = unit.chars().next().is_some_and(|first| first.is_alphanumeric() && u32::from(first) < 0x1100);
    if is_word { format!(" {unit}") } else { unit.to_owned() }
}

#[cfg(test)]
pub(crate) mod tests {
    use ryugaku_kernel::Uuid;

    use super::*;

    pub fn aim(side: Side, ordinal: i64) -> Aim {
        Aim {
            id: AimId(Uuid::from_u128(ordinal.unsigned_abs().into())),
            exchange: ExchangeId(Uuid::nil()),
            side,
            ordinal,
            kind: AimKind::SreRole,
            what: "一次オンコールを一人で受けられる".into(),
            how_to_tell: "シャドー8回のあと、助けなしの一次を2回".into(),
            priority: 1,
            measure: Measure::default(),
            result: None,
            result_note: String::new(),
            result_at: None,
            version: 1,
        }
    }

    #[test]
    fn progress_goes_from_the_baseline_to_the_target_either_way() {
        let measure = |baseline, target, reading| Measure { baseline, target, reading, ..Measure::default() };
        for (baseline, target, reading, progress) in [
            (Some(0.0), Some(8.0), Some(5.0), Some(0.625)),
            (Some(14.0), Some(0.0), Some(3.0), Some(11.0 / 14.0)),
            (None, Some(2.0), Some(1.0), Some(0.5)),
            (Some(35.0), Some(60.0), Some(20.0), Some(0.0)),
            (Some(5.0), Some(5.0), Some(5.0), Some(1.0)),
            (Some(5.0), Some(5.0), Some(4.0), Some(0.0)),
            (None, Some(2.0), None, None),
            (None, None, Some(1.0), None),
        ] {
            assert_eq!(measure(baseline, target, reading).progress(), progress);
        }
    }

    #[test]
    fn marks_are_read_as_people_write_them() {
        for (text, mark) in [
            ("g1", Some((Side::Guest, 1))),
            ("H12", Some((Side::Host, 12))),
            (" m2 ", Some((Side::Home, 2))),
            ("x1", None),
            ("g0", None),
            ("g", None),
            ("留1", None),
            ("", None),
        ] {
            assert_eq!(of_mark(text), mark, "{text}");
        }
        assert_eq!(aim(Side::Home, 2).mark(), "m2");
    }

    #[test]
    fn numbers_are_short() {
        for (value, text) in [(5.0, "5"), (2.5, "2.5"), (-3.0, "−3"), (48.04, "48")] {
            assert_eq!(number(value), text);
        }
        for (unit, text) in [("回", "回"), ("%", "%"), ("", ""), ("shifts", " shifts"), ("a month", " a month")] {
            assert_eq!(after_number(unit), text);
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check(&aim(Side::Guest, 1)).is_ok());
        let mut wrong = aim(Side::Guest, 1);
        wrong.what = " ".into();
        wrong.how_to_tell = "x".repeat(1001);
        wrong.priority = 4;
        wrong.measure.baseline = Some(f64::NAN);
        let Err(Failure::Invalid(errors)) = check(&wrong) else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["what", "how_to_tell", "priority", "baseline", "target"]);
    }
}

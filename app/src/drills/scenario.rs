//! A scenario: what a drill is played from. Injects are written one a line, with the minute of the drill in front.

use ryugaku_kernel::{Failure, FieldError, Msg, Number, Outcome, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::incidents::incident::{LONGEST_TITLE, MOST_SERVICES};
use crate::incidents::severity::Severity;

pub const PREFIX: &str = "SC";
/// Injects, and aims.
pub const MOST_LINES: usize = 30;
pub const LONGEST_LINE: usize = 500;
/// A drill ends within a day.
pub const LAST_MINUTE: i64 = 24 * 60;

#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    pub id: Uuid,
    pub count: i64,
    pub title: String,
    pub severity: Severity,
    /// Short names; those that the catalog does not have any more are passed over.
    pub services: Vec<String>,
    pub injects: Vec<Inject>,
    pub aims: Vec<String>,
    pub archived: bool,
    pub version: i64,
}

/// What the facilitator reads out at a minute of the drill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ScenarioInject)]
pub struct Inject {
    /// Of the drill, from its beginning
    pub minute: i64,
    pub said: String,
}

impl Scenario {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }
}

/// The count in a number as people write it; anything else is no scenario.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("scenario"))
}

/// `15 The replica is gone, too` a line; a line without a minute is refused.
pub fn injects(text: &str) -> Outcome<Vec<Inject>> {
    let inject = |(at, line): (usize, &str)| {
        let (minute, said) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let minute = minute.trim_start_matches('+').trim_end_matches("分").trim_end_matches("min");
        let minute = minute
            .parse()
            .map_err(|_| Failure::invalid_msg("injects", Msg::new("scenario-line-minute").with("line", at + 1)))?;
        Ok(Inject { minute, said: said.trim().to_owned() })
    };
    text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty()).map(inject).collect()
}

pub fn injects_text(injects: &[Inject]) -> String {
    injects.iter().map(|inject| format!("{} {}", inject.minute, inject.said)).collect::<Vec<_>>().join("\n")
}

pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// Everything that is wrong with it, at once.
pub fn check(scenario: &Scenario) -> Outcome<()> {
    let mut errors = Vec::new();
    let mut wrong = |field: &'static str, msg: Msg| errors.push(FieldError::new(field, msg));
    let too_long = |most: usize| Msg::new("failure-too-long").with("most", most);
    if scenario.title.trim().is_empty() {
        wrong("title", Msg::new("failure-required"));
    }
    if scenario.title.chars().count() > LONGEST_TITLE {
        wrong("title", too_long(LONGEST_TITLE));
    }
    if scenario.services.len() > MOST_SERVICES {
        wrong("services", Msg::new("incident-too-many").with("most", MOST_SERVICES));
    }
    for (field, count) in [("injects", scenario.injects.len()), ("aims", scenario.aims.len())] {
        if count > MOST_LINES {
            wrong(field, Msg::new("incident-too-many").with("most", MOST_LINES));
        }
    }
    let long = |text: &str| text.chars().count() > LONGEST_LINE;
    if scenario.aims.iter().any(|aim| long(aim)) {
        wrong("aims", too_long(LONGEST_LINE));
    }
    if scenario.injects.iter().any(|inject| long(&inject.said)) {
        wrong("injects", too_long(LONGEST_LINE));
    }
    if scenario.injects.iter().any(|inject| inject.said.is_empty() || !(0..=LAST_MINUTE).contains(&inject.minute)) {
        wrong("injects", Msg::new("scenario-inject-wrong").with("most", LAST_MINUTE));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_minute_in_front() {
        let inject = |minute, said: &str| Inject { minute, said: said.into() };
        for (text, expected) in [
            ("", Some(vec![])),
            (
                "0 決済が 500 を返す\n\n +15分 DB が落ちた ",
                Some(vec![inject(0, "決済が 500 を返す"), inject(15, "DB が落ちた")]),
            ),
            ("10min x", Some(vec![inject(10, "x")])),
            ("soon x", None),
        ] {
            assert_eq!(injects(text).ok(), expected, "{text}");
        }
        let again = injects(&injects_text(&[inject(5, "a b")])).unwrap();
        assert_eq!(again, [inject(5, "a b")]);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let scenario = Scenario {
            id: Uuid::nil(),
            count: 1,
            title: " ".into(),
            severity: Severity::Sev1,
            services: Vec::new(),
            injects: vec![Inject { minute: LAST_MINUTE + 1, said: "x".into() }],
            aims: vec!["x".repeat(501); 31],
            archived: false,
            version: 1,
        };
        let Err(Failure::Invalid(errors)) = check(&scenario) else { panic!("it is wrong") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_ref()).collect();
        assert_eq!(fields, ["title", "aims", "aims", "injects"]);
    }
}

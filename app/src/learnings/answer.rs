//! What a team has made of a learning: adopted, not applicable, or nothing yet.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid};

pub const LONGEST_NOTE: usize = 2000;

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LearningAnswer)]
pub enum AnswerKind {
    /// The team has not said.
    Unknown,
    Adopted,
    NotApplicable,
}

impl AnswerKind {
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Adopted, Self::NotApplicable];

    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Adopted => "adopted",
            Self::NotApplicable => "not_applicable",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Unknown => "learning-answer-unknown",
            Self::Adopted => "learning-answer-adopted",
            Self::NotApplicable => "learning-answer-not-applicable",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Adopted => "yes",
            Self::NotApplicable => "na",
        }
    }

    /// The class of its state, as styles name it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Adopted => "good",
            Self::NotApplicable => "off",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub team: Uuid,
    pub kind: AnswerKind,
    /// Since when it is done there.
    pub day: Option<Date>,
    /// How it was adopted, or why it does not apply.
    pub note: String,
    pub by: Option<Uuid>,
    pub at: Option<Time>,
}

impl Answer {
    pub fn none(team: Uuid) -> Self {
        Self { team, kind: AnswerKind::Unknown, day: None, note: String::new(), by: None, at: None }
    }

    /// An adoption has a day and a way, what does not apply has a reason; both lie in the past.
    pub fn check(&self, today: Date) -> Outcome<()> {
        let mut errors = Vec::new();
        let note = self.note.trim();
        if self.kind != AnswerKind::Unknown && note.is_empty() {
            errors.push(FieldError::new("note", Msg::new("failure-required")));
        }
        if note.chars().count() > LONGEST_NOTE {
            errors.push(FieldError::new("note", Msg::new("failure-too-long").with("most", LONGEST_NOTE)));
        }
        if self.kind == AnswerKind::Adopted {
            let wrong = match self.day {
                None => Some(Msg::new("failure-required")),
                Some(day) if day > today => Some(Msg::new("learning-day-future").with("today", today.to_string())),
                // It may have been done there long before somebody wrote it down.
                Some(day) if day.year() < 2000 => Some(Msg::new("learning-day-far")),
                Some(_) => None,
            };
            errors.extend(wrong.map(|msg| FieldError::new("day", msg)));
        }
        if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_answer_says_when_and_how_or_why_not() {
        let today = date(2026, 11, 19);
        for (kind, day, note, wrong) in [
            (AnswerKind::Adopted, Some(today), "手順書の型に入れた", vec![]),
            (AnswerKind::Adopted, Some(date(2024, 1, 1)), "前から", vec![]),
            (AnswerKind::Adopted, None, "", vec!["note", "day"]),
            (AnswerKind::Adopted, Some(date(2026, 11, 20)), "x", vec!["day"]),
            (AnswerKind::Adopted, Some(date(1999, 1, 1)), "x", vec!["day"]),
            (AnswerKind::NotApplicable, None, "バッチだけ", vec![]),
            (AnswerKind::NotApplicable, None, " ", vec!["note"]),
            (AnswerKind::Unknown, None, "", vec![]),
        ] {
            let answer = Answer { kind, day, note: note.into(), ..Answer::none(Uuid::nil()) };
            let fields: Vec<String> = match answer.check(today) {
                Ok(()) => vec![],
                Err(Failure::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
                Err(other) => panic!("{other}"),
            };
            assert_eq!(fields, wrong, "{answer:?}");
        }
    }
}

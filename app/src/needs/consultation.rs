//! A consultation (相談), the lightest form of a need: what for, how urgent, how far. As people type it, in either language.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NeedUrgency)]
pub enum Urgency {
    Today,
    ThisWeek,
    AnyTime,
}

/// How far the help is to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NeedReach)]
pub enum Reach {
    /// A word is enough.
    Advice,
    /// Side by side.
    Together,
    /// Somebody else does it.
    Done,
}

impl Urgency {
    pub const ALL: [Self; 3] = [Self::Today, Self::ThisWeek, Self::AnyTime];

    pub fn name(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::ThisWeek => "this_week",
            Self::AnyTime => "any_time",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Today => "need-urgency-today",
            Self::ThisWeek => "need-urgency-this-week",
            Self::AnyTime => "need-urgency-any-time",
        }
    }

    fn said(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "today" | "urgent" | "今日" | "急ぎ" => Some(Self::Today),
            "this-week" | "week" | "今週" => Some(Self::ThisWeek),
            "any-time" | "anytime" | "いつでも" => Some(Self::AnyTime),
            _ => None,
        }
    }
}

impl Reach {
    pub const ALL: [Self; 3] = [Self::Advice, Self::Together, Self::Done];

    pub fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Together => "together",
            Self::Done => "done",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Advice => "need-reach-advice",
            Self::Together => "need-reach-together",
            Self::Done => "need-reach-done",
        }
    }

    fn said(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "advice" | "助言" | "ひとこと" => Some(Self::Advice),
            "together" | "一緒に" | "いっしょに" => Some(Self::Together),
            "done" | "任せる" | "お任せ" => Some(Self::Done),
            _ => None,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consultation {
    pub urgency: Urgency,
    pub reach: Reach,
    pub what: String,
}

impl Consultation {
    /// `today together How do we set the threshold?`: the two words may be left out, and come in either order. A word that is
    /// said twice belongs to the question.
    pub fn parse(text: &str) -> Self {
        let (mut urgency, mut reach) = (None, None);
        let mut rest = text.trim();
        while let Some((word, after)) = rest.split_once(char::is_whitespace) {
            match (Urgency::said(word), Reach::said(word)) {
                (Some(said), _) if urgency.is_none() => urgency = Some(said),
                (_, Some(said)) if reach.is_none() => reach = Some(said),
                _ => break,
            }
            rest = after.trim_start();
        }
        Self {
            urgency: urgency.unwrap_or(Urgency::AnyTime),
            reach: reach.unwrap_or(Reach::Advice),
            what: rest.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_and_a_question() {
        for (text, urgency, reach, what) in [
            ("しきい値の決め方", Urgency::AnyTime, Reach::Advice, "しきい値の決め方"),
            ("急ぎ 一緒に 索引が壊れた", Urgency::Today, Reach::Together, "索引が壊れた"),
            ("一緒に　今週　SLO を決める", Urgency::ThisWeek, Reach::Together, "SLO を決める"),
            ("today today is slow", Urgency::Today, Reach::Advice, "today is slow"),
            ("advice", Urgency::AnyTime, Reach::Advice, "advice"),
            ("Any-time DONE the runbook", Urgency::AnyTime, Reach::Done, "the runbook"),
            ("", Urgency::AnyTime, Reach::Advice, ""),
        ] {
            assert_eq!(Consultation::parse(text), Consultation { urgency, reach, what: what.into() }, "{text}");
        }
    }
}

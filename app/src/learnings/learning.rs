//! A learning: what somebody found out and others can use, written once.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Number, Outcome, Time, Uuid, id_type};

id_type!(
    /// A learning's key.
    LearningId
);

pub const PREFIX: &str = "LN";
pub const LONGEST_TITLE: usize = 200;
pub const LONGEST_BODY: usize = 20_000;
pub const LONGEST_REASON: usize = 2000;
/// Products and services, or teams, on one learning.
pub const MOST_TAGS: usize = 50;

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LearningState {
    /// Only its writer and the people of its exchange see it.
    Draft,
    Published,
    /// It no longer holds, for a reason that was written down.
    Withdrawn,
}

impl LearningState {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "learning-state-draft",
            Self::Published => "learning-state-published",
            Self::Withdrawn => "learning-state-withdrawn",
        }
    }
}

/// What a learning applies to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tag {
    pub kind: TagKind,
    pub id: Uuid,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LearningTagKind)]
pub enum TagKind {
    Product,
    Service,
}

impl TagKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Service => "service",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        [Self::Product, Self::Service].into_iter().find(|kind| kind.name() == name)
    }
}

#[derive(Clone, Debug)]
pub struct Learning {
    pub id: LearningId,
    pub count: i64,
    pub title: String,
    /// Markdown.
    pub body: String,
    /// The exchange it came out of.
    pub exchange: Option<Uuid>,
    /// Unset when a program wrote it.
    pub writer: Option<Uuid>,
    pub state: LearningState,
    pub written_at: Time,
    /// Set once it was published, and then for good.
    pub published: Option<Date>,
    pub withdrawn: Option<Date>,
    /// Empty unless it is withdrawn.
    pub withdrawn_reason: String,
    pub version: i64,
}

impl Learning {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }

    /// Whether everybody who reads here may see it: once published, it stays readable.
    pub fn is_public(&self) -> bool {
        self.published.is_some()
    }

    pub fn publish(&mut self, today: Date) -> Outcome<()> {
        match self.state {
            LearningState::Draft => {
                (self.state, self.published) = (LearningState::Published, Some(today));
                Ok(())
            }
            LearningState::Published => Err(Failure::conflict("learning-published-already")),
            LearningState::Withdrawn => Err(Failure::conflict("learning-is-withdrawn")),
        }
    }

    /// A draft can be withdrawn too: then nobody else ever sees it.
    pub fn withdraw(&mut self, today: Date, reason: &str) -> Outcome<()> {
        if self.state == LearningState::Withdrawn {
            return Err(Failure::conflict("learning-is-withdrawn"));
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Failure::invalid("reason", "failure-required"));
        }
        if reason.chars().count() > LONGEST_REASON {
            return Err(Failure::invalid_msg("reason", Msg::new("failure-too-long").with("most", LONGEST_REASON)));
        }
        (self.state, self.withdrawn, self.withdrawn_reason) = (LearningState::Withdrawn, Some(today), reason.into());
        Ok(())
    }
}

/// The count in a number as people write it; anything else is no learning.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("learning"))
}

/// Everything that is wrong with what is written, at once.
pub fn wrong(learning: &Learning) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (field, text) in [("title", &learning.title), ("body", &learning.body)] {
        if text.trim().is_empty() {
            errors.push(FieldError::new(field, Msg::new("failure-required")));
        }
    }
    for (field, text, most) in [("title", &learning.title, LONGEST_TITLE), ("body", &learning.body, LONGEST_BODY)] {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn learning(state: LearningState) -> Learning {
        Learning {
            id: LearningId(Uuid::nil()),
            count: 3,
            title: "呼び出しの 1行目に理由を書く".into(),
            body: "x".into(),
            exchange: None,
            writer: None,
            state,
            written_at: Time(0),
            published: None,
            withdrawn: None,
            withdrawn_reason: String::new(),
            version: 1,
        }
    }

    #[test]
    fn it_is_published_once_and_withdrawn_with_a_reason() {
        use LearningState::{Draft, Published, Withdrawn};
        let today = date(2026, 11, 19);
        for (from, publish, withdraw) in [(Draft, true, true), (Published, false, true), (Withdrawn, false, false)] {
            assert_eq!(learning(from).publish(today).is_ok(), publish, "{from:?}");
            assert_eq!(learning(from).withdraw(today, "x").is_ok(), withdraw, "{from:?}");
        }
        let mut one = learning(Draft);
        one.publish(today).unwrap();
        assert!(matches!(one.withdraw(today, " "), Err(Failure::Invalid(_))));
        assert!(matches!(one.withdraw(today, &"x".repeat(2001)), Err(Failure::Invalid(_))));
        one.withdraw(today, " 仕組みが変わった ").unwrap();
        assert_eq!((one.withdrawn_reason.as_str(), one.is_public()), ("仕組みが変わった", true));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(wrong(&learning(LearningState::Draft)).is_empty());
        let mut bad = learning(LearningState::Draft);
        (bad.title, bad.body) = ("　".into(), "x".repeat(20_001));
        let errors = wrong(&bad);
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["title", "body"]);
    }
}

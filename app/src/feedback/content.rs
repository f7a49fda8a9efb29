//! What somebody wrote, and its sealing. Outside of this file and of the pages for its readers it is bytes.

use ryugaku_kernel::{Chance, Failure, FieldError, Msg, Outcome, Uuid};
use ryugaku_web::Keys;
use serde::{Deserialize, Serialize};

use crate::exchange::Side;

pub const LONGEST_ANSWER: usize = 4000;
pub const LONGEST_FREE: usize = 8000;
pub const LONGEST_QUOTE: usize = 1000;
pub const LONGEST_QUESTION: usize = 500;
pub const MOST_ANSWERS: usize = 12;
/// Sealed bytes are as long as the next multiple of this, so that their length says little.
const BLOCK: usize = 1024;

#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    /// With the questions as they were asked: a template's may change.
    pub answers: Vec<Answer>,
    pub free: String,
    /// How well the guest understood before and understands now, from 1 to 5, in their own words.
    pub before: Option<u8>,
    pub after: Option<u8>,
    /// The passage that may stand in the report.
    pub quote: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub question: String,
    pub answer: String,
}

/// Never printed.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content")
    }
}

/// Never printed.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer")
    }
}

impl Content {
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        for one in &mut self.answers {
            one.question = tidy(&one.question);
            one.answer = tidy(&one.answer);
        }
        self.free = tidy(&self.free);
        self.quote = tidy(&self.quote);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.free.is_empty() && self.answers.iter().all(|one| one.answer.is_empty()) && self.quote.is_empty()
    }

    /// Everything that is wrong with it, at once. What is given says something; a draft may be empty.
    pub fn check(&self, side: Side, given: bool) -> Outcome<()> {
        let mut errors = Vec::new();
        let mut at_most = |field: String, text: &str, most: usize| {
            if text.chars().count() > most {
                errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
            }
        };
        for (at, one) in self.answers.iter().enumerate() {
            at_most(format!("answer-{}", at + 1), &one.answer, LONGEST_ANSWER);
            at_most(format!("question-{}", at + 1), &one.question, LONGEST_QUESTION);
        }
        at_most("free".into(), &self.free, LONGEST_FREE);
        at_most("quote".into(), &self.quote, LONGEST_QUOTE);
        if self.answers.len() > MOST_ANSWERS {
            errors.push(FieldError::new("answers", Msg::new("feedback-answers-many").with("most", MOST_ANSWERS)));
        }
        for (field, rating) in [("before", self.before), ("after", self.after)] {
            if rating.is_some_and(|rating| side != Side::Guest || !(1..=5).contains(&rating)) {
                errors.push(FieldError::new(field, Msg::new("feedback-rating-wrong")));
            }
        }
        if given && self.is_empty() {
            errors.push(FieldError::new("free", Msg::new("feedback-empty")));
        }
        if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
    }

    /// Under the secret key and the row's own id: bytes moved to another row do not open there.
    pub fn seal(&self, keys: &Keys, chance: &Chance, id: Uuid) -> Outcome<Vec<u8>> {
        let mut plain = serde_json::to_vec(self).map_err(|_| Failure::internal("feedback could not be written"))?;
        let blocks = plain.len() / BLOCK + 1;
        plain.resize(blocks * BLOCK, b' ');
        keys.seal(&purpose(id), &plain, chance)
    }

    pub fn open(keys: &Keys, id: Uuid, sealed: &[u8]) -> Outcome<Self> {
        let plain = keys.open(&purpose(id), sealed)?;
        // What serde would say names a piece of what was written.
        serde_json::from_slice(&plain).map_err(|_| Failure::internal("feedback could not be read"))
    }
}

fn purpose(id: Uuid) -> String {
    format!("feedback {id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            answers: vec![Answer { question: "q".into(), answer: "目印の文".into() }],
            free: "目印の文".into(),
            before: Some(2),
            after: Some(4),
            quote: "目印の文".into(),
        }
    }

    #[test]
    fn only_its_own_row_and_key_open_it() {
        let keys = Keys::from_setting("0123456789abcdef0123456789abcdef").unwrap();
        let other = Keys::from_setting("another key of some thirty-two letters").unwrap();
        let (chance, id) = (Chance::seeded(1), Uuid::from_u128(7));
        let sealed = content().seal(&keys, &chance, id).unwrap();
        assert_eq!(Content::open(&keys, id, &sealed).unwrap(), content());
        assert!(Content::open(&keys, Uuid::from_u128(8), &sealed).is_err());
        assert!(Content::open(&other, id, &sealed).is_err());
        assert!(!String::from_utf8_lossy(&sealed).contains("目印"));
    }

    #[test]
    fn its_length_says_little() {
        let keys = Keys::from_setting("0123456789abcdef0123456789abcdef").unwrap();
        let (chance, id) = (Chance::seeded(1), Uuid::from_u128(7));
        let sealed = |free: &str| Content { free: free.into(), ..Content::default() }.seal(&keys, &chance, id).unwrap();
        assert_eq!(sealed("はい").len(), sealed(&"い".repeat(200)).len());
        assert_eq!(Content::open(&keys, id, &sealed("")).unwrap(), Content::default());
    }

    #[test]
    fn it_is_never_printed() {
        assert!(!format!("{:?} {:?}", content(), content().answers).contains("目印"));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(content().check(Side::Guest, true).is_ok());
        assert!(Content::default().check(Side::Host, false).is_ok());
        let long = Answer { question: "q".into(), answer: "x".repeat(4001) };
        let wrong = Content { answers: vec![long; 13], free: "x".repeat(8001), before: Some(6), ..content() };
        let Err(Failure::Invalid(errors)) = wrong.check(Side::Guest, true) else { panic!("it passed") };
        assert_eq!(errors.len(), 13 + 3);
        for (content, side) in [(Content::default(), Side::Guest), (content(), Side::Host)] {
            assert!(content.check(side, true).is_err(), "{side:?}");
        }
    }
}

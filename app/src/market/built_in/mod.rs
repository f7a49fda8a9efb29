//! The templates that the program brings, in both languages: what a company starts from.
//!
//! Both languages stand side by side, so that neither has a row that the other lacks.

mod between;
mod from_sre;
mod hours;
mod questions;
mod shadow;
mod swap;
mod to_sre;

use ryugaku_kernel::{Lang, Uuid};

use super::moment::{Cadence, Moment, Owner};
use super::shape::Shape;
use super::template::{AimIdea, Commitment, Content, Question, StepIdea};
use crate::exchange::side::{AimKind, Side};

/// Japanese, English.
type Both = (&'static str, &'static str);

pub struct BuiltIn {
    pub slug: &'static str,
    shape: Shape,
    name: Both,
    about: Both,
    weeks: i64,
    share: i64,
    /// What, and how one would tell.
    aims: &'static [(Side, AimKind, Both, Both)],
    /// With the days before day one.
    steps: &'static [(i64, Owner, Both)],
    /// Asked besides what every template asks.
    questions: &'static [(Moment, Side, Both)],
    commitments: &'static [(Cadence, Owner, Both)],
}

pub static ALL: [&BuiltIn; 6] =
    [&to_sre::TEMPLATE, &from_sre::TEMPLATE, &between::TEMPLATE, &swap::TEMPLATE, &shadow::TEMPLATE, &hours::TEMPLATE];

pub fn named(slug: &str) -> Option<&'static BuiltIn> {
    ALL.into_iter().find(|template| template.slug == slug)
}

pub fn with_id(id: Uuid) -> Option<&'static BuiltIn> {
    ALL.into_iter().find(|template| template.id() == id)
}

impl BuiltIn {
    /// The same key everywhere, so that the ledger can name it before and after it was edited.
    pub fn id(&self) -> Uuid {
        const FIRST: u128 = 0x018f_2b1a_0000_7000_8000_7279_7567_6100;
        let at = ALL.iter().position(|template| template.slug == self.slug).unwrap_or_default();
        Uuid::from_u128(FIRST + at as u128)
    }

    pub fn content(&self, lang: Lang) -> Content {
        let say = |both: Both| match lang {
            Lang::Ja => both.0.to_owned(),
            Lang::En => both.1.to_owned(),
        };
        let questions = questions::COMMON.iter().chain(self.questions);
        let mut questions: Vec<_> =
            questions.map(|(moment, side, text)| Question { moment: *moment, side: *side, text: say(*text) }).collect();
        questions.sort_by_key(|question| (question.moment, question.side));
        Content {
            shape: self.shape,
            name: say(self.name),
            about: say(self.about),
            weeks: self.weeks,
            share: self.share,
            aims: self
                .aims
                .iter()
                .map(|(side, kind, what, how)| AimIdea { side: *side, kind: *kind, what: say(*what), how: say(*how) })
                .collect(),
            steps: self
                .steps
                .iter()
                .map(|(days, owner, what)| StepIdea { what: say(*what), days_before: *days, owner: *owner })
                .collect(),
            questions,
            commitments: self
                .commitments
                .iter()
                .map(|(cadence, owner, what)| Commitment { what: say(*what), cadence: *cadence, owner: *owner })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::market::template;

    #[test]
    fn each_can_be_kept_as_it_is() {
        for built_in in ALL {
            template::check_slug(built_in.slug).unwrap();
            assert!(named(built_in.slug).is_some_and(|found| found.id() == built_in.id()));
            assert!(with_id(built_in.id()).is_some_and(|found| found.slug == built_in.slug));
            for lang in Lang::ALL {
                let content = built_in.content(lang);
                template::check(&content).unwrap();
                assert_eq!(content.clone().tidied(), content, "{} in {}", built_in.slug, lang.tag());
            }
        }
        let ids: BTreeSet<_> = ALL.iter().map(|built_in| built_in.id()).collect();
        let shapes: BTreeSet<_> = ALL.iter().map(|built_in| built_in.shape.name()).collect();
        assert_eq!((ids.len(), shapes.len()), (6, 6));
    }

    #[test]
    fn every_side_wants_something_and_is_asked_at_every_moment() {
        for built_in in ALL {
            let content = built_in.content(Lang::En);
            for side in Side::ALL {
                let what = format!("{} for {}", built_in.slug, side.name());
                assert!(content.aims_of(side).count() > 0, "{what}");
                assert!(content.aims_of(side).all(|aim| !aim.how.is_empty()), "{what}: how one would tell");
                assert!(Moment::ALL.iter().all(|moment| content.asked(*moment, side).count() > 0), "{what}");
            }
            assert!(content.steps.len() >= 3 && !content.commitments.is_empty(), "{}", built_in.slug);
        }
    }

    #[test]
    fn each_language_speaks_for_itself() {
        let words = |lang| serde_json::to_string(&ALL.map(|built_in| built_in.content(lang))).unwrap();
        assert!(words(Lang::En).is_ascii() || !words(Lang::En).chars().any(|c| ('ぁ'..='龥').contains(&c)));
        let polite = ["ください", "ます。", "です。", "申し訳"];
        assert!(polite.iter().all(|word| !words(Lang::Ja).contains(word)));
    }
}

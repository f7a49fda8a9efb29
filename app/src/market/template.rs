//! A template: what an exchange of some shape begins from, and what may be written in it.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment::{Cadence, Moment, Owner};
use super::shape::Shape;
use crate::exchange::side::{AimKind, Side};
use crate::exchange::{aim, follow_up, step};
use crate::feedback::content::{LONGEST_QUESTION, MOST_ANSWERS};

#[derive(Clone, Debug)]
pub struct Template {
    pub id: Uuid,
    /// In addresses, and what an exchange remembers: `product-to-sre`.
    pub slug: String,
    /// In the reader's language where the program's own words stand, else as it was written.
    pub content: Content,
    /// Whether the program brings one of this name.
    pub built_in: bool,
    /// Whether the company's own words stand in it.
    pub edited: bool,
    pub archived_at: Option<Time>,
    /// 0 as long as nothing in it was changed.
    pub version: i64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeTemplateContent)]
pub struct Content {
    pub shape: Shape,
    pub name: String,
    #[serde(default)]
    pub about: String,
    pub weeks: i64,
    /// Per cent of working time.
    pub share: i64,
    #[serde(default)]
    pub aims: Vec<AimIdea>,
    /// What is ready before day one.
    #[serde(default)]
    pub steps: Vec<StepIdea>,
    /// What feedback asks.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What goes on afterwards.
    #[serde(default)]
    pub commitments: Vec<Commitment>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = TemplateAim)]
pub struct AimIdea {
    pub side: Side,
    pub kind: AimKind,
    pub what: String,
    /// How one would tell that it was reached.
    #[serde(default)]
    pub how: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = TemplateStep)]
pub struct StepIdea {
    pub what: String,
    /// Days before day one by which it is done.
    pub days_before: i64,
    pub owner: Owner,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = TemplateQuestion)]
pub struct Question {
    pub moment: Moment,
    pub side: Side,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = TemplateCommitment)]
pub struct Commitment {
    pub what: String,
    pub cadence: Cadence,
    pub owner: Owner,
}

const LONGEST_SLUG: usize = 60;
const LONGEST_NAME: usize = 120;
const LONGEST_ABOUT: usize = 4000;
/// Readiness steps.
pub const MOST_ROWS: usize = 40;
const MOST_AIMS: usize = aim::MOST;
pub const MOST_WEEKS: i64 = 104;
const MOST_DAYS_BEFORE: i64 = 180;

impl Content {
    /// The aims of one side, in their order.
    pub fn aims_of(&self, side: Side) -> impl Iterator<Item = &AimIdea> {
        self.aims.iter().filter(move |aim| aim.side == side)
    }

    /// What one side is asked at one moment.
    pub fn asked(&self, moment: Moment, side: Side) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(move |question| question.moment == moment && question.side == side)
    }

    /// Without spaces around the texts, which is how they are kept.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let tidy = |text: &mut String| *text = text.replace("\r\n", "\n").trim().to_owned();
        tidy(&mut self.name);
        tidy(&mut self.about);
        for aim in &mut self.aims {
            tidy(&mut aim.what);
            tidy(&mut aim.how);
        }
        self.steps.iter_mut().for_each(|step| tidy(&mut step.what));
        self.questions.iter_mut().for_each(|question| tidy(&mut question.text));
        self.commitments.iter_mut().for_each(|commitment| tidy(&mut commitment.what));
        self
    }
}

/// A name for addresses: small letters, digits, hyphens between them.
pub fn check_slug(slug: &str) -> Outcome<()> {
    let plain = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if slug.is_empty() || slug.len() > LONGEST_SLUG || !plain || slug.starts_with('-') || slug.ends_with('-') {
        return Err(Failure::invalid_msg("slug", Msg::new("team-slug-wrong").with("most", LONGEST_SLUG)));
    }
    if slug == "new" {
        return Err(Failure::invalid("slug", "slug-reserved"));
    }
    Ok(())
}

/// Everything that is wrong with what stands in it, at once; rows are named as `aims[2].what`.
pub fn check(content: &Content) -> Outcome<()> {
    let mut errors = Vec::new();
    text(&mut errors, "name", &content.name, LONGEST_NAME, true);
    text(&mut errors, "about", &content.about, LONGEST_ABOUT, false);
    number(&mut errors, "weeks", content.weeks, 1, MOST_WEEKS);
    number(&mut errors, "share", content.share, 1, 100);
    for (at, aim) in content.aims.iter().enumerate() {
        text(&mut errors, &format!("aims[{at}].what"), &aim.what, aim::LONGEST_WHAT, true);
        text(&mut errors, &format!("aims[{at}].how"), &aim.how, aim::LONGEST_HOW, false);
    }
    for (at, step) in content.steps.iter().enumerate() {
        text(&mut errors, &format!("steps[{at}].what"), &step.what, step::LONGEST_WHAT, true);
        number(&mut errors, &format!("steps[{at}].days_before"), step.days_before, 0, MOST_DAYS_BEFORE);
    }
    for (at, question) in content.questions.iter().enumerate() {
        text(&mut errors, &format!("questions[{at}].text"), &question.text, LONGEST_QUESTION, true);
    }
    for (at, commitment) in content.commitments.iter().enumerate() {
        text(&mut errors, &format!("commitments[{at}].what"), &commitment.what, follow_up::LONGEST_WHAT, true);
    }
    let mut at_most = |field: &str, rows: usize, most: usize, key: &'static str| {
        if rows > most {
            errors.push(FieldError::new(field.to_owned(), Msg::new(key).with("most", most)));
        }
    };
    for side in Side::ALL {
        at_most("aims", content.aims_of(side).count(), MOST_AIMS, "template-too-many-aims");
    }
    at_most("steps", content.steps.len(), MOST_ROWS, "template-too-many");
    at_most("questions", content.questions.len(), MOST_ROWS, "template-too-many");
    for moment in Moment::ALL {
        for side in Side::ALL {
            at_most("questions", content.asked(moment, side).count(), MOST_ANSWERS, "template-too-many-questions");
        }
    }
    at_most("commitments", content.commitments.len(), follow_up::MOST, "template-too-many");
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

fn text(errors: &mut Vec<FieldError>, field: &str, text: &str, most: usize, must: bool) {
    if must && text.trim().is_empty() {
        errors.push(FieldError::new(field, Msg::new("failure-required")));
    }
    if text.chars().count() > most {
        errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
    }
}

fn number(errors: &mut Vec<FieldError>, field: &str, number: i64, least: i64, most: i64) {
    if !(least..=most).contains(&number) {
        errors.push(FieldError::new(field, Msg::new("market-between").with("least", least).with("most", most)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            shape: Shape::Swap,
            name: "入れ替わり".into(),
            about: String::new(),
            weeks: 4,
            share: 80,
            aims: vec![AimIdea {
                side: Side::Guest,
                kind: AimKind::Way,
                what: "進め方を知る".into(),
                how: String::new(),
            }],
            steps: vec![StepIdea { what: "権限".into(), days_before: 5, owner: Owner::Buddy }],
            questions: Vec::new(),
            commitments: Vec::new(),
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check(&content()).is_ok());
        let mut wrong = content();
        (wrong.name, wrong.weeks, wrong.share) = (" ".into(), 0, 101);
        wrong.aims[0].what = String::new();
        wrong.steps[0].days_before = 181;
        wrong.questions =
            vec![Question { moment: Moment::Mid, side: Side::Home, text: "x".repeat(501) }; MOST_ROWS + 1];
        let Err(Failure::Invalid(errors)) = check(&wrong) else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields[..5], ["name", "weeks", "share", "aims[0].what", "steps[0].days_before"]);
        assert_eq!(fields.last(), Some(&"questions"));
    }

    #[test]
    fn short_names_are_plain() {
        for slug in ["product-to-sre", "a", "2nd"] {
            assert!(check_slug(slug).is_ok(), "{slug}");
        }
        for slug in ["", "-a", "a-", "A", "決済", "a b", "new", &"a".repeat(61)] {
            assert!(check_slug(slug).is_err(), "{slug}");
        }
    }

    #[test]
    fn texts_are_kept_without_spaces_around() {
        let mut loose = content();
        loose.name = " 入れ替わり\r\n".into();
        loose.aims[0].what = "　進め方を知る ".into();
        assert_eq!(loose.tidied(), content());
    }
}

//! A discussion about SRE: the image of SRE before and after, the team's problems, what it expects of the SRE team.

use jiff::civil::Date;
use ryugaku_kernel::{Actor, Failure, FieldError, Msg, Number, Outcome, Time, Uuid, id_type};

use super::need::{self, Kind};
use crate::exchange::Exchange;
use crate::people::Team;

id_type!(
    /// A discussion's key.
    DiscussionId
);

pub const PREFIX: &str = "DI";
pub const LONGEST_TEXT: usize = 4000;
pub const MOST_PEOPLE: usize = 50;

#[derive(Clone, Debug)]
pub struct Discussion {
    pub id: DiscussionId,
    pub count: i64,
    /// A civil day in the organisation's zone.
    pub day: Date,
    pub team: Uuid,
    pub exchange: Option<Uuid>,
    /// Who took part; whoever wrote it is among them.
    pub people: Vec<Uuid>,
    pub texts: Texts,
    pub written_by: Uuid,
    pub created_at: Time,
    pub version: i64,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Texts {
    pub image_before: String,
    /// One a line.
    pub problems: String,
    /// One a line.
    pub expectations: String,
    /// Mostly written later.
    pub image_after: String,
}

impl Texts {
    pub fn fields(&self) -> [(&'static str, &str); 4] {
        [
            ("image_before", &self.image_before),
            ("problems", &self.problems),
            ("expectations", &self.expectations),
            ("image_after", &self.image_after),
        ]
    }

    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |text: String| text.replace("\r\n", "\n").trim().to_owned();
        Self {
            image_before: tidy(self.image_before),
            problems: tidy(self.problems),
            expectations: tidy(self.expectations),
            image_after: tidy(self.image_after),
        }
    }
}

impl Discussion {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }

    /// What can become needs of this kind: one a line.
    pub fn lines(&self, kind: Kind) -> Vec<String> {
        match kind {
            Kind::Problem => need::lines(&self.texts.problems),
            Kind::Expectation => need::lines(&self.texts.expectations),
            Kind::Wish | Kind::Consultation => Vec::new(),
        }
    }

    pub fn took_part(&self, person: Option<Uuid>) -> bool {
        person.is_some_and(|person| self.people.contains(&person))
    }

    /// Its team, the SRE teams, who took part, and the people of its exchange. Everybody else learns that it took place.
    pub fn is_read_by(&self, who: &Actor, sre_teams: &[Team], exchange: Option<&Exchange>) -> bool {
        let person = who.person();
        let in_exchange =
            exchange.is_some_and(|exchange| person.is_some_and(|person| exchange.people.all().contains(&person)));
        who.may_read()
            && (who.in_team(self.team)
                || sre_teams.iter().any(|team| who.in_team(team.id.0))
                || self.took_part(person)
                || in_exchange)
    }
}

/// The count in a number as people write it; anything else is no discussion.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("discussion"))
}

/// Everything that is wrong with it, at once. `today` is the organisation's.
pub fn check(discussion: &Discussion, today: Date) -> Outcome<()> {
    let mut errors = Vec::new();
    if discussion.day.year() < 2000 || discussion.day > today {
        errors.push(FieldError::new("day", Msg::new("discussion-day-wrong")));
    }
    for (field, text) in discussion.texts.fields() {
        if text.chars().count() > LONGEST_TEXT {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", LONGEST_TEXT)));
        }
    }
    if discussion.people.len() > MOST_PEOPLE {
        errors.push(FieldError::new("people", Msg::new("discussion-people-many").with("most", MOST_PEOPLE)));
    }
    let said = discussion.texts.fields().into_iter().any(|(_, text)| !text.is_empty());
    if !said {
        errors.push(FieldError::new("image_before", Msg::new("discussion-empty")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn discussion() -> Discussion {
        Discussion {
            id: DiscussionId(Uuid::nil()),
            count: 4,
            day: date(2026, 11, 18),
            team: Uuid::from_u128(10),
            exchange: None,
            people: vec![Uuid::from_u128(1)],
            texts: Texts { problems: "- a\nb".into(), ..Texts::default() },
            written_by: Uuid::from_u128(1),
            created_at: Time(0),
            version: 1,
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let today = date(2026, 11, 18);
        assert!(check(&discussion(), today).is_ok());
        let long = Texts { image_after: "x".repeat(4001), ..Texts::default() };
        let many = (0..51).map(Uuid::from_u128).collect();
        let wrong = Discussion { day: date(2026, 11, 19), texts: long, people: many, ..discussion() };
        let Err(Failure::Invalid(errors)) = check(&wrong, today) else { panic!("it passed") };
        assert_eq!(
            errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(),
            ["day", "image_after", "people"]
        );
        assert!(check(&Discussion { texts: Texts::default(), ..discussion() }, today).is_err());
    }

    #[test]
    fn lines_become_needs_of_their_kind() {
        assert_eq!(discussion().lines(Kind::Problem), ["a", "b"]);
        assert!(discussion().lines(Kind::Expectation).is_empty());
    }

    #[test]
    fn who_has_no_part_in_it_does_not_read_it() {
        let who = |id: u128, teams: Vec<Uuid>, role| Actor {
            kind: ryugaku_kernel::ActorKind::Person,
            id: Some(Uuid::from_u128(id)),
            role: Some(role),
            teams,
            ..Actor::anonymous()
        };
        use ryugaku_kernel::Role::{Admin, Member, Read};
        for (who, reads) in [
            (who(1, vec![], Member), true),
            (who(2, vec![Uuid::from_u128(10)], Read), true),
            (who(2, vec![Uuid::from_u128(11)], Member), false),
            (who(2, vec![], Admin), false),
            (Actor::operator(), false),
            (Actor::anonymous(), false),
        ] {
            assert_eq!(discussion().is_read_by(&who, &[], None), reads, "{who:?}");
        }
    }
}

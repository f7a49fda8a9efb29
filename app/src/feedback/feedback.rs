//! Feedback without what it says: whose, when, where it stands, whom its writer chose.

use jiff::SignedDuration;
use jiff::civil::Date;
use ryugaku_kernel::{Actor, Failure, Outcome, Time, Uuid, id_type};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment::Moment;
use crate::exchange::Side;

id_type!(
    /// A feedback's key.
    FeedbackId
);

/// For so long after it was given, its writer may change what it says.
const CHANGEABLE: SignedDuration = SignedDuration::from_hours(24 * 30);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Its writer alone knows of it.
    Draft,
    Given,
    /// What it said is gone; that it was given stays.
    Withdrawn,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Given, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Who may find the passage for the report in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = FeedbackQuoteTo)]
pub enum QuoteTo {
    Nobody,
    /// Those who were the exchange's people when its writer chose.
    People,
    Company,
}

impl QuoteTo {
    pub const ALL: [Self; 3] = [Self::Nobody, Self::People, Self::Company];

    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::People => "people",
            Self::Company => "company",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|to| to.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Nobody => "feedback-quote-nobody",
            Self::People => "feedback-quote-people",
            Self::Company => "feedback-quote-company",
        }
    }
}

/// What somebody was chosen for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    All,
    /// The passage in the report.
    Quote,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Quote => "quote",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        [Self::All, Self::Quote].into_iter().find(|what| what.name() == name)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader {
    pub person: Uuid,
    pub what: What,
    /// Whoever could come in as this person only later does not read it.
    pub chosen_at: Time,
}

#[derive(Clone, Debug)]
pub struct Feedback {
    pub id: FeedbackId,
    pub exchange: Uuid,
    pub moment: Moment,
    pub side: Side,
    pub writer: Uuid,
    pub state: State,
    /// Gone once it is withdrawn.
    pub sealed: Option<Vec<u8>>,
    pub quote_to: QuoteTo,
    pub quote_at: Option<Time>,
    pub readers: Vec<Reader>,
    pub begun_at: Time,
    pub given_at: Option<Time>,
    /// In the organisation's zone.
    pub given_day: Option<Date>,
    pub withdrawn_at: Option<Time>,
    pub version: i64,
}

impl Feedback {
    /// Whether the writer asks, by a way in that was theirs alone when they began it.
    pub fn is_writer(&self, who: &Actor) -> bool {
        who.person() == Some(self.writer) && who.opens(self.begun_at)
    }

    /// Whether it opens to the one who asks: to its writer, and once it is given to those chosen to read all of it.
    pub fn opens_to(&self, who: &Actor) -> bool {
        self.is_writer(who) || (self.state == State::Given && self.was_chosen(who, What::All))
    }

    /// Whether its passage for the report is for the one who asks.
    pub fn quotes_to(&self, who: &Actor) -> bool {
        if self.state != State::Given {
            return false;
        }
        match self.quote_to {
            QuoteTo::Nobody => false,
            QuoteTo::People => self.is_writer(who) || self.was_chosen(who, What::Quote),
            QuoteTo::Company => who.may_read() && who.person().is_some() && who.own_since.is_some(),
        }
    }

    fn was_chosen(&self, who: &Actor, what: What) -> bool {
        let mut mine = self.readers.iter().filter(|reader| Some(reader.person) == who.person() && reader.what == what);
        mine.any(|reader| who.opens(reader.chosen_at))
    }

    /// Those chosen to read all of it.
    pub fn reads_all(&self) -> impl Iterator<Item = Uuid> {
        self.readers.iter().filter(|reader| reader.what == What::All).map(|reader| reader.person)
    }

    /// What it says may be changed while it is a draft, and for some time after.
    pub fn changeable(&self, now: Time) -> Outcome<()> {
        match self.state {
            State::Withdrawn => Err(Failure::conflict("feedback-withdrawn")),
            State::Given if self.given_at.is_some_and(|at| now.since(at) > CHANGEABLE) => {
                Err(Failure::conflict("feedback-closed"))
            }
            _ => Ok(()),
        }
    }
}

/// That feedback was given: for the exchange's people, and never more than this.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Given {
    pub moment: Moment,
    pub side: Side,
    pub day: Date,
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::{ActorKind, Role};

    use super::*;

    fn feedback(state: State) -> Feedback {
        let reader = |person, what, at| Reader { person: Uuid::from_u128(person), what, chosen_at: Time(at) };
        Feedback {
            id: FeedbackId(Uuid::nil()),
            exchange: Uuid::nil(),
            moment: Moment::Mid,
            side: Side::Guest,
            writer: Uuid::from_u128(1),
            state,
            sealed: None,
            quote_to: QuoteTo::People,
            quote_at: Some(Time(200)),
            readers: vec![reader(2, What::All, 200), reader(3, What::Quote, 200)],
            begun_at: Time(100),
            given_at: Some(Time(150)),
            given_day: None,
            withdrawn_at: None,
            version: 1,
        }
    }

    fn who(person: u128, own_since: Option<i64>) -> Actor {
        Actor {
            kind: ActorKind::Person,
            id: Some(Uuid::from_u128(person)),
            role: Some(Role::Admin),
            own_since: own_since.map(Time),
            ..Actor::anonymous()
        }
    }

    #[test]
    fn it_opens_to_its_writer_and_whom_they_chose_by_a_way_in_that_was_theirs_by_then() {
        for (who, draft, given, quoted) in [
            (who(1, Some(100)), true, true, true),
            (who(1, Some(101)), false, false, false),
            (who(1, None), false, false, false),
            (who(2, Some(200)), false, true, false),
            (who(2, Some(201)), false, false, false),
            (who(2, None), false, false, false),
            (who(3, Some(0)), false, false, true),
            (who(4, Some(0)), false, false, false),
            (Actor::operator(), false, false, false),
            (Actor::system(), false, false, false),
            (Actor { kind: ActorKind::Token, ..who(1, Some(0)) }, false, false, false),
        ] {
            assert_eq!(feedback(State::Draft).opens_to(&who), draft, "a draft to {who:?}");
            assert_eq!(feedback(State::Given).opens_to(&who), given, "to {who:?}");
            assert_eq!(feedback(State::Given).quotes_to(&who), quoted, "quoted to {who:?}");
            let company = Feedback { quote_to: QuoteTo::Company, ..feedback(State::Given) };
            assert_eq!(company.quotes_to(&who), who.own_since.is_some() && who.person().is_some(), "company: {who:?}");
            let nobody = Feedback { quote_to: QuoteTo::Nobody, ..feedback(State::Given) };
            assert!(!nobody.quotes_to(&who));
            assert!(!feedback(State::Draft).quotes_to(&who) && !feedback(State::Withdrawn).quotes_to(&who));
        }
    }

    #[test]
    fn what_was_given_closes_after_a_while() {
        let month = Time(150).plus(CHANGEABLE);
        assert!(feedback(State::Given).changeable(month).is_ok());
        assert!(feedback(State::Given).changeable(Time(month.0 + 1)).is_err());
        assert!(feedback(State::Draft).changeable(Time(month.0 + 1)).is_ok());
        assert!(feedback(State::Withdrawn).changeable(Time(150)).is_err());
    }
}

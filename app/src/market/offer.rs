//! An offer: a team can host somebody.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, Number, Outcome, Time, Uuid, id_type};

use super::shape::Shape;
use super::terms::{self, DayFields};

id_type!(
    /// An offer's key.
    OfferId
);

pub const PREFIX: &str = "OF";
const MOST_PLACES: i64 = 20;

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfferState {
    Open,
    /// Its places are taken, or somebody said that they are.
    Filled,
    Withdrawn,
}

impl OfferState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Filled, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Filled => "filled",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "offer-state-open",
            Self::Filled => "offer-state-filled",
            Self::Withdrawn => "offer-state-withdrawn",
        }
    }

    /// What the ledger calls the way from here to `to`. What is over can only be opened again.
    pub fn move_to(self, to: Self) -> Outcome<&'static str> {
        match (self, to) {
            (Self::Open, Self::Filled) => Ok("offer.filled"),
            (Self::Open, Self::Withdrawn) => Ok("offer.withdrawn"),
            (Self::Filled | Self::Withdrawn, Self::Open) => Ok("offer.reopened"),
            _ => Err(Failure::conflict("offer-state-no-way")),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Offer {
    pub id: OfferId,
    pub count: i64,
    pub team: Uuid,
    pub what: String,
    pub shape: Shape,
    /// From when somebody can come.
    pub from: Date,
    /// By when they have left; `None`: it does not matter.
    pub until: Option<Date>,
    pub weeks: i64,
    /// Per cent of working time.
    pub share: i64,
    pub places: i64,
    pub buddy: Option<Uuid>,
    pub state: OfferState,
    pub made_by: Option<Uuid>,
    pub made_at: Time,
    pub changed_at: Time,
    pub version: i64,
}

impl Offer {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }

    pub fn is_open(&self) -> bool {
        self.state == OfferState::Open
    }
}

/// The count in a number as people write it; anything else is no offer.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("offer"))
}

/// Everything that is wrong with what can be edited, at once.
pub fn check(offer: &Offer) -> Outcome<()> {
    let days = (offer.from, offer.until);
    let fields = DayFields("from_day", "until_day");
    let mut errors = terms::check(&offer.what, offer.weeks, offer.share, days, &fields);
    terms::between(&mut errors, "places", offer.places, 1, MOST_PLACES);
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_can_only_be_opened_again() {
        use OfferState::{Filled, Open, Withdrawn};
        let allowed = [(Open, Filled), (Open, Withdrawn), (Filled, Open), (Withdrawn, Open)];
        for from in OfferState::ALL {
            for to in OfferState::ALL {
                assert_eq!(from.move_to(to).is_ok(), allowed.contains(&(from, to)), "{from:?} → {to:?}");
            }
            assert_eq!(OfferState::named(from.name()), Some(from));
        }
    }
}

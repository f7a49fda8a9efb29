//! Offers, wishes and matches as the API says them.

use jiff::civil::Date;
use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::exchange::Exchange;
use crate::market::offer::OfferState;
use crate::market::shape::Shape;
use crate::market::shown::{MatchShown, OfferShown, WishShown};
use crate::market::wish::{WishReaders, WishState};

#[derive(Serialize, ToSchema)]
#[schema(as = MarketNamedJson)]
pub struct NamedJson {
    pub id: Uuid,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct OfferJson {
    pub id: Uuid,
    /// `OF-3`
    pub number: String,
    pub team: NamedJson,
    pub what: String,
    pub shape: Shape,
    #[schema(value_type = String, format = Date)]
    pub from_day: Date,
    #[schema(value_type = Option<String>, format = Date)]
    pub until_day: Option<Date>,
    pub weeks: i64,
    /// Per cent of working time.
    pub share: i64,
    pub places: i64,
    /// Places that nobody has taken.
    pub places_left: i64,
    pub buddy: Option<NamedJson>,
    pub state: OfferState,
    pub made_at: Time,
    pub changed_at: Time,
    pub version: i64,
}

impl From<OfferShown> for OfferJson {
    fn from(shown: OfferShown) -> Self {
        let offer = shown.offer;
        Self {
            id: offer.id.0,
            number: offer.number().to_string(),
            team: NamedJson { id: offer.team, name: shown.team },
            buddy: offer.buddy.zip(shown.buddy).map(|(id, name)| NamedJson { id, name }),
            what: offer.what,
            shape: offer.shape,
            from_day: offer.from,
            until_day: offer.until,
            weeks: offer.weeks,
            share: offer.share,
            places: offer.places,
            places_left: shown.left,
            state: offer.state,
            made_at: offer.made_at,
            changed_at: offer.changed_at,
            version: offer.version,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct WishJson {
    pub id: Uuid,
    /// `WI-5`
    pub number: String,
    pub person: NamedJson,
    pub what: String,
    /// Absent: from any team.
    pub team: Option<NamedJson>,
    /// Absent: in any shape.
    pub shape: Option<Shape>,
    #[schema(value_type = String, format = Date)]
    pub earliest_day: Date,
    #[schema(value_type = Option<String>, format = Date)]
    pub latest_day: Option<Date>,
    pub weeks: i64,
    /// Per cent of working time.
    pub share: i64,
    pub readers: WishReaders,
    pub state: WishState,
    /// Exchanges that came of it, as `EX-12`, of those that you may see
    pub exchanges: Vec<String>,
    pub made_at: Time,
    pub changed_at: Time,
    pub version: i64,
}

impl WishJson {
    pub fn of(shown: WishShown, came: &[Exchange]) -> Self {
        let wish = shown.wish;
        Self {
            exchanges: came.iter().map(|exchange| exchange.number().to_string()).collect(),
            id: wish.id.0,
            number: wish.number().to_string(),
            person: NamedJson { id: wish.person, name: shown.person },
            team: wish.team.zip(shown.team).map(|(id, name)| NamedJson { id, name }),
            what: wish.what,
            shape: wish.shape,
            earliest_day: wish.earliest,
            latest_day: wish.latest,
            weeks: wish.weeks,
            share: wish.share,
            readers: wish.readers,
            state: wish.state,
            made_at: wish.made_at,
            changed_at: wish.changed_at,
            version: wish.version,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct MatchJson {
    /// `OF-3`
    pub offer: String,
    /// `WI-5`
    pub wish: String,
    /// What the offer says.
    pub offered: String,
    /// What the wish says.
    pub wished: String,
    /// The team that offers.
    pub team: NamedJson,
    /// The one who wishes.
    pub person: NamedJson,
    /// Open on both sides, fitting, and not declined.
    pub waiting: bool,
    /// How many of six points fit.
    pub score: usize,
    /// What fits, in words.
    pub fits: Vec<String>,
    /// What does not, in words.
    pub misses: Vec<String>,
    /// Since when both have stood as they stand.
    pub since: Time,
    /// Why it was declined, if it was and neither has changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declined: Option<String>,
}

impl From<MatchShown> for MatchJson {
    fn from(shown: MatchShown) -> Self {
        let MatchShown { pair, offer, wish, since, fits, misses } = shown;
        Self {
            offer: pair.offer.number().to_string(),
            wish: pair.wish.number().to_string(),
            waiting: pair.is_waiting(),
            score: pair.fit.score(),
            since,
            declined: pair.declined.map(|decline| decline.reason),
            team: NamedJson { id: offer.offer.team, name: offer.team },
            person: NamedJson { id: wish.wish.person, name: wish.person },
            offered: offer.offer.what,
            wished: wish.wish.what,
            fits,
            misses,
        }
    }
}

/// The draft that came of it.
#[derive(Serialize, ToSchema)]
pub struct ProposedJson {
    /// `EX-12`
    pub exchange: String,
}

impl ProposedJson {
    pub fn of(exchange: &Exchange) -> (Self, String) {
        let number = exchange.number().to_string();
        let location = format!("/api/v1/exchanges/{number}");
        (Self { exchange: number }, location)
    }
}

/// Tells what is absent from what is null.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

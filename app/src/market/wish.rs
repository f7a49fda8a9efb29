//! A wish: a person wants to learn something with another team.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Number, Outcome, Time, Uuid, id_type};

use super::shape::Shape;
use super::terms::{self, DayFields};

id_type!(
    /// A wish's key.
    WishId
);

pub const PREFIX: &str = "WI";

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WishState {
    Open,
    /// A proposal came of it.
    Matched,
    Withdrawn,
}

impl WishState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Matched, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Matched => "matched",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "wish-state-open",
            Self::Matched => "wish-state-matched",
            Self::Withdrawn => "wish-state-withdrawn",
        }
    }

    /// What the ledger calls the way from here to `to`. What is over can only be opened again.
    pub fn move_to(self, to: Self) -> Outcome<&'static str> {
        match (self, to) {
            (Self::Open, Self::Matched) => Ok("wish.matched"),
            (Self::Open, Self::Withdrawn) => Ok("wish.withdrawn"),
            (Self::Matched | Self::Withdrawn, Self::Open) => Ok("wish.reopened"),
            _ => Err(Failure::conflict("wish-state-no-way")),
        }
    }
}

/// Who may read a wish.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WishReaders {
    /// The person and the programme's owners.
    Owners,
    Everybody,
}

impl WishReaders {
    pub const ALL: [Self; 2] = [Self::Owners, Self::Everybody];

    pub fn name(self) -> &'static str {
        match self {
            Self::Owners => "owners",
            Self::Everybody => "everybody",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|readers| readers.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Owners => "wish-readers-owners",
            Self::Everybody => "wish-readers-everybody",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Wish {
    pub id: WishId,
    pub count: i64,
    pub person: Uuid,
    pub what: String,
    /// `None`: from any.
    pub team: Option<Uuid>,
    /// `None`: in any.
    pub shape: Option<Shape>,
    /// The first day on which one could go.
    pub earliest: Date,
    /// The last day on which one could be away; `None`: it does not matter.
    pub latest: Option<Date>,
    pub weeks: i64,
    /// Per cent of working time.
    pub share: i64,
    pub readers: WishReaders,
    pub state: WishState,
    pub made_at: Time,
    pub changed_at: Time,
    pub version: i64,
}

impl Wish {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }

    pub fn is_open(&self) -> bool {
        self.state == WishState::Open
    }

    pub fn is_public(&self) -> bool {
        self.readers == WishReaders::Everybody
    }

    /// Whether there is such a wish, for the one who asks. `owner`: of the programme.
    pub fn is_seen_by(&self, cx: &Cx, owner: bool) -> bool {
        self.is_public() || owner || cx.who.person() == Some(self.person)
    }
}

/// The count in a number as people write it; anything else is no wish.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("wish"))
}

/// Everything that is wrong with what can be edited, at once.
pub fn check(wish: &Wish) -> Outcome<()> {
    let fields = DayFields("earliest_day", "latest_day");
    let errors = terms::check(&wish.what, wish.weeks, wish.share, (wish.earliest, wish.latest), &fields);
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_can_only_be_opened_again() {
        use WishState::{Matched, Open, Withdrawn};
        let allowed = [(Open, Matched), (Open, Withdrawn), (Matched, Open), (Withdrawn, Open)];
        for from in WishState::ALL {
            for to in WishState::ALL {
                assert_eq!(from.move_to(to).is_ok(), allowed.contains(&(from, to)), "{from:?} → {to:?}");
            }
            assert_eq!(WishState::named(from.name()), Some(from));
        }
    }
}

//! Whether an offer fits a wish, and why: each point in words. Pairs are explained; people are not ranked.

use jiff::civil::Date;
use ryugaku_kernel::{Msg, Uuid};

use super::offer::Offer;
use super::shape::Shape;
use super::terms::last_day;
use super::wish::Wish;

/// What one looks at besides the two.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    pub today: Date,
    /// The home team of the one who wishes.
    pub home: Option<Uuid>,
    /// Places of the offer that nobody has taken.
    pub left: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Nobody is a guest at home.
    OwnTeam,
    TeamWished,
    TeamAny,
    TeamOther,
    ShapeWished(Shape),
    ShapeAny,
    ShapeOther {
        wished: Shape,
        offered: Shape,
    },
    Places(i64),
    NoPlace,
    /// The days that both have, from now on.
    Window {
        from: Date,
        until: Option<Date>,
    },
    /// Both have these days, and they are too few.
    WindowShort {
        from: Date,
        until: Date,
        weeks: i64,
    },
    /// They have no day in common.
    WindowNone,
    Weeks(i64),
    WeeksOther {
        wished: i64,
        offered: i64,
    },
    Share(i64),
    ShareOther {
        wished: i64,
        offered: i64,
    },
}

impl Reason {
    pub fn fits(self) -> bool {
        !matches!(
            self,
            Self::OwnTeam
                | Self::TeamOther
                | Self::ShapeOther { .. }
                | Self::NoPlace
                | Self::WindowShort { .. }
                | Self::WindowNone
                | Self::WeeksOther { .. }
                | Self::ShareOther { .. }
        )
    }

    /// Without this there is nothing to talk about; the rest can be settled between the two.
    pub fn is_needed(self) -> bool {
        !matches!(self, Self::ShapeOther { .. } | Self::WeeksOther { .. } | Self::ShareOther { .. })
    }

    /// `team`: the name of the team that offers. `shape` says a shape in the reader's language.
    pub fn msg(self, team: &str, shape: impl Fn(Shape) -> String) -> Msg {
        match self {
            Self::OwnTeam => Msg::new("fit-own-team").with("team", team),
            Self::TeamWished => Msg::new("fit-team-wished").with("team", team),
            Self::TeamAny => Msg::new("fit-team-any"),
            Self::TeamOther => Msg::new("fit-team-other").with("team", team),
            Self::ShapeWished(wished) => Msg::new("fit-shape-wished").with("shape", shape(wished)),
            Self::ShapeAny => Msg::new("fit-shape-any"),
            Self::ShapeOther { wished, offered } => {
                Msg::new("fit-shape-other").with("wished", shape(wished)).with("offered", shape(offered))
            }
            Self::Places(left) => Msg::new("fit-places").with("n", left),
            Self::NoPlace => Msg::new("fit-no-place"),
            Self::Window { from, until: Some(until) } => {
                Msg::new("fit-window").with("from", from.to_string()).with("until", until.to_string())
            }
            Self::Window { from, until: None } => Msg::new("fit-window-open").with("from", from.to_string()),
            Self::WindowShort { from, until, weeks } => Msg::new("fit-window-short")
                .with("from", from.to_string())
                .with("until", until.to_string())
                .with("weeks", weeks),
            Self::WindowNone => Msg::new("fit-window-none"),
            Self::Weeks(weeks) => Msg::new("fit-weeks").with("weeks", weeks),
            Self::WeeksOther { wished, offered } => {
                Msg::new("fit-weeks-other").with("wished", wished).with("offered", offered)
            }
            Self::Share(share) => Msg::new("fit-share").with("share", share),
            Self::ShareOther { wished, offered } => {
                Msg::new("fit-share-other").with("wished", wished).with("offered", offered)
            }
        }
    }
}

/// How one offer and one wish go together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fit {
    /// One for each point, in the order in which one would ask.
    pub reasons: Vec<Reason>,
}

impl Fit {
    pub fn of(offer: &Offer, wish: &Wish, around: Around) -> Self {
        let team = match wish.team {
            _ if around.home == Some(offer.team) => Reason::OwnTeam,
            None => Reason::TeamAny,
            Some(team) if team == offer.team => Reason::TeamWished,
            Some(_) => Reason::TeamOther,
        };
        let shape = match wish.shape {
            None => Reason::ShapeAny,
            Some(shape) if shape == offer.shape => Reason::ShapeWished(shape),
            Some(wished) => Reason::ShapeOther { wished, offered: offer.shape },
        };
        let places = if around.left > 0 { Reason::Places(around.left) } else { Reason::NoPlace };
        let weeks = match (wish.weeks, offer.weeks) {
            (wished, offered) if wished == offered => Reason::Weeks(wished),
            (wished, offered) => Reason::WeeksOther { wished, offered },
        };
        let share = match (wish.share, offer.share) {
            (wished, offered) if wished == offered => Reason::Share(wished),
            (wished, offered) => Reason::ShareOther { wished, offered },
        };
        Self { reasons: vec![team, shape, places, window(offer, wish, around.today), weeks, share] }
    }

    /// Whether the two should hear of each other.
    pub fn is_match(&self) -> bool {
        self.reasons.iter().all(|reason| reason.fits() || !reason.is_needed())
    }

    /// How many of the points fit.
    pub fn score(&self) -> usize {
        self.fitting().count()
    }

    pub fn fitting(&self) -> impl Iterator<Item = Reason> {
        self.reasons.iter().copied().filter(|reason| reason.fits())
    }

    pub fn missing(&self) -> impl Iterator<Item = Reason> {
        self.reasons.iter().copied().filter(|reason| !reason.fits())
    }

    /// The first day that both have, from today on.
    pub fn first_day(&self) -> Option<Date> {
        self.reasons.iter().find_map(|reason| match reason {
            Reason::Window { from, .. } | Reason::WindowShort { from, .. } => Some(*from),
            _ => None,
        })
    }
}

/// Long enough is long enough for the shorter of the two.
fn window(offer: &Offer, wish: &Wish, today: Date) -> Reason {
    let from = offer.from.max(wish.earliest).max(today);
    let until = [offer.until, wish.latest].into_iter().flatten().min();
    let weeks = offer.weeks.min(wish.weeks);
    match until {
        Some(until) if until < from => Reason::WindowNone,
        Some(until) if until < last_day(from, weeks) => Reason::WindowShort { from, until, weeks },
        until => Reason::Window { from, until },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ryugaku_kernel::Time;

    use super::*;
    use crate::market::offer::{OfferId, OfferState};
    use crate::market::wish::{WishId, WishReaders, WishState};

    const SRE: Uuid = Uuid::from_u128(1);
    const SHOP: Uuid = Uuid::from_u128(2);
    const TODAY: Date = date(2026, 11, 19);

    fn offer() -> Offer {
        Offer {
            id: OfferId(Uuid::nil()),
            count: 1,
            team: SRE,
            what: "オンコールを始める人".into(),
            shape: Shape::ProductToSre,
            from: date(2027, 1, 4),
            until: None,
            weeks: 12,
            share: 40,
            places: 1,
            buddy: None,
            state: OfferState::Open,
            made_by: None,
            made_at: Time(0),
            changed_at: Time(0),
            version: 1,
        }
    }

    fn wish() -> Wish {
        Wish {
            id: WishId(Uuid::nil()),
            count: 1,
            person: Uuid::from_u128(9),
            what: "オンコールの始め方".into(),
            team: None,
            shape: None,
            earliest: date(2026, 12, 1),
            latest: None,
            weeks: 12,
            share: 40,
            readers: WishReaders::Everybody,
            state: WishState::Open,
            made_at: Time(0),
            changed_at: Time(0),
            version: 1,
        }
    }

    fn fit(change: impl FnOnce(&mut Offer, &mut Wish, &mut Around)) -> Fit {
        let (mut offer, mut wish) = (offer(), wish());
        let mut around = Around { today: TODAY, home: Some(SHOP), left: 1 };
        change(&mut offer, &mut wish, &mut around);
        Fit::of(&offer, &wish, around)
    }

    #[test]
    fn what_is_needed_keeps_a_pair_apart() {
        type Change = fn(&mut Offer, &mut Wish, &mut Around);
        let rows: [(&str, Change, bool, usize); 14] = [
            ("everything fits", |_, _, _| {}, true, 6),
            ("the team that is wished for", |_, wish, _| wish.team = Some(SRE), true, 6),
            ("another team is wished for", |_, wish, _| wish.team = Some(SHOP), false, 5),
            ("the home team itself", |_, _, around| around.home = Some(SRE), false, 5),
            ("no home team", |_, _, around| around.home = None, true, 6),
            ("the shape that is wished for", |_, wish, _| wish.shape = Some(Shape::ProductToSre), true, 6),
            ("another shape", |_, wish, _| wish.shape = Some(Shape::Shadow), true, 5),
            ("no place left", |_, _, around| around.left = 0, false, 5),
            ("other weeks", |_, wish, _| wish.weeks = 4, true, 5),
            ("another share", |offer, _, _| offer.share = 100, true, 5),
            ("over before it begins", |offer, _, _| offer.until = Some(date(2026, 12, 31)), false, 5),
            ("too short by a day", |_, wish, _| wish.latest = Some(date(2027, 3, 25)), false, 5),
            ("long enough to the day", |_, wish, _| wish.latest = Some(date(2027, 3, 26)), true, 6),
            (
                "long enough for the shorter",
                |offer, wish, _| (offer.weeks, wish.latest) = (2, Some(date(2027, 1, 15))),
                true,
                5,
            ),
        ];
        for (what, change, is_match, score) in rows {
            let fit = fit(change);
            assert_eq!((fit.is_match(), fit.score()), (is_match, score), "{what}: {:?}", fit.reasons);
            assert_eq!(fit.fitting().count() + fit.missing().count(), 6, "{what}");
        }
    }

    #[test]
    fn days_that_have_passed_are_no_days() {
        let late = fit(|_, _, around| around.today = date(2027, 2, 1));
        assert_eq!(late.first_day(), Some(date(2027, 2, 1)));
        let over = fit(|_, wish, around| {
            (wish.latest, around.today) = (Some(date(2027, 4, 30)), date(2027, 5, 1));
        });
        assert_eq!((over.is_match(), over.first_day()), (false, None));
    }
}

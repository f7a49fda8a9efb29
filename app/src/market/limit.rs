//! How much of the exchange there may be at once, and what would be too much.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_kernel::{Failure, Msg, Outcome, Uuid};

use super::terms;

/// What holds for one exchange: of its host team, its home team and its guest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Guests of a team at once.
    pub guests: i64,
    /// Members of a team away at once.
    pub away: i64,
    /// Exchanges of a person at once.
    pub exchanges: i64,
    /// Per cent of a person's working time, in all of them together.
    pub share: i64,
}

/// Where nobody has said anything else.
pub const USUAL: Limits = Limits { guests: 2, away: 1, exchanges: 1, share: 100 };

/// What a team says itself; `None`: as all teams.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OwnLimits {
    pub guests: Option<i64>,
    pub away: Option<i64>,
}

const MOST: i64 = 99;

pub fn check(limits: &Limits) -> Outcome<()> {
    let mut errors = Vec::new();
    terms::between(&mut errors, "guests", limits.guests, 0, MOST);
    terms::between(&mut errors, "away", limits.away, 0, MOST);
    terms::between(&mut errors, "exchanges", limits.exchanges, 1, MOST);
    terms::between(&mut errors, "share", limits.share, 1, 100);
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

pub fn check_own(own: &OwnLimits) -> Outcome<()> {
    check(&Limits { guests: own.guests.unwrap_or_default(), away: own.away.unwrap_or_default(), ..USUAL })
}

/// An exchange as limits see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stay {
    /// Its key and number, once it has them.
    pub exchange: Option<(Uuid, String)>,
    pub guest: Uuid,
    pub home_team: Uuid,
    pub host_team: Uuid,
    pub from: Date,
    pub until: Date,
    pub share: i64,
}

impl Stay {
    fn covers(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    fn is(&self, other: &Self) -> bool {
        let key = |stay: &Self| stay.exchange.as_ref().map(|(id, _)| *id);
        key(self).is_some() && key(self) == key(other)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ExchangeLimitRule)]
pub enum Rule {
    Guests,
    Away,
    Exchanges,
    Share,
}

/// A day on which there would be more than may be, and what there is on it already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clash {
    pub rule: Rule,
    pub most: i64,
    pub day: Date,
    /// The new one counted.
    pub reached: i64,
    pub others: Vec<Stay>,
}

/// At most one for each limit: the worst day, of equals the first. `others` may hold the new one as it was before.
pub fn clashes(limits: &Limits, others: &[Stay], new: &Stay) -> Vec<Clash> {
    let rules = [
        (Rule::Guests, limits.guests),
        (Rule::Away, limits.away),
        (Rule::Exchanges, limits.exchanges),
        (Rule::Share, limits.share),
    ];
    rules.into_iter().filter_map(|(rule, most)| worst(rule, most, others, new)).collect()
}

/// What there is at once changes only where a stay begins: those days are enough.
fn worst(rule: Rule, most: i64, others: &[Stay], new: &Stay) -> Option<Clash> {
    let counts = |other: &&Stay| match rule {
        Rule::Guests => other.host_team == new.host_team,
        Rule::Away => other.home_team == new.home_team,
        Rule::Exchanges | Rule::Share => other.guest == new.guest,
    };
    let weight = |stay: &Stay| if rule == Rule::Share { stay.share } else { 1 };
    let others: Vec<&Stay> = others.iter().filter(|other| !other.is(new)).filter(counts).collect();
    let begins = others.iter().map(|other| other.from.max(new.from)).filter(|day| new.covers(*day));
    let mut worst: Option<Clash> = None;
    let mut days: Vec<Date> = begins.chain([new.from]).collect();
    days.sort();
    for day in days {
        let there: Vec<&Stay> = others.iter().copied().filter(|other| other.covers(day)).collect();
        let reached = weight(new) + there.iter().map(|other| weight(other)).sum::<i64>();
        if reached > most && worst.as_ref().is_none_or(|clash| reached > clash.reached) {
            worst = Some(Clash { rule, most, day, reached, others: there.into_iter().cloned().collect() });
        }
    }
    worst
}

impl Clash {
    /// What is so, and what can be done. `names`: of teams and people.
    pub fn msg(&self, new: &Stay, names: &HashMap<Uuid, String>) -> Msg {
        let name = |id: Uuid| names.get(&id).cloned().unwrap_or_else(|| "?".into());
        let others: Vec<String> = self
            .others
            .iter()
            .map(|other| {
                let number = other.exchange.as_ref().map_or("", |(_, number)| number);
                format!("{} {number} ({}–{})", name(other.guest), other.from, other.until)
            })
            .collect();
        let key = match (self.rule, self.others.is_empty()) {
            (Rule::Guests, false) => "limit-guests",
            (Rule::Guests, true) => "limit-guests-none",
            (Rule::Away, false) => "limit-away",
            (Rule::Away, true) => "limit-away-none",
            (Rule::Exchanges, _) => "limit-exchanges",
            (Rule::Share, false) => "limit-share",
            (Rule::Share, true) => "limit-share-alone",
        };
        Msg::new(key)
            .with("team", name(if self.rule == Rule::Guests { new.host_team } else { new.home_team }))
            .with("person", name(new.guest))
            .with("others", others.join(", "))
            .with("most", self.most)
            .with("reached", self.reached)
            .with("day", self.day.to_string())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn stay(number: u128, guest: u128, home: u128, host: u128, days: (i8, i8), share: i64) -> Stay {
        Stay {
            exchange: (number > 0).then(|| (Uuid::from_u128(number), format!("EX-{number}"))),
            guest: Uuid::from_u128(guest),
            home_team: Uuid::from_u128(home),
            host_team: Uuid::from_u128(host),
            from: date(2026, 12, days.0),
            until: date(2026, 12, days.1),
            share,
        }
    }

    #[test]
    fn what_is_at_once_is_counted_by_the_day() {
        // Two guests of team 9 who come one after the other: never more than one at once.
        let others = [stay(1, 11, 1, 9, (1, 10), 40), stay(2, 12, 2, 9, (11, 20), 40)];
        let new = stay(0, 13, 3, 9, (5, 15), 40);
        assert_eq!(clashes(&USUAL, &others, &new), []);
        let strict = Limits { guests: 1, ..USUAL };
        let found = clashes(&strict, &others, &new);
        assert_eq!((found.len(), found[0].rule, found[0].day, found[0].reached), (1, Rule::Guests, new.from, 2));
        assert_eq!(found[0].others, others[..1]);
    }

    #[test]
    fn each_limit_looks_at_its_own() {
        let others = [stay(1, 11, 1, 9, (1, 10), 40)];
        for (what, new, rules) in [
            ("another team's member elsewhere", stay(0, 12, 2, 8, (1, 10), 40), vec![]),
            ("one more away from home", stay(0, 12, 1, 8, (10, 20), 40), vec![Rule::Away]),
            ("the day after", stay(0, 12, 1, 8, (11, 20), 40), vec![]),
            ("the same person twice", stay(0, 11, 2, 8, (1, 10), 40), vec![Rule::Exchanges]),
            ("the same person, too much", stay(0, 11, 2, 8, (1, 10), 70), vec![Rule::Exchanges, Rule::Share]),
            ("itself, moved", stay(1, 11, 1, 9, (5, 15), 100), vec![]),
            ("one more guest is allowed", stay(0, 12, 2, 9, (1, 10), 40), vec![]),
        ] {
            let found: Vec<_> = clashes(&USUAL, &others, &new).into_iter().map(|clash| clash.rule).collect();
            assert_eq!(found, rules, "{what}");
        }
    }

    #[test]
    fn none_at_all_is_a_limit_too() {
        let closed = Limits { guests: 0, away: 0, exchanges: 1, share: 50 };
        let found = clashes(&closed, &[], &stay(0, 11, 1, 9, (1, 10), 60));
        let rules: Vec<_> = found.iter().map(|clash| (clash.rule, clash.reached, clash.others.len())).collect();
        assert_eq!(rules, [(Rule::Guests, 1, 0), (Rule::Away, 1, 0), (Rule::Share, 60, 0)]);
    }

    #[test]
    fn limits_have_limits() {
        assert!(check(&USUAL).is_ok() && check_own(&OwnLimits::default()).is_ok());
        assert!(check_own(&OwnLimits { guests: Some(-1), away: None }).is_err());
        let Err(Failure::Invalid(errors)) = check(&Limits { guests: 100, away: -1, exchanges: 0, share: 101 }) else {
            panic!("it passed")
        };
        assert_eq!(errors.len(), 4);
    }
}

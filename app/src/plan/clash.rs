//! Where a plan clashes: with itself, with what people brought as busy, with days off, with the home team's days.

use std::collections::HashSet;

use jiff::civil::Date;
use ryugaku_calendar::{Calendar, Name};
use ryugaku_kernel::{Time, Uuid};

use super::calendar::Busy;
use super::days::HostDays;
use super::item::{Invitation, Item, ItemKind, ItemState};

/// Told one by one.
pub const MOST: usize = 200;

#[derive(Clone, PartialEq, Debug)]
pub enum Clash {
    /// Two items at once; by their places in the list.
    Items(usize, usize),
    /// Somebody is busy elsewhere meanwhile.
    Busy {
        item: usize,
        busy: Busy,
    },
    /// A weekend, with no name, or a holiday.
    Closed {
        item: usize,
        day: Date,
        name: Option<Name>,
    },
    HomeDay {
        item: usize,
        day: Date,
    },
    /// Before the first day or after the last.
    Outside {
        item: usize,
        day: Date,
    },
}

impl Clash {
    /// The places of the items it is about.
    pub fn items(&self) -> impl Iterator<Item = usize> {
        let (first, second) = match self {
            Self::Items(first, second) => (*first, Some(*second)),
            Self::Busy { item, .. }
            | Self::Closed { item, .. }
            | Self::HomeDay { item, .. }
            | Self::Outside { item, .. } => (*item, None),
        };
        std::iter::once(first).chain(second)
    }
}

#[derive(Default, Debug)]
pub struct Found {
    pub clashes: Vec<Clash>,
    /// There are more than are told.
    pub more: bool,
    /// The places of all items that clash, also in what is not told.
    pub items: HashSet<usize>,
}

impl Found {
    fn add(&mut self, clash: Clash) {
        self.items.extend(clash.items());
        if self.clashes.len() < MOST {
            self.clashes.push(clash);
        } else {
            self.more = true;
        }
    }
}

/// What a plan is held against.
pub struct Ground<'a> {
    pub calendar: &'a Calendar,
    pub host_days: Option<&'a HostDays>,
    /// First and last day.
    pub period: (Date, Date),
    pub guest: Uuid,
    pub buddy: Option<Uuid>,
}

/// In the order of the items. What is over, and two proposals between themselves, do not clash.
pub fn find(items: &[Item], invitations: &[Invitation], busy: &[Busy], ground: &Ground<'_>) -> Found {
    let mut found = Found::default();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.state.is_open()) {
        for (other, second) in items.iter().enumerate().skip(at + 1).filter(|(_, second)| second.state.is_open()) {
            let both_ideas = item.state == ItemState::Proposed && second.state == ItemState::Proposed;
            if !both_ideas && item.overlaps(second.from, second.until) {
                found.add(Clash::Items(at, other));
            }
        }
        let comes = |who: Uuid| {
            who == ground.guest
                || (Some(who) == ground.buddy
                    && invitations.iter().any(|invitation| invitation.item == item.id && invitation.person == who))
        };
        let mut told: Vec<Uuid> = Vec::new();
        for busy in busy.iter().filter(|busy| comes(busy.who) && item.overlaps(busy.from, busy.until)) {
            // One line a person is enough.
            if !told.contains(&busy.who) {
                told.push(busy.who);
                found.add(Clash::Busy { item: at, busy: *busy });
            }
        }
        if let Some(clash) = of_day(at, item, ground) {
            found.add(clash);
        }
    }
    found
}

fn of_day(at: usize, item: &Item, ground: &Ground<'_>) -> Option<Clash> {
    let day = day_of(ground.calendar, item.from);
    let rests = matches!(item.kind, ItemKind::Rest | ItemKind::Ours);
    if day < ground.period.0 || day > ground.period.1 {
        return Some(Clash::Outside { item: at, day });
    }
    if rests {
        return None;
    }
    if !ground.calendar.is_business_day(day) {
        return Some(Clash::Closed { item: at, day, name: ground.calendar.holiday_on(day) });
    }
    ground.host_days.is_some_and(|days| days.is_home(day)).then_some(Clash::HomeDay { item: at, day })
}

fn day_of(calendar: &Calendar, time: Time) -> Date {
    calendar.zone.day_of(time)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ryugaku_calendar::{Holidays, Zone};

    use super::super::item::{Answer, tests::item};
    use super::*;

    const GUEST: Uuid = Uuid::from_u128(1);
    const BUDDY: Uuid = Uuid::from_u128(2);

    fn found(items: &[Item], invitations: &[Invitation], busy: &[Busy]) -> Vec<Clash> {
        all(items, invitations, busy).clashes
    }

    fn all(items: &[Item], invitations: &[Invitation], busy: &[Busy]) -> Found {
        let calendar = Calendar::new(Zone::named("Asia/Tokyo").unwrap(), Holidays::Japan);
        let days = HostDays::of([2, 4]);
        let period = (date(2026, 10, 5), date(2026, 12, 25));
        let ground = Ground { calendar: &calendar, host_days: Some(&days), period, guest: GUEST, buddy: Some(BUDDY) };
        find(items, invitations, busy, &ground)
    }

    fn busy(who: Uuid, like: &Item) -> Busy {
        Busy { who, from: like.from, until: like.until, all_day: false }
    }

    #[test]
    fn what_touches_does_not_overlap() {
        let first = item(1, "2026-11-17T10:00", "2026-11-17T11:00");
        for (from, until, clashes) in [
            ("2026-11-17T10:30", "2026-11-17T11:30", true),
            ("2026-11-17T09:00", "2026-11-17T12:00", true),
            ("2026-11-17T11:00", "2026-11-17T12:00", false),
            ("2026-11-17T09:00", "2026-11-17T10:00", false),
        ] {
            let both = [first.clone(), item(2, from, until)];
            assert_eq!(found(&both, &[], &[]) == [Clash::Items(0, 1)], clashes, "{from}");
        }
    }

    #[test]
    fn not_all_of_very_many_are_told() {
        let items: Vec<Item> = (1..=500).map(|n| item(n, "2026-11-17T10:00", "2026-11-17T11:00")).collect();
        let many = all(&items, &[], &[]);
        assert_eq!((many.clashes.len(), many.more, many.items.len()), (MOST, true, 500));
        let few = all(&items[..20], &[], &[]);
        assert_eq!((few.clashes.len(), few.more, few.items.len()), (190, false, 20));
    }

    #[test]
    fn what_is_over_and_what_is_only_proposed() {
        let same = |ordinal| item(ordinal, "2026-11-17T10:00", "2026-11-17T11:00");
        for (first, second, clashes) in [
            (ItemState::Planned, ItemState::Proposed, true),
            (ItemState::Proposed, ItemState::Proposed, false),
            (ItemState::Planned, ItemState::Done, false),
            (ItemState::Cancelled, ItemState::Planned, false),
        ] {
            let both = [Item { state: first, ..same(1) }, Item { state: second, ..same(2) }];
            assert_eq!(!found(&both, &[], &[]).is_empty(), clashes, "{first:?} {second:?}");
        }
    }

    #[test]
    fn the_guest_always_comes_the_buddy_when_invited() {
        let planned = item(1, "2026-11-17T10:00", "2026-11-17T11:00");
        let one = [planned.clone()];
        let times =
            [busy(GUEST, &planned), busy(GUEST, &planned), busy(BUDDY, &planned), busy(Uuid::from_u128(9), &planned)];
        assert_eq!(found(&one, &[], &times), [Clash::Busy { item: 0, busy: times[0] }]);
        let invited = [Invitation { item: planned.id, person: BUDDY, answer: Answer::Accepted }];
        assert_eq!(found(&one, &invited, &times).len(), 2);
    }

    #[test]
    fn days_off_home_days_and_the_period() {
        for (from, until, kind, clash) in [
            ("2026-11-17T10:00", "2026-11-17T11:00", ItemKind::Pairing, ""),
            ("2026-11-18T10:00", "2026-11-18T11:00", ItemKind::Pairing, "HomeDay"),
            ("2026-11-18T10:00", "2026-11-18T11:00", ItemKind::Ours, ""),
            ("2026-11-21T10:00", "2026-11-21T11:00", ItemKind::Pairing, "Closed"),
            // Labour thanksgiving.
            ("2026-11-23T10:00", "2026-11-23T11:00", ItemKind::Meeting, "Closed"),
            ("2026-11-23T10:00", "2026-11-23T11:00", ItemKind::Rest, ""),
            ("2026-12-29T10:00", "2026-12-29T11:00", ItemKind::Pairing, "Outside"),
        ] {
            let clashes = found(&[Item { kind, ..item(1, from, until) }], &[], &[]);
            let said = clashes.first().map(|clash| format!("{clash:?}")).unwrap_or_default();
            assert!(said.starts_with(clash) && said.is_empty() == clash.is_empty(), "{from} {kind:?}: {said}");
        }
    }
}

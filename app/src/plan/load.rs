//! How much of the agreed share a week takes: hours planned or done, against that share of a 40-hour week.

use ryugaku_kernel::Time;

use super::item::{Item, ItemState};

const WEEK_MINUTES: i64 = 5 * 8 * 60;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Load {
    pub planned_minutes: i64,
    pub agreed_minutes: i64,
    /// Per cent.
    pub share: i64,
}

impl Load {
    /// Between two instants. What lies over each other is counted once.
    pub fn of(items: &[Item], from: Time, until: Time, share: i64) -> Self {
        let counts = |item: &&Item| item.kind.counts() && matches!(item.state, ItemState::Planned | ItemState::Done);
        let mut spans: Vec<(i64, i64)> =
            items.iter().filter(counts).map(|item| (item.from.max(from).0, item.until.min(until).0)).collect();
        spans.sort_unstable();
        let (mut micros, mut reached) = (0, i64::MIN);
        for (from, until) in spans {
            micros += (until - from.max(reached)).max(0);
            reached = reached.max(until);
        }
        Self { planned_minutes: micros / 60_000_000, agreed_minutes: WEEK_MINUTES * share / 100, share }
    }

    pub fn over_minutes(&self) -> i64 {
        (self.planned_minutes - self.agreed_minutes).max(0)
    }

    /// Of a bar as long as the larger of both, in per cent.
    pub fn bar(&self) -> (i64, i64) {
        let whole = self.planned_minutes.max(self.agreed_minutes).max(1);
        (self.planned_minutes * 100 / whole, self.agreed_minutes * 100 / whole)
    }
}

/// As it is read: at most one decimal.
pub fn hours(minutes: i64) -> String {
    let tenths = (minutes * 10 + 30) / 60;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::super::item::{ItemKind, tests::item};
    use super::*;

    #[test]
    fn hours_are_counted_once_and_only_where_they_count() {
        let day = |ordinal, from: &str, until: &str| {
            item(ordinal, &format!("2026-11-17T{from}"), &format!("2026-11-17T{until}"))
        };
        let items = [
            day(1, "10:00", "12:00"),
            day(2, "11:00", "13:00"),
            Item { kind: ItemKind::Ours, ..day(3, "14:00", "18:00") },
            Item { state: ItemState::Done, ..day(4, "14:00", "14:30") },
            Item { state: ItemState::Cancelled, ..day(5, "15:00", "16:00") },
            Item { state: ItemState::Proposed, ..day(6, "15:00", "16:00") },
        ];
        let (from, until) = (items[0].from, day(9, "18:00", "23:00").until);
        let load = Load::of(&items, from, until, 40);
        assert_eq!((load.planned_minutes, load.agreed_minutes, load.over_minutes()), (210, 960, 0));
        let cut = Load::of(&items, from, day(9, "10:30", "10:45").from, 1);
        assert_eq!((cut.planned_minutes, cut.over_minutes()), (30, 6));
        assert_eq!((Load::of(&[], from, until, 0).bar(), cut.bar()), ((0, 0), (100, 80)));
    }

    #[test]
    fn hours_are_short() {
        for (minutes, text) in [(0, "0"), (60, "1"), (90, "1.5"), (210, "3.5"), (50, "0.8"), (960, "16")] {
            assert_eq!(hours(minutes), text);
        }
    }
}

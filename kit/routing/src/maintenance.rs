//! Maintenance windows: planned silences, once or again and again in a time interval. Titles and owners are not known here.

use std::collections::HashMap;

use ryugaku_alerting::{LabelSet, Matcher};
use ryugaku_kernel::{Time, Uuid};

use crate::judge::Calendar;
use crate::selection::Selection;
use crate::silence::{SilenceState, Span};

#[derive(Clone, PartialEq, Debug)]
pub struct MaintenanceWindow {
    pub id: Uuid,
    /// One without any covers nothing.
    pub matchers: Vec<Matcher>,
    pub from: Time,
    /// Itself within.
    pub until: Time,
    /// A time interval's name: between `from` and `until` only while that is on.
    pub during: Option<String>,
}

#[derive(Debug, Default)]
pub struct MaintenanceWindows {
    selection: Selection<Uuid>,
    windows: HashMap<Uuid, (Span, Option<String>)>,
}

impl MaintenanceWindows {
    /// In place of the one with the same id.
    pub fn put(&mut self, window: MaintenanceWindow) {
        self.windows.insert(window.id, (Span(window.from, window.until), window.during));
        self.selection.put(window.id, window.matchers);
    }

    pub fn remove(&mut self, id: Uuid) {
        self.windows.remove(&id);
        self.selection.remove(id);
    }

    pub fn len(&self) -> usize {
        self.windows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// The windows that are open and match; sorted.
    pub fn covering(&self, labels: &dyn LabelSet, now: Time, calendar: &dyn Calendar) -> Vec<Uuid> {
        self.selection.matching(labels, |id| self.is_open(id, now, calendar))
    }

    pub fn is_open(&self, id: Uuid, now: Time, calendar: &dyn Calendar) -> bool {
        self.windows.get(&id).is_some_and(|(span, during)| {
            span.state(now) == SilenceState::Active
                && during.as_ref().is_none_or(|interval| calendar.is_on(interval, now))
        })
    }

    /// Before this, and after `now`, no window opens or closes. Time intervals begin and end with whole minutes: where one
    /// recurs now it is the next of these, at the latest.
    pub fn next_change(&self, now: Time) -> Option<Time> {
        const MINUTE: i64 = 60_000_000;
        let next = |(span, during): &(Span, Option<String>)| {
            let turns = span.changes().into_iter().find(|at| *at > now);
            let recurs = during.is_some() && span.state(now) == SilenceState::Active;
            let minute = Time((now.0.div_euclid(MINUTE) + 1).saturating_mul(MINUTE));
            turns.map(|at| if recurs { at.min(minute) } else { at })
        };
        self.windows.values().filter_map(next).min()
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_alerting::Labels;

    use super::*;

    /// On in even minutes.
    struct Even;
    impl Calendar for Even {
        fn is_on(&self, name: &str, at: Time) -> bool {
            name == "even" && at.0.div_euclid(60_000_000) % 2 == 0
        }
    }

    #[test]
    fn once_and_recurring() {
        let minutes = |count: i64| Time(count * 60_000_000);
        let window = |id, during: Option<&str>| MaintenanceWindow {
            id: Uuid::from_u128(id),
            matchers: Matcher::parse_list("host=db").unwrap(),
            from: minutes(10),
            until: minutes(20),
            during: during.map(str::to_owned),
        };
        let mut windows = MaintenanceWindows::default();
        windows.put(window(1, None));
        windows.put(window(2, Some("even")));
        windows.put(window(3, Some("no such interval")));
        let labels = Labels::new([("host", "db")]);
        for (now, expected) in [(9, &[][..]), (10, &[1, 2]), (11, &[1]), (20, &[1, 2]), (21, &[])] {
            let found: Vec<u128> =
                windows.covering(&labels, minutes(now), &Even).iter().map(|id| id.as_u128()).collect();
            assert_eq!(found, expected, "{now}");
        }
        assert!(windows.covering(&Labels::default(), minutes(10), &Even).is_empty());
        assert_eq!(windows.next_change(minutes(3)), Some(minutes(10)));
        assert_eq!(windows.next_change(minutes(10)), Some(minutes(11)));
        assert_eq!(windows.next_change(minutes(21)), None);
        windows.remove(Uuid::from_u128(2));
        windows.remove(Uuid::from_u128(3));
        assert_eq!(windows.next_change(minutes(10)), Some(Time(minutes(20).0 + 1)));
    }
}

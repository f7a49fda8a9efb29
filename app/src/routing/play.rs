//! What routes would have done with alerts of the past: the engine itself, in time that is made up. No silences, no
//! maintenance, nobody acknowledges; time intervals, inhibition and flapping are as the document has them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ryugaku_alerting::{Fingerprint, Labels};
use ryugaku_kernel::Time;
use ryugaku_routing::config::Routing;
use ryugaku_routing::{
    Calendar, Channel, Decision, Dispatcher, Fate, Flapping, GroupId, Inhibitor, Intervals, Judge, MaintenanceWindows,
    Receivers, Silences, Suppression, World,
};

use super::storms::{Known, Storms};
use crate::alerts::Ownership;

/// One time an alert fired.
#[derive(Clone, Debug)]
pub struct Past {
    pub fingerprint: Fingerprint,
    pub labels: Labels,
    pub starts_at: Time,
    /// `None`: it fires still.
    pub ended_at: Option<Time>,
}

/// By receiver.
pub type Channels = HashMap<String, Vec<Channel>>;

#[derive(Debug, Default)]
pub struct Tally {
    pub alerts: HashSet<Fingerprint>,
    pub groups: HashSet<GroupId>,
    pub notifications: u64,
}

#[derive(Debug, Default)]
pub struct Played {
    pub receivers: BTreeMap<String, Tally>,
    /// Whom each alert went to.
    pub went: HashMap<Fingerprint, BTreeSet<String>>,
    /// That would have been opened.
    pub incidents: usize,
    /// Whether to open one would have been asked so often.
    pub questions: usize,
}

pub struct Hours<'a>(pub &'a Intervals);

impl Calendar for Hours<'_> {
    fn is_on(&self, name: &str, at: Time) -> bool {
        self.0.get(name).is_some_and(|named| named.intervals.iter().any(|interval| interval.contains(at)))
    }
}

struct Reached<'a>(&'a Channels);

impl Receivers for Reached<'_> {
    fn channels(&self, receiver: &str) -> &[Channel] {
        self.0.get(receiver).map_or(&[], Vec::as_slice)
    }
}

struct Stage<'a> {
    routing: &'a Routing,
    channels: &'a Channels,
    ownership: &'a Ownership,
    labels: HashMap<Fingerprint, &'a Labels>,
    dispatcher: Dispatcher,
    inhibitor: Inhibitor,
    flapping: Flapping,
    silences: Silences,
    windows: MaintenanceWindows,
    storms: Storms,
    played: Played,
}

struct Judging<'a> {
    suppression: Suppression<'a>,
    labels: &'a HashMap<Fingerprint, &'a Labels>,
}

impl Judge for Judging<'_> {
    fn fate(&self, alert: Fingerprint, at: Time) -> Option<Fate> {
        self.labels.get(&alert).map(|labels| self.suppression.fate(alert, *labels, at))
    }

    fn acknowledged(&self, _: Fingerprint) -> bool {
        false
    }
}

/// How many alerts changes are remembered of, and groups are looked at in one go.
const MOST: usize = 100_000;

/// Until then; `None` if it was stopped.
pub fn play(
    routing: &Routing,
    channels: &Channels,
    ownership: &Ownership,
    past: &[Past],
    until: Time,
    stop: &AtomicBool,
) -> Option<Played> {
    let mut stage = Stage {
        routing,
        channels,
        ownership,
        labels: past.iter().map(|past| (past.fingerprint, &past.labels)).collect(),
        dispatcher: Dispatcher::new(Arc::new(routing.tree.clone())),
        inhibitor: Inhibitor::new(routing.inhibit_rules.iter().cloned()),
        flapping: routing.own.flapping.map_or_else(Flapping::default, |flapping| Flapping::new(flapping.rule(MOST))),
        silences: Silences::default(),
        windows: MaintenanceWindows::default(),
        storms: Storms::new(&routing.own),
        played: Played::default(),
    };
    for (at, begins, past) in happenings(past) {
        stage.look_until(at, stop)?;
        stage.happens(at, begins, past);
    }
    stage.look_until(until, stop)?;
    stage.played.incidents = stage.storms.opened();
    stage.played.questions = stage.storms.asked();
    Some(stage.played)
}

/// In order of time; what ends comes before what begins, and nothing ends at the very moment it began.
fn happenings(past: &[Past]) -> Vec<(Time, bool, &Past)> {
    let mut happenings = Vec::with_capacity(past.len() * 2);
    for one in past {
        happenings.push((one.starts_at, true, one));
        if let Some(ended) = one.ended_at {
            happenings.push((ended.max(Time(one.starts_at.0.saturating_add(1))), false, one));
        }
    }
    happenings.sort_by_key(|(at, begins, past)| (*at, *begins, past.fingerprint));
    happenings
}

impl Stage<'_> {
    fn happens(&mut self, at: Time, begins: bool, past: &Past) {
        let (alert, labels) = (past.fingerprint, &past.labels);
        self.flapping.changed(alert, at);
        if !begins {
            self.inhibitor.resolved(alert, labels);
            self.dispatcher.resolved(alert, labels, past.starts_at, at);
            return;
        }
        self.inhibitor.fired(alert, labels);
        self.dispatcher.fired(alert, labels, past.starts_at, at);
        for (node, group) in self.dispatcher.groups_of(labels) {
            let receiver = &self.routing.tree.node(node).receiver;
            let tally = self.played.receivers.entry(receiver.clone()).or_default();
            tally.alerts.insert(alert);
            tally.groups.insert(group);
            self.played.went.entry(alert).or_default().insert(receiver.clone());
        }
    }

    /// Looks at all groups whose time comes before that.
    fn look_until(&mut self, until: Time, stop: &AtomicBool) -> Option<()> {
        while let Some(at) = self.dispatcher.next_due().filter(|at| *at < until) {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let calendar = Hours(&self.routing.intervals);
            let (silences, windows) = (&self.silences, &self.windows);
            let (inhibitor, flapping) = (&self.inhibitor, &self.flapping);
            let suppression = Suppression { silences, windows, inhibitor, flapping, calendar: &calendar };
            let judge = Judging { suppression, labels: &self.labels };
            let world = World { judge: &judge, calendar: &calendar, receivers: &Reached(self.channels) };
            let known = Known { labels: &self.labels, ownership: self.ownership, own: &self.routing.own };
            for flush in self.dispatcher.due(at, world, 1_000) {
                self.storms.look(&flush, &known);
                for verdict in &flush.channels {
                    if let Decision::Send(_) = verdict.decision {
                        self.played.receivers.entry(flush.receiver().to_owned()).or_default().notifications += 1;
                        self.dispatcher.settled(flush.id, verdict.channel, true, at);
                    }
                }
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;

    fn past(name: &str, severity: &str, minutes: [i64; 2]) -> Past {
        let labels = Labels::new([("alertname", name), ("severity", severity)]);
        let [starts_at, ended_at] = minutes.map(|minute| Time(minute * MINUTE));
        Past { fingerprint: labels.fingerprint(), labels, starts_at, ended_at: Some(ended_at) }
    }

    fn of(routing: &Routing, channels: &Channels, past: &[Past]) -> Played {
        let ownership = Ownership::default();
        play(routing, channels, &ownership, past, Time(10_000 * MINUTE), &AtomicBool::new(false)).unwrap()
    }

    fn played(text: &str, past: &[Past]) -> Vec<(String, usize, usize, u64)> {
        let channel = |send_resolved| Channel { number: 1, send_resolved };
        let channels =
            HashMap::from([("pager".to_owned(), vec![channel(true)]), ("mails".to_owned(), vec![channel(false)])]);
        let routing = Routing::read(text).unwrap();
        let played = of(&routing, &channels, past);
        let row = |(name, tally): (String, Tally)| (name, tally.alerts.len(), tally.groups.len(), tally.notifications);
        played.receivers.into_iter().map(row).collect()
    }

    const RECEIVERS: &str = "receivers: [{name: pager}, {name: mails}, {name: nobody}]\n";

    #[test]
    fn notifications_are_those_of_the_engine() {
        let alerts = [past("A", "page", [0, 60]), past("B", "page", [1, 10]), past("A", "page", [300, 301])];
        let one = format!("route: {{receiver: pager, group_by: [alertname], repeat_interval: 30m}}\n{RECEIVERS}");
        // A: begins, once again after half an hour, ends; begins and ends within a look: two more. B: begins, ends.
        assert_eq!(played(&one, &alerts), [("pager".into(), 2, 2, 7)]);
        let quiet = format!("route: {{receiver: nobody}}\n{RECEIVERS}");
        assert_eq!(played(&quiet, &alerts), [("nobody".into(), 2, 1, 0)]);
        let split =
            format!("route:\n  receiver: mails\n  routes: [{{matchers: [alertname=B], receiver: pager}}]\n{RECEIVERS}");
        assert_eq!(played(&split, &alerts), [("mails".into(), 1, 1, 2), ("pager".into(), 1, 1, 2)]);
    }

    #[test]
    fn inhibition_and_intervals_hold() {
        let alerts = [past("A", "page", [0, 60]), past("B", "warn", [1, 30])];
        let inhibited = format!(
            "route: {{receiver: pager, group_by: [alertname]}}\n{RECEIVERS}\
             inhibit_rules: [{{source_matchers: [severity=page], target_matchers: [severity=warn]}}]\n"
        );
        assert_eq!(played(&inhibited, &alerts), [("pager".into(), 2, 2, 2)]);
        let never = format!(
            "route: {{receiver: mails, routes: [{{receiver: pager, active_time_intervals: [never]}}]}}\n{RECEIVERS}\
             time_intervals: [{{name: never, time_intervals: [{{years: ['2001']}}]}}]\n"
        );
        assert_eq!(played(&never, &alerts), [("pager".into(), 2, 1, 0)]);
    }

    #[test]
    fn it_stops_when_it_is_told_to() {
        let routing = Routing::read(&format!("route: {{receiver: pager}}\n{RECEIVERS}")).unwrap();
        let alerts = [past("A", "page", [0, 60])];
        let (channels, ownership) = (HashMap::new(), Ownership::default());
        let stop = AtomicBool::new(true);
        assert!(play(&routing, &channels, &ownership, &alerts, Time(MINUTE * 99), &stop).is_none());
    }

    #[test]
    fn incidents_are_counted_by_storm() {
        let storm = [past("A", "page", [0, 60]), past("B", "page", [10, 30]), past("C", "warn", [10, 30])];
        let later = [past("A", "page", [300, 310]), past("D", "page", [301, 320])];
        let incidents = |rules: &str| {
            let text = format!(
                "route: {{receiver: pager, group_by: [alertname]}}\n{RECEIVERS}ryugaku: {{open_incidents: [{rules}]}}\n"
            );
            let past: Vec<Past> = storm.iter().chain(&later).cloned().collect();
            let played = of(&Routing::read(&text).unwrap(), &HashMap::new(), &past);
            (played.incidents, played.questions)
        };
        assert_eq!(incidents("{matchers: [severity=page], severity: sev2}"), (2, 0), "one while A fires, one later");
        assert_eq!(incidents("{matchers: [severity=page], severity: sev2, group_size: 2}"), (0, 0));
        assert_eq!(incidents("{matchers: ['severity=~\"page|warn\"'], severity: sev2}"), (2, 0));
        assert_eq!(incidents("{matchers: [severity=page], severity: sev2, ask: true}"), (0, 2));
        let both = "{matchers: [severity=warn], severity: sev3}, {matchers: [severity=page], severity: sev2}";
        assert_eq!(incidents(both), (3, 0));
    }
}

//! Random stories of simulated days: storms, silences, failures, restarts, other trees. A story is its seed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::SignedDuration;
use ryugaku_alerting::{Fingerprint, Matcher};
use ryugaku_kernel::{Time, Uuid};
use ryugaku_routing::{
    Decision, Dispatcher, Entry, Flush, FlushId, GroupId, MaintenanceWindow, Notified, Silence, Tree, World,
};

use crate::model::{Key, Model, Said};
use crate::promises::Promises;
use crate::stage::{Dice, Hours, SECOND, Stage, trees};

/// How much happens besides alerts.
#[derive(Clone, Copy, PartialEq)]
enum Weather {
    /// Every sending succeeds at once.
    Calm,
    /// Sendings fail, are late or never end.
    Rough,
}

struct Sending {
    /// None: it is never known.
    settles: Option<Time>,
    id: FlushId,
    key: Key,
    since: Time,
    channel: u32,
    ok: bool,
}

struct Story {
    dice: Dice,
    weather: Weather,
    now: Time,
    stage: Stage,
    trees: Vec<Arc<Tree>>,
    tree: Arc<Tree>,
    dispatcher: Dispatcher,
    model: Model,
    /// What a database would hold of the log.
    stored: BTreeMap<(GroupId, u32), Entry>,
    sendings: Vec<Sending>,
    failing: BTreeSet<u32>,
    promises: Promises,
}

impl Story {
    fn new(seed: u64, weather: Weather, forgets_after: Option<SignedDuration>) -> Self {
        let trees = trees();
        let tree = Arc::clone(&trees[0]);
        Self {
            dice: Dice(seed),
            weather,
            now: Time(1_000_000 * SECOND),
            stage: Stage::new(forgets_after),
            dispatcher: Dispatcher::new(Arc::clone(&tree)),
            model: Model::new(Arc::clone(&tree)),
            trees,
            tree,
            stored: BTreeMap::new(),
            sendings: Vec::new(),
            failing: BTreeSet::new(),
            promises: Promises::default(),
        }
    }

    fn play(mut self, hours: i64) -> usize {
        let end = self.now.plus(SignedDuration::from_hours(hours));
        while self.now < end {
            let pause = self.dice.of(&[1, 7, 60, 300, 1_800]);
            self.go_to(self.now.plus(SignedDuration::from_secs(pause)));
            for _ in 0..=self.dice.below(3) {
                self.happen();
            }
            self.promises.note_held(&self.stage, self.now);
        }
        self.calm_down();
        self.promises.sent
    }

    /// Step by step, wherever anything can be otherwise than before.
    fn go_to(&mut self, target: Time) {
        loop {
            let hour = (self.now.0 / (3_600 * SECOND) + 1) * 3_600 * SECOND;
            let settling = self.sendings.iter().filter_map(|sending| sending.settles);
            let due = self.dispatcher.next_due();
            assert!(due.is_none_or(|due| self.model.next_due().is_none_or(|of_model| due <= of_model)));
            assert!(due.is_some() || self.model.next_due().is_none());
            let turn = self.stage.next_change(self.now).map_or(target, |at| at.min(target)).min(Time(hour));
            let next = settling.chain(due).chain([turn]).min();
            let next = next.unwrap().max(self.now);
            self.now = next;
            self.settle();
            self.look();
            if next == turn {
                self.promises.check_delays(&self.model, &self.stage, &self.tree, self.now);
            }
            if next == target {
                return;
            }
        }
    }

    fn settle(&mut self) {
        let now = self.now;
        let (over, rest) = std::mem::take(&mut self.sendings)
            .into_iter()
            .partition(|sending| sending.settles.is_some_and(|settles| settles <= now));
        self.sendings = rest;
        for Sending { id, key, since, channel, ok, .. } in over {
            self.settled(id, &key, since, channel, ok);
        }
        self.store();
    }

    fn settled(&mut self, id: FlushId, key: &Key, since: Time, channel: u32, ok: bool) {
        let known = self.dispatcher.settled(id, channel, ok, self.now);
        assert_eq!(known, self.model.settle(key, since, channel, ok, self.now), "{key:?} {channel}");
        if known && ok {
            self.promises.told(key, channel);
        }
        self.store();
    }

    fn look(&mut self) {
        let world = World { judge: &self.stage, calendar: &Hours, receivers: &self.stage };
        let mut flushes = self.dispatcher.due(self.now, world, usize::MAX);
        let mut expected = self.model.due(self.now, &self.stage);
        flushes.sort_by_key(|flush| (flush.node, flush.key()));
        expected.sort_by(|a, b| a.1.cmp(&b.1));
        let found: Vec<Said> = flushes.iter().map(said).collect();
        let said: Vec<Said> = expected.iter().map(|(_, said)| said.clone()).collect();
        assert_eq!(found, said, "at {}", self.now);
        for (flush, (key, _)) in flushes.iter().zip(expected) {
            for verdict in &flush.channels {
                if let Decision::Send(why) = verdict.decision {
                    self.promises.check(&key, flush, verdict, why, &self.stage, self.tree.node(flush.node));
                    self.send(flush, &key, verdict.channel);
                }
            }
        }
        self.store();
        self.dispatcher.next_due();
    }

    fn send(&mut self, flush: &Flush, key: &Key, channel: u32) {
        let ok = !self.failing.contains(&channel);
        let delay = match self.weather {
            Weather::Calm => Some(0),
            Weather::Rough => self.dice.of(&[Some(0), Some(0), Some(0), Some(0), Some(1), Some(14), Some(400), None]),
        };
        if !ok || delay != Some(0) {
            self.promises.trouble = self.now.plus(SignedDuration::from_secs(delay.unwrap_or_default()));
        }
        if delay == Some(0) {
            return self.settled(flush.id, key, flush.at, channel, ok);
        }
        let settles = delay.map(|delay| self.now.plus(SignedDuration::from_secs(delay)));
        self.sendings.push(Sending { settles, id: flush.id, key: key.clone(), since: flush.at, channel, ok });
    }

    fn store(&mut self) {
        for change in self.dispatcher.take_changes() {
            let at = (change.group, change.channel);
            match change.entry {
                Some(entry) => drop(self.stored.insert(at, entry)),
                None => drop(self.stored.remove(&at)),
            }
        }
    }

    fn happen(&mut self) {
        let alerts: Vec<Fingerprint> = self.stage.labels.keys().copied().collect();
        match self.dice.below(100) {
            0..40 => {
                let alert = self.dice.of(&alerts);
                self.toggle(alert);
            }
            // One that cannot settle.
            40..52 => self.toggle(alerts[3]),
            52..56 => {
                for _ in 0..self.dice.below(30) {
                    let alert = self.dice.of(&alerts);
                    self.toggle(alert);
                }
            }
            56..64 => {
                let alert = self.dice.of(&alerts);
                if let Some(starts_at) = self.stage.active.get(&alert).copied() {
                    self.dispatcher.fired(alert, &self.stage.labels[&alert], starts_at, self.now);
                    self.model.put(alert, true, &self.stage.labels[&alert], starts_at, self.now);
                }
            }
            64..72 => self.silence(),
            72..75 => self.maintain(),
            75..84 => {
                let alert = self.dice.of(&alerts);
                if !self.stage.acknowledged.remove(&alert) && self.stage.active.contains_key(&alert) {
                    self.stage.acknowledged.insert(alert);
                }
            }
            84..90 if self.weather == Weather::Rough => {
                let channel = self.dice.of(&[0, 7]);
                if !self.failing.remove(&channel) {
                    self.failing.insert(channel);
                }
            }
            90..94 => self.restart(),
            94..97 => self.reload(),
            _ => {}
        }
    }

    fn toggle(&mut self, alert: Fingerprint) {
        let fires = !self.stage.active.contains_key(&alert);
        let labels = self.stage.labels[&alert].clone();
        // What is told late began earlier.
        let late = SignedDuration::from_secs(self.dice.of(&[0, 0, 0, 15, 60]));
        let starts_at = self.stage.active.get(&alert).copied().unwrap_or(self.now.minus(late));
        self.stage.change(alert, fires, self.now);
        if fires {
            self.stage.active.insert(alert, starts_at);
            self.dispatcher.fired(alert, &labels, starts_at, self.now);
        } else {
            self.dispatcher.resolved(alert, &labels, starts_at, self.now);
        }
        self.model.put(alert, fires, &labels, starts_at, self.now);
        self.promises.clear_since.insert(alert, self.now);
    }

    fn silence(&mut self) {
        let id = Uuid::from_u128(u128::from(self.dice.below(8)));
        let texts =
            ["alertname=A", "team=~x|y,severity!=page", "pod=1,alertname=~B|C", "team!=x", "team=", "alertname!~A"];
        let matchers = Matcher::parse_list(self.dice.of(&texts)).unwrap();
        let starts_at = self.now.plus(SignedDuration::from_secs(self.dice.of(&[0, 0, 0, 600])));
        let ends_at = starts_at.plus(SignedDuration::from_secs(self.dice.of(&[-1, 60, 1_200, 14_400, 40_000])));
        self.stage.silence(Silence { id, matchers, starts_at, ends_at });
    }

    fn maintain(&mut self) {
        let id = Uuid::from_u128(100 + u128::from(self.dice.below(3)));
        let matchers = Matcher::parse_list(self.dice.of(&["alertname=B", "team=y", "pod=4"])).unwrap();
        let until = self.now.plus(SignedDuration::from_secs(self.dice.of(&[600, 10_000, 80_000])));
        let during = self.dice.of(&[None, Some("odd"), Some("night")]).map(str::to_owned);
        self.stage.maintain(MaintenanceWindow { id, matchers, from: self.now, until, during });
    }

    /// A crash: nothing is left but what was stored, and which alerts are active.
    fn restart(&mut self) {
        let stored: Vec<Entry> = self.stored.values().cloned().collect();
        assert_eq!(self.dispatcher.entries().len(), stored.len());
        self.dispatcher = Dispatcher::new(Arc::clone(&self.tree));
        self.stage.restart();
        for entry in stored {
            let notified = Notified::from_bytes(&entry.notified.to_bytes()).unwrap();
            self.dispatcher.remember(Entry { notified, ..entry });
        }
        self.sendings.clear();
        self.begin(true);
    }

    fn reload(&mut self) {
        let at = self.dice.below(self.trees.len() as u64);
        self.tree = Arc::clone(&self.trees[usize::try_from(at).unwrap()]);
        self.dispatcher.reload(Arc::clone(&self.tree));
        self.begin(false);
    }

    fn begin(&mut self, lost: bool) {
        for (alert, starts_at) in &self.stage.active {
            self.dispatcher.fired(*alert, &self.stage.labels[alert], *starts_at, self.now);
        }
        let active = &self.stage.active;
        self.dispatcher.resume(&|alert| active.contains_key(&alert), self.now);
        self.model.rebuild(Arc::clone(&self.tree), lost, self.now, &self.stage);
        self.promises.trouble = self.now;
        self.store();
        self.compare_logs();
    }

    fn compare_logs(&self) {
        let entries = self.dispatcher.entries();
        assert_eq!(entries, self.stored.values().cloned().collect::<Vec<_>>());
        assert_eq!(entries.len(), self.model.log.len());
        for Entry { place, labels, channel, notified } in entries {
            let key = (place.route, place.receiver, usize::try_from(place.nth).unwrap(), labels.to_string());
            let of_model = &self.model.log[&(key, channel)];
            let sets = [notified.told.firing(), notified.told.resolved(), &notified.gone];
            let of_model_sets = [&of_model.firing, &of_model.resolved, &of_model.gone];
            assert_eq!(notified.at, of_model.at);
            assert!(sets.iter().zip(of_model_sets).all(|(set, other)| set.iter().eq(other.iter())));
        }
    }

    /// Everything works again, and in the end everything resolves: whoever was told that something fires, is told.
    fn calm_down(&mut self) {
        (self.weather, self.tree) = (Weather::Calm, Arc::clone(&self.trees[1]));
        self.failing.clear();
        for id in self.stage.plain_silences.keys().copied().collect::<Vec<_>>() {
            let ended = Silence {
                ends_at: self.now.minus(SignedDuration::from_secs(1)),
                ..self.stage.plain_silences[&id].clone()
            };
            self.stage.silence(ended);
        }
        for id in self.stage.plain_windows.keys().copied().collect::<Vec<_>>() {
            let until = self.now.minus(SignedDuration::from_secs(1));
            self.stage.maintain(MaintenanceWindow { until, ..self.stage.plain_windows[&id].clone() });
        }
        self.dispatcher.reload(Arc::clone(&self.tree));
        self.begin(false);
        let noon = (self.now.0 / (86_400 * SECOND) * 24 + 36) * 3_600 * SECOND;
        self.go_to(Time(noon));
        self.promises.check_all_told(&self.model, &self.stage, &self.tree, self.now);
        for alert in self.stage.active.keys().copied().collect::<Vec<_>>() {
            self.toggle(alert);
        }
        self.go_to(self.now.plus(SignedDuration::from_hours(2)));
        assert_eq!(self.dispatcher.group_count(), 0);
        self.compare_logs();
        for entry in self.dispatcher.entries() {
            let unsaid = self
                .tree
                .iter()
                .any(|(id, node)| node.receiver == entry.place.receiver && self.tree.key(id) == entry.place.route);
            let firing = entry.notified.told.firing().iter();
            assert!(!unsaid || firing.clone().all(|alert| entry.notified.gone.contains(alert)), "{entry:?}");
        }
    }
}

fn said(flush: &Flush) -> Said {
    Said {
        node: flush.node.0,
        key: flush.key(),
        firing: flush.told.firing().to_vec(),
        resolved: flush.told.resolved().to_vec(),
        decisions: flush.channels.iter().map(|it| (it.channel, format!("{:?}", it.decision))).collect(),
        members: flush.members.iter().map(|it| (it.alert, it.firing, format!("{:?}", it.fate))).collect(),
        muted: format!("{:?}", flush.muted),
    }
}

fn stories(weather: Weather, forgets_after: Option<SignedDuration>, seeds: std::ops::Range<u64>) {
    let mut sent = 0;
    for seed in seeds {
        eprintln!("seed {seed}");
        sent += Story::new(seed, weather, forgets_after).play(20);
    }
    assert!(sent > 1_000, "a story in which little is sent proves little: {sent}");
}

#[test]
fn calm_days() {
    stories(Weather::Calm, None, 0..4);
}

#[test]
fn rough_days() {
    stories(Weather::Rough, None, 100..104);
}

/// What has resolved is forgotten before most groups are looked at again.
#[test]
fn days_of_short_memory() {
    stories(Weather::Calm, Some(SignedDuration::from_mins(1)), 200..202);
    stories(Weather::Rough, Some(SignedDuration::from_mins(1)), 300..303);
}

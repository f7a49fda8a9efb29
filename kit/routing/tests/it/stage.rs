//! What a story is played on: chance, alerts, trees, and what holds alerts back, both as the crate does it and plainly.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::SignedDuration;
use ryugaku_alerting::{Fingerprint, LabelSet, Labels, Matcher};
use ryugaku_kernel::{Time, Uuid};
use ryugaku_routing::{
    Calendar, Channel, Fate, FlapRule, Flapping, GroupBy, Held, InhibitRule, Inhibition, Inhibitor, Judge,
    MaintenanceWindow, MaintenanceWindows, Node, NodeId, Receivers, Silence, Silences, Suppression, Tree,
};

pub const SECOND: i64 = 1_000_000;
pub const FLAP: FlapRule = FlapRule { changes: 5, window: SignedDuration::from_mins(40), alerts: 1_000 };

/// splitmix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % end
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

/// Hours of the day; what is not known is never on.
pub struct Hours;

impl Calendar for Hours {
    fn is_on(&self, name: &str, at: Time) -> bool {
        let hour = at.0.div_euclid(3_600 * SECOND) % 24;
        match name {
            "night" => !(6..22).contains(&hour),
            "odd" => hour % 2 == 1,
            _ => false,
        }
    }
}

/// All alerts there can be.
pub fn alerts() -> Vec<Labels> {
    let mut alerts = Vec::new();
    for name in ["A", "B", "C"] {
        for team in ["x", "y", ""] {
            for (pod, severity) in [("1", "page"), ("2", "warn"), ("3", "warn"), ("4", "page")] {
                alerts.push(Labels::new([("alertname", name), ("team", team), ("pod", pod), ("severity", severity)]));
            }
        }
    }
    alerts
}

pub fn receivers() -> BTreeMap<String, Vec<Channel>> {
    let channel = |(number, send_resolved): &(u32, bool)| Channel { number: *number, send_resolved: *send_resolved };
    let receiver = |(name, channels): (&str, &[(u32, bool)])| (name.to_owned(), channels.iter().map(channel).collect());
    let all: [(&str, &[(u32, bool)]); 4] =
        [("one", &[(0, true)]), ("two", &[(0, true), (7, false)]), ("quiet", &[(0, false)]), ("none", &[])];
    all.into_iter().map(receiver).collect()
}

fn node(parent: Option<u32>, matchers: &str, receiver: &str, by: &str, seconds: [i64; 3]) -> Node {
    let [group_wait, group_interval, repeat_interval] = seconds.map(SignedDuration::from_secs);
    let names = by.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Node {
        parent: parent.map(NodeId),
        children: Vec::new(),
        matchers: Matcher::parse_list(matchers).unwrap(),
        goes_on: false,
        receiver: receiver.into(),
        group_by: if by == "..." { GroupBy::All } else { GroupBy::Labels(names) },
        group_wait,
        group_interval,
        repeat_interval,
        mute: Vec::new(),
        active: Vec::new(),
    }
}

/// Trees that have some places in common.
pub fn trees() -> Vec<Arc<Tree>> {
    let goes_on = |node: Node| Node { goes_on: true, ..node };
    let mute = |name: &str, node: Node| Node { mute: vec![name.into()], ..node };
    let active = |name: &str, node: Node| Node { active: vec![name.into()], ..node };
    let root = || node(None, "", "one", "alertname", [30, 300, 4 * 3_600]);
    let lists = [
        vec![root()],
        vec![
            root(),
            goes_on(node(Some(0), "team=x", "two", "alertname severity", [10, 60, 3_600])),
            goes_on(node(Some(0), "team=x", "two", "", [0, 5, 1_800])),
            node(Some(0), "team=x", "one", "...", [45, 120, 7_200]),
            mute("night", node(Some(0), "severity=page", "two", "team", [30, 300, 3_600])),
        ],
        vec![
            root(),
            goes_on(node(Some(0), "team=~x|y", "two", "team", [20, 90, 1_800])),
            active("odd", node(Some(0), "team=x", "one", "...", [45, 120, 7_200])),
            node(Some(0), "alertname=C", "none", "", [30, 60, 3_600]),
            node(Some(0), "severity=page", "quiet", "team", [30, 300, 3_600]),
        ],
    ];
    let tree = |mut nodes: Vec<Node>| {
        nodes[0].children = (1..nodes.len()).map(|at| NodeId(u32::try_from(at).unwrap())).collect();
        Arc::new(Tree::new(nodes))
    };
    lists.into_iter().map(tree).collect()
}

pub fn rules() -> Vec<InhibitRule> {
    let rule = |source: &str, target: &str, equal: &[&str]| InhibitRule {
        name: None,
        source: Matcher::parse_list(source).unwrap(),
        target: Matcher::parse_list(target).unwrap(),
        equal: equal.iter().map(|&name| name.to_owned()).collect(),
    };
    vec![
        rule("alertname=A,severity=page,pod=1", "severity=warn,alertname!=B", &["team"]),
        rule("alertname=C,pod=~3|4", "alertname=C,team=~.+", &["alertname", "severity"]),
    ]
}

/// What holds alerts back, once as the crate keeps it and once as plain lists.
pub struct Stage {
    pub labels: BTreeMap<Fingerprint, Labels>,
    pub active: BTreeMap<Fingerprint, Time>,
    pub acknowledged: BTreeSet<Fingerprint>,
    pub receivers: BTreeMap<String, Vec<Channel>>,
    silences: Silences,
    windows: MaintenanceWindows,
    inhibitor: Inhibitor,
    flapping: Flapping,
    pub plain_silences: BTreeMap<Uuid, Silence>,
    pub plain_windows: BTreeMap<Uuid, MaintenanceWindow>,
    changes: BTreeMap<Fingerprint, Vec<Time>>,
    rules: Vec<InhibitRule>,
    /// After this long nothing is known any more of what has resolved. None: it is never forgotten.
    forgets_after: Option<SignedDuration>,
    ended: BTreeMap<Fingerprint, Time>,
}

impl Stage {
    pub fn new(forgets_after: Option<SignedDuration>) -> Self {
        Self {
            forgets_after,
            ended: BTreeMap::new(),
            labels: alerts().into_iter().map(|labels| (labels.fingerprint(), labels)).collect(),
            active: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
            receivers: receivers(),
            silences: Silences::default(),
            windows: MaintenanceWindows::default(),
            inhibitor: Inhibitor::new(rules()),
            flapping: Flapping::new(FLAP),
            plain_silences: BTreeMap::new(),
            plain_windows: BTreeMap::new(),
            changes: BTreeMap::new(),
            rules: rules(),
        }
    }

    pub fn silence(&mut self, silence: Silence) {
        self.plain_silences.insert(silence.id, silence.clone());
        self.silences.put(silence);
    }

    pub fn maintain(&mut self, window: MaintenanceWindow) {
        self.plain_windows.insert(window.id, window.clone());
        self.windows.put(window);
    }

    pub fn change(&mut self, alert: Fingerprint, fires: bool, now: Time) {
        self.flapping.changed(alert, now);
        self.changes.entry(alert).or_default().push(now);
        if fires {
            self.active.insert(alert, now);
            self.inhibitor.fired(alert, &self.labels[&alert]);
        } else {
            self.active.remove(&alert);
            self.ended.insert(alert, now);
            self.acknowledged.remove(&alert);
            self.inhibitor.resolved(alert, &self.labels[&alert]);
        }
    }

    /// When a silence or a window next begins or ends.
    pub fn next_change(&self, now: Time) -> Option<Time> {
        self.silences.next_change(now).into_iter().chain(self.windows.next_change(now)).min()
    }

    /// After a restart only what fires is known.
    pub fn restart(&mut self) {
        if self.forgets_after.is_some() {
            self.ended.clear();
        }
    }

    fn is_forgotten(&self, alert: Fingerprint, now: Time) -> bool {
        let is_known = |after| self.ended.get(&alert).is_some_and(|ended| now.since(*ended) < after);
        !self.active.contains_key(&alert) && self.forgets_after.is_some_and(|after| !is_known(after))
    }

    pub fn is_suppressed(&self, alert: Fingerprint, now: Time) -> bool {
        self.plain_fate(alert, now).is_some_and(|fate| fate.is_suppressed())
    }

    /// By trying everything.
    pub fn plain_fate(&self, alert: Fingerprint, now: Time) -> Option<Fate> {
        if self.is_forgotten(alert, now) {
            return None;
        }
        let labels = &self.labels[&alert];
        let all = |matchers: &[Matcher], labels: &Labels| matchers.iter().all(|matcher| matcher.matches(labels));
        let silences = self.plain_silences.values().filter(|it| it.starts_at <= now && now <= it.ends_at);
        let windows = self.plain_windows.values().filter(|it| it.from <= now && now <= it.until);
        let windows = windows.filter(|it| it.during.as_ref().is_none_or(|name| Hours.is_on(name, now)));
        let inhibited = self.rules.iter().enumerate().filter_map(|(number, rule)| {
            let two_sided = all(&rule.source, labels);
            let inhibits = |source: &Labels| {
                all(&rule.source, source)
                    && all(&rule.target, labels)
                    && rule.equal.iter().all(|name| source.value(name) == labels.value(name))
                    && !(two_sided && all(&rule.target, source))
            };
            let by = self.active.keys().find(|source| inhibits(&self.labels[source]))?;
            Some(Inhibition { rule: number, by: *by })
        });
        let since = now.minus(FLAP.window);
        let changes = self.changes.get(&alert).map_or(0, |times| times.iter().filter(|at| **at > since).count());
        Some(Fate::of(Held {
            silenced: silences.filter(|it| all(&it.matchers, labels)).map(|it| it.id).collect(),
            maintained: windows.filter(|it| all(&it.matchers, labels)).map(|it| it.id).collect(),
            inhibited: inhibited.collect(),
            flapping: changes > usize::from(FLAP.changes),
        }))
    }
}

impl Judge for Stage {
    fn fate(&self, alert: Fingerprint, at: Time) -> Option<Fate> {
        if self.is_forgotten(alert, at) {
            return None;
        }
        let Self { silences, windows, inhibitor, flapping, .. } = self;
        let suppression = Suppression { silences, windows, inhibitor, flapping, calendar: &Hours };
        Some(suppression.fate(alert, &self.labels[&alert], at))
    }

    fn acknowledged(&self, alert: Fingerprint) -> bool {
        self.acknowledged.contains(&alert)
    }
}

impl Receivers for Stage {
    fn channels(&self, receiver: &str) -> &[Channel] {
        &self.receivers[receiver]
    }
}

//! A route, a time interval and a rule of inhibition as pages and the API show them.

use jiff::SignedDuration;
use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Lang, Time};
use ryugaku_routing::config::{Routing, duration_text};
use ryugaku_routing::{Calendar, GroupBy, NamedInterval, Node, NodeId, Range, TimeInterval, Tree};

use super::play::Hours;
use crate::shell::when;

#[derive(Clone, Debug)]
pub struct Branch {
    pub node: u32,
    pub parent: Option<u32>,
    pub depth: usize,
    pub matchers: Vec<String>,
    pub goes_on: bool,
    pub receiver: String,
    /// `None`: each label set is a group of its own.
    pub group_by: Option<Vec<String>>,
    pub group_wait: SignedDuration,
    pub group_interval: SignedDuration,
    pub repeat_interval: SignedDuration,
    pub mute: Vec<Hour>,
    pub active: Vec<Hour>,
    /// Said by the route itself, else inherited.
    pub own: Own,
}

/// What of a route differs from the one above it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Own {
    pub receiver: bool,
    pub group_by: bool,
    pub times: bool,
}

/// A time interval by name, and whether it is on now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hour {
    pub name: String,
    pub on: bool,
}

impl Branch {
    pub fn of(routing: &Routing, id: NodeId, now: Time) -> Self {
        let node = routing.tree.node(id);
        let parent = node.parent.map(|parent| routing.tree.node(parent));
        let differs = |same: fn(&Node, &Node) -> bool| parent.is_none_or(|parent| !same(parent, node));
        let times = |node: &Node| (node.group_wait, node.group_interval, node.repeat_interval);
        let own = Own {
            receiver: differs(|a, b| a.receiver == b.receiver),
            group_by: differs(|a, b| a.group_by == b.group_by),
            times: parent.is_none_or(|parent| times(parent) != times(node)),
        };
        let hour = |name: &String| Hour { name: name.clone(), on: Hours(&routing.intervals).is_on(name, now) };
        Self {
            node: id.0,
            parent: node.parent.map(|parent| parent.0),
            depth: depth(&routing.tree, id),
            matchers: texts(&node.matchers),
            goes_on: node.goes_on,
            receiver: node.receiver.clone(),
            group_by: match &node.group_by {
                GroupBy::All => None,
                GroupBy::Labels(names) => Some(names.clone()),
            },
            group_wait: node.group_wait,
            group_interval: node.group_interval,
            repeat_interval: node.repeat_interval,
            mute: node.mute.iter().map(hour).collect(),
            active: node.active.iter().map(hour).collect(),
            own,
        }
    }

    /// All of a tree, a route before those below it.
    pub fn all(routing: &Routing, now: Time) -> Vec<Self> {
        routing.tree.iter().map(|(id, _)| Self::of(routing, id, now)).collect()
    }

    pub fn group_wait_in(&self, lang: &Lang) -> String {
        length(self.group_wait, *lang)
    }

    pub fn group_interval_in(&self, lang: &Lang) -> String {
        length(self.group_interval, *lang)
    }

    pub fn repeat_interval_in(&self, lang: &Lang) -> String {
        length(self.repeat_interval, *lang)
    }

    pub fn is_root(&self) -> bool {
        self.parent.is_none()
    }

    /// Whether it would send nothing now.
    pub fn is_muted(&self) -> bool {
        self.mute.iter().any(|hour| hour.on) || (!self.active.is_empty() && !self.active.iter().any(|hour| hour.on))
    }
}

fn depth(tree: &Tree, id: NodeId) -> usize {
    std::iter::successors(tree.node(id).parent, |parent| tree.node(*parent).parent).count()
}

pub fn texts(matchers: &[Matcher]) -> Vec<String> {
    matchers.iter().map(Matcher::to_string).collect()
}

/// A length as people read it, or, where that would round it, as it is written in the document.
pub fn length(duration: SignedDuration, lang: Lang) -> String {
    let seconds = duration.as_secs();
    let whole = duration.subsec_nanos() == 0
        && (seconds < 60 || (seconds % 60 == 0 && (seconds < 172_800 || seconds % 86_400 == 0)));
    if whole { when::span(duration, lang) } else { duration_text(duration) }
}

/// A named time interval, each of its parts on a line as it is written.
#[derive(Clone, Debug)]
pub struct Interval {
    pub name: String,
    pub on: bool,
    pub parts: Vec<String>,
}

impl Interval {
    pub fn of(named: &NamedInterval, now: Time) -> Self {
        Self {
            name: named.name.clone(),
            on: named.intervals.iter().any(|interval| interval.contains(now)),
            parts: named.intervals.iter().map(written).collect(),
        }
    }
}

const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

fn written(interval: &TimeInterval) -> String {
    let day = |range: &Range| {
        let name = |number: i16| usize::try_from(number).ok().and_then(|at| WEEKDAYS.get(at)).copied().unwrap_or("");
        let (begin, end) = (name(range.begin), name(range.end));
        if begin == end { begin.to_owned() } else { format!("{begin}:{end}") }
    };
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let mut parts: Vec<String> = Vec::new();
    let mut add = |label: &str, values: Vec<String>| {
        if !values.is_empty() {
            parts.push(format!("{label}{}", values.join(", ")));
        }
    };
    add("", interval.weekdays.iter().map(day).collect());
    add("", interval.times.iter().map(|range| format!("{}–{}", clock(range.start), clock(range.end))).collect());
    add("days ", interval.days_of_month.iter().map(Range::to_string).collect());
    add("months ", interval.months.iter().map(Range::to_string).collect());
    add("years ", interval.years.iter().map(Range::to_string).collect());
    let zone = interval.location.as_ref().and_then(|zone| zone.iana_name()).unwrap_or("UTC");
    parts.push(zone.to_owned());
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
route:
  receiver: a
  group_by: [alertname]
  routes:
    - matchers: [severity="page"]
      receiver: b
      group_wait: 90s
      mute_time_intervals: [nights]
      routes: [{matchers: [team=x], group_by: ['...']}]
receivers: [{name: a}, {name: b}]
time_intervals:
  - name: nights
    time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}], weekdays: ['monday:friday'], location: Asia/Tokyo}]
"#;

    #[test]
    fn a_branch_says_what_is_its_own() {
        let routing = Routing::read(TEXT).unwrap();
        // 03:12 in Tokyo, a Thursday.
        let branches = Branch::all(&routing, Time(1_795_025_520_000_000));
        let shape: Vec<_> =
            branches.iter().map(|branch| (branch.depth, branch.receiver.as_str(), branch.own.receiver)).collect();
        assert_eq!(shape, [(0, "a", true), (1, "b", true), (2, "b", false)]);
        assert!(branches[1].own.times && !branches[2].own.times && branches[2].own.group_by);
        assert!(branches[1].is_muted() && !branches[0].is_muted() && !branches[2].is_muted());
        assert_eq!((&branches[0].group_by, &branches[2].group_by), (&Some(vec!["alertname".into()]), &None));
        let interval = Interval::of(&routing.intervals.0[0], Time(1_795_025_520_000_000));
        assert_eq!((interval.on, &*interval.parts), (true, &["mon:fri · 00:00–06:00 · Asia/Tokyo".to_owned()][..]));
    }

    #[test]
    fn lengths_are_not_rounded() {
        for (seconds, ja) in
            [(30, "30秒"), (90, "1m30s"), (300, "5分"), (14_400, "4時間"), (216_000, "2d12h"), (432_000, "5日")]
        {
            assert_eq!(length(SignedDuration::from_secs(seconds), Lang::Ja), ja);
        }
    }
}

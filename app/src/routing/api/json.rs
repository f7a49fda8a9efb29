//! What the API says of a version, its routes and what a try of it gave.

use ryugaku_alerting::Labels;
use ryugaku_kernel::{Lang, Time};
use ryugaku_routing::config::{Opening, duration_text};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::branch::{Branch, Hour, Interval, texts};
use super::super::current::Current;
use super::super::dry_run::{Change, Comparison, Moved, Sum};
use super::super::way::Step;
use super::super::{Planned, import::PlannedReceiver};
use crate::incidents::severity::Severity;
use crate::versions::VersionJson;
use crate::words;

#[derive(Serialize, ToSchema)]
pub struct RoutingJson {
    #[serde(flatten)]
    version: VersionJson,
    text: String,
    /// A route before those below it, the root first.
    routes: Vec<RouteJson>,
    receivers: Vec<String>,
    time_intervals: Vec<IntervalJson>,
    /// Rules that open incidents by themselves; the first that fits a group counts.
    openings: Vec<OpeningJson>,
    /// Whether whoever asks may save another version.
    editable: bool,
}

/// A rule that opens an incident.
#[derive(Serialize, ToSchema)]
struct OpeningJson {
    matchers: Vec<String>,
    severity: Severity,
    /// So many alerts of one group must match.
    group_size: u32,
    /// The owning team is asked first.
    ask: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RouteJson {
    node: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<u32>,
    matchers: Vec<String>,
    #[serde(rename = "continue")]
    goes_on: bool,
    receiver: String,
    /// Absent: each label set is a group of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_by: Option<Vec<String>>,
    /// As Prometheus writes it: `30s`.
    group_wait: String,
    group_interval: String,
    repeat_interval: String,
    mute_time_intervals: Vec<HourJson>,
    active_time_intervals: Vec<HourJson>,
}

#[derive(Serialize, ToSchema)]
struct HourJson {
    name: String,
    on_now: bool,
}

#[derive(Serialize, ToSchema)]
struct IntervalJson {
    name: String,
    on_now: bool,
}

/// One route that was tried.
#[derive(Serialize, ToSchema)]
pub struct RouteStepJson {
    depth: usize,
    /// `takes`, `passes`, `differs` or `taken_before`.
    result: &'static str,
    /// In words.
    why: String,
    route: RouteJson,
}

#[derive(Serialize, ToSchema)]
pub struct RoutingWayJson {
    pub version: i64,
    pub steps: Vec<RouteStepJson>,
    /// Of the routes that take it, in order; a name may stand twice.
    pub receivers: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct DryRunJson {
    since: Time,
    runs: usize,
    alerts: usize,
    /// There were more runs than are played.
    cut: bool,
    receivers: Vec<DryRunReceiverJson>,
    /// Alerts whose receivers change; the first hundred.
    moved: Vec<MovedJson>,
    moved_count: usize,
    /// Labels of alerts that nobody would hear of; the first hundred.
    #[schema(value_type = Vec<BTreeMap<String, String>>)]
    lost: Vec<Labels>,
    lost_count: usize,
    /// Incidents that rules would have opened, each resolved once its groups were quiet.
    incidents: DryRunIncidentsJson,
    /// How often a team would have been asked whether to open one.
    questions: DryRunIncidentsJson,
}

#[derive(Serialize, ToSchema)]
struct DryRunIncidentsJson {
    before: usize,
    after: usize,
}

#[derive(Serialize, ToSchema)]
struct DryRunReceiverJson {
    receiver: String,
    has_channels: bool,
    before: SumJson,
    after: SumJson,
}

#[derive(Serialize, ToSchema)]
struct SumJson {
    alerts: usize,
    groups: usize,
    notifications: u64,
}

#[derive(Serialize, ToSchema)]
struct MovedJson {
    #[schema(value_type = BTreeMap<String, String>)]
    labels: Labels,
    before: Vec<String>,
    after: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RoutingImportJson {
    /// Whether it was done; a dry run does nothing.
    applied: bool,
    /// The version that holds in the end.
    version: i64,
    /// Whether routes are others than before.
    changes: bool,
    text: String,
    receivers: Vec<ImportedReceiverJson>,
    remarks: Vec<RemarkJson>,
}

#[derive(Serialize, ToSchema)]
struct ImportedReceiverJson {
    name: String,
    /// There was none of this name.
    made: bool,
    /// Kinds of the channels that are added.
    added: Vec<&'static str>,
    /// Channels that were there already.
    kept: usize,
}

#[derive(Serialize, ToSchema)]
struct RemarkJson {
    line: usize,
    path: String,
    why: String,
}

impl RoutingJson {
    pub fn of(current: Current, now: Time, editable: bool) -> Self {
        let routing = &current.routing;
        let interval = |interval: Interval| IntervalJson { name: interval.name, on_now: interval.on };
        Self {
            version: VersionJson::from(&current.version),
            routes: Branch::all(routing, now).into_iter().map(RouteJson::from).collect(),
            receivers: routing.receivers.clone(),
            time_intervals: routing.intervals.0.iter().map(|named| interval(Interval::of(named, now))).collect(),
            openings: routing.own.openings.iter().map(OpeningJson::from).collect(),
            editable,
            text: current.version.text,
        }
    }
}

impl From<&Opening> for OpeningJson {
    fn from(opening: &Opening) -> Self {
        Self {
            matchers: texts(&opening.matchers),
            severity: Severity::opened_by(opening),
            group_size: opening.group_size,
            ask: opening.ask,
        }
    }
}

impl From<Branch> for RouteJson {
    fn from(branch: Branch) -> Self {
        let hour = |hour: Hour| HourJson { name: hour.name, on_now: hour.on };
        Self {
            node: branch.node,
            parent: branch.parent,
            matchers: branch.matchers,
            goes_on: branch.goes_on,
            receiver: branch.receiver,
            group_by: branch.group_by,
            group_wait: duration_text(branch.group_wait),
            group_interval: duration_text(branch.group_interval),
            repeat_interval: duration_text(branch.repeat_interval),
            mute_time_intervals: branch.mute.into_iter().map(hour).collect(),
            active_time_intervals: branch.active.into_iter().map(hour).collect(),
        }
    }
}

impl RouteStepJson {
    pub fn of(step: Step, lang: Lang) -> Self {
        Self {
            depth: step.branch.depth,
            result: step.came.name(),
            why: words::say(lang, &step.came.msg()),
            route: step.branch.into(),
        }
    }
}

impl From<Comparison> for DryRunJson {
    fn from(comparison: Comparison) -> Self {
        let sum = |sum: Sum| SumJson { alerts: sum.alerts, groups: sum.groups, notifications: sum.notifications };
        let receiver = |change: Change| DryRunReceiverJson {
            receiver: change.receiver,
            has_channels: change.has_channels,
            before: sum(change.before),
            after: sum(change.after),
        };
        let moved = |Moved { labels, before, after }| MovedJson { labels, before, after };
        Self {
            since: comparison.since,
            runs: comparison.runs,
            alerts: comparison.alerts,
            cut: comparison.cut,
            receivers: comparison.receivers.into_iter().map(receiver).collect(),
            moved: comparison.moved.into_iter().map(moved).collect(),
            moved_count: comparison.moved_count,
            lost: comparison.lost,
            lost_count: comparison.lost_count,
            incidents: DryRunIncidentsJson { before: comparison.incidents.0, after: comparison.incidents.1 },
            questions: DryRunIncidentsJson { before: comparison.questions.0, after: comparison.questions.1 },
        }
    }
}

impl RoutingImportJson {
    pub fn of(planned: Planned, applied: bool, lang: Lang) -> Self {
        let receiver = |planned: PlannedReceiver| ImportedReceiverJson {
            name: planned.name,
            made: planned.made,
            added: planned.added.iter().map(|channel| channel.way.kind().name()).collect(),
            kept: planned.kept,
        };
        let remark = |remark: ryugaku_routing::config::Remark| RemarkJson {
            why: words::say(lang, &remark.msg.with("line", remark.line)),
            line: remark.line,
            path: remark.path,
        };
        Self {
            applied,
            version: planned.version,
            changes: planned.changes,
            text: planned.text,
            receivers: planned.receivers.into_iter().map(receiver).collect(),
            remarks: planned.remarks.into_iter().map(remark).collect(),
        }
    }
}

//! The list: by state, narrowed, gathered into groups.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::{RawQuery, State};
use ryugaku_alerting::Labels;
use ryugaku_kernel::{Outcome, Uuid};

use super::asked::{Asked, But, condition};
use super::head::{self, Asks, Head};
use super::kept::{self, Kept};
use crate::alerts::acknowledge_all::MOST;
use crate::alerts::group::{GroupBy, GroupKey};
use crate::alerts::held::HeldBy;
use crate::alerts::listed::{self, Listed, Seen, SeenGroup};
use crate::alerts::{Alert, AlertState, kept_filters, store};
use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::incidents::{self, IncidentBrief};
use crate::intake::Sources;
use crate::people;
use crate::shell::{Place, Shell};
use crate::words;

/// Resolved ones are counted up to this.
const MOST_ENDED: i64 = 10_000;
/// Label values shown of an alert.
const LABELS: usize = 4;
/// Conditions that are proposed while one writes.
const PROPOSED: usize = 40;

struct Empty {
    ever: bool,
    last: Option<Alert>,
}

struct Tab {
    state: AlertState,
    address: String,
    /// Empty: it is not known.
    count: String,
}

/// A condition, and the list without it.
struct Chip {
    text: String,
    without: String,
}

struct Shown {
    listed: Listed,
    labels: Vec<Label>,
    acked_by: Option<String>,
    /// The group's head does not say what holds it back.
    says_why: bool,
}

/// A label, and the list narrowed to it.
struct Label {
    name: String,
    value: String,
    address: String,
}

/// What of a group waits to be acknowledged.
struct Waiting {
    /// The group, as the form names it.
    key: String,
    /// How many are acknowledged at once.
    n: usize,
}

struct Group {
    id: String,
    head: Option<Head>,
    /// What all its rows have and therefore do not say.
    shared: Vec<Label>,
    size: usize,
    waiting: Option<Waiting>,
    /// All of it, where not all are shown.
    whole: Option<String>,
    rows: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "alerts/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    why: String,
    typed: String,
    chips: Vec<Chip>,
    kept: Vec<Kept>,
    /// What the list is narrowed to is not kept yet, and can be.
    may_keep: bool,
    proposed: Vec<String>,
    tabs: Vec<Tab>,
    groups: Vec<Group>,
    /// Where one group alone is shown.
    only: Option<Head>,
    only_waiting: Option<Waiting>,
    next: Option<String>,
    left: usize,
    may_pick: bool,
    sources: Sources,
    empty: Option<Empty>,
    here: String,
}

impl ListPage {
    fn state(&self) -> AlertState {
        self.asked.find.state
    }

    fn is_resolved(&self) -> bool {
        self.state() == AlertState::Resolved
    }

    /// What is said where nothing is in the state asked for.
    fn none(&self) -> &'static str {
        match self.state() {
            AlertState::Active | AlertState::Resolved => "alert-none-firing",
            AlertState::Firing => "alert-none-passes",
            AlertState::Waiting => "alert-none-waiting",
            AlertState::Flapping => "alert-none-flapping",
            AlertState::Inhibited => "alert-none-inhibited",
            AlertState::Silenced => "alert-none-silenced",
        }
    }

    fn ways(&self) -> Vec<GroupBy> {
        GroupBy::ALL.into_iter().filter(|by| !self.is_resolved() || *by != GroupBy::Cause).collect()
    }
}

impl Waiting {
    fn of(shell: &Shell, key: &GroupKey, waiting: usize) -> Option<Self> {
        (shell.may_act() && waiting > 0).then(|| Self { key: key.to_string(), n: waiting.min(MOST) })
    }
}

impl Shown {
    fn is_acked(&self) -> bool {
        self.listed.alert.acked.is_some() && self.listed.alert.firing
    }

    fn may_acknowledge(&self) -> bool {
        self.listed.alert.firing && self.listed.state.waits(self.listed.alert.acked.is_some())
    }

    fn team(&self) -> Option<&str> {
        self.listed.owner.as_ref()?.team.as_deref()
    }

    fn class(&self) -> &'static str {
        match self.listed.state {
            AlertState::Silenced => "silent",
            AlertState::Inhibited | AlertState::Flapping => "held",
            AlertState::Resolved => "resolved",
            _ if self.is_acked() => "acked",
            _ => "firing",
        }
    }

    fn icon(&self) -> &'static str {
        match self.listed.state {
            AlertState::Silenced => "mute",
            AlertState::Inhibited => "held",
            AlertState::Flapping => "drift",
            AlertState::Resolved => "resolved",
            _ => "firing",
        }
    }

    /// The key of the word for its state.
    fn word(&self) -> &'static str {
        match self.listed.state {
            AlertState::Silenced => "alert-silenced",
            AlertState::Inhibited => "alert-inhibited",
            AlertState::Flapping => "alert-flapping",
            AlertState::Resolved => "alert-resolved",
            _ if self.is_acked() => "alert-acked",
            _ => "alert-firing",
        }
    }
}

pub async fn list(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> PageResult {
    visit.cx.require_read()?;
    let asked = Asked::of(&query.unwrap_or_default());
    let looked = listed::Asked {
        who: &visit.cx.who,
        find: &asked.find,
        by: asked.by,
        only: asked.group.as_ref(),
        after: asked.after,
    };
    let seen = listed::seen(&app, &looked).await?;
    let mut q = app.db.reader();
    let ended = if asked.find.is_narrowed() { None } else { Some(store::ended_count(&mut q, MOST_ENDED + 1).await?) };
    let shell = Shell::new(&app, &visit, Place::Alerts, words::text(visit.lang(), "nav-alerts")).await?;
    let tabs = tabs(&asked, &seen, ended);
    let empty = if seen.groups.iter().all(|group| group.alerts.is_empty()) && asked.after.is_none() {
        Some(Empty { ever: store::any_ever(&mut q).await?, last: store::last_ended(&mut q).await? })
    } else {
        None
    };
    let acked = seen.groups.iter().flat_map(|group| &group.alerts).filter_map(|one| one.alert.acked?.by);
    let names = people::names(&mut q, acked.collect::<HashSet<_>>()).await?;
    let incidents = incidents_of(&app, &visit, &seen, &asked).await?;
    let proposed = proposed(&asked, &seen);
    let only = asked.group.as_ref().zip(seen.groups.first().and_then(|group| group.alerts.first()));
    let only = only.and_then(|(key, first)| head::of(&shell, &asked, key, first, &incidents));
    let first = asked.group.as_ref().zip(seen.groups.first());
    let only = only.map(|head| Head { asks: first.and_then(|(_, group)| Asks::of(&shell, &group.questions)), ..head });
    let only_waiting = first.and_then(|(key, group)| Waiting::of(&shell, key, group.waiting));
    let may_pick = shell.may_act() && asked.find.state != AlertState::Resolved;
    let groups = seen.groups.into_iter().map(|group| shown(&shell, &asked, group, &incidents, &names)).collect();
    let kept = kept::shown(&asked, kept_filters(&mut q, &visit.cx).await?);
    let narrowed = asked.find.is_narrowed() && asked.wrong.is_none();
    let may_keep = narrowed && visit.cx.who.person().is_some() && !kept.iter().any(|one| one.here);
    let (typed, why) = asked.wrong.clone().map(|(text, msg)| (text, visit.say(&msg))).unwrap_or_default();
    page(&ListPage {
        why,
        typed,
        chips: chips(&asked),
        kept,
        may_keep,
        proposed,
        tabs,
        groups,
        only,
        only_waiting,
        next: seen.next.map(|next| asked.address(But::After(&next))),
        left: seen.left,
        may_pick,
        sources: Sources::load(&mut q).await?,
        empty,
        here: visit.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        shell,
        asked,
    })
}

/// Flapping is shown when there is any, or when it is asked for: most places do not damp it.
fn tabs(asked: &Asked, seen: &Seen, ended: Option<i64>) -> Vec<Tab> {
    let tab = |state: AlertState| {
        let (n, more) = match (state, ended) {
            (AlertState::Resolved, Some(n)) => (usize::try_from(n.min(MOST_ENDED)).unwrap_or(0), n > MOST_ENDED),
            _ => seen.counts.of(state),
        };
        let known = state != AlertState::Resolved || ended.is_some();
        let count = if known { digits(n) + if more { "+" } else { "" } } else { String::new() };
        let wanted = state != AlertState::Flapping || n > 0 || asked.find.state == state;
        wanted.then(|| Tab { state, address: asked.address(But::State(state)), count })
    };
    AlertState::ALL.into_iter().filter_map(tab).collect()
}

/// `12,345`
fn digits(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn chips(asked: &Asked) -> Vec<Chip> {
    let chip = |(at, text)| Chip { text, without: asked.address(But::Without(at)) };
    asked.conditions().into_iter().enumerate().map(chip).collect()
}

/// What most of the alerts that are shown could be narrowed by.
fn proposed(asked: &Asked, seen: &Seen) -> Vec<String> {
    let mut counted: HashMap<(&str, &str), usize> = HashMap::new();
    for one in seen.groups.iter().flat_map(|group| &group.alerts) {
        for label in one.alert.labels.iter().filter(|(name, value)| !asked.has(name, value)) {
            *counted.entry(label).or_default() += 1;
        }
    }
    let mut counted: Vec<_> = counted.into_iter().filter(|(_, n)| *n > 1).collect();
    counted.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
    counted.into_iter().take(PROPOSED).map(|((name, value), _)| condition(name, value)).collect()
}

async fn incidents_of(app: &App, visit: &Visit, seen: &Seen, asked: &Asked) -> Outcome<HashMap<Uuid, IncidentBrief>> {
    let keys = seen.groups.iter().filter_map(|group| group.key.as_ref()).chain(asked.group.as_ref());
    let ids = keys.filter_map(|key| if let GroupKey::Incident(id) = key { Some(*id) } else { None });
    let found = incidents::of_ids(&mut app.db.reader(), &visit.cx.who, ids.collect()).await?;
    Ok(found.into_iter().map(|incident| (incident.id, incident)).collect())
}

fn shown(
    shell: &Shell,
    asked: &Asked,
    group: SeenGroup,
    incidents: &HashMap<Uuid, IncidentBrief>,
    names: &HashMap<Uuid, String>,
) -> Group {
    let SeenGroup { key, size, waiting, questions, alerts } = group;
    let head = key.as_ref().zip(alerts.first()).and_then(|(key, first)| head::of(shell, asked, key, first, incidents));
    let head = head.map(|head| Head { asks: Asks::of(shell, &questions), ..head });
    // One alert of a rule needs no head that says the rule, if nothing is asked about it.
    let head = head.filter(|head| size > 1 || head.asks.is_some() || !matches!(key, Some(GroupKey::Rule(_))));
    let says = matches!(key, Some(GroupKey::Silence(_) | GroupKey::Window(_) | GroupKey::Alert(_)));
    let whole = key.as_ref().filter(|_| alerts.len() < size).map(|key| asked.address(But::Group(key)));
    let shared = if head.is_some() && alerts.len() > 1 { shared(&alerts) } else { Labels::default() };
    let said = key.as_ref().map(|key| if let GroupKey::Service(_) = key { "service" } else { "" });
    let heads = labels(asked, &shared, |name, _| said != Some(name));
    let waiting = key.as_ref().and_then(|key| Waiting::of(shell, key, waiting));
    let id = key.map(|key| key.to_string()).unwrap_or_default();
    let row = |listed: Listed| Shown {
        says_why: !listed.held.is_empty() && (!says || listed.held.len() > 1),
        labels: labels(asked, &listed.alert.labels, |name, value| shared.get(name) != value),
        acked_by: listed.alert.acked.and_then(|acked| names.get(&acked.by?).cloned()),
        listed,
    };
    let id = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    Group { id, head, shared: heads, size, waiting, whole, rows: alerts.into_iter().map(row).collect() }
}

/// What all of them have.
fn shared(alerts: &[Listed]) -> Labels {
    let Some((first, others)) = alerts.split_first() else { return Labels::default() };
    let in_all = |(name, value): &(&str, &str)| others.iter().all(|other| other.alert.labels.get(name) == *value);
    Labels::new(first.alert.labels.iter().filter(in_all))
}

/// The service first; never the name, nor what the list is narrowed to.
fn labels(asked: &Asked, labels: &Labels, wanted: impl Fn(&str, &str) -> bool) -> Vec<Label> {
    let service = labels.iter().filter(|(name, _)| *name == "service");
    let others = labels.iter().filter(|(name, _)| !["service", "alertname"].contains(name));
    let label = |(name, value): (&str, &str)| Label {
        name: name.to_owned(),
        value: value.to_owned(),
        address: asked.address(But::And(&condition(name, value))),
    };
    let fresh = service.chain(others).filter(|(name, value)| !asked.has(name, value) && wanted(name, value));
    fresh.take(LABELS).map(label).collect()
}

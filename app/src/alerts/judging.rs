//! What the active alerts are judged by: silences, maintenance windows, inhibition, flap damping, and the tree that says
//! who hears of them. Every replica has it, so that each can say what holds an alert back.

use std::collections::HashMap;
use std::sync::Arc;

use ryugaku_alerting::{Fingerprint, LabelSet, Labels, Machine, View};
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};
use ryugaku_routing::config::{Own, Routing};
use ryugaku_routing::{
    AlertLabels, Calendar, Fate, Flapping, InhibitRule, Inhibitor, Intervals, MaintenanceWindows, Silences, Suppression,
};

use crate::catalog::{self, ServiceBrief};
use crate::notices::Owner;
use crate::people::{Team, team_store};
use crate::{alert_rules, routing, silences};

pub struct Judging {
    /// Of the routes.
    pub version: i64,
    pub routing: Arc<Routing>,
    pub silences: Silences,
    pub windows: MaintenanceWindows,
    /// The tree's time intervals, and those in which maintenance windows recur.
    intervals: Intervals,
    inhibitor: Inhibitor,
    flapping: Flapping,
    ownership: Ownership,
    /// Of rules, by the name of their alerts.
    runbooks: HashMap<String, String>,
}

/// Services and teams by what labels call them.
#[derive(Default)]
pub struct Ownership {
    services: HashMap<String, ServiceBrief>,
    teams: HashMap<String, Team>,
    names: HashMap<Uuid, String>,
}

/// Alerts whose changes are remembered to find those that flap.
const FLAPPING: usize = 100_000;

impl Judging {
    /// Knows no alerts yet.
    pub async fn load(q: &mut dyn Query, now: Time) -> Outcome<Self> {
        let routing::Current { version, routing } = routing::current(q).await?;
        let windows = silences::all_current_windows(q, now).await?;
        let mut intervals = routing.intervals.clone();
        intervals.0.extend(windows.intervals.0);
        let mut judging = Self {
            version: version.version,
            intervals,
            inhibitor: Inhibitor::new(routing.inhibit_rules.iter().cloned()),
            flapping: routing
                .own
                .flapping
                .map_or_else(Flapping::default, |flapping| Flapping::new(flapping.rule(FLAPPING))),
            routing: Arc::new(routing),
            ownership: Ownership::load(q).await?,
            runbooks: alert_rules::runbooks(q).await?,
            silences: Silences::default(),
            windows: MaintenanceWindows::default(),
        };
        silences::all_current(q, now).await?.into_iter().for_each(|silence| judging.silences.put(silence));
        windows.windows.into_iter().for_each(|window| judging.windows.put(window));
        Ok(judging)
    }

    /// The active alerts, told anew.
    pub fn know(&mut self, machine: &Machine) {
        for alert in machine.iter() {
            self.inhibitor.fired(alert.fingerprint(), &alert);
        }
    }

    /// What was learnt by the one that held until now, as far as its rules are still the same: which alerts flap is not in
    /// any row, and to ask half a million which of them inhibit others takes a while.
    pub fn take_over(&mut self, former: Self, machine: &Machine) {
        if former.routing.own.flapping == self.routing.own.flapping {
            self.flapping = former.flapping;
        }
        if former.routing.inhibit_rules == self.routing.inhibit_rules {
            self.inhibitor = former.inhibitor;
        } else {
            self.know(machine);
        }
    }

    pub fn fired(&mut self, alert: View<'_>, at: Time) {
        self.inhibitor.fired(alert.fingerprint(), &alert);
        self.flapping.changed(alert.fingerprint(), at);
    }

    pub fn resolved(&mut self, alert: View<'_>, at: Time) {
        self.inhibitor.resolved(alert.fingerprint(), &alert);
        self.flapping.changed(alert.fingerprint(), at);
    }

    pub fn fate(&self, alert: Fingerprint, labels: &dyn LabelSet, at: Time) -> Fate {
        let Self { silences, windows, inhibitor, flapping, .. } = self;
        Suppression { silences, windows, inhibitor, flapping, calendar: self }.fate(alert, labels, at)
    }

    /// Whose an alert is: by the labels that name a service or a team. A service that is not known is named all the same.
    pub fn owner(&self, labels: &dyn LabelSet) -> Option<Owner> {
        self.ownership.owner(&self.routing.own, labels)
    }

    /// As [`Ownership::key`].
    pub fn owner_key(&self, labels: &dyn LabelSet) -> String {
        self.ownership.key(&self.routing.own, labels)
    }

    /// Where the rule of alerts of this name says that its runbook stands.
    pub fn runbook(&self, name: &str) -> Option<&str> {
        self.runbooks.get(name).map(String::as_str)
    }

    /// Silences, maintenance windows and rules of inhibition that each alert is judged by.
    pub fn asked(&self) -> [u32; 3] {
        let all = [self.silences.len(), self.windows.len(), self.routing.inhibit_rules.len()];
        all.map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    }

    /// The rule by which one alert inhibits another.
    pub fn rule(&self, number: usize) -> Option<&InhibitRule> {
        self.inhibitor.rule(number)
    }
}

impl Ownership {
    pub async fn load(q: &mut dyn Query) -> Outcome<Self> {
        let services = catalog::services(q).await?;
        let teams = team_store::open(q).await?;
        let names = teams.iter().map(|team| (team.id.0, team.name.clone())).collect();
        let services = services.into_iter().map(|service| (service.slug.clone(), service)).collect();
        Ok(Self { services, names, teams: teams.into_iter().map(|team| (team.slug.clone(), team)).collect() })
    }

    fn owner(&self, own: &Own, labels: &dyn LabelSet) -> Option<Owner> {
        let (service, team) = (named(&own.service_labels, labels), named(&own.team_labels, labels));
        let known = service.and_then(|slug| self.services.get(slug));
        let owner = Owner {
            service: known.map(|service| service.name.clone()).or_else(|| service.map(str::to_owned)),
            product: known.map(|service| service.product_name.clone()),
            team: self.team_name(service.unwrap_or_default(), team.unwrap_or_default()).map(str::to_owned),
            team_id: self.team(own, labels),
        };
        (owner != Owner::default()).then_some(owner)
    }

    /// The team's name: of the service if that is known, else of the team that is named.
    pub fn team_name(&self, service: &str, team: &str) -> Option<&str> {
        let of_service = self.services.get(service).and_then(|service| self.names.get(&service.team_id));
        of_service.or_else(|| self.teams.get(team).map(|team| &team.name)).map(String::as_str)
    }

    fn team(&self, own: &Own, labels: &dyn LabelSet) -> Option<Uuid> {
        let known = named(&own.service_labels, labels).and_then(|slug| self.services.get(slug));
        let by_label = named(&own.team_labels, labels).and_then(|slug| self.teams.get(slug));
        known.map(|service| service.team_id).or(by_label.map(|team| team.id.0))
    }

    /// Whose an alert is, so that two owners never have the same: the team, else the service, else nobody.
    pub fn key(&self, own: &Own, labels: &dyn LabelSet) -> String {
        match (self.team(own, labels), named(&own.service_labels, labels)) {
            (Some(team), _) => format!("team {team}"),
            (None, Some(service)) => format!("service {service}"),
            (None, None) => String::new(),
        }
    }
}

/// The first of these labels that is there.
fn named<'a>(names: &[String], labels: &'a dyn LabelSet) -> Option<&'a str> {
    names.iter().map(|name| labels.value(name)).find(|value| !value.is_empty())
}

impl Calendar for Judging {
    fn is_on(&self, name: &str, at: Time) -> bool {
        self.intervals.get(name).is_some_and(|named| named.intervals.iter().any(|interval| interval.contains(at)))
    }
}

/// A view as the dispatcher asks it.
pub struct Asked<'a>(pub View<'a>);

impl LabelSet for Asked<'_> {
    fn value(&self, name: &str) -> &str {
        self.0.label(name)
    }
}

impl AlertLabels for Asked<'_> {
    fn whole(&self) -> Labels {
        self.0.labels()
    }
}

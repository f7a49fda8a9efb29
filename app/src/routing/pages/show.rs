//! `/routing`: the tree that holds, receivers, time intervals, rules of inhibition.

use askama::Template;
use axum::extract::State;
use ryugaku_routing::InhibitRule;
use ryugaku_routing::config::Opening;

use super::super::branch::{Branch, Interval, texts};
use super::super::current::{Current, current};
use super::super::may_edit;
use super::maker;
use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::incidents::severity::Severity;
use crate::receivers::{self, Receiver};
use crate::shell::{Place, Shell};
use crate::versions::Origin;
use crate::words;

/// One rule in matchers as they are written.
struct Rule {
    name: Option<String>,
    source: Vec<String>,
    target: Vec<String>,
    equal: Vec<String>,
}

/// A rule that opens incidents by itself.
struct Opens {
    matchers: Vec<String>,
    severity: Severity,
    group_size: i64,
    /// The owning team is asked first.
    ask: bool,
}

#[derive(Template)]
#[template(path = "routing/show.html")]
struct RoutingPage {
    shell: Shell,
    current: Current,
    by: String,
    branches: Vec<Branch>,
    intervals: Vec<Interval>,
    rules: Vec<Rule>,
    openings: Vec<Opens>,
    receivers: Vec<Receiver>,
    may_edit: bool,
}

impl RoutingPage {
    /// `None`: it is not there any more, or not yet.
    fn receiver(&self, name: &str) -> Option<&Receiver> {
        self.receivers.iter().find(|receiver| receiver.name == name)
    }
}

pub async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let current = current(&mut q).await?;
    let shell = Shell::new(&app, &visit, Place::Alerts, words::text(visit.lang(), "routing-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts");
    let now = visit.cx.now();
    page(&RoutingPage {
        shell,
        by: maker(&mut q, &visit, &current.version).await?,
        branches: Branch::all(&current.routing, now),
        intervals: current.routing.intervals.0.iter().map(|named| Interval::of(named, now)).collect(),
        rules: current.routing.inhibit_rules.iter().map(Rule::from).collect(),
        openings: current.routing.own.openings.iter().map(Opens::from).collect(),
        receivers: receivers::all(&mut q).await?,
        may_edit: may_edit(&mut q, &visit.cx).await?,
        current,
    })
}

impl From<&Opening> for Opens {
    fn from(opening: &Opening) -> Self {
        Self {
            matchers: texts(&opening.matchers),
            severity: Severity::opened_by(opening),
            group_size: opening.group_size.into(),
            ask: opening.ask,
        }
    }
}

impl From<&InhibitRule> for Rule {
    fn from(rule: &InhibitRule) -> Self {
        Self {
            name: rule.name.clone(),
            source: texts(&rule.source),
            target: texts(&rule.target),
            equal: rule.equal.clone(),
        }
    }
}

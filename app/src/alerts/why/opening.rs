//! The beginning of every alert's way: received, whose it is, which route took it, with which others it was grouped.

use ryugaku_alerting::LabelSet;
use ryugaku_kernel::{Msg, Time};
use ryugaku_routing::{GroupBy, NodeId};

use super::facts::Facts;
use super::look::Look;
use super::saying::{Saying, say, short};
use super::step::{Basis, Kind, Step};
use crate::notices::Owner;
use crate::routing::{self, Came};

/// Routes that were tried and do not fit, named one by one.
const TRIED: usize = 4;

pub fn received(facts: &Facts) -> Step {
    let from = match &facts.source {
        Some(name) => say("why-received-from").with("source", short(name)),
        None => say("why-received-unknown"),
    };
    let step = Step::new(facts.run.starts_at, Kind::Received, Msg::new("why-received")).saying(from);
    let summary = facts.alert.summary();
    let said = (!summary.is_empty()).then(|| say("why-said").with("text", short(summary)));
    step.saying_all(said).saying(say("why-times").with("n", facts.times))
}

/// As the first notification names it; where none does, as it stands now.
pub fn owner(facts: &Facts) -> Step {
    let labels = &facts.run.labels;
    let told = facts.notices.iter().find_map(|sent| sent.notice.content.told(facts.run.fingerprint));
    let (owner, basis) = match told {
        Some(told) => (told.owner.as_ref(), Basis::Recorded),
        None => (facts.now.owner.as_ref(), Basis::Now),
    };
    let own = &facts.routing(facts.first_version).own;
    let named = |names: &[String]| {
        let found = names.iter().find(|name| !labels.value(name).is_empty());
        found.map(|name| (name.clone(), short(labels.value(name))))
    };
    let labelled = |key, (label, value): (String, String)| say(key).with("label", label).with("value", value);
    let (by_service, by_team) = (named(&own.service_labels), named(&own.team_labels));
    let Owner { service, product, team, .. } = owner.cloned().unwrap_or_default();
    let key = if team.is_some() { "why-owner" } else { "why-owner-none" };
    let mut step = Step::new(facts.run.starts_at, Kind::Owner, Msg::new(key)).on(basis);
    let known = service.zip(product);
    let by_team = by_team.filter(|_| known.is_none());
    step = step.saying_all(by_service.map(|label| match known {
        Some((service, product)) => {
            labelled("why-owner-service", label).with("service", short(&service)).with("product", product)
        }
        None => labelled("why-owner-service-unknown", label),
    }));
    step = step.saying_all(match (by_team, team) {
        (Some(label), Some(team)) => Some(labelled("why-owner-team-label", label).with("team", team)),
        (Some(label), None) => Some(labelled("why-owner-team-unknown", label)),
        (None, Some(team)) => Some(say("why-owner-team").with("team", team)),
        (None, None) => None,
    });
    if step.says.is_empty() {
        let looked: Vec<&str> = own.service_labels.iter().chain(&own.team_labels).map(String::as_str).collect();
        step = step.saying(say("why-owner-labels").with("labels", looked.join(", ")));
    }
    step
}

/// Which routes of this version took it, and which were tried before.
pub fn route(facts: &Facts, version: i64, at: Time, basis: Basis) -> Step {
    let steps = routing::steps(facts.routing(version), &facts.run.labels, at);
    let taking = || steps.iter().filter(|step| step.came.takes());
    let numbers: Vec<String> = taking().map(|step| step.branch.node.to_string()).collect();
    let title = if taking().all(|step| step.branch.is_root()) {
        Msg::new("why-route-root")
    } else {
        Msg::new("why-route").with("nodes", numbers.join(", "))
    };
    let takes = taking().map(|step| {
        let receiver = step.branch.receiver.clone();
        if step.branch.is_root() {
            say("why-route-rest").with("receiver", receiver)
        } else {
            say("why-route-takes").with("matchers", short(&step.branch.matchers.join(", "))).with("receiver", receiver)
        }
    });
    let tried = || steps.iter().filter(|step| matches!(step.came, Came::Differs { .. }));
    let unfit = tried()
        .take(TRIED)
        .map(|step| say("why-route-tried").with("node", i64::from(step.branch.node)).part("came", step.came.msg()));
    let more = tried().count().saturating_sub(TRIED);
    let more = (more > 0).then(|| say("why-route-more").with("n", more));
    let by = if version == 0 {
        say("why-route-built-in")
    } else {
        say("why-route-version").with("version", version).to(format!("/routing/versions/{version}"))
    };
    let step = Step::new(at, Kind::Route, title).on(basis);
    step.saying_all(takes).saying_all(unfit).saying_all(more).saying(by)
}

/// By what it is grouped, how long that waits, and with how many others it was looked at first.
pub fn group(facts: &Facts, version: i64, first: Option<&Look>, basis: Basis) -> Step {
    let routing = facts.routing(version);
    let labels = &facts.run.labels;
    let nodes = match first {
        Some(look) => vec![NodeId(look.decided.node)],
        None => routing.tree.takes(labels),
    };
    let at = first.map_or(facts.run.starts_at, |look| look.at);
    let key = if first.is_some() { "why-group" } else { "why-group-not-yet" };
    let mut step = Step::new(at, Kind::Group, Msg::new(key)).on(basis);
    for id in nodes {
        let node = routing.tree.node(id);
        step = step.saying(grouped_by(&node.group_by));
        if node.group_by != GroupBy::All {
            let shared = node.group_by.labels(labels).to_string();
            step = step.saying(say("why-group-labels").with("labels", short(&shared)));
        }
        let waits = say("why-group-waits").long("wait", node.group_wait).long("interval", node.group_interval);
        step = step.saying(waits);
    }
    match first.map(|look| look.decided.size().saturating_sub(1)) {
        Some(0) => step.saying(say("why-group-alone")),
        Some(n) => step.saying(say("why-group-with").with("n", n)),
        None => step,
    }
}

fn grouped_by(by: &GroupBy) -> Saying {
    match by {
        GroupBy::All => say("routing-group-all"),
        GroupBy::Labels(names) if names.is_empty() => say("routing-group-none"),
        GroupBy::Labels(names) => say("routing-group-by").with("names", names.join(", ")),
    }
}

//! Firing alerts as Alertmanager's API gives them: with what holds them back and who hears of them.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use ryugaku_alerting::{Body, Fingerprint, Labels, Matcher, RunId, View};
use ryugaku_kernel::{Failure, Outcome, Time};
use ryugaku_routing::config::Routing;
use ryugaku_routing::{AlertLabels, Fate, NodeId, Tree};

use super::board::State;
use super::store;
use crate::app::App;

/// Which alerts are asked for; each flag takes some away if it is false.
pub struct ReadFilter {
    pub active: bool,
    pub silenced: bool,
    pub inhibited: bool,
    pub matchers: Vec<Matcher>,
    /// A regular expression for a receiver's name.
    pub receiver: Option<Matcher>,
}

impl Default for ReadFilter {
    fn default() -> Self {
        Self { active: true, silenced: true, inhibited: true, matchers: Vec::new(), receiver: None }
    }
}

/// An alert that fires, as the board knows it.
pub struct Standing {
    pub fingerprint: Fingerprint,
    pub starts_at: Time,
    pub seen_until: Time,
    pub updated_at: Time,
    pub fate: Fate,
    pub nodes: Vec<NodeId>,
    run: RunId,
    texts: Option<Bytes>,
}

/// The same with its texts.
pub struct Firing {
    pub standing: Standing,
    pub body: Body,
}

/// What fits, by fingerprint, and the routes that say who hears of it. The caller has checked who asks.
pub async fn standing(app: &App, filter: &ReadFilter) -> Outcome<(Arc<Routing>, Vec<Standing>)> {
    let now = app.clock.now();
    let look = |state: &State| {
        let tree = &state.judging.routing.tree;
        let of = |view: View<'_>| {
            let nodes = tree.takes(&view);
            if !nodes.iter().any(|node| filter.asks_for(tree, *node)) {
                return None;
            }
            let fate = state.judging.fate(view.fingerprint(), &view, now);
            filter.wants(&fate).then(|| Standing {
                fingerprint: view.fingerprint(),
                starts_at: view.starts_at(),
                seen_until: view.seen_until(),
                updated_at: view.updated_at(),
                fate,
                nodes,
                run: view.run(),
                texts: state.texts(view.run()),
            })
        };
        (state.judging.routing.clone(), state.machine.find(&filter.matchers).filter_map(of).collect::<Vec<_>>())
    };
    let (routing, mut found) = app.board.look(&app.db, now, look).await?;
    found.sort_unstable_by_key(|alert| alert.fingerprint);
    Ok((routing, found))
}

impl ReadFilter {
    /// Whether the node's receiver is among those asked for.
    pub fn asks_for(&self, tree: &Tree, node: NodeId) -> bool {
        self.receiver.as_ref().is_none_or(|receiver| receiver.matches_value(&tree.node(node).receiver))
    }

    fn wants(&self, fate: &Fate) -> bool {
        let Some(held) = fate.held().filter(|_| fate.is_suppressed()) else { return self.active };
        let silenced = !(held.silenced.is_empty() && held.maintained.is_empty());
        (self.silenced || !silenced) && (self.inhibited || held.inhibited.is_empty())
    }
}

/// The texts of some of them; one without a row ended just now.
pub async fn with_texts(app: &App, alerts: Vec<Standing>) -> Outcome<Vec<Firing>> {
    let runs: Vec<RunId> = alerts.iter().filter(|alert| alert.texts.is_none()).map(|alert| alert.run).collect();
    let mut bodies: HashMap<RunId, Body> = store::bodies(&mut app.db.reader(), &runs).await?;
    let mut firing = Vec::with_capacity(alerts.len());
    for standing in alerts {
        let body = match &standing.texts {
            Some(texts) => Some(Body::from_bytes(texts).map_err(Failure::internal)?),
            None => bodies.remove(&standing.run),
        };
        firing.extend(body.map(|body| Firing { standing, body }));
    }
    Ok(firing)
}

/// The labels of the groups an alert belongs to, with the receiver's name and the node, in the order of the tree.
pub fn groups_of(tree: &Tree, standing: &Standing, labels: &Labels) -> Vec<(String, Labels, NodeId)> {
    let group = |id: &NodeId| {
        let node = tree.node(*id);
        (node.receiver.clone(), node.group_by.labels(&labels.whole()), *id)
    };
    standing.nodes.iter().map(group).collect()
}

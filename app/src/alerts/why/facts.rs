//! Everything that was written down of one run of an alert, and how things stand now.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::SignedDuration;
use ryugaku_alerting::{Fingerprint, Labels, RunId};
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};
use ryugaku_ledger::Event;
use ryugaku_routing::config::Routing;
use ryugaku_routing::{Calendar, Dispatcher, GroupId, NodeId};

use super::KEPT;
use super::look::{Hold, Look, Membership, Quiet};
use super::{look_store, run_store, turns};
use crate::alerts::judging::Judging;
use crate::alerts::{Alert, Run, store, subject};
use crate::app::App;
use crate::incidents::{self, IncidentBrief};
use crate::notices::{self, Owner, Sent};
use crate::silences::Silence;
use crate::{intake, people, routing, silences};

pub struct Facts {
    /// As it was in this run.
    pub alert: Alert,
    pub run: Run,
    /// It has not begun again since.
    pub is_last: bool,
    /// So often it had begun within thirty days, this time among it.
    pub times: i64,
    pub source: Option<String>,
    /// By which it went first: what the first look says, else the one that held when it began.
    pub first_version: i64,
    /// The versions of the routes that held meanwhile, by number.
    pub routes: BTreeMap<i64, Arc<Routing>>,
    /// At its groups, oldest first.
    pub looks: Vec<Look>,
    /// In which it is named, oldest first.
    pub notices: Vec<Sent>,
    /// Who took it on and took that back, oldest first.
    pub events: Vec<Event>,
    pub incidents: Vec<(IncidentBrief, Time)>,
    pub names: Names,
    pub now: Standing,
    /// What was decided has been deleted: it is too long ago.
    pub is_gone: bool,
}

/// What the things that held it back are called.
#[derive(Default)]
pub struct Names {
    pub silences: HashMap<Uuid, Silence>,
    pub windows: HashMap<Uuid, String>,
    pub alerts: HashMap<Fingerprint, String>,
    pub actors: HashMap<Uuid, String>,
}

/// How things stand at the moment of asking.
pub struct Standing {
    pub at: Time,
    pub version: i64,
    pub routing: Arc<Routing>,
    pub asked: [u32; 3],
    pub hold: Hold,
    /// Of each route that takes it.
    pub quiet: Vec<(NodeId, Option<Quiet>)>,
    pub owner: Option<Owner>,
}

/// Looks and notices of one run at most.
const MOST: i64 = 300;
const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

impl Facts {
    /// Of the run that is named, else of the last. The caller has checked who asks.
    pub async fn gather(
        app: &App,
        q: &mut dyn Query,
        cx: &Cx,
        alert: Fingerprint,
        run: Option<RunId>,
    ) -> Outcome<Self> {
        let run = match run {
            Some(run) => run,
            None => store::by_fingerprint(q, alert).await?.run,
        };
        let (alert, run) = run_store::run(q, alert, run).await?;
        let (fingerprint, id, now) = (run.fingerprint, run.id, cx.now());
        let before = run_store::ended_before(q, fingerprint, id).await?;
        let after = run_store::began_after(q, fingerprint, id).await?;
        let from = before.unwrap_or_else(|| run.starts_at.minus(MONTH)).max(now.minus(KEPT));
        let span = (from, after.unwrap_or(now));
        let mut routes = BTreeMap::new();
        let mut began_by = None;
        for current in routing::held(q, from.min(run.starts_at), span.1).await? {
            if current.version.made_at <= run.starts_at || began_by.is_none() {
                began_by = Some(current.version.version);
            }
            routes.insert(current.version.version, Arc::new(current.routing));
        }
        let groups = groups(&routes, &run.labels);
        let mut looks = look_store::of_groups(q, &groups, span, MOST).await?;
        // What resolved before it began is of the run before.
        looks.retain(|look| match look.decided.membership(fingerprint) {
            Membership::Is(member) => look.at >= run.starts_at || (member.firing && look.at > from),
            Membership::Perhaps => look.at >= run.starts_at,
            Membership::IsNot => false,
        });
        let known = |look: &Look| {
            let routing = routes.get(&look.routing);
            routing.is_some_and(|routing| routing.tree.iter().any(|(node, _)| node.0 == look.decided.node))
        };
        looks.retain(known);
        let mut notices = notices::of_groups(q, &groups, span, MOST).await?;
        notices.retain(|sent| {
            sent.notice.content.told(fingerprint).is_some_and(|told| {
                sent.notice.at >= run.starts_at || (told.ended_at.is_none() && sent.notice.at > from)
            })
        });
        let mut events = ryugaku_ledger::about_any(q, &cx.who, &turns::TAKEN, vec![subject(fingerprint)]).await?;
        let began = before.map_or(run.starts_at, |before| before.max(run.starts_at));
        events.retain(|event| {
            // What was done to many names the run of the first alone.
            if turns::is_together(event) {
                return event.happened_at >= began && after.is_none_or(|after| event.happened_at < after);
            }
            event.facts.get("run").and_then(serde_json::Value::as_i64) == Some(id.0)
        });
        let mut linked = incidents::linked(q, &cx.who, &alert.id()).await?;
        linked.retain(|(_, at)| *at >= run.starts_at && *at <= span.1);
        let source = match alert.source {
            Some(id) => intake::names(q, [id]).await?.remove(&id).map(|(name, _)| name),
            None => None,
        };
        let standing = Standing::of(app, fingerprint, &run.labels, now).await?;
        let names = Names::load(q, &looks, &standing, &events).await?;
        Ok(Self {
            times: run_store::count(q, fingerprint, id, run.starts_at.minus(MONTH)).await?,
            is_last: after.is_none(),
            is_gone: run.ended_at.is_some_and(|ended| ended < now.minus(KEPT)),
            alert,
            run,
            source,
            first_version: looks.first().map(|look| look.routing).or(began_by).unwrap_or(standing.version),
            routes,
            looks,
            notices,
            events,
            incidents: linked,
            names,
            now: standing,
        })
    }

    /// The routes of that version; one that is not known is the present one.
    pub fn routing(&self, version: i64) -> &Routing {
        self.routes.get(&version).unwrap_or(&self.now.routing)
    }
}

/// The groups that these versions put it into.
fn groups(routes: &BTreeMap<i64, Arc<Routing>>, labels: &Labels) -> Vec<GroupId> {
    let of = |routing: &Arc<Routing>| Dispatcher::new(Arc::new(routing.tree.clone())).groups_of(labels);
    let mut groups: Vec<GroupId> = routes.values().flat_map(of).map(|(_, group)| group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

impl Standing {
    async fn of(app: &App, alert: Fingerprint, labels: &Labels, now: Time) -> Outcome<Self> {
        let look = |state: &crate::alerts::BoardState| {
            let judging = &state.judging;
            let tree = &judging.routing.tree;
            Self {
                at: now,
                version: judging.version,
                routing: judging.routing.clone(),
                asked: judging.asked(),
                hold: judging.fate(alert, labels, now).held().map(Hold::from).unwrap_or_default(),
                quiet: tree.takes(labels).into_iter().map(|node| (node, quiet(judging, node, now))).collect(),
                owner: judging.owner(labels),
            }
        };
        app.board.look(&app.db, now, look).await
    }
}

/// In the order in which the dispatcher asks.
fn quiet(judging: &Judging, node: NodeId, now: Time) -> Option<Quiet> {
    let node = judging.routing.tree.node(node);
    let is_on = |name: &&String| judging.is_on(name, now);
    if !node.active.is_empty() && !node.active.iter().any(|name| is_on(&name)) {
        return Some(Quiet::Outside);
    }
    node.mute.iter().find(is_on).cloned().map(Quiet::During)
}

impl Names {
    async fn load(q: &mut dyn Query, looks: &[Look], now: &Standing, events: &[Event]) -> Outcome<Self> {
        let holds = || looks.iter().flat_map(|look| &look.decided.holds).chain([&now.hold]);
        let all: HashSet<Uuid> = holds().flat_map(|hold| hold.silences.iter().copied()).collect();
        let found = silences::of_ids(q, all.into_iter().collect()).await?;
        let windows = holds().flat_map(|hold| hold.windows.iter().copied()).collect();
        let by: HashSet<Fingerprint> = holds().flat_map(|hold| &hold.inhibited).map(|(_, by)| *by).collect();
        let by: Vec<_> = by.into_iter().collect();
        let sources = if by.is_empty() { Vec::new() } else { store::by_fingerprints(q, &by).await? };
        let actors: HashSet<Uuid> = events.iter().filter_map(|event| event.actor_id).collect();
        Ok(Self {
            silences: found.into_iter().map(|silence| (silence.id.0, silence)).collect(),
            windows: silences::window_names(q, windows).await?,
            alerts: sources.into_iter().map(|alert| (alert.fingerprint, alert.title().to_owned())).collect(),
            actors: people::names(q, actors).await?,
        })
    }
}

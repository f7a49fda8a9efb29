//! What happened after that, in time: held back and let through, told and not told, taken on, linked, over.

use std::collections::HashMap;

use ryugaku_kernel::{ActorKind, Msg};
use ryugaku_ledger::Event;
use ryugaku_routing::{GroupId, NodeId};

use super::facts::Facts;
use super::held::{asked, sayings};
use super::look::{Hold, Look, Member, Membership, Quiet, Verdict};
use super::saying::{Saying, say, short};
use super::step::{Kind, Step};
use crate::notices::Sent;
use crate::notify::Attempt;

/// What the look before at the same group said.
struct Before<'a> {
    hold: Option<&'a Hold>,
    quiet: Option<&'a Quiet>,
    channels: &'a [(u32, Verdict)],
}

/// What the looks at its groups decided, where it changed.
pub fn looks(facts: &Facts) -> Vec<Step> {
    let mut before: HashMap<GroupId, Before<'_>> = HashMap::new();
    let mut steps = Vec::new();
    let groups: std::collections::HashSet<GroupId> = facts.looks.iter().map(|look| look.group).collect();
    for look in &facts.looks {
        let member = match look.decided.membership(facts.run.fingerprint) {
            Membership::Is(member) => Some(member),
            Membership::Perhaps | Membership::IsNot => None,
        };
        let former = before.get(&look.group);
        let routing = facts.routing(look.routing);
        let receiver = &routing.tree.node(NodeId(look.decided.node)).receiver;
        let whose = || (groups.len() > 1).then(|| say("why-for-receiver").with("receiver", short(receiver)));
        if let Some(step) = held(facts, look, member.as_ref(), former) {
            steps.push(step.saying_all(whose()));
        }
        if let Some(step) = not_told(look, receiver, former) {
            steps.push(step);
        }
        let hold = member.as_ref().and_then(|member| look.decided.hold(member));
        let (quiet, channels) = (look.decided.quiet.as_ref(), &look.decided.channels[..]);
        before.insert(look.group, Before { hold, quiet, channels });
    }
    steps
}

/// Whether it was held back, if that is not as it was. Of one that has resolved nobody asks any more.
fn held(facts: &Facts, look: &Look, member: Option<&Member>, former: Option<&Before<'_>>) -> Option<Step> {
    let decided = &look.decided;
    let hold = match member {
        Some(member) if !member.firing && former.is_some() => return None,
        Some(member) => decided.hold(member),
        // It is not known which of those left out were held back.
        None if !decided.holds.is_empty() => return None,
        None => None,
    };
    let quiet = decided.quiet.as_ref();
    if former.is_some_and(|former| (former.hold, former.quiet) == (hold, quiet)) {
        return None;
    }
    let all = sayings(hold, quiet, &facts.names);
    Some(if all.is_empty() {
        let key = if former.is_some() { "why-held-no-longer" } else { "why-passed" };
        Step::new(look.at, Kind::Passed, Msg::new(key)).saying(asked(decided.asked))
    } else {
        Step::new(look.at, Kind::Held, Msg::new("why-held")).saying_all(all)
    })
}

fn not_told(look: &Look, receiver: &str, former: Option<&Before<'_>>) -> Option<Step> {
    let channels = &look.decided.channels;
    let mut says: Vec<Saying> = Vec::new();
    if channels.is_empty() && former.is_none_or(|former| !former.channels.is_empty()) {
        says.push(say("why-not-told-nobody").with("receiver", short(receiver)));
    }
    for (channel, verdict) in channels {
        if former.is_some_and(|former| former.channels.contains(&(*channel, *verdict))) {
            continue;
        }
        says.extend(match verdict {
            Verdict::Acknowledged => Some(say("why-not-told-acknowledged")),
            Verdict::NeverTold => Some(say("why-not-told-never")),
            Verdict::Unwanted => Some(say("why-not-told-unwanted").with("n", i64::from(*channel))),
            Verdict::Told | Verdict::Unchanged | Verdict::Held | Verdict::Quiet => None,
        });
    }
    says.dedup();
    (!says.is_empty()).then(|| Step::new(look.at, Kind::NotTold, Msg::new("why-not-told")).saying_all(says))
}

/// Notifications told one by one: so many from the beginning, and so many from the end.
const SHOWN: usize = 12;

pub fn told(facts: &Facts) -> Vec<Step> {
    let all = &facts.notices;
    let left_out = all.len().saturating_sub(2 * SHOWN);
    let mut steps: Vec<Step> = Vec::new();
    for (at, sent) in all.iter().enumerate() {
        if left_out > 0 && at == SHOWN {
            let more = Msg::new("why-told-more").with("n", left_out);
            steps.push(Step::new(sent.notice.at, Kind::Told, more));
        }
        if left_out == 0 || at < SHOWN || at >= SHOWN + left_out {
            steps.push(one_told(sent));
        }
    }
    steps
}

fn one_told(sent: &Sent) -> Step {
    let Sent { notice, state, attempts } = sent;
    let title = Msg::new("why-told").with("receiver", short(&notice.receiver));
    let what = say("why-told-what").part("why", Msg::new(notice.why.key())).part("state", Msg::new(state.key()));
    let what = what.with("n", i64::from(notice.channel)).to(format!("/notices/{}", notice.id));
    // Those that went the same way one after the other are one line.
    let same = |a: &Attempt, b: &Attempt| (a.status, &a.error) == (b.status, &b.error);
    let mut first = 1;
    let tries = attempts.chunk_by(same).map(|alike| {
        let (from, until) = (first, first + alike.len() - 1);
        first = until + 1;
        let last = &alike[alike.len() - 1];
        let said = match (last.status, &last.error) {
            (Some(status), _) => say("why-attempt").with("status", status.to_string()),
            (None, Some(error)) => {
                say("why-attempt-lost").part("error", Msg { key: error.clone().into(), args: Default::default() })
            }
            (None, None) => say("why-attempt-lost").part("error", Msg::new("webhook-no-answer")),
        };
        let which = if from == until { from.to_string() } else { format!("{from}–{until}") };
        said.with("n", which).with("ms", last.took_ms)
    });
    let step = Step::new(notice.at, Kind::Told, title).saying(what);
    if attempts.is_empty() { step.saying(say("why-attempt-none")) } else { step.saying_all(tries) }
}

/// The ledger's kinds of events by which an alert is taken on or given back, alone or with others.
pub const TAKEN: [&str; 4] =
    ["alert.acknowledged", "alert.acknowledged_together", "alert.unacknowledged", "alert.unacknowledged_together"];

pub fn is_together(event: &Event) -> bool {
    event.kind.ends_with("_together")
}

pub fn taken(facts: &Facts) -> Vec<Step> {
    let step = |event: &Event| {
        let (kind, key) = match event.kind.as_str() {
            "alert.acknowledged" | "alert.acknowledged_together" => (Kind::Acknowledged, "why-acked"),
            _ => (Kind::Unacknowledged, "why-unacked"),
        };
        let name = event.actor_id.and_then(|id| facts.names.actors.get(&id));
        let step = Step::new(event.happened_at, kind, Msg::new(key));
        step.saying(match (name, event.actor_kind) {
            (Some(name), _) => say("why-acked-by").with("name", name.as_str()),
            (None, ActorKind::Operator) => say("alert-acked-operator"),
            (None, _) => say("alert-owner-unknown"),
        })
    };
    facts.events.iter().map(step).collect()
}

pub fn linked(facts: &Facts) -> Vec<Step> {
    let linked = facts.incidents.iter().map(|(incident, at)| {
        let title = Msg::new("why-incident").with("number", incident.number.as_str());
        let address = format!("/incidents/{}", incident.number);
        let what = say("why-incident-title").with("title", short(&incident.title)).to(address);
        Step::new(*at, Kind::Incident, title).saying(what)
    });
    linked.collect()
}

pub fn ended(facts: &Facts) -> Option<Step> {
    let run = &facts.run;
    let ended_at = run.ended_at?;
    // Senders have timeouts of their own.
    let unheard = ended_at.since(facts.alert.updated_at);
    let how = if run.timed_out { say("why-ended-timed-out").about("wait", unheard) } else { say("why-ended-told") };
    let step = Step::new(ended_at, Kind::Resolved, Msg::new("why-ended")).saying(how);
    Some(step.saying(say("why-lasted").about("length", ended_at.since(run.starts_at))))
}

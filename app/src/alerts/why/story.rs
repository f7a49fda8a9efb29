//! The steps put together, in order.

use ryugaku_alerting::{Fingerprint, RunId};
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Msg, Outcome};

use super::facts::Facts;
use super::held::{asked, sayings};
use super::saying::{Saying, say};
use super::step::{Basis, Kind, Step};
use super::{opening, turns};
use crate::alerts::{Alert, Run};
use crate::app::App;

pub struct Story {
    pub alert: Alert,
    pub run: Run,
    /// It has not begun again since.
    pub is_last: bool,
    pub steps: Vec<Step>,
    /// What is not known any more, or not yet.
    pub remark: Option<Saying>,
}

/// Of the run that is named, else of the last.
pub async fn story(app: &App, q: &mut dyn Query, cx: &Cx, alert: Fingerprint, run: Option<RunId>) -> Outcome<Story> {
    cx.require_read()?;
    let facts = Facts::gather(app, q, cx, alert, run).await?;
    let steps = steps(&facts);
    let remark = remark(&facts);
    Ok(Story { alert: facts.alert, run: facts.run, is_last: facts.is_last, steps, remark })
}

fn steps(facts: &Facts) -> Vec<Step> {
    let first = facts.looks.first();
    let version = facts.first_version;
    let firing = facts.run.ended_at.is_none();
    let mut steps = vec![opening::received(facts), opening::owner(facts)];
    steps.push(opening::route(facts, version, facts.run.starts_at, Basis::Recorded));
    let mut later = Vec::new();
    if first.is_some() {
        // When it is known, it stands among what happened then.
        later.push(opening::group(facts, version, first, Basis::Recorded));
    } else if firing {
        steps.push(opening::group(facts, version, None, Basis::Now));
    }
    later.extend(turns::looks(facts));
    later.extend(rerouted(facts, version));
    later.extend(turns::told(facts));
    later.extend(turns::taken(facts));
    later.extend(turns::linked(facts));
    later.extend(turns::ended(facts));
    later.sort_by_key(|step| step.at);
    steps.extend(later);
    steps.extend(now(facts));
    steps
}

/// The routes were changed while it lasted.
fn rerouted(facts: &Facts, first: i64) -> Vec<Step> {
    let mut version = first;
    let mut steps = Vec::new();
    for look in &facts.looks {
        if look.routing != version {
            version = look.routing;
            steps.push(opening::route(facts, version, look.at, Basis::Recorded));
        }
    }
    steps
}

/// While it fires: what holds it back at this moment.
fn now(facts: &Facts) -> Option<Step> {
    if facts.run.ended_at.is_some() {
        return None;
    }
    let now = &facts.now;
    // Where several routes take it, it is kept quiet when all of them are.
    let quiet = match now.quiet.iter().find(|(_, quiet)| quiet.is_none()) {
        Some(_) => None,
        None => now.quiet.first().and_then(|(_, quiet)| quiet.as_ref()),
    };
    let all = sayings(Some(&now.hold), quiet, &facts.names);
    let key = if all.is_empty() { "why-now-passes" } else { "why-now-held" };
    let step = Step::new(now.at, Kind::Now, Msg::new(key)).on(Basis::Now);
    Some(if all.is_empty() { step.saying(asked(now.asked)) } else { step.saying_all(all) })
}

fn remark(facts: &Facts) -> Option<Saying> {
    if facts.is_gone {
        return Some(say("why-gone").long("kept", super::KEPT));
    }
    (facts.looks.is_empty() && facts.run.ended_at.is_some()).then(|| say("why-unrecorded"))
}

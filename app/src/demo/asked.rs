//! A question that waits for an answer: a rule of the example organisation's routes asks first, and one of the alerts that
//! fire fits it.
//!
//! It is asked as the owner of the alerts would ask it, about the same storm: once that is at work, it finds it there.

use ryugaku_alerting::{Fingerprint, Labels, Matcher};
use ryugaku_kernel::{Actor, Cx, Outcome};
use ryugaku_ledger::Tx;
use ryugaku_routing::config::Own;
use ryugaku_routing::{Alerts, Fate, GroupId, Member, Opener, Running};

use crate::alerts::Ownership;
use crate::catalog;
use crate::incidents::by_rule::{ByRule, Rule};
use crate::incidents::severity::Severity;
use crate::questions::ask;
use crate::routing::{self, Current};

/// The one alert that is looked at.
struct One<'a> {
    labels: &'a Labels,
    own: &'a Own,
    owners: &'a Ownership,
}

impl Alerts for One<'_> {
    fn fits(&self, _: Fingerprint, matchers: &[Matcher]) -> bool {
        matchers.iter().all(|matcher| matcher.matches(self.labels))
    }

    fn owner(&self, _: Fingerprint) -> String {
        self.owners.key(self.own, self.labels)
    }
}

/// About an alert of which the history knows already. One that no rule fits is asked nothing about.
pub async fn ask(tx: &mut Tx, cx: &Cx, labels: &Labels) -> Outcome<()> {
    let Current { version, routing } = routing::current(tx).await?;
    let owners = Ownership::load(tx).await?;
    let mut opener = Opener::new(&routing.own.openings);
    let member = Member { alert: labels.fingerprint(), firing: true, fate: Fate::default() };
    let one = One { labels, own: &routing.own, owners: &owners };
    let sight = opener.look(GroupId(0), false, &[member], &one);
    let Some(deed) = opener.decide(sight.into_iter().collect(), &Running::default()).pop() else { return Ok(()) };
    let Some(opening) = opener.rule(deed.rule) else { return Ok(()) };
    let slug = labels.get("service");
    let service = catalog::services(tx).await?.into_iter().find(|service| service.slug == slug);
    let matchers: Vec<String> = opening.matchers.iter().map(Matcher::to_string).collect();
    let new = ByRule {
        rule: Rule { version: version.version, number: deed.rule + 1 },
        opening: deed.opening,
        storm: deed.storm,
        severity: Severity::opened_by(opening),
        alerts: deed.alerts,
        services: [slug.to_owned()].into(),
        title: matchers.join(", "),
        asked: true,
    };
    ask::ask(tx, &cx.with(Actor::system()), new, service.map(|service| service.team_id)).await.map(drop)
}

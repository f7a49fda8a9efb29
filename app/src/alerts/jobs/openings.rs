//! The rules that open incidents by themselves, at work: what groups looked like is kept until their alerts are in the rows,
//! and then, in a transaction in which the owner's lease holds, incidents are opened and alerts linked.
//!
//! What a group belongs to is written in the same transaction: after a crash, or under another owner, it is decided again
//! from what is stored, so that nothing opens twice.

use std::collections::BTreeSet;

use ryugaku_alerting::{Fingerprint, Matcher, View};
use ryugaku_db::Query;
use ryugaku_journal::Follower;
use ryugaku_kernel::{Failure, Outcome, Time};
use ryugaku_ledger::Tx;
use ryugaku_routing::{Alerts, Deed, Dispatcher, Flush, GroupId, Opener, Sight};

use crate::alerts::board::State;
use crate::app::App;
use crate::incidents::by_rule::{self, ByRule, Rule};
use crate::incidents::rule_store;
use crate::incidents::severity::Severity;

pub struct Openings {
    opener: Opener,
    /// Of the routes.
    version: i64,
    sights: Vec<Sight>,
}

impl Openings {
    /// What is stored; [`Self::know`] comes next.
    pub async fn load(q: &mut dyn Query) -> Outcome<Self> {
        let mut opener = Opener::default();
        for (group, joined) in rule_store::groups(q).await? {
            opener.remember(group, joined);
        }
        Ok(Self { opener, version: 0, sights: Vec::new() })
    }

    /// The routes as they hold, and the groups that there are under them.
    pub fn know(&mut self, state: &State, dispatcher: &Dispatcher) {
        self.opener.set_rules(&state.judging.routing.own.openings);
        self.version = state.judging.version;
        self.opener.keep(|group: GroupId| dispatcher.is_there(group));
    }

    pub fn look(&mut self, flush: &Flush, state: &State) {
        if !self.opener.is_idle() {
            let muted = flush.muted.is_some();
            self.sights.extend(self.opener.look(flush.id.group, muted, &flush.members, &Asked(state)));
        }
    }

    /// Does what follows from what was looked at; whether the lease still holds. Rows hold those alerts by now.
    pub async fn carry_out(&mut self, app: &App, follower: &Follower, now: Time) -> Outcome<bool> {
        let sights = std::mem::take(&mut self.sights);
        if sights.is_empty() && !self.opener.has_changes() {
            return Ok(true);
        }
        let mut q = app.db.reader();
        let mut deeds = Vec::new();
        for deed in self.opener.decide(sights, &rule_store::running(&mut q).await?) {
            let fresh = match deed.case {
                Some(incident) => !by_rule::fresh(&mut q, incident, &deed.alerts).await?.is_empty(),
                None => true,
            };
            if fresh || self.opener.is_news(&deed) {
                deeds.push(deed);
            }
        }
        if deeds.is_empty() && !self.opener.has_changes() {
            return Ok(true);
        }
        let Some(tx) = follower.begin(&app.db, now).await? else { return Ok(false) };
        let mut tx = Tx::from(tx);
        for deed in deeds {
            self.carry_out_one(app, &mut tx, &deed).await?;
        }
        rule_store::set_groups(&mut tx, self.opener.take_changes()).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn carry_out_one(&mut self, app: &App, tx: &mut Tx, deed: &Deed) -> Outcome<()> {
        let cx = app.system();
        let rule = Rule { version: self.version, number: deed.rule + 1 };
        let done = match deed.case {
            Some(incident) => by_rule::link(tx, &cx, incident, rule, &deed.alerts).await,
            None => match self.wanted(app, deed, rule) {
                Some(new) => by_rule::open(tx, &cx, new).await,
                None => return Ok(()),
            },
        };
        match done {
            Ok(incident) => {
                self.opener.done(deed, incident.id.0);
                Ok(())
            }
            // Refused before anything was written: the alerts go on, and it is tried again at the group's next look.
            Err(failure @ (Failure::Invalid(_) | Failure::Conflict(_) | Failure::NotFound(_))) => {
                tracing::error!(%failure, rule = rule.number, version = rule.version, "a rule could not open an incident");
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }

    fn wanted(&self, app: &App, deed: &Deed, rule: Rule) -> Option<ByRule> {
        let opening = self.opener.rule(deed.rule)?;
        let matchers: Vec<String> = opening.matchers.iter().map(Matcher::to_string).collect();
        let services = |state: &State| -> BTreeSet<String> {
            let names = &state.judging.routing.own.service_labels;
            let named = |view: View<'_>| {
                names.iter().map(|name| view.label(name)).find(|value| !value.is_empty()).map(str::to_owned)
            };
            deed.alerts.iter().filter_map(|alert| named(state.machine.remembered(*alert)?)).collect()
        };
        Some(ByRule {
            rule,
            opening: deed.opening,
            storm: deed.storm,
            severity: Severity::opened_by(opening),
            alerts: deed.alerts.clone(),
            services: app.board.glance(services).unwrap_or_default(),
            title: matchers.join(", "),
        })
    }
}

struct Asked<'a>(&'a State);

impl Alerts for Asked<'_> {
    fn fits(&self, alert: Fingerprint, matchers: &[Matcher]) -> bool {
        self.0.machine.remembered(alert).is_some_and(|view| matchers.iter().all(|matcher| matcher.matches(&view)))
    }

    fn owner(&self, alert: Fingerprint) -> String {
        self.0.machine.remembered(alert).map(|view| self.0.judging.owner_key(&view)).unwrap_or_default()
    }
}

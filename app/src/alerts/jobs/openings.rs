//! The rules that open incidents by themselves, at work: what groups looked like is kept until their alerts are in the rows,
//! and then, in a transaction in which the owner's lease holds, incidents are opened and alerts linked. A rule that asks first
//! makes a question instead, which is a case to the engine as well.
//!
//! What a group belongs to is written in the same transaction: after a crash, or under another owner, it is decided again
//! from what is stored, so that nothing opens twice.

use std::collections::{BTreeSet, HashSet};

use ryugaku_alerting::{Fingerprint, Matcher, View};
use ryugaku_db::Query;
use ryugaku_journal::Follower;
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use ryugaku_ledger::Tx;
use ryugaku_routing::{Alerts, Deed, Dispatcher, Flush, GroupId, Joined, Opener, Running, Sight};

use crate::alerts::board::State;
use crate::app::App;
use crate::incidents::by_rule::{self, ByRule, Rule};
use crate::incidents::rule_store;
use crate::incidents::severity::Severity;
use crate::questions;

pub struct Openings {
    opener: Opener,
    /// Of the routes.
    version: i64,
    sights: Vec<Sight>,
    /// Questions may have gone quiet, of which no group says so: under other routes there are other groups.
    recheck: bool,
}

impl Openings {
    /// What is stored; [`Self::know`] comes next.
    pub async fn load(q: &mut dyn Query) -> Outcome<Self> {
        let mut opener = Opener::default();
        let asked = questions::groups(q).await?;
        for (group, joined) in rule_store::groups(q).await?.into_iter().chain(asked) {
            opener.remember(group, joined);
        }
        Ok(Self { opener, version: 0, sights: Vec::new(), recheck: false })
    }

    /// The routes as they hold, and the groups that there are under them.
    pub fn know(&mut self, state: &State, dispatcher: &Dispatcher) {
        self.opener.set_rules(&state.judging.routing.own.openings);
        self.version = state.judging.version;
        self.recheck = true;
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
        let recheck = std::mem::take(&mut self.recheck);
        if sights.is_empty() && !self.opener.has_changes() && !recheck {
            return Ok(true);
        }
        let mut q = app.db.reader();
        let mut deeds = Vec::new();
        let asked = questions::running(&mut q).await?;
        let mut open = asked.cases.clone();
        for deed in self.opener.decide(sights, &both(asked, rule_store::running(&mut q).await?)) {
            let fresh = match deed.case {
                Some(question) if open.contains(&question) => {
                    !questions::ask::fresh(&mut q, question, &deed.alerts).await?.is_empty()
                }
                Some(incident) => !by_rule::fresh(&mut q, incident, &deed.alerts).await?.is_empty(),
                None => true,
            };
            if fresh || self.opener.is_news(&deed) {
                deeds.push(deed);
            }
        }
        let looks_again = recheck && !open.is_empty();
        if deeds.is_empty() && !self.opener.has_changes() && !looks_again {
            return Ok(true);
        }
        let Some(tx) = follower.begin(&app.db, now).await? else { return Ok(false) };
        let mut tx = Tx::from(tx);
        for deed in deeds {
            self.carry_out_one(app, &mut tx, &deed, &mut open).await?;
        }
        let (asked, opened) = apart(self.opener.take_changes(), &open);
        rule_store::set_groups(&mut tx, opened).await?;
        questions::set_groups(&mut tx, asked).await?;
        if !open.is_empty() {
            let fires = |alert: Fingerprint| app.board.glance(|state| state.machine.get(alert).is_some());
            questions::withdraw_quiet(&mut tx, &app.system(), &|alert| fires(alert).unwrap_or(true)).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// `open`: the questions that wait for an answer.
    async fn carry_out_one(&mut self, app: &App, tx: &mut Tx, deed: &Deed, open: &mut HashSet<Uuid>) -> Outcome<()> {
        let cx = app.system();
        let rule = Rule { version: self.version, number: deed.rule + 1 };
        let done = match deed.case {
            Some(question) if open.contains(&question) => {
                let added = questions::ask::add(tx, &cx, question, &deed.alerts).await;
                // Somebody has answered just now: what follows from that is decided at the group's next look.
                added.map(|waits| waits.then_some(question))
            }
            Some(incident) => by_rule::link(tx, &cx, incident, rule, &deed.alerts).await.map(|done| Some(done.id.0)),
            None => match self.wanted(app, deed, rule) {
                Some(new) if new.asked => {
                    let asked = questions::ask::ask(tx, &cx, new, team(app, deed)).await.map(|done| done.id.0);
                    open.extend(asked.as_ref().ok());
                    asked.map(Some)
                }
                Some(new) => by_rule::open(tx, &cx, new, team(app, deed)).await.map(|done| Some(done.id.0)),
                None => Ok(None),
            },
        };
        match done {
            Ok(case) => {
                if let Some(case) = case {
                    self.opener.done(deed, case);
                }
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
            asked: opening.ask,
        })
    }
}

/// Whose the alerts are, if all are one team's.
fn team(app: &App, deed: &Deed) -> Option<Uuid> {
    let team = |state: &State, alert: Fingerprint| state.judging.owner(&state.machine.remembered(alert)?)?.team_id;
    let teams =
        |state: &State| -> BTreeSet<Option<Uuid>> { deed.alerts.iter().map(|alert| team(state, *alert)).collect() };
    let teams = app.board.glance(teams)?;
    teams.first().copied().flatten().filter(|_| teams.len() == 1)
}

/// Of a storm about which there is a question and an incident, what comes belongs to the incident.
fn both(asked: Running, opened: Running) -> Running {
    let (mut cases, mut storms) = (asked.cases, asked.storms);
    cases.extend(opened.cases);
    storms.extend(opened.storms);
    Running { cases, storms }
}

type Changes = Vec<(GroupId, Option<Joined>)>;

/// What the groups of questions are, and those of incidents: a group of one kind is none of the other.
fn apart(changes: Changes, questions: &HashSet<Uuid>) -> (Changes, Changes) {
    let (mut asked, mut opened) = (Vec::new(), Vec::new());
    for (group, now) in changes {
        let is_asked = now.is_some_and(|joined| questions.contains(&joined.case));
        asked.push((group, now.filter(|_| is_asked)));
        opened.push((group, now.filter(|_| !is_asked)));
    }
    (asked, opened)
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

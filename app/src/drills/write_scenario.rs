//! Writing, changing and putting away scenarios: anybody who may act.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::scenario::{self, Inject, Scenario};
use super::scenario_store as store;
use crate::catalog;
use crate::incidents::severity::Severity;

pub struct NewScenario {
    pub title: String,
    pub severity: Severity,
    /// Ids or short names.
    pub services: Vec<String>,
    pub injects: Vec<Inject>,
    pub aims: Vec<String>,
}

pub async fn write(tx: &mut Tx, cx: &Cx, new: NewScenario) -> Outcome<Scenario> {
    cx.require_act()?;
    let mut scenario = Scenario {
        id: cx.new_id(),
        count: 0,
        title: String::new(),
        severity: new.severity,
        services: Vec::new(),
        injects: Vec::new(),
        aims: Vec::new(),
        archived: false,
        version: 1,
    };
    fill(tx, &mut scenario, new).await?;
    // Last, so that a refused form costs no number.
    scenario.count = store::take_number(tx).await?;
    store::insert(tx, &scenario).await?;
    tx.record(cx, event("scenario.written", &scenario));
    Ok(scenario)
}

/// `expected` is the version it was made of.
pub async fn change(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, new: NewScenario) -> Outcome<Scenario> {
    cx.require_act()?;
    let mut scenario = store::by_count(tx, count).await?;
    if expected.is_some_and(|version| version != scenario.version) {
        return Err(Failure::Stale);
    }
    fill(tx, &mut scenario, new).await?;
    store::update(tx, &mut scenario).await?;
    tx.record(cx, event("scenario.changed", &scenario));
    Ok(scenario)
}

/// It is not offered any more; the drills that were played from it stay.
pub async fn archive(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Scenario> {
    cx.require_act()?;
    let mut scenario = store::by_count(tx, count).await?;
    if scenario.archived {
        return Err(Failure::conflict("scenario-is-archived"));
    }
    scenario.archived = true;
    store::update(tx, &mut scenario).await?;
    tx.record(cx, event("scenario.archived", &scenario));
    Ok(scenario)
}

async fn fill(tx: &mut Tx, scenario: &mut Scenario, new: NewScenario) -> Outcome<()> {
    let known = catalog::services(tx).await?;
    let mut services = Vec::new();
    for asked in new.services {
        let found = known.iter().find(|one| one.slug == asked || one.id.to_string() == asked);
        services.push(found.ok_or_else(|| Failure::invalid("services", "failure-choose-one"))?.slug.clone());
    }
    services.sort();
    services.dedup();
    (scenario.title, scenario.severity, scenario.services) = (new.title.trim().into(), new.severity, services);
    (scenario.injects, scenario.aims) = (new.injects, new.aims);
    for inject in &mut scenario.injects {
        inject.said = inject.said.trim().to_owned();
    }
    scenario.aims.retain(|aim| !aim.trim().is_empty());
    scenario.injects.sort_by_key(|inject| inject.minute);
    scenario::check(scenario)
}

fn event(kind: &'static str, scenario: &Scenario) -> NewEvent {
    NewEvent::of(kind).about("scenario", scenario.id).fact("number", scenario.number().to_string())
}

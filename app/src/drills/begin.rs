//! What makes an incident that opens a drill: called while it opens.

use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::drill::{Aim, Drill, Inject};
use super::scenario::count_of;
use super::{drill_store, scenario_store};

/// What the scenario says is copied, so that changing it later changes no drill. `scenario` may be empty.
pub async fn begin(tx: &mut Tx, cx: &Cx, incident: Uuid, scenario: &str) -> Outcome<()> {
    cx.require_act()?;
    let facilitator = cx.require_person()?;
    let scenario = match scenario.trim() {
        "" => None,
        number => {
            let unknown = || Failure::invalid("scenario", "failure-choose-one");
            let found = scenario_store::by_count(tx, count_of(number).map_err(|_| unknown())?).await;
            Some(found.map_err(|failure| match failure {
                Failure::NotFound(_) => unknown(),
                other => other,
            })?)
        }
    };
    let (id, injects, aims) = match scenario {
        Some(scenario) => (Some(scenario.id), scenario.injects, scenario.aims),
        None => (None, Vec::new(), Vec::new()),
    };
    let inject = |(number, inject): (i64, super::scenario::Inject)| Inject {
        number,
        minute: inject.minute,
        said: inject.said,
        given_at: None,
    };
    let aim = |(number, aim): (i64, String)| Aim { number, aim, reached: None };
    let drill = Drill {
        incident,
        scenario: id,
        facilitator,
        learnt: String::new(),
        version: 1,
        injects: (1..).zip(injects).map(inject).collect(),
        aims: (1..).zip(aims).map(aim).collect(),
    };
    drill_store::insert(tx, &drill).await
}

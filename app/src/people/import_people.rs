//! People from a file: first what would be done, then all of it or nothing. The e-mail address tells who is who, so the
//! same file again changes nothing.

use std::collections::HashMap;

use ryugaku_kernel::{Cx, Failure, FieldError, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::import_plan::{Deed, Known, Plan};
use super::{add_person, change_person, csv, membership_store, move_person, store, team_store};
use crate::organisation;

#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
    /// Leave out the lines that are refused, instead of refusing the file.
    pub skip_refused: bool,
}

/// With refused lines nothing is done, unless asked to skip them: the failure then names each line and column.
pub async fn import(tx: &mut Tx, cx: &Cx, file: &[u8], how: How) -> Outcome<Plan> {
    cx.require_admin()?;
    let lines = csv::read(file)?;
    let plan = Plan::of(&lines, &known(tx, cx).await?);
    if how.dry_run {
        return Ok(plan);
    }
    if !plan.refused.is_empty() && !how.skip_refused {
        let error = |refused: &super::import_plan::Refused| {
            FieldError::new(format!("line {}, {}", refused.line, refused.column), refused.why.clone())
        };
        return Err(Failure::Invalid(plan.refused.iter().map(error).collect()));
    }
    apply(tx, cx, plan).await
}

async fn known(tx: &mut Tx, cx: &Cx) -> Outcome<Known> {
    let people = store::all(tx).await?.into_iter().map(|person| (person.email.clone(), person)).collect();
    let mut teams = HashMap::new();
    for team in team_store::open(tx).await? {
        teams.entry(team.name).or_insert(team.id);
        teams.insert(team.slug, team.id);
    }
    let today = organisation::store::load(tx).await?.today(cx.now());
    Ok(Known { people, homes: membership_store::histories(tx).await?, teams, today })
}

async fn apply(tx: &mut Tx, cx: &Cx, mut plan: Plan) -> Outcome<Plan> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (added, changed) = (count(plan.added()), count(plan.changed()));
    // Those who come first: among them may be the admin who stays.
    plan.entries.sort_by_key(|entry| (!raises(&entry.deed), entry.line));
    for entry in &mut plan.entries {
        match &mut entry.deed {
            Deed::Add(new) => {
                add_person::add(tx, cx, (**new).clone()).await?;
            }
            Deed::Change { id, change, home, .. } => {
                let change = std::mem::take(&mut **change);
                if !change.is_empty() {
                    change_person::change(tx, cx, *id, None, change).await?;
                }
                if let Some((team, day)) = *home {
                    move_person::move_person(tx, cx, *id, Some(team), Some(day)).await?;
                }
            }
            Deed::Keep => {}
        }
    }
    plan.entries.sort_by_key(|entry| entry.line);
    if added + changed > 0 {
        tx.record(cx, NewEvent::of("people.imported").fact("added", added).fact("changed", changed));
    }
    Ok(plan)
}

fn raises(deed: &Deed) -> bool {
    use ryugaku_kernel::Role::Admin;
    match deed {
        Deed::Add(new) => new.role == Admin,
        Deed::Change { change, .. } => change.role == Some(Admin),
        Deed::Keep => false,
    }
}

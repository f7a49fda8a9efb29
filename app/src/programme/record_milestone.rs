//! Recording a milestone, and taking it back when it was wrong.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::milestone::{self, Milestone, MilestoneKind};
use super::{milestone_store, write_sre};
use crate::organisation;
use crate::people::team_store;

#[derive(Clone)]
pub struct NewMilestone {
    pub kind: MilestoneKind,
    /// Id, short name or name.
    pub team: Option<String>,
    pub day: Date,
    pub what: String,
}

/// Most that are kept: far more than a programme has.
const MOST: usize = 1000;

/// By owners of the programme: admins, and members of an SRE team.
pub async fn record(tx: &mut Tx, cx: &Cx, new: NewMilestone) -> Outcome<Milestone> {
    cx.require_act()?;
    require_owner(tx, cx).await?;
    let team = match new.team.as_deref().map(str::trim).filter(|team| !team.is_empty()) {
        Some(given) => {
            let open = team_store::open(tx).await?;
            let found =
                open.iter().find(|team| team.slug == given || team.name == given || team.id.to_string() == given);
            Some(found.ok_or_else(|| Failure::invalid("team", "failure-unknown"))?.id.0)
        }
        None => None,
    };
    let new = Milestone {
        id: cx.new_id(),
        kind: new.kind,
        team,
        day: new.day,
        what: new.what.trim().into(),
        by: cx.who.person(),
        at: cx.now(),
    };
    let before = milestone_store::all(tx).await?;
    milestone::check(&new, &before, organisation::store::load(tx).await?.today(cx.now()))?;
    if before.len() >= MOST {
        return Err(Failure::conflict("milestone-most"));
    }
    milestone_store::insert(tx, &new).await?;
    tx.record(cx, event("milestone.recorded", &new));
    Ok(new)
}

pub async fn take_back(tx: &mut Tx, cx: &Cx, id: Uuid) -> Outcome<Milestone> {
    cx.require_act()?;
    require_owner(tx, cx).await?;
    let found = milestone_store::all(tx).await?.into_iter().find(|one| one.id == id);
    let found = found.ok_or(Failure::NotFound("milestone"))?;
    milestone_store::remove(tx, id).await?;
    tx.record(cx, event("milestone.taken_back", &found));
    Ok(found)
}

async fn require_owner(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    let teams = write_sre::sre_teams(tx).await?;
    if write_sre::may_write(cx, &teams) { Ok(()) } else { Err(Failure::Forbidden(Msg::new("programme-only-owners"))) }
}

fn event(kind: &'static str, milestone: &Milestone) -> NewEvent {
    let mut event = NewEvent::of(kind).about("milestone", milestone.id);
    if let Some(team) = milestone.team {
        event = event.about("team", team);
    }
    event.fact("kind", milestone.kind.name()).fact("day", milestone.day.to_string())
}

//! Another home team from a day on.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::membership::{self, Membership};
use super::person::{Person, PersonId};
use super::team::TeamId;
use super::{membership_store, store, team_store};
use crate::organisation;

/// `team` is home from `from` on (from today, if no day is given); `None` leaves the person without one.
pub async fn move_person(
    tx: &mut Tx,
    cx: &Cx,
    id: PersonId,
    team: Option<TeamId>,
    from: Option<Date>,
) -> Outcome<Person> {
    cx.require_admin()?;
    let mut person = store::find(tx, id).await?.ok_or(Failure::NotFound("person"))?;
    if person.deactivated_at.is_some() {
        return Err(Failure::conflict("person-has-left"));
    }
    let before = membership_store::history(tx, id).await?.into_iter().find(|home| home.membership.until.is_none());
    let from = settle(tx, cx, id, team, from).await?;
    // A list that names the home team is read by this version.
    store::update(tx, &person).await?;
    person.version += 1;
    let kind = if team.is_some() { "person.moved" } else { "person.left_team" };
    let mut event = NewEvent::of(kind).about("person", id).fact("from_day", from.to_string());
    if let Some(team) = team {
        event = event.about("team", team).fact("to", team.to_string());
    }
    if let Some(before) = before {
        event = event.about("team", before.membership.team).fact("from", before.membership.team.to_string());
    }
    tx.record(cx, event);
    Ok(person)
}

/// Writes the history for a verb that records the event itself; gives the day.
pub(super) async fn settle(
    tx: &mut Tx,
    cx: &Cx,
    id: PersonId,
    team: Option<TeamId>,
    from: Option<Date>,
) -> Outcome<Date> {
    if let Some(team) = team {
        let found = team_store::find(tx, team).await?;
        found.filter(|team| team.archived_at.is_none()).ok_or_else(|| Failure::invalid("team", "failure-unknown"))?;
    }
    let today = organisation::store::load(tx).await?.today(cx.now());
    let from = from.unwrap_or(today);
    let history = membership_store::history(tx, id).await?;
    let history: Vec<Membership> = history.into_iter().map(|home| home.membership).collect();
    let steps = membership::change(&history, team, from, today)?;
    membership_store::apply(tx, cx, id, &steps).await?;
    Ok(from)
}

//! Teams and people as callers name them.

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Outcome, Uuid};

use crate::people::{self, TeamId, team_store};

/// A team by id, short name or whole name.
pub async fn team(q: &mut dyn Query, field: &'static str, given: &str) -> Outcome<Uuid> {
    let given = given.trim();
    if given.is_empty() {
        return Err(Failure::invalid(field, "failure-required"));
    }
    let open = team_store::open(q).await?;
    let named = |team: &people::Team| team.slug == given || team.name == given || team.id.to_string() == given;
    let found = open.into_iter().find(|team| named(team)).map(|team| team.id);
    found.map(|TeamId(id)| id).ok_or_else(|| Failure::invalid(field, "failure-unknown"))
}

/// The home team somebody has now.
pub async fn home_of(q: &mut dyn Query, person: Uuid) -> Outcome<Option<Uuid>> {
    let here = people::active(q).await?;
    Ok(here.into_iter().find(|brief| brief.id == person).and_then(|brief| brief.team_id))
}

/// Somebody by id, e-mail address or whole name; `me` is the one who asks. Empty is nobody.
pub async fn person(
    q: &mut dyn Query,
    cx: &ryugaku_kernel::Cx,
    field: &'static str,
    given: &str,
) -> Outcome<Option<Uuid>> {
    match given.trim() {
        "" => Ok(None),
        "me" => cx.require_person().map(Some),
        given => people::chosen::who_acts(q, field, given).await.map(Some),
    }
}

//! Changing a team's name, kind or description; archiving it, and taking it back out.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::team::{self, Team, TeamKind};
use super::team_store;

/// What is `None` stays.
#[derive(Default)]
pub struct TeamChange {
    pub name: Option<String>,
    pub kind: Option<TeamKind>,
    pub about: Option<String>,
    pub archived: Option<bool>,
}

/// `expected` is the version the caller has read, when they want to be told that it is no longer so.
pub async fn change(tx: &mut Tx, cx: &Cx, slug: &str, expected: Option<i64>, change: TeamChange) -> Outcome<Team> {
    let mut team = permitted(tx, cx, slug).await?;
    if expected.is_some_and(|version| version != team.version) {
        return Err(Failure::Stale);
    }
    let was_archived = team.archived_at.is_some();
    team.name = change.name.unwrap_or(team.name);
    team.kind = change.kind.unwrap_or(team.kind);
    team.about = change.about.unwrap_or(team.about);
    if let Some(archived) = change.archived {
        team.archived_at = archived.then(|| team.archived_at.unwrap_or_else(|| cx.now()));
    }
    team::check(&team.slug, &team.name, &team.about)?;
    team_store::update(tx, &team).await?;
    team.version += 1;
    let kind = match (was_archived, team.archived_at.is_some()) {
        (false, true) => "team.archived",
        (true, false) => "team.restored",
        _ => "team.changed",
    };
    tx.record(cx, NewEvent::of(kind).about("team", team.id).fact("slug", team.slug.clone()));
    Ok(team)
}

/// Admins, and the team's own members; others may not learn more than that they may not.
async fn permitted(tx: &mut Tx, cx: &Cx, slug: &str) -> Outcome<Team> {
    cx.require_act()?;
    let team = team_store::by_slug(tx, slug).await?;
    cx.require_team(team.id.0)?;
    Ok(team)
}

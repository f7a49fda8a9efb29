//! Changing a team's name, kind, description or channel; archiving it, and taking it back out.

use std::collections::HashMap;

use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::team::{self, Team, TeamKind};
use super::team_store;
use crate::catalog;

/// What is `None` stays.
#[derive(Default)]
pub struct TeamChange {
    pub name: Option<String>,
    pub kind: Option<TeamKind>,
    pub about: Option<String>,
    /// Empty: none.
    pub channel: Option<String>,
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
    team.channel = change.channel.map_or(team.channel, |channel| channel.trim().to_owned());
    if let Some(archived) = change.archived {
        team.archived_at = archived.then(|| team.archived_at.unwrap_or_else(|| cx.now()));
    }
    if !was_archived && team.archived_at.is_some() {
        empty(tx, &team).await?;
    }
    team::check(&team.slug, &team.name, &team.about, &team.channel)?;
    team_store::update(tx, &team).await?;
    team.version += 1;
    let kind = match (was_archived, team.archived_at.is_some()) {
        (false, true) => "team.archived",
        (true, false) => "team.restored",
        _ => "team.changed",
    };
    tx.record(cx, NewEvent::of(kind).about("team", team.id).fact("slug", team.slug.clone()));
    tx.wake("catalog");
    Ok(team)
}

/// A team that is archived holds nobody and owns nothing.
async fn empty(tx: &mut Tx, team: &Team) -> Outcome<()> {
    let count = |counts: HashMap<Uuid, i64>| counts.get(&team.id.0).copied().unwrap_or_default();
    let members = count(team_store::member_counts(tx).await?);
    let products = count(catalog::product_store::counts(tx).await?);
    if members + products == 0 {
        return Ok(());
    }
    Err(Failure::Conflict(Msg::new("team-not-empty").with("members", members).with("products", products)))
}

/// Admins, and the team's own members; others may not learn more than that they may not.
async fn permitted(tx: &mut Tx, cx: &Cx, slug: &str) -> Outcome<Team> {
    cx.require_act()?;
    let team = team_store::by_slug(tx, slug).await?;
    cx.require_team(team.id.0)?;
    Ok(team)
}

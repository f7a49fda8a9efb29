//! Founding a team.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::team::{self, Team, TeamId, TeamKind};
use super::team_store;

pub struct NewTeam {
    pub slug: String,
    pub name: String,
    pub kind: TeamKind,
    pub about: String,
    /// Empty: none.
    pub channel: String,
}

pub async fn found(tx: &mut Tx, cx: &Cx, new: NewTeam) -> Outcome<Team> {
    cx.require_admin()?;
    team::check(&new.slug, &new.name, &new.about, &new.channel)?;
    if team_store::by_slug(tx, &new.slug).await.is_ok() {
        return Err(Failure::invalid("slug", "team-slug-taken"));
    }
    let team = Team {
        id: TeamId(cx.new_id()),
        slug: new.slug,
        name: new.name,
        kind: new.kind,
        about: new.about,
        channel: new.channel,
        archived_at: None,
        version: 1,
    };
    team_store::insert(tx, &team, cx.now()).await?;
    tx.record(cx, NewEvent::of("team.founded").about("team", team.id).fact("slug", team.slug.clone()));
    tx.wake("catalog");
    Ok(team)
}

//! The SRE team writes its page in one language.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::sre_page::{Parts, SrePage};
use super::sre_store;
use crate::people::{Team, TeamKind, team_store};

/// The teams that run reliability with all others.
pub async fn sre_teams(q: &mut dyn Query) -> Outcome<Vec<Team>> {
    let teams = team_store::open(q).await?;
    Ok(teams.into_iter().filter(|team| team.kind == TeamKind::Sre).collect())
}

/// Admins, and members of an SRE team.
pub fn may_write(cx: &Cx, teams: &[Team]) -> bool {
    cx.who.is_admin() || teams.iter().any(|team| cx.require_team(team.id.0).is_ok())
}

/// Replaces all of the language's texts. `expected` is the version the writer has read; 0, if there was none.
pub async fn write(tx: &mut Tx, cx: &Cx, language: Lang, expected: Option<i64>, parts: Parts) -> Outcome<SrePage> {
    cx.require_act()?;
    let teams = sre_teams(tx).await?;
    if !may_write(cx, &teams) {
        return Err(Failure::Forbidden(Msg::new("sre-only-team")));
    }
    let parts = parts.tidied();
    parts.check()?;
    let before = sre_store::find(tx, language).await?;
    let version = before.as_ref().map_or(0, |page| page.version);
    if expected.is_some_and(|expected| expected != version) {
        return Err(Failure::Stale);
    }
    let mut page = SrePage {
        id: before.as_ref().map_or_else(|| cx.new_id(), |page| page.id),
        language,
        parts,
        changed_at: cx.now(),
        changed_by: cx.who.person(),
        version: version.max(1),
    };
    if before.is_some() {
        sre_store::update(tx, &page).await?;
        page.version += 1;
    } else {
        sre_store::insert(tx, &page).await?;
    }
    let mut event = NewEvent::of("sre.written").about("sre_page", page.id).fact("language", language.tag());
    for team in &teams {
        event = event.about("team", team.id);
    }
    tx.record(cx, event);
    Ok(page)
}

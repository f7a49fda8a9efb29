//! The programme's owners: admins, and members of an SRE team.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};

use crate::people;
use crate::programme::write_sre;

/// Whether the one who asks is one of them.
pub async fn asks(q: &mut dyn Query, cx: &Cx) -> Outcome<bool> {
    Ok(write_sre::may_write(cx, &write_sre::sre_teams(q).await?))
}

/// For verbs that only they may do.
pub async fn require(q: &mut dyn Query, cx: &Cx) -> Outcome<()> {
    cx.require_act()?;
    if asks(q, cx).await? { Ok(()) } else { Err(Failure::Forbidden(Msg::new("market-only-owners"))) }
}

/// Them as an audience of the ledger: the SRE teams, and the admins by name.
pub async fn audience(q: &mut dyn Query) -> Outcome<(Vec<Uuid>, Vec<Uuid>)> {
    let teams = write_sre::sre_teams(q).await?.into_iter().map(|team| team.id.0).collect();
    let admins = people::store::active_admins(q).await?.into_iter().map(|admin| admin.0).collect();
    Ok((teams, admins))
}

//! Who may write on the status page: administrators, members of an SRE team, and who has the communications of the incident.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};

use crate::incidents;
use crate::incidents::role::Role;
use crate::programme::write_sre;

/// Of notices about `incident`, or of any.
pub async fn may_write(q: &mut dyn Query, cx: &Cx, incident: Option<Uuid>) -> Outcome<bool> {
    if !cx.who.may_act() {
        return Ok(false);
    }
    if write_sre::may_write(cx, &write_sre::sre_teams(q).await?) {
        return Ok(true);
    }
    match (incident, cx.who.person()) {
        (Some(incident), Some(person)) => incidents::has_role(q, incident, Role::Communications, person).await,
        _ => Ok(false),
    }
}

/// The teams whose members may, of any.
pub async fn writers(q: &mut dyn Query) -> Outcome<Vec<Uuid>> {
    Ok(write_sre::sre_teams(q).await?.into_iter().map(|team| team.id.0).collect())
}

pub async fn require_write(q: &mut dyn Query, cx: &Cx, incident: Option<Uuid>) -> Outcome<()> {
    cx.require_act()?;
    match may_write(q, cx, incident).await? {
        true => Ok(()),
        false => Err(Failure::Forbidden(Msg::new("status-only-writers"))),
    }
}

//! Who may change routes and receivers: admins, and members of an SRE team. Everybody who reads may look.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};

use crate::programme::write_sre::{may_write, sre_teams};

pub async fn may_edit(q: &mut dyn Query, cx: &Cx) -> Outcome<bool> {
    Ok(cx.who.may_act() && may_write(cx, &sre_teams(q).await?))
}

/// First line of each verb here and in `receivers`.
pub async fn require_editor(q: &mut dyn Query, cx: &Cx) -> Outcome<()> {
    cx.require_act()?;
    if may_edit(q, cx).await? { Ok(()) } else { Err(Failure::Forbidden(Msg::new("routing-only-sre"))) }
}

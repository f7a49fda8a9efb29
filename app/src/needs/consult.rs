//! Consulting: one message, written down for the team of whoever asks, and answered where needs are.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::ask::{self, NewNeeds};
use super::consultation::Consultation;
use super::need::{Kind, Need};

/// One need, however many lines it has.
pub async fn consult(tx: &mut Tx, cx: &Cx, new: Consultation) -> Outcome<Need> {
    cx.require_act()?;
    let team = cx.who.teams.first().ok_or(Failure::conflict("need-consult-no-team"))?;
    let new = NewNeeds {
        team: team.to_string(),
        kind: Kind::Consultation,
        whats: new.what.split_whitespace().collect::<Vec<_>>().join(" "),
        urgency: Some(new.urgency),
        reach: Some(new.reach),
    };
    let mut needs = ask::ask(tx, cx, new).await?;
    needs.pop().ok_or_else(|| Failure::internal("a consultation was no need"))
}

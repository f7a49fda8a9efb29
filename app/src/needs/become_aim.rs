//! A need becomes an aim of an exchange.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::ask::{event, permitted};
use super::need::{Kind, Need, State};
use super::store;
use crate::exchange::aim::LONGEST_WHAT;
use crate::exchange::aims::{self, NewAim};
use crate::exchange::{AimKind, Exchange, Side, access, exchange};

pub struct BecomeAim {
    /// Such as `EX-3`.
    pub exchange: String,
    /// `None`: what fits the kind of need.
    pub kind: Option<AimKind>,
    /// How one would tell that it was reached.
    pub how_to_tell: String,
}

/// The aim stands on the side of the team whose need it is, and says what the need says, as far as it fits; the need
/// counts as taken up.
pub async fn become_aim(tx: &mut Tx, cx: &Cx, count: i64, new: BecomeAim) -> Outcome<(Need, Exchange)> {
    cx.require_act()?;
    let mut need = store::by_count(tx, count).await?;
    permitted(tx, cx, need.team).await?;
    if need.aim.is_some() {
        return Err(Failure::conflict("need-has-aim"));
    }
    if need.state.is_over() {
        return Err(Failure::conflict("need-over"));
    }
    let unknown = || Failure::invalid("exchange", "failure-unknown");
    let number = exchange::count_of(&new.exchange).map_err(|_| unknown())?;
    let (of, _) = match access::seen(tx, cx, number).await {
        Err(Failure::NotFound(_)) => return Err(unknown()),
        seen => seen?,
    };
    let side = if need.team == of.home_team {
        Side::Home
    } else if need.team == of.host_team {
        Side::Host
    } else {
        return Err(Failure::invalid("exchange", "need-other-team"));
    };
    let aim = NewAim {
        side,
        kind: new.kind.unwrap_or(fitting(need.kind)),
        what: need.what.chars().take(LONGEST_WHAT).collect(),
        how_to_tell: new.how_to_tell,
        priority: 0,
        unit: String::new(),
        baseline: None,
        target: None,
    };
    let aim = aims::add(tx, cx, number, aim).await?;
    need.aim = Some((aim.id.0, of.id.0));
    need.state = State::TakenUp;
    store::update(tx, &mut need).await?;
    // An exchange that is still a draft is not named to everybody.
    let named = event("need.became_aim", &need).fact("aim", aim.mark());
    let draft = of.state == crate::exchange::State::Draft;
    tx.record(cx, if draft { named } else { named.about("exchange", of.id) });
    Ok((need, of))
}

fn fitting(kind: Kind) -> AimKind {
    match kind {
        Kind::Problem | Kind::Consultation => AimKind::Other,
        Kind::Expectation => AimKind::SreRole,
        Kind::Wish => AimKind::Technology,
    }
}

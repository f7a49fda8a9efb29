//! Everything that is known of an exchange today, gathered for [`super::life`].

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};

use super::exchange::Exchange;
use super::life::{AimStanding, Standing, StepStanding};
use super::{agreement_store, aim_store, follow_store, step_store};
use crate::{diary, organisation};

pub async fn of(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<Standing> {
    let zone = organisation::store::load(q).await?.zone();
    let aims = aim_store::of_exchange(q, exchange.id).await?;
    let evidence = diary::evidence(q, exchange.id.0).await?;
    let steps = step_store::of_exchange(q, exchange.id).await?;
    let agreed = agreement_store::standing(q, exchange.id).await?;
    let (follow_ups, follow_ups_open) = follow_store::counts(q, exchange.id.0).await?;
    let aim = |aim: &super::aim::Aim| AimStanding {
        label: aim.label(cx.lang),
        mark: aim.mark(),
        side: aim.side,
        evidence: evidence.get(&aim.id.0).copied().unwrap_or(0),
        result: aim.result,
    };
    let step = |step: super::step::Step| StepStanding {
        done: step.done_at.is_some(),
        what: step.what,
        owner: step.owner,
        due: step.due,
    };
    Ok(Standing {
        state: exchange.state,
        today: cx.now().timestamp().to_zoned(zone).date(),
        from: exchange.from,
        until: exchange.until,
        mid: exchange.mid(),
        paused: exchange.paused_at.is_some(),
        has_why: !exchange.why.is_empty(),
        guest: exchange.people.guest,
        buddy: exchange.people.buddy,
        home_manager: exchange.people.home_manager,
        host_manager: exchange.people.host_manager,
        aims: aims.iter().map(aim).collect(),
        agreed: agreed.iter().map(|agreement| agreement.side).collect(),
        steps: steps.into_iter().map(step).collect(),
        feedback: Vec::new(),
        plan: (0, 0),
        learnings: 0,
        follow_ups,
        follow_ups_open,
    })
}

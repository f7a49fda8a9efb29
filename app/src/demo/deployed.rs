//! What the example organisation's pipeline told of: deploys shortly before its last incidents, and some of which nothing came.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use ryugaku_kernel::{Actor, ActorKind, Cx, Failure, Lang, Outcome, Role, Time, Uuid};
use ryugaku_ledger::Tx;

use super::past::{Episode, Firing};
use super::settle::Company;
use super::texts;
use crate::deploys::NewDeploy;
use crate::intake;

pub struct Deploy {
    pub at: Time,
    service: &'static str,
    /// It was deployed together with all of this product.
    product: Option<&'static str>,
    environment: &'static str,
}

/// Minutes before the firing of each of the last incidents, the last one first.
const BEFORE: [i64; 6] = [13, 26, 41, 9, 55, 34];

/// Hours ago, service, product, environment.
const QUIET: [(i64, &str, Option<&str>, &str); 5] = [
    (5, "search-api", Some("search"), "production"),
    (26, "account-api", None, "production"),
    (30, "shipping-api", None, "staging"),
    (50, "recommend-api", None, "production"),
    (73, "edge-gateway", None, "production"),
];

/// Pure, like the past it is of.
pub fn deploys(firings: &[Firing], episodes: &[Episode], now: Time) -> Vec<Deploy> {
    let before = episodes.iter().rev().zip(BEFORE).map(|(episode, minutes)| {
        let firing = &firings[episode.firing];
        let at = firing.at.minus(SignedDuration::from_mins(minutes));
        Deploy { at, service: firing.rule.service, product: None, environment: "production" }
    });
    let quiet = QUIET.into_iter().map(|(hours, service, product, environment)| {
        let at = now.minus(SignedDuration::from_hours(hours));
        Deploy { at, service, product, environment }
    });
    let mut deploys: Vec<Deploy> = before.chain(quiet).collect();
    deploys.sort_by_key(|deploy| deploy.at);
    deploys
}

/// As the pipeline tells of it by its key. `number`: of its run.
pub async fn tell(
    tx: &mut Tx,
    company: &Company,
    cx: &Cx,
    lang: Lang,
    pipeline: Uuid,
    (number, deploy): (usize, &Deploy),
) -> Outcome<()> {
    let name = texts::PIPELINE.get(lang).to_owned();
    let (kind, id, role) = (ActorKind::Token, Some(pipeline), Some(Role::Intake));
    let cx = cx.with(Actor { kind, id, name, role, teams: Vec::new(), own_since: None });
    let run = 4_100 + number;
    let new = NewDeploy {
        service: deploy.product.is_none().then(|| deploy.service.to_owned()),
        product: deploy.product.map(str::to_owned),
        version: deploy.at.timestamp().to_zoned(TimeZone::UTC).strftime("%Y.%m.%d-%H%M").to_string(),
        environment: Some(deploy.environment.to_owned()),
        revision: Some(revision(run)),
        url: Some(format!("https://ci.example.com/runs/{run}")),
        who: Some(company.name(company.owner(deploy.service, "saeki")).to_owned()),
        at: Some(deploy.at),
        id: Some(format!("run-{run}")),
    };
    let refused = intake::take_deploys(tx, &cx, vec![(String::new(), new)]).await?;
    if refused.is_empty() { Ok(()) } else { Err(Failure::Invalid(refused)) }
}

/// Forty digits that look like those of any commit.
fn revision(run: usize) -> String {
    let mixed = (run as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    format!("{mixed:032x}{:08x}", mixed >> 96)
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Chance;

    use super::*;
    use crate::demo::past::past;

    const NOW: Time = Time(1_795_025_520_000_000);

    #[test]
    fn the_last_incidents_have_something_to_look_at() {
        let (firings, episodes) = past(&Chance::seeded(2026), NOW);
        let deploys = deploys(&firings, &episodes, NOW);
        assert_eq!(deploys.len(), BEFORE.len() + QUIET.len());
        assert!(deploys.is_sorted_by_key(|deploy| deploy.at) && deploys.iter().all(|deploy| deploy.at < NOW));
        for episode in episodes.iter().rev().take(BEFORE.len()) {
            let firing = &firings[episode.firing];
            let just_before = |deploy: &&Deploy| deploy.at < firing.at && firing.at.since(deploy.at).as_mins() < 60;
            let found = deploys.iter().filter(just_before).any(|deploy| deploy.service == firing.rule.service);
            assert!(found, "{}", firing.instance);
        }
        assert_eq!(revision(4_100).len(), 40);
        assert_ne!(revision(4_100)[..10], revision(4_101)[..10]);
    }
}

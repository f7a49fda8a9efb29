//! Eighteen months of firings, incidents and follow-ups, made from a seed. Pure: nothing is written here.

use jiff::SignedDuration;
use ryugaku_kernel::{Chance, Time};

use super::rules::{FOLLOW_UPS, NOTES, RULES, Rule};
use super::{Both, CAST};

/// How far back it goes.
pub const DAYS: i64 = 548;

/// One firing of one rule, on one instance.
pub struct Firing {
    pub rule: &'static Rule,
    pub instance: String,
    pub at: Time,
    /// `None`: it fires still.
    pub until: Option<Time>,
}

/// An incident that came of a firing.
pub struct Episode {
    /// Its place among the firings.
    pub firing: usize,
    pub opened_at: Time,
    /// 1 to 4.
    pub severity: u8,
    /// Logins.
    pub opener: &'static str,
    pub commander: &'static str,
    pub notes: Vec<Note>,
    pub identified_at: Time,
    pub resolved_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub follow_ups: Vec<FollowUp>,
}

pub struct Note {
    pub at: Time,
    pub by: &'static str,
    pub text: Both,
}

pub struct FollowUp {
    pub title: Both,
    pub assignee: Option<&'static str>,
    /// Days after the incident by which it is promised.
    pub due_in: i64,
    pub done_at: Option<Time>,
}

/// Firings oldest first, and the incidents that came of them.
pub fn past(chance: &Chance, now: Time) -> (Vec<Firing>, Vec<Episode>) {
    let mut firings = Vec::new();
    for rule in RULES {
        firings.extend(firings_of(chance, rule, now));
    }
    firings.sort_by_key(|firing| firing.at);
    let tonight = firings.len();
    firings.extend(TONIGHT.iter().filter_map(|(service, ago)| still_firing(service, *ago, now)));
    let mut episodes = Vec::new();
    for (at, firing) in firings.iter().enumerate() {
        if firing.rule.incident_in > 0 && chance.below(firing.rule.incident_in) == 0 {
            episodes.extend(episode(chance, at, firing, now).filter(|_| at < tonight));
        }
    }
    episodes.push(going_on(tonight, now));
    (firings, episodes)
}

/// What fires while one looks, oldest first: service, and for how many minutes.
const TONIGHT: [(&str, i64); 4] =
    [("points-batch", 51), ("checkout-api", 28), ("payment-gateway", 24), ("search-api", 4)];

fn still_firing(service: &str, minutes_ago: i64, now: Time) -> Option<Firing> {
    let rule = RULES.iter().find(|rule| rule.service == service)?;
    let at = now.minus(SignedDuration::from_mins(minutes_ago));
    Some(Firing { rule, instance: format!("{service}-1"), at, until: None })
}

/// The incident of the second of them: half way through, its commander at work.
fn going_on(tonight: usize, now: Time) -> Episode {
    let ago = |minutes| now.minus(SignedDuration::from_mins(minutes));
    let note = |minutes, by, text: usize| Note { at: ago(minutes), by, text: NOTES[text] };
    Episode {
        firing: tonight + 1,
        opened_at: ago(25),
        severity: 2,
        opener: "okawa",
        commander: "saeki",
        notes: vec![note(21, "mizuno", 0), note(14, "okawa", 2)],
        identified_at: ago(12),
        resolved_at: None,
        closed_at: None,
        follow_ups: Vec::new(),
    }
}

fn firings_of(chance: &Chance, rule: &'static Rule, now: Time) -> Vec<Firing> {
    let mut found = Vec::new();
    let mut at = now.minus(SignedDuration::from_hours(24 * DAYS));
    loop {
        // Exponential waiting times, shorter by day than by night: most changes are made by day.
        let hours = -even(chance).ln() * 24.0 * 7.0 / rule.weekly;
        at = at.plus(SignedDuration::from_secs_f64(hours * 3600.0));
        if at >= now {
            return found;
        }
        if by_night(at) && chance.below(5) < 2 {
            continue;
        }
        let until = at.plus(minutes(rule.minutes * spread(chance)));
        let instance = format!("{}-{}", rule.service, chance.below(4));
        found.push(Firing { rule, instance, at, until: (until < now).then_some(until) });
    }
}

fn episode(chance: &Chance, at: usize, firing: &Firing, now: Time) -> Option<Episode> {
    let opened_at = firing.at.plus(minutes(2.0 + 6.0 * even(chance)));
    if opened_at >= now {
        return None;
    }
    let (opener, commander) = (somebody(chance, firing.rule.service), somebody(chance, firing.rule.service));
    let identified_at = opened_at.plus(minutes(4.0 + 14.0 * spread(chance)));
    let resolved_at = identified_at.plus(minutes(6.0 + firing.rule.minutes * spread(chance)));
    let resolved_at = (resolved_at < now).then_some(resolved_at);
    let closed_at = resolved_at.map(|at| at.plus(SignedDuration::from_hours(20))).filter(|at| *at < now);
    let severity = match (firing.rule.severity, chance.below(10)) {
        ("critical", 0..2) => 1,
        ("critical", _) => 2,
        (_, 0..6) => 3,
        _ => 4,
    };
    let mut written = opened_at;
    let mut notes = Vec::new();
    for text in NOTES.iter().skip(usize::try_from(chance.below(3)).unwrap_or(0)).take(2 + usize::from(severity < 3)) {
        written = written.plus(minutes(2.0 + 5.0 * even(chance)));
        if written < resolved_at.unwrap_or(now) {
            notes.push(Note { at: written, by: somebody(chance, firing.rule.service), text: *text });
        }
    }
    let follow_ups = (0..chance.below(3)).map(|_| follow_up(chance, firing.rule.service, opened_at, now)).collect();
    Some(Episode {
        firing: at,
        opened_at,
        severity,
        opener,
        commander,
        notes,
        identified_at,
        resolved_at,
        closed_at,
        follow_ups,
    })
}

fn follow_up(chance: &Chance, service: &str, opened_at: Time, now: Time) -> FollowUp {
    let due_in = 14 + i64::try_from(chance.below(30)).unwrap_or(0);
    let took = SignedDuration::from_hours(24 * (3 + i64::try_from(chance.below(60)).unwrap_or(0)));
    // What is older than two months has been done; of the rest, most.
    let old = opened_at < now.minus(SignedDuration::from_hours(24 * 63));
    let done = chance.below(10) < 7 || old;
    FollowUp {
        title: FOLLOW_UPS[usize::try_from(chance.below(FOLLOW_UPS.len() as u64)).unwrap_or(0)],
        assignee: (chance.below(6) > 0).then(|| somebody(chance, service)),
        due_in,
        done_at: Some(opened_at.plus(took)).filter(|at| done && *at < now),
    }
}

/// Somebody of the team that runs the service; now and then of the SRE team.
fn somebody(chance: &Chance, service: &str) -> &'static str {
    let owner = CAST.iter().find(|team| team.products.iter().any(|p| p.services.iter().any(|s| s.slug == service)));
    let team = if chance.below(5) == 0 { &CAST[0] } else { owner.unwrap_or(&CAST[0]) };
    team.people[usize::try_from(chance.below(team.people.len() as u64)).unwrap_or(0)].login
}

/// 22:00 to 08:00 in Tokyo.
fn by_night(at: Time) -> bool {
    let hour = (at.0.div_euclid(3_600_000_000) + 9).rem_euclid(24);
    !(8..22).contains(&hour)
}

/// Above 0, up to 1.
fn even(chance: &Chance) -> f64 {
    (chance.below(1_000_000) + 1) as f64 / 1_000_000.0
}

/// Around 1 with a long tail, as durations of incidents have.
fn spread(chance: &Chance) -> f64 {
    let middle = (even(chance) + even(chance) + even(chance)) / 1.5 - 1.0;
    (middle * 1.6).exp()
}

fn minutes(minutes: f64) -> SignedDuration {
    SignedDuration::from_secs_f64((minutes * 60.0).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_795_025_520_000_000);

    #[test]
    fn the_same_seed_is_the_same_past() {
        let (a, b) = (past(&Chance::seeded(1), NOW), past(&Chance::seeded(1), NOW));
        assert_eq!((a.0.len(), a.1.len()), (b.0.len(), b.1.len()));
        assert!(a.0.iter().zip(&b.0).all(|(a, b)| a.at == b.at && a.instance == b.instance));
    }

    #[test]
    fn eighteen_months_are_believable() {
        let (firings, episodes) = past(&Chance::seeded(2026), NOW);
        assert!((1_500..4_000).contains(&firings.len()), "{} firings", firings.len());
        assert!((60..300).contains(&episodes.len()), "{} incidents", episodes.len());
        assert!(firings.iter().all(|f| f.at < NOW && f.until.is_none_or(|until| f.at < until && until < NOW)));
        for episode in &episodes {
            assert!(episode.opened_at > firings[episode.firing].at);
            assert!(episode.resolved_at.is_none_or(|at| at > episode.identified_at));
            assert!(episode.notes.iter().all(|note| note.at > episode.opened_at && note.at < NOW));
        }
    }

    #[test]
    fn every_rule_has_its_service() {
        let services: Vec<_> =
            CAST.iter().flat_map(|t| t.products).flat_map(|p| p.services).map(|service| service.slug).collect();
        assert!(RULES.iter().all(|rule| services.contains(&rule.service)));
    }
}

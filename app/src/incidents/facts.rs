//! The state of incidents that their steps come of, read in a few queries, however many there are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Outcome, Time, Uuid};

use super::incident::Incident;
use super::next_step::NextStep;
use super::response_store::{self, Asked};
use super::role::Role;
use super::status::Status;
use super::step::{Answer, Deed, State};
use super::{link_store, role_store, store};
use crate::drills::{self, Clock};
use crate::people::{self, team_store};
use crate::severity_policy::{self, Policy};
use crate::{backlog, catalog, postmortems, status_page};

/// By the incident's id.
pub async fn of(q: &mut dyn Query, incidents: &[Incident]) -> Outcome<HashMap<Uuid, State>> {
    if incidents.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = incidents.iter().map(|incident| incident.id.0).collect();
    let mut asked = response_store::asked(q, &ids).await?;
    let versions: BTreeSet<i64> = asked.values().flatten().map(|asked| asked.policy_version).collect();
    let policies = severity_policy::of_versions(q, versions).await?;
    let mut roles = role_store::roles(q, &ids).await?;
    let mut sent = response_store::sent(q, &ids).await?;
    let mut answers = response_store::answers(q, &ids).await?;
    let mut owners = owners(q, incidents).await?;
    let teams: HashMap<String, Uuid> = if policies.values().any(|policy| !policy.teams().is_empty()) {
        team_store::open(q).await?.into_iter().map(|team| (team.slug, team.id.0)).collect()
    } else {
        HashMap::new()
    };
    let over = incidents.iter().filter(|incident| !incident.status.is_open()).map(|incident| incident.id.0);
    let over: Vec<Uuid> = over.collect();
    let postmortems = postmortems::states(q, over.clone()).await?;
    // What was merged into one is ended there.
    let wholes = store::wholes(q, &over).await?;
    let going_on = status_page::going_on(q, wholes.iter().map(|(part, _)| *part).collect()).await?;
    let notices = wholes.iter().filter(|(part, _)| going_on.contains(part)).map(|(_, whole)| *whole);
    let notices: HashSet<Uuid> = notices.collect();
    let writers = if notices.is_empty() { Vec::new() } else { status_page::writers(q).await? };
    let tasks = backlog::counts_of_incidents(q, over).await?;
    // Going back to the first status is no new beginning; only opening it again is.
    let again = |one: &&Incident| one.reached.at(Status::Investigating).is_some_and(|at| at > one.opened_at);
    let again = incidents.iter().filter(again).map(|incident| incident.id.0).collect();
    let reopened = ryugaku_ledger::last_inside(q, "incident.reopened", again).await?;
    let practice = incidents.iter().filter(|incident| incident.practice).map(|incident| incident.id.0);
    let mut clocks = drills::clocks(q, practice.collect()).await?;
    // Who could be asked to command comes of what is hit.
    let alone = |one: &&Incident| {
        one.status != Status::Closed && one.commander.is_none() && owners.get(&one.id.0).is_none_or(Vec::is_empty)
    };
    let alone = incidents.iter().filter(alone).map(|one| one.id.0).collect();
    let mut openers = ryugaku_ledger::people_inside(q, "incident.opened", alone).await?;
    if !openers.is_empty() {
        // Of whoever has left nothing is wanted.
        let here = people::active(q).await?;
        openers.retain(|_, opener| here.iter().any(|person| person.id == *opener));
    }
    let mut states = HashMap::new();
    for incident in incidents {
        let id = incident.id.0;
        let tasks = tasks.get(&id).copied().unwrap_or_default();
        let mut roles = roles.remove(&id).unwrap_or_default();
        roles.extend(incident.commander.map(|commander| (Role::Commander, vec![commander])));
        let clock = clocks.remove(&id).unwrap_or_default();
        let answers = answers.remove(&id).unwrap_or_default();
        // Where it was said that nobody has to command, the way to the end is open all the same.
        let needs_none = matches!(answers.get(&Deed::Fill(Role::Commander)), Some(Answer::NotNeeded(_)));
        let state = State {
            status: incident.status,
            running_since: reopened.get(&id).copied().unwrap_or(incident.opened_at),
            resolved_at: incident.resolved_at(),
            turn: NextStep::of(incident, tasks, incident.commander.is_some() || needs_none),
            levels: levels(&asked.remove(&id).unwrap_or_default(), &policies),
            roles,
            sent: sent.remove(&id).unwrap_or_default(),
            answers,
            postmortem: postmortems.get(&id).map(|(state, _)| *state),
            notice: notices.contains(&id).then(|| writers.clone()),
            owners: owners.remove(&id).unwrap_or_default(),
            opener: openers.get(&id).copied(),
            teams: teams.clone(),
            clock: Clock::default(),
        };
        states.insert(id, state.on(clock));
    }
    Ok(states)
}

pub async fn one(q: &mut dyn Query, incident: &Incident) -> Outcome<State> {
    let mut states = of(q, std::slice::from_ref(incident)).await?;
    Ok(states.remove(&incident.id.0).expect("one incident gives one"))
}

/// What was asked for from when on, oldest first; of a drill too as the clock on the wall showed it.
pub async fn levels_of(q: &mut dyn Query, incident: &Incident) -> Outcome<Vec<(Time, severity_policy::Level)>> {
    let asked = response_store::asked(q, &[incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    let versions: BTreeSet<i64> = asked.iter().map(|asked| asked.policy_version).collect();
    Ok(levels(&asked, &severity_policy::of_versions(q, versions).await?))
}

fn levels(asked: &[Asked], policies: &HashMap<i64, Policy>) -> Vec<(Time, severity_policy::Level)> {
    let level = |asked: &Asked| {
        let policy = policies.get(&asked.policy_version)?;
        Some((asked.at, policy.of(asked.severity, &asked.products)))
    };
    asked.iter().filter_map(level).collect()
}

/// The teams that own what the incidents hit; of one that hits nothing owned, the team whose alerts a rule opened it from.
pub(super) async fn owners(q: &mut dyn Query, incidents: &[Incident]) -> Outcome<HashMap<Uuid, Vec<Uuid>>> {
    let pairs = link_store::services(q, incidents.iter().map(|incident| incident.id.0).collect()).await?;
    let mut found: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    if !pairs.is_empty() {
        let teams: BTreeMap<Uuid, Uuid> =
            catalog::services(q).await?.into_iter().map(|service| (service.id, service.team_id)).collect();
        for (incident, service) in pairs {
            let Some(team) = teams.get(&service) else { continue };
            let owners = found.entry(incident).or_default();
            if !owners.contains(team) {
                owners.push(*team);
            }
        }
    }
    let others = incidents.iter().filter(|one| one.status != Status::Closed && !found.contains_key(&one.id.0));
    let others = others.map(|one| one.id.0).collect();
    for event in ryugaku_ledger::about_any(q, &Actor::system(), &["incident.opened"], others).await? {
        let team = event.fact("team").and_then(|team| team.parse::<Uuid>().ok());
        if let Some((incident, team)) = event.id_of("incident").zip(team) {
            found.entry(incident).or_default().push(team);
        }
    }
    Ok(found)
}

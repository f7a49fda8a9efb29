//! What incidents want of one person: while they go on, and of what is over the last words.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Limit, Outcome, Time, Uuid};

use super::brief::{IncidentBrief, briefs};
use super::facts;
use super::incident::Incident;
use super::list_store::{self, Drills, Filter, State as Standing};
use super::owed;
use super::role::Role;
use super::role_store;
use super::status::Status;
use super::step::{Addressee, Deed, State, Step};

/// Newest resolved ones that are looked at.
const MOST_RESOLVED: i64 = 100;

pub struct Waiting {
    pub incident: IncidentBrief,
    /// In words: what is to be done, and why it comes.
    pub title: String,
    pub why: String,
    pub due: Option<Time>,
    pub is_late: bool,
}

/// Of each incident the first step that is theirs, their team's, or anybody's since nobody commands; of resolved ones what others are
/// still to hear. Resolved ones last, drills last, worst first, of equals what is late, then one's own before what nobody commands.
pub async fn waiting_for(q: &mut dyn Query, cx: &Cx, me: Uuid) -> Outcome<Vec<Waiting>> {
    let mut incidents = Vec::new();
    for (standing, most) in [(Standing::Open, i64::MAX), (Standing::Is(Status::Resolved), MOST_RESOLVED)] {
        let filter = Filter { state: Some(standing), drills: Drills::With, ..Filter::default() };
        incidents.extend(list_store::page(q, &cx.who, &filter, None, Limit::of(most)).await?.items);
    }
    let mut states = facts::of(q, &incidents).await?;
    let mut found: Vec<(Incident, State, Step)> = Vec::new();
    for incident in incidents {
        let Some(state) = states.remove(&incident.id.0) else { continue };
        let is_open = incident.status.is_open();
        let mut steps = state.steps(cx.now()).into_iter();
        let step = steps.find(|step| is_theirs(step, cx, me) && (is_open || is_last_word(&step.deed)));
        found.extend(step.map(|step| (incident, state, step)));
    }
    found.sort_by_key(|(incident, _, step)| {
        let is_over = !incident.status.is_open();
        (is_over, incident.practice, incident.severity, !step.is_late, incident.commander.is_none(), incident.count)
    });
    waiting(q, cx, found).await
}

/// What others still read or wait for once all is over.
fn is_last_word(deed: &Deed) -> bool {
    matches!(deed, Deed::Update(..) | Deed::EndNotice)
}

fn is_theirs(step: &Step, cx: &Cx, me: Uuid) -> bool {
    let named = step.to.iter().any(|addressee| match addressee {
        Addressee::Person(person) => *person == me,
        Addressee::Team(team) => cx.who.in_team(*team),
    });
    step.put_off.is_none() && (named || step.deed == Deed::Fill(Role::Commander))
}

/// What must be done before resolved incidents may be closed: all there is, or what is one person's.
pub async fn postmortems_of(q: &mut dyn Query, cx: &Cx, me: Option<Uuid>) -> Outcome<Vec<Waiting>> {
    let state = Some(Standing::Is(Status::Resolved));
    let filter = Filter { state, commander: me, drills: Drills::With, ..Filter::default() };
    let resolved = list_store::page(q, &cx.who, &filter, None, Limit::of(MOST_RESOLVED)).await?.items;
    let mut states = facts::of(q, &resolved).await?;
    let mut found: Vec<(Incident, State, Step)> = Vec::new();
    for incident in resolved {
        let Some(state) = states.remove(&incident.id.0) else { continue };
        let mut steps = state.steps(cx.now()).into_iter();
        let step = steps.find(|step| matches!(step.deed, Deed::Close(_)) && step.put_off.is_none());
        found.extend(step.map(|step| (incident, state, step)));
    }
    found.sort_by_key(|(incident, _, step)| (step.due, incident.count));
    waiting(q, cx, found).await
}

/// What goes on in which somebody has a role, with the first that they have. Drills last, worst first.
pub async fn with_role(q: &mut dyn Query, cx: &Cx, me: Uuid) -> Outcome<Vec<(IncidentBrief, Role)>> {
    let filter = Filter { state: Some(Standing::Open), drills: Drills::With, ..Filter::default() };
    let incidents = list_store::page(q, &cx.who, &filter, None, Limit::of(i64::MAX)).await?.items;
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = incidents.iter().map(|incident| incident.id.0).collect();
    let roles = role_store::roles(q, &ids).await?;
    let mut found: Vec<(Incident, Role)> = Vec::new();
    for incident in incidents {
        let theirs = roles.get(&incident.id.0).and_then(|roles| roles.iter().find(|(_, people)| people.contains(&me)));
        let role = match incident.commander == Some(me) {
            true => Some(Role::Commander),
            false => theirs.map(|(role, _)| *role),
        };
        found.extend(role.map(|role| (incident, role)));
    }
    found.sort_by_key(|(incident, _)| (incident.practice, incident.severity, incident.count));
    let (incidents, roles): (Vec<Incident>, Vec<Role>) = found.into_iter().unzip();
    Ok(briefs(q, incidents).await?.into_iter().zip(roles).collect())
}

async fn waiting(q: &mut dyn Query, cx: &Cx, found: Vec<(Incident, State, Step)>) -> Outcome<Vec<Waiting>> {
    let incidents = briefs(q, found.iter().map(|(incident, ..)| incident.clone()).collect()).await?;
    let waiting = |(brief, (incident, state, step)): (IncidentBrief, (Incident, State, Step))| Waiting {
        incident: brief,
        title: owed::title(cx.lang, &step.deed),
        why: owed::why(cx.lang, &incident, &state, &step),
        // The clock of a drill may be elsewhere: said as it comes on that of the wall.
        due: step.due.map(|due| cx.now().plus(due.since(state.clock.at(cx.now())))),
        is_late: step.is_late,
    };
    Ok(incidents.into_iter().zip(found).map(waiting).collect())
}

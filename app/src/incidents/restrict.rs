//! Who may know of an incident: everybody who reads here, or those who are named alone, administrators included.
//!
//! What was merged into an incident is under the same veil. Whoever acts in a restricted one has to be named; whoever is given
//! a role becomes so.

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, ActorKind, Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx, veil};

use super::incident::{Incident, IncidentId};
use super::role_store;
use super::{list_store, store, tell};
use crate::people::{self, chosen};

/// Names that one request brings.
pub const MOST_NAMED: usize = 100;

/// From now on only who acted in it, who asks, and these people know of it.
pub async fn restrict(tx: &mut Tx, cx: &Cx, count: i64, people: &[String]) -> Outcome<Incident> {
    cx.require_act()?;
    store::hold(tx, count).await?;
    let mut incident = store::to_change(tx, &cx.who, count).await?;
    if incident.is_restricted {
        return Err(Failure::conflict("incident-restricted-already"));
    }
    let acted = acted(tx, &incident).await?;
    draw(tx, cx, &mut incident, acted, people).await?;
    tell::withdraw(tx, cx, &incident).await?;
    tx.record(cx, NewEvent::of("incident.restricted").about("incident", incident.id));
    Ok(incident)
}

/// What everybody may know of now, and who is being told of it therefore, by the names that the severity policy has for them.
pub struct OpenedUp {
    pub incident: Incident,
    pub told: Vec<String>,
}

/// Everybody may know of it from now on, and of all that was recorded meanwhile. Who must know is told.
pub async fn open_up(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<OpenedUp> {
    cx.require_act()?;
    store::hold(tx, count).await?;
    let mut incident = restricted(tx, cx, count).await?;
    for id in store::whole(tx, incident.id).await? {
        veil::lift(tx, id).await?;
    }
    incident.is_restricted = false;
    let told = tell::opened_up(tx, cx, &incident).await?;
    tx.record(cx, NewEvent::of("incident.opened_up").about("incident", incident.id));
    Ok(OpenedUp { incident, told })
}

/// Somebody more may know of it, also of what was before. They need not be able to act.
pub async fn name(tx: &mut Tx, cx: &Cx, count: i64, person: &str) -> Outcome<Incident> {
    cx.require_act()?;
    store::hold(tx, count).await?;
    let incident = restricted(tx, cx, count).await?;
    let person = chosen::who_is_here(tx, "person", person).await?;
    if !let_in(tx, cx, incident.id, person).await? {
        return Err(Failure::conflict("incident-named-already"));
    }
    tx.record(cx, NewEvent::of("incident.person_named").about("incident", incident.id).about("person", person));
    Ok(incident)
}

/// Somebody less, by id, e-mail address or whole name. Not who has a role in it, and not the last who is here.
pub async fn unname(tx: &mut Tx, cx: &Cx, count: i64, person: &str) -> Outcome<Incident> {
    cx.require_act()?;
    store::hold(tx, count).await?;
    let incident = restricted(tx, cx, count).await?;
    let person = match person {
        "me" => cx.require_person()?,
        given => match given.parse::<Uuid>() {
            // Whoever has left is named by that alone.
            Ok(id) => id,
            Err(_) => chosen::who_is_here(tx, "person", given).await?,
        },
    };
    if holders(tx, &incident).await?.contains(&person) {
        return Err(Failure::conflict("incident-named-with-role"));
    }
    if here(tx, &incident, Some(person)).await?.is_empty() {
        return Err(Failure::conflict("incident-named-last"));
    }
    let mut was = false;
    for id in store::whole(tx, incident.id).await? {
        was |= veil::unname(tx, id, person).await?;
    }
    if !was {
        return Err(Failure::invalid("person", "failure-unknown"));
    }
    tx.record(cx, NewEvent::of("incident.person_unnamed").about("incident", incident.id).about("person", person));
    Ok(incident)
}

/// Draws the veil over one that is open to all, for those who acted in it, who asks, and these people.
pub(super) async fn draw(
    tx: &mut Tx,
    cx: &Cx,
    incident: &mut Incident,
    acted: Vec<Uuid>,
    people: &[String],
) -> Outcome<()> {
    if people.len() > MOST_NAMED {
        return Err(Failure::invalid("people", "incident-named-too-many"));
    }
    let mut named: Vec<Uuid> = acted.into_iter().chain(cx.who.person()).collect();
    for person in people {
        named.push(chosen::who_is_here(tx, "people", person).await?);
    }
    for person in named {
        let_in(tx, cx, incident.id, person).await?;
    }
    // A program that restricts it names somebody: nobody else could ever see it.
    if here(tx, incident, None).await?.is_empty() {
        return Err(Failure::invalid("people", "incident-named-nobody"));
    }
    for id in store::whole(tx, incident.id).await? {
        veil::draw(tx, cx, id).await?;
    }
    incident.is_restricted = true;
    Ok(())
}

/// Whoever has something to do in a restricted one must know of it; also in one that becomes so at the same moment.
pub(super) async fn by_acting(tx: &mut Tx, cx: &Cx, incident: &Incident, person: Option<Uuid>) -> Outcome<()> {
    let Some(person) = person else { return Ok(()) };
    store::hold(tx, incident.count).await?;
    let now = list_store::of_ids(tx, &Actor::system(), vec![incident.id.0]).await?;
    if now.iter().any(|incident| incident.is_restricted) {
        let_in(tx, cx, incident.id, person).await?;
    }
    Ok(())
}

/// Who takes over from somebody who leaves: of a restricted one only who is named. It does not fall to nobody, though: where
/// no one else is named who is here, they are.
pub(super) async fn heir(tx: &mut Tx, incident: &Incident, to: Option<Uuid>) -> Outcome<Option<Uuid>> {
    if !incident.is_restricted {
        return Ok(to);
    }
    let here = here(tx, incident, None).await?;
    Ok(to.filter(|to| here.is_empty() || here.contains(to)))
}

/// Of a restricted one that nobody who is here would know of any more, also when it is closed, the heir is told.
pub(super) async fn inherit(tx: &mut Tx, cx: &Cx, from: Uuid, to: Uuid) -> Outcome<()> {
    let known = veil::things_of(tx, from).await?;
    for incident in list_store::of_ids(tx, &Actor::system(), known).await? {
        let is_alone = incident.is_restricted && incident.merged_into.is_none();
        if is_alone && here(tx, &incident, None).await?.is_empty() {
            let_in(tx, cx, incident.id, to).await?;
            tx.record(cx, NewEvent::of("incident.person_named").about("incident", incident.id).about("person", to));
        }
    }
    Ok(())
}

/// Two that become one are known to all who knew of either.
pub(super) async fn join(tx: &mut Tx, cx: &Cx, from: &Incident, into: &Incident) -> Outcome<()> {
    if !into.is_restricted {
        return Ok(());
    }
    let both = [veil::named(tx, from.id.0).await?, veil::named(tx, into.id.0).await?].concat();
    for person in both {
        let_in(tx, cx, from.id, person).await?;
        let_in(tx, cx, into.id, person).await?;
    }
    Ok(())
}

/// By id, with their names, in the order in which they were named; nobody of one that everybody may know of.
pub async fn named(q: &mut dyn Query, incident: &Incident) -> Outcome<Vec<(Uuid, String)>> {
    if !incident.is_restricted {
        return Ok(Vec::new());
    }
    let ids = veil::named(q, incident.id.0).await?;
    let names = people::names(q, ids.iter().copied()).await?;
    Ok(ids.into_iter().map(|id| (id, names.get(&id).cloned().unwrap_or_default())).collect())
}

async fn let_in(tx: &mut Tx, cx: &Cx, incident: IncidentId, person: Uuid) -> Outcome<bool> {
    let mut is_new = false;
    for id in store::whole(tx, incident).await? {
        is_new |= veil::name(tx, cx, id, person).await?;
    }
    Ok(is_new)
}

async fn restricted(tx: &mut Tx, cx: &Cx, count: i64) -> Outcome<Incident> {
    let incident = store::to_change(tx, &cx.who, count).await?;
    if incident.is_restricted { Ok(incident) } else { Err(Failure::conflict("incident-not-restricted")) }
}

/// Whoever opened it, and whoever has a role.
async fn acted(tx: &mut Tx, incident: &Incident) -> Outcome<Vec<Uuid>> {
    let opened = ryugaku_ledger::about_inside(tx, &["incident.opened"], incident.id.0).await?;
    let opener = opened.first().filter(|event| event.actor_kind == ActorKind::Person);
    let opener = opener.and_then(|event| event.actor_id);
    Ok(opener.into_iter().chain(holders(tx, incident).await?).collect())
}

async fn holders(tx: &mut Tx, incident: &Incident) -> Outcome<Vec<Uuid>> {
    let roles = role_store::roles(tx, &[incident.id.0]).await?;
    Ok(roles.into_values().flat_map(|roles| roles.into_values().flatten()).chain(incident.commander).collect())
}

/// Those who are named and have not left, but for one.
pub(super) async fn here(q: &mut dyn Query, incident: &Incident, but: Option<Uuid>) -> Outcome<Vec<Uuid>> {
    let mut named = veil::named(q, incident.id.0).await?;
    let here = people::still_here(q, named.clone()).await?;
    named.retain(|id| Some(*id) != but && here.contains(id));
    Ok(named)
}

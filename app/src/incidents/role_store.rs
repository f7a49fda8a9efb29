//! Who has which role; the commander stands in the incident's own row.

use std::collections::{BTreeMap, HashMap};

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::incident::IncidentId;
use super::role::Role;
use super::status::Status;

/// In the order in which they took them.
pub async fn roles(q: &mut dyn Query, incidents: &[Uuid]) -> Outcome<HashMap<Uuid, BTreeMap<Role, Vec<Uuid>>>> {
    let statement = sql("select incident_id, role, person_id from incident_roles where incident_id in ")
        .list(incidents.iter().copied())
        .text(" order by taken_at, person_id");
    let rows = q.all(statement, |row| {
        Ok((row.get::<Uuid>("incident_id")?, row.word("role", Role::named)?, row.get::<Uuid>("person_id")?))
    });
    let mut found: HashMap<Uuid, BTreeMap<Role, Vec<Uuid>>> = HashMap::new();
    for (incident, role, person) in rows.await? {
        found.entry(incident).or_default().entry(role).or_default().push(person);
    }
    Ok(found)
}

/// Whether this person has it, there or in the incident it goes on in; not of the commander.
pub async fn has_role(q: &mut dyn Query, incident: Uuid, role: Role, person: Uuid) -> Outcome<bool> {
    let statement = sql("select count(*) as n from incident_roles where role = $1 and person_id = $2 \
                         and incident_id = (select coalesce(merged_into, id) from incidents where id = $3)");
    Ok(q.count(statement.bind(role.name()).bind(person).bind(incident)).await? > 0)
}

/// What somebody has in incidents that are not closed, as (number of the incident, role).
pub async fn held(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<(i64, Role)>> {
    let statement = sql("select i.count, r.role from incident_roles r join incidents i on i.id = r.incident_id \
                         where r.person_id = $1 and i.status <> $2 order by i.count, r.role");
    q.all(statement.bind(person).bind(Status::Closed.name()), |row| {
        Ok((row.get("count")?, row.word("role", Role::named)?))
    })
    .await
}

/// Gives whether they have it now, and did not before; not, if somebody else has just taken it.
pub async fn insert(tx: &mut Transaction, incident: IncidentId, role: Role, person: Uuid, now: Time) -> Outcome<bool> {
    let row = sql("insert into incident_roles (incident_id, role, person_id, taken_at) values ($1, $2, $3, $4) \
                   on conflict do nothing");
    Ok(tx.run(row.bind(incident.0).bind(role.name()).bind(person).bind(now)).await? > 0)
}

/// Nobody has a role in it any more.
pub async fn end_all(tx: &mut Transaction, incident: IncidentId) -> Outcome<()> {
    tx.run(sql("delete from incident_roles where incident_id = $1").bind(incident.0)).await.map(drop)
}

/// Gives whether they had it.
pub async fn remove(tx: &mut Transaction, incident: IncidentId, role: Role, person: Uuid) -> Outcome<bool> {
    let row = sql("delete from incident_roles where incident_id = $1 and role = $2 and person_id = $3");
    Ok(tx.run(row.bind(incident.0).bind(role.name()).bind(person)).await? > 0)
}

//! What hangs on an incident: services and alerts.

use ryugaku_db::{Query, Read, Transaction, Value, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::incident::IncidentId;

#[derive(Clone, Debug)]
pub struct LinkedAlert {
    pub fingerprint: String,
    /// As it was when it was linked.
    pub name: String,
    pub starts_at: Time,
    pub linked_at: Time,
}

/// The services of several incidents, as pairs of incident and service.
pub async fn services(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<Vec<(Uuid, Uuid)>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql("select incident_id, service_id from incident_services where incident_id in ").list(incidents);
    q.all(statement, |row| Ok((row.get("incident_id")?, row.get("service_id")?))).await
}

pub async fn set_services(tx: &mut Transaction, incident: IncidentId, services: &[Uuid]) -> Outcome<()> {
    tx.run(sql("delete from incident_services where incident_id = $1").bind(incident.0)).await?;
    let rows = services.iter().map(|service| vec![Value::from(incident.0), (*service).into()]).collect();
    tx.insert_many("insert into incident_services (incident_id, service_id) values ", rows).await
}

/// In the order in which they were linked.
pub async fn alerts(q: &mut dyn Query, incident: IncidentId) -> Outcome<Vec<LinkedAlert>> {
    let statement = sql("select fingerprint, name, starts_at, linked_at from incident_alerts where incident_id = $1 \
                         order by linked_at, starts_at");
    q.all(statement.bind(incident.0), |row| {
        Ok(LinkedAlert {
            fingerprint: row.get("fingerprint")?,
            name: row.get("name")?,
            starts_at: row.get("starts_at")?,
            linked_at: row.get("linked_at")?,
        })
    })
    .await
}

/// Gives whether it was not linked before.
pub async fn link(tx: &mut Transaction, incident: IncidentId, alert: &LinkedAlert) -> Outcome<bool> {
    let row = sql("insert into incident_alerts (incident_id, fingerprint, name, starts_at, linked_at) \
                   values ($1, $2, $3, $4, $5) on conflict (incident_id, fingerprint) do nothing");
    let row = row.bind(incident.0).bind(&alert.fingerprint).bind(&alert.name);
    Ok(tx.run(row.bind(alert.starts_at).bind(alert.linked_at)).await? > 0)
}

/// Gives whether it was linked.
pub async fn unlink(tx: &mut Transaction, incident: IncidentId, fingerprint: &str) -> Outcome<bool> {
    let row = sql("delete from incident_alerts where incident_id = $1 and fingerprint = $2");
    Ok(tx.run(row.bind(incident.0).bind(fingerprint)).await? > 0)
}

/// The incidents that hit any of these services.
pub async fn of_services(q: &mut dyn Query, services: Vec<Uuid>) -> Outcome<Vec<Uuid>> {
    let statement = sql("select distinct incident_id from incident_services where service_id in ").list(services);
    q.all(statement, |row| row.get("incident_id")).await
}

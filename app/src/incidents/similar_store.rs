//! Past incidents that may be like one that goes on.

use std::collections::{BTreeSet, HashMap};

use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Actor, Outcome, Uuid};

use super::incident::{Incident, IncidentId};
use super::status::Status;
use super::store::{incidents, read};

/// Of each kind, the newest.
const MOST: i64 = 200;

/// Those that are over: the newest, and the newest that hit the same services or had alerts of the same names.
pub async fn candidates(q: &mut dyn Query, who: &Actor, incident: IncidentId) -> Outcome<Vec<Incident>> {
    let over = || {
        let over = [Status::Resolved, Status::Closed].map(Status::name);
        let statement = incidents(who).text(" and i.merged_into is null and i.id <> ").arg(incident.0);
        statement.text(" and i.practice = ").arg(false).text(" and i.status in ").list(over)
    };
    let last = " order by i.count desc limit ";
    let mut found = q.all(over().text(last).arg(MOST), read).await?;
    let related = over()
        .text(
            " and (i.id in (select s.incident_id from incident_services s where s.service_id in \
              (select o.service_id from incident_services o where o.incident_id = ",
        )
        .arg(incident.0)
        .text(
            ")) or i.id in (select a.incident_id from incident_alerts a where a.name in \
              (select o.name from incident_alerts o where o.incident_id = ",
        )
        .arg(incident.0)
        .text(")))");
    let known: BTreeSet<i64> = found.iter().map(|incident| incident.count).collect();
    let related = q.all(related.text(last).arg(MOST), read).await?;
    found.extend(related.into_iter().filter(|incident| !known.contains(&incident.count)));
    Ok(found)
}

/// The names of the alerts of each.
pub async fn alert_names(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashMap<Uuid, BTreeSet<String>>> {
    let statement = sql("select distinct incident_id, name from incident_alerts where incident_id in ").list(incidents);
    let rows = q.all(statement, |row| Ok((row.get::<Uuid>("incident_id")?, row.get::<String>("name")?))).await?;
    let mut names: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for (incident, name) in rows {
        names.entry(incident).or_default().insert(name);
    }
    Ok(names)
}

//! Rows of incidents that rules of the routes opened, and of the groups of alerts that belong to them.

use ryugaku_db::{Query, Read, Row, Transaction, Value, sql};
use ryugaku_kernel::{Outcome, Uuid};
use ryugaku_routing::{GroupId, Joined, OpeningId, Running, StormId};

use super::incident::IncidentId;
use super::status::Status;

pub async fn insert(tx: &mut Transaction, incident: IncidentId, opening: OpeningId, storm: StormId) -> Outcome<()> {
    let row = sql("insert into incident_openings (incident_id, opening, storm) values ($1, $2, $3)");
    tx.run(row.bind(incident.0).bind(opening.0.cast_signed()).bind(storm.0.cast_signed())).await.map(drop)
}

/// Those that go on. Of two of one storm, as there are when somebody has reopened one, the younger counts.
pub async fn running(q: &mut dyn Query) -> Outcome<Running> {
    let statement = sql("select o.incident_id, o.storm from (select incident_id, storm from incident_openings \
             union all select incident_id, storm from incident_storms) o join incidents i on i.id = o.incident_id \
             where i.status in ")
    .list(Status::OPEN.map(Status::name));
    let read = |row: &Row| Ok((row.get::<Uuid>("incident_id")?, row.get::<i64>("storm")?));
    let rows = q.all(statement.text(" order by i.count"), read).await?;
    Ok(Running {
        cases: rows.iter().map(|(incident, _)| *incident).collect(),
        storms: rows.into_iter().map(|(incident, storm)| (StormId(storm.cast_unsigned()), incident)).collect(),
    })
}

pub async fn groups(q: &mut dyn Query) -> Outcome<Vec<(GroupId, Joined)>> {
    q.all(sql("select group_id, opening, incident_id from incident_groups order by group_id"), |row| {
        let opening = OpeningId(row.get::<i64>("opening")?.cast_unsigned());
        let group = GroupId(row.get::<i64>("group_id")?.cast_unsigned());
        Ok((group, Joined { opening, case: row.get("incident_id")? }))
    })
    .await
}

/// What each group belongs to now, or that it belongs to nothing.
pub async fn set_groups(tx: &mut Transaction, changes: Vec<(GroupId, Option<Joined>)>) -> Outcome<()> {
    let (mut joined, mut gone) = (Vec::new(), Vec::new());
    for (group, now) in changes {
        let group = group.0.cast_signed();
        match now {
            Some(Joined { opening, case: incident }) => {
                joined.push(vec![Value::from(group), opening.0.cast_signed().into(), incident.into()]);
            }
            None => gone.push(vec![Value::from(group)]),
        }
    }
    let head = "insert into incident_groups (group_id, opening, incident_id) values ";
    let tail = " on conflict (group_id) do update set opening = excluded.opening, incident_id = excluded.incident_id";
    tx.run_many(head, joined, tail).await?;
    tx.run_many("delete from incident_groups where group_id in (values ", gone, ")").await
}

/// Storms and groups of one incident are another's from now on.
pub async fn merge(tx: &mut Transaction, from: IncidentId, into: IncidentId) -> Outcome<()> {
    let storms = sql("select storm from incident_openings where incident_id = $1 \
                      union select storm from incident_storms where incident_id = $2");
    let storms = tx.all(storms.bind(from.0).bind(from.0), |row| row.get::<i64>("storm")).await?;
    let rows = storms.into_iter().map(|storm| vec![Value::from(into.0), storm.into()]).collect();
    let head = "insert into incident_storms (incident_id, storm) values ";
    tx.run_many(head, rows, " on conflict (incident_id, storm) do nothing").await?;
    let groups = sql("update incident_groups set incident_id = $1 where incident_id = $2");
    tx.run(groups.bind(into.0).bind(from.0)).await.map(drop)
}

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
    Ok(by_storm(q.all(statement.text(" order by i.count"), read).await?))
}

pub async fn groups(q: &mut dyn Query) -> Outcome<Vec<(GroupId, Joined)>> {
    let statement = sql("select group_id, opening, incident_id as belongs_to from incident_groups order by group_id");
    q.all(statement, read_group).await
}

/// What each group belongs to now, or that it belongs to nothing.
pub async fn set_groups(tx: &mut Transaction, changes: Vec<(GroupId, Option<Joined>)>) -> Outcome<()> {
    let (joined, gone) = group_rows(changes);
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

/// Cases and their storms; of two of one storm the later one in the list counts.
pub fn by_storm(rows: Vec<(Uuid, i64)>) -> Running {
    Running {
        cases: rows.iter().map(|(case, _)| *case).collect(),
        storms: rows.into_iter().map(|(case, storm)| (StormId(storm.cast_unsigned()), case)).collect(),
    }
}

/// A group, and in `belongs_to` the key of what it belongs to.
pub fn read_group(row: &Row) -> Outcome<(GroupId, Joined)> {
    let opening = OpeningId(row.get::<i64>("opening")?.cast_unsigned());
    let group = GroupId(row.get::<i64>("group_id")?.cast_unsigned());
    Ok((group, Joined { opening, case: row.get("belongs_to")? }))
}

/// Rows of the groups that belong to something (group, opening, what), and of those that belong to nothing.
pub fn group_rows(changes: Vec<(GroupId, Option<Joined>)>) -> (Vec<Vec<Value>>, Vec<Vec<Value>>) {
    let (mut joined, mut gone) = (Vec::new(), Vec::new());
    for (group, now) in changes {
        let group = group.0.cast_signed();
        match now {
            Some(Joined { opening, case }) => {
                joined.push(vec![Value::from(group), opening.0.cast_signed().into(), case.into()]);
            }
            None => gone.push(vec![Value::from(group)]),
        }
    }
    (joined, gone)
}

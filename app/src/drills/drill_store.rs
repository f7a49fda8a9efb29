//! Drills' rows, with what is read out and what is aimed at.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use super::drill::{Aim, Drill, Inject};

pub async fn of_incident(q: &mut dyn Query, incident: Uuid) -> Outcome<Option<Drill>> {
    let statement =
        sql("select incident_id, scenario_id, facilitator_id, learnt, version from drills where incident_id = $1");
    let drill = q.one(statement.bind(incident), |row| {
        Ok(Drill {
            incident: row.get("incident_id")?,
            scenario: row.get("scenario_id")?,
            facilitator: row.get("facilitator_id")?,
            learnt: row.get("learnt")?,
            version: row.get("version")?,
            injects: Vec::new(),
            aims: Vec::new(),
        })
    });
    let Some(mut drill) = drill.await? else { return Ok(None) };
    let injects =
        sql("select number, minute, said, given_at from drill_injects where incident_id = $1 order by number");
    drill.injects = q
        .all(injects.bind(incident), |row| {
            Ok(Inject {
                number: row.get("number")?,
                minute: row.get("minute")?,
                said: row.get("said")?,
                given_at: row.get("given_at")?,
            })
        })
        .await?;
    let aims = sql("select number, aim, reached from drill_aims where incident_id = $1 order by number");
    drill.aims = q
        .all(aims.bind(incident), |row| {
            Ok(Aim { number: row.get("number")?, aim: row.get("aim")?, reached: row.get("reached")? })
        })
        .await?;
    Ok(Some(drill))
}

pub async fn insert(tx: &mut Transaction, drill: &Drill) -> Outcome<()> {
    let row = sql("insert into drills (incident_id, scenario_id, facilitator_id, learnt) values ($1, $2, $3, $4)");
    let row = row.bind(drill.incident).bind(drill.scenario).bind(drill.facilitator).bind(&drill.learnt);
    tx.run(row).await?;
    for inject in &drill.injects {
        let row = sql("insert into drill_injects (incident_id, number, minute, said) values ($1, $2, $3, $4)");
        tx.run(row.bind(drill.incident).bind(inject.number).bind(inject.minute).bind(&inject.said)).await?;
    }
    for aim in &drill.aims {
        let row = sql("insert into drill_aims (incident_id, number, aim) values ($1, $2, $3)");
        tx.run(row.bind(drill.incident).bind(aim.number).bind(&aim.aim)).await?;
    }
    Ok(())
}

/// Held until the end of the transaction: of two who turn its clock the second goes on from where the first left it.
pub async fn hold(tx: &mut Transaction, incident: Uuid) -> Outcome<()> {
    tx.run(sql("update drills set learnt = learnt where incident_id = $1").bind(incident)).await.map(drop)
}

/// Gives whether it had not been read out before.
pub async fn give(tx: &mut Transaction, incident: Uuid, number: i64, now: Time) -> Outcome<bool> {
    let row = sql("update drill_injects set given_at = $1 where incident_id = $2 and number = $3 and given_at is null");
    Ok(tx.run(row.bind(now).bind(incident).bind(number)).await? > 0)
}

/// Gives whether there is such an aim.
pub async fn judge(tx: &mut Transaction, incident: Uuid, number: i64, reached: Option<bool>) -> Outcome<bool> {
    let row = sql("update drill_aims set reached = $1 where incident_id = $2 and number = $3");
    Ok(tx.run(row.bind(reached).bind(incident).bind(number)).await? > 0)
}

/// Refused if another version than `expected` stands by then.
pub async fn set_learnt(tx: &mut Transaction, incident: Uuid, expected: Option<i64>, text: &str) -> Outcome<()> {
    let row = sql("update drills set learnt = $1, version = version + 1 where incident_id = $2");
    let mut row = row.bind(text).bind(incident);
    if let Some(version) = expected {
        row = row.text(" and version = ").arg(version);
    }
    if tx.run(row).await? == 0 { Err(Failure::Stale) } else { Ok(()) }
}

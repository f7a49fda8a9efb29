//! The rows of milestones.

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::milestone::{Milestone, MilestoneKind};

/// By day; at most 1,000.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Milestone>> {
    let statement = sql("select id, kind, team_id, day, what, recorded_by, recorded_at from programme_milestones \
                         order by day, id limit 1000");
    q.all(statement, |row| {
        let day: String = row.get("day")?;
        Ok(Milestone {
            id: row.get("id")?,
            kind: row.word("kind", MilestoneKind::named)?,
            team: row.get("team_id")?,
            day: day.parse::<Date>().map_err(Failure::internal)?,
            what: row.get("what")?,
            by: row.get("recorded_by")?,
            at: row.get("recorded_at")?,
        })
    })
    .await
}

pub async fn insert(tx: &mut Transaction, new: &Milestone) -> Outcome<()> {
    let row = sql("insert into programme_milestones (id, kind, team_id, day, what, recorded_by, recorded_at) \
                   values ($1, $2, $3, $4, $5, $6, $7)");
    let row = row.bind(new.id).bind(new.kind.name()).bind(new.team).bind(new.day.to_string()).bind(&new.what);
    tx.run(row.bind(new.by).bind(new.at)).await.map(drop)
}

pub async fn remove(tx: &mut Transaction, id: Uuid) -> Outcome<()> {
    tx.run(sql("delete from programme_milestones where id = $1").bind(id)).await.map(drop)
}

//! The looks' rows.

use ryugaku_db::{Query, Read, Row, Transaction, Value, sql};
use ryugaku_kernel::{Failure, Outcome, Time};
use ryugaku_routing::GroupId;

use super::look::{Decided, Look};

pub async fn write(tx: &mut Transaction, looks: Vec<Look>) -> Outcome<()> {
    let row = |look: Look| {
        let group = look.group.0.cast_signed();
        vec![Value::from(group), look.at.into(), look.routing.into(), look.decided.to_bytes().into()]
    };
    let head = "insert into group_looks (group_id, at, routing, body) values ";
    let tail = " on conflict (group_id, at) do update set routing = excluded.routing, body = excluded.body";
    // One statement may name a row once.
    let mut last = std::collections::BTreeMap::new();
    looks.into_iter().for_each(|look| drop(last.insert((look.group, look.at), look)));
    tx.run_many(head, last.into_values().map(row).collect(), tail).await
}

/// Of these groups between those times, both within, oldest first.
pub async fn of_groups(q: &mut dyn Query, groups: &[GroupId], span: (Time, Time), most: i64) -> Outcome<Vec<Look>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql("select group_id, at, routing, body from group_looks where group_id in ")
        .list(groups.iter().map(|group| group.0.cast_signed()))
        .text(" and at >= ")
        .arg(span.0)
        .text(" and at <= ")
        .arg(span.1);
    q.all(statement.text(" order by at, group_id limit ").arg(most), read).await
}

/// Deletes those from before `before`, some at a time; gives how many rows it was.
pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    let old = sql("delete from group_looks where (group_id, at) in \
                   (select group_id, at from group_looks where at < $1 order by at limit 5000)");
    tx.run(old.bind(before)).await
}

fn read(row: &Row) -> Outcome<Look> {
    let body: Vec<u8> = row.get("body")?;
    Ok(Look {
        group: GroupId(row.get::<i64>("group_id")?.cast_unsigned()),
        at: row.get("at")?,
        routing: row.get("routing")?,
        decided: Decided::from_bytes(&body).map_err(Failure::internal)?,
    })
}

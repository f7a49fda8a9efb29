//! The notification log's rows: what each channel was last told of each group.

use ryugaku_alerting::Labels;
use ryugaku_db::{Query, Read, Row, Transaction, Value, sql};
use ryugaku_kernel::{Failure, Outcome};
use ryugaku_routing::{Change, Entry, GroupId, Notified, Place};

pub async fn log(q: &mut dyn Query) -> Outcome<Vec<Entry>> {
    let statement =
        sql("select route, receiver, nth, labels, channel, body from notice_log order by group_id, channel");
    q.all(statement, read).await
}

pub async fn write_log(tx: &mut Transaction, changes: Vec<Change>) -> Outcome<()> {
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for Change { group: GroupId(group), channel, entry } in changes {
        let key = [Value::from(group.cast_signed()), i64::from(channel).into()];
        match entry {
            None => gone.push(key),
            Some(Entry { place: Place { route, receiver, nth }, labels, notified, .. }) => {
                let labels = postcard::to_stdvec(&labels).map_err(Failure::internal)?;
                let rest = [route.into(), receiver.into(), nth.into(), labels.into(), notified.to_bytes().into()];
                kept.push(key.into_iter().chain(rest).collect());
            }
        }
    }
    let head = "insert into notice_log (group_id, channel, route, receiver, nth, labels, body) values ";
    let tail = " on conflict (group_id, channel) do update set body = excluded.body";
    tx.run_many(head, kept, tail).await?;
    for [group, channel] in gone {
        tx.run(sql("delete from notice_log where group_id = $1 and channel = $2").bind(group).bind(channel)).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Outcome<Entry> {
    let (labels, body): (Vec<u8>, Vec<u8>) = (row.get("labels")?, row.get("body")?);
    let labels: Labels = postcard::from_bytes(&labels).map_err(Failure::internal)?;
    let number = |name| u32::try_from(row.get::<i64>(name)?).map_err(Failure::internal);
    let place = Place { route: row.get("route")?, receiver: row.get("receiver")?, nth: number("nth")? };
    let notified =
        Notified::from_bytes(&body).ok_or_else(|| Failure::internal("an entry of the notification log is damaged"))?;
    Ok(Entry { place, labels, channel: number("channel")?, notified })
}

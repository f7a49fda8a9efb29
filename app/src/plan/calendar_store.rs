//! Imported calendars' rows. Titles leave only by `own_times`, which its callers give to the owner.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use super::calendar::{Busy, Calendar, CalendarId, OwnTime};

/// Rows written by one statement.
const AT_ONCE: usize = 100;

pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Calendar>> {
    let statement = sql("select id, person_id, name, imported_at, from_at, until_at, entries, passed, refused \
                         from person_calendars where person_id = $1 order by imported_at desc, id");
    q.all(statement.bind(person), read).await
}

pub async fn insert(tx: &mut Transaction, calendar: &Calendar) -> Outcome<()> {
    let row = sql("insert into person_calendars (id, person_id, name, imported_at, from_at, until_at, entries, \
                   passed, refused) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let refused = serde_json::to_value(&calendar.refused).map_err(Failure::internal)?;
    let row = row.bind(calendar.id.0).bind(calendar.person).bind(&calendar.name).bind(calendar.imported_at);
    let row = row.bind(calendar.from).bind(calendar.until).bind(calendar.entries).bind(calendar.passed);
    tx.run(row.bind(refused)).await.map(drop)
}

pub async fn insert_times(tx: &mut Transaction, calendar: &Calendar, times: &[OwnTime]) -> Outcome<()> {
    let mut ordinal = 0_i64;
    for some in times.chunks(AT_ONCE) {
        let mut rows = sql("insert into person_times (calendar_id, ordinal, person_id, from_at, until_at, all_day, \
                            busy, title, place) values ");
        for (at, time) in some.iter().enumerate() {
            ordinal += 1;
            rows = rows.text(if at > 0 { ", (" } else { "(" }).arg(calendar.id.0).text(", ").arg(ordinal);
            rows = rows.text(", ").arg(calendar.person).text(", ").arg(time.from).text(", ").arg(time.until);
            rows = rows.text(", ").arg(time.all_day).text(", ").arg(time.busy).text(", ").arg(&time.title);
            rows = rows.text(", ").arg(&time.place).text(")");
        }
        tx.run(rows).await?;
    }
    Ok(())
}

pub async fn remove(tx: &mut Transaction, id: CalendarId) -> Outcome<()> {
    tx.run(sql("delete from person_times where calendar_id = $1").bind(id.0)).await?;
    tx.run(sql("delete from person_calendars where id = $1").bind(id.0)).await.map(drop)
}

/// For the owner: what comes next, titles included; at most `most`.
pub async fn own_times(q: &mut dyn Query, calendar: CalendarId, from: Time, most: i64) -> Outcome<Vec<OwnTime>> {
    let statement = sql("select from_at, until_at, all_day, busy, title, place from person_times \
                         where calendar_id = $1 and until_at > $2 order by from_at, ordinal limit $3");
    q.all(statement.bind(calendar.0).bind(from).bind(most), |row| {
        Ok(OwnTime {
            from: row.get("from_at")?,
            until: row.get("until_at")?,
            all_day: row.get("all_day")?,
            busy: row.get("busy")?,
            title: row.get("title")?,
            place: row.get("place")?,
        })
    })
    .await
}

/// When these people are busy between two instants, by their beginning.
pub async fn busy(q: &mut dyn Query, people: Vec<Uuid>, from: Time, until: Time) -> Outcome<Vec<Busy>> {
    let statement = sql("select person_id, from_at, until_at, all_day from person_times where person_id in ");
    let statement = statement.list(people).text(" and from_at < ").arg(until).text(" and until_at > ").arg(from);
    let statement = statement.text(" and busy = ").arg(true).text(" order by from_at, until_at limit 2000");
    q.all(statement, |row| {
        Ok(Busy {
            who: row.get("person_id")?,
            from: row.get("from_at")?,
            until: row.get("until_at")?,
            all_day: row.get("all_day")?,
        })
    })
    .await
}

fn read(row: &Row) -> Outcome<Calendar> {
    Ok(Calendar {
        id: CalendarId(row.get("id")?),
        person: row.get("person_id")?,
        name: row.get("name")?,
        imported_at: row.get("imported_at")?,
        from: row.get("from_at")?,
        until: row.get("until_at")?,
        entries: row.get("entries")?,
        passed: row.get("passed")?,
        refused: row.json("refused")?,
    })
}

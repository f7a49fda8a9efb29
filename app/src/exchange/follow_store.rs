//! Rows of follow-ups and of what was said at them.

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::exchange::ExchangeId;
use super::follow_up::{Cadence, FollowNote, FollowUp, FollowUpId};
use super::store::{day, maybe_day};

const FOLLOW_UP: &str = "select f.id, f.exchange_id, f.what, f.owner_id, f.cadence, f.first_day, f.next_day, f.ended_at, \
     f.nudged_for, f.version from exchange_follow_ups f ";

/// Those that go on first, by the day they are due.
pub async fn of_exchange(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<FollowUp>> {
    let statement = sql(FOLLOW_UP).text("where f.exchange_id = ").arg(exchange.0);
    let statement = statement.text(" order by case when f.ended_at is null then 0 else 1 end, f.next_day, f.id");
    q.all(statement, read).await
}

pub async fn find(q: &mut dyn Query, exchange: ExchangeId, id: FollowUpId) -> Outcome<FollowUp> {
    let statement = sql(FOLLOW_UP).text("where f.id = ").arg(id.0).text(" and f.exchange_id = ").arg(exchange.0);
    q.one(statement, read).await?.ok_or(Failure::NotFound("follow_up"))
}

/// Somebody's that are due up to `until`, of exchanges that are followed up; at most 50.
pub async fn due_of(q: &mut dyn Query, owner: Uuid, until: Date) -> Outcome<Vec<FollowUp>> {
    let statement = sql(FOLLOW_UP)
        .text("join exchanges e on e.id = f.exchange_id where f.ended_at is null and f.owner_id = ")
        .arg(owner);
    let statement = statement.text(" and f.next_day <= ").arg(until.to_string());
    q.all(
        statement.text(
            " and e.paused_at is null and e.state in ('following_up', 'closed') order by f.next_day, f.id limit 50",
        ),
        read,
    )
    .await
}

/// Those that are due up to `until` and of which nobody has been reminded for that day.
pub async fn to_remind(q: &mut dyn Query, until: Date) -> Outcome<Vec<FollowUp>> {
    let statement =
        sql(FOLLOW_UP).text("join exchanges e on e.id = f.exchange_id where f.ended_at is null and f.next_day <= ");
    let statement = statement.arg(until.to_string()).text(" and (f.nudged_for is null or f.nudged_for <> f.next_day)");
    q.all(
        statement.text(" and e.paused_at is null and e.state in ('following_up', 'closed') order by f.id limit 500"),
        read,
    )
    .await
}

pub async fn insert(tx: &mut Transaction, follow_up: &FollowUp) -> Outcome<()> {
    let row = sql("insert into exchange_follow_ups (id, exchange_id, what, owner_id, cadence, first_day, \
                   next_day, version) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let row = row.bind(follow_up.id.0).bind(follow_up.exchange.0).bind(&follow_up.what).bind(follow_up.owner);
    let row = row.bind(follow_up.cadence.name()).bind(follow_up.first.to_string());
    let row = row.bind(follow_up.next.map(|day| day.to_string()));
    tx.run(row.bind(follow_up.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; it then has the next one.
pub async fn update(tx: &mut Transaction, follow_up: &mut FollowUp) -> Outcome<()> {
    let row =
        sql("update exchange_follow_ups set what = $1, owner_id = $2, cadence = $3, next_day = $4, ended_at = $5, \
                   nudged_for = $6, version = version + 1 where id = $7 and version = $8");
    let row = row.bind(&follow_up.what).bind(follow_up.owner).bind(follow_up.cadence.name());
    let row = row.bind(follow_up.next.map(|day| day.to_string())).bind(follow_up.ended_at);
    let row = row.bind(follow_up.nudged_for.map(|day| day.to_string()));
    if tx.run(row.bind(follow_up.id.0).bind(follow_up.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    follow_up.version += 1;
    Ok(())
}

/// What was said at an exchange's follow-ups, newest first; at most 200.
pub async fn notes(q: &mut dyn Query, exchange: ExchangeId) -> Outcome<Vec<FollowNote>> {
    let statement = sql("select n.id, n.follow_up_id, n.day, n.note, n.by_id, n.at from exchange_follow_notes n \
                         join exchange_follow_ups f on f.id = n.follow_up_id where f.exchange_id = $1 \
                         order by n.day desc, n.id desc limit 200");
    q.all(statement.bind(exchange.0), |row| {
        Ok(FollowNote {
            id: row.get("id")?,
            follow_up: FollowUpId(row.get("follow_up_id")?),
            day: day(row, "day")?,
            note: row.get("note")?,
            by: row.get("by_id")?,
            at: row.get("at")?,
        })
    })
    .await
}

pub async fn insert_note(tx: &mut Transaction, note: &FollowNote) -> Outcome<()> {
    let row = sql(
        "insert into exchange_follow_notes (id, follow_up_id, day, note, by_id, at) values ($1, $2, $3, $4, $5, $6)",
    );
    let row = row.bind(note.id).bind(note.follow_up.0).bind(note.day.to_string()).bind(&note.note);
    tx.run(row.bind(note.by).bind(note.at)).await.map(drop)
}

fn read(row: &Row) -> Outcome<FollowUp> {
    Ok(FollowUp {
        id: FollowUpId(row.get("id")?),
        exchange: ExchangeId(row.get("exchange_id")?),
        what: row.get("what")?,
        owner: row.get("owner_id")?,
        cadence: row.word("cadence", Cadence::named)?,
        first: day(row, "first_day")?,
        next: maybe_day(row, "next_day")?,
        ended_at: row.get("ended_at")?,
        nudged_for: maybe_day(row, "nudged_for")?,
        version: row.get("version")?,
    })
}

/// How many there are of an exchange, and how many of them go on.
pub async fn counts(q: &mut dyn Query, exchange: Uuid) -> Outcome<(i64, i64)> {
    let statement =
        sql("select count(*) as n, cast(coalesce(sum(case when ended_at is null then 1 else 0 end), 0) as bigint) \
                         as open from exchange_follow_ups where exchange_id = $1");
    let counts = q.one(statement.bind(exchange), |row| Ok((row.get("n")?, row.get("open")?))).await?;
    Ok(counts.unwrap_or_default())
}

//! Feedback's rows: sealed bytes, whom the writer chose, who was asked.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use super::feedback::{Feedback, FeedbackId, Given, QuoteTo, Reader, State, What};
use super::moment::Moment;
use crate::exchange::Side;

const FEEDBACK: &str = "select f.id, f.exchange_id, f.moment, f.side, f.writer_id, f.state, f.sealed, f.quote_to, f.quote_at, f.begun_at, \
     f.given_at, f.given_day, f.withdrawn_at, f.version from feedback f where ";

/// All of an exchange, in the order in which it was begun: drafts too.
pub async fn of_exchange(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Feedback>> {
    let statement = sql(FEEDBACK).text("f.exchange_id = ").arg(exchange).text(" order by f.begun_at, f.id");
    let rows = q.all(statement, read).await?;
    with_readers(q, rows).await
}

/// All of one moment and side, in the order in which it was begun.
pub async fn at(q: &mut dyn Query, exchange: Uuid, moment: Moment, side: Side) -> Outcome<Vec<Feedback>> {
    let mut all = of_exchange(q, exchange).await?;
    all.retain(|one| one.moment == moment && one.side == side);
    Ok(all)
}

/// That it was given, by day: for a given exchange, withdrawn or not.
pub async fn given(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Given>> {
    let statement = sql("select moment, side, given_day from feedback where given_day is not null and exchange_id = ");
    let statement = statement.arg(exchange).text(" order by given_at, id");
    q.all(statement, |row| {
        let day: String = row.get("given_day")?;
        Ok(Given {
            moment: row.word("moment", Moment::named)?,
            side: row.word("side", Side::named)?,
            day: day.parse().map_err(Failure::internal)?,
        })
    })
    .await
}

/// Exchanges, moments and sides of which somebody has given feedback.
pub async fn given_by(q: &mut dyn Query, writer: Uuid) -> Outcome<Vec<(Uuid, Moment, Side)>> {
    let statement =
        sql("select exchange_id, moment, side from feedback where given_day is not null and writer_id = $1");
    q.all(statement.bind(writer), |row| {
        Ok((row.get("exchange_id")?, row.word("moment", Moment::named)?, row.word("side", Side::named)?))
    })
    .await
}

pub async fn insert(tx: &mut Transaction, feedback: &Feedback) -> Outcome<()> {
    let row =
        sql("insert into feedback (id, exchange_id, moment, side, writer_id, state, sealed, quote_to, quote_at, \
                   begun_at, given_at, given_day, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
    let row = row.bind(feedback.id.0).bind(feedback.exchange).bind(feedback.moment.name()).bind(feedback.side.name());
    let row = row.bind(feedback.writer).bind(feedback.state.name()).bind(feedback.sealed.clone());
    let row = row.bind(feedback.quote_to.name()).bind(feedback.quote_at).bind(feedback.begun_at);
    let row = row.bind(feedback.given_at).bind(feedback.given_day.map(|day| day.to_string()));
    tx.run(row.bind(feedback.version)).await?;
    write_readers(tx, feedback).await
}

/// Writes what may change, if the row still has the version it was read with; the feedback then has the next one.
pub async fn update(tx: &mut Transaction, feedback: &mut Feedback) -> Outcome<()> {
    let row = sql("update feedback set state = $1, sealed = $2, quote_to = $3, quote_at = $4, given_at = $5, \
                   given_day = $6, withdrawn_at = $7, version = version + 1 where id = $8 and version = $9");
    let row = row.bind(feedback.state.name()).bind(feedback.sealed.clone()).bind(feedback.quote_to.name());
    let row = row.bind(feedback.quote_at).bind(feedback.given_at);
    let row = row.bind(feedback.given_day.map(|day| day.to_string())).bind(feedback.withdrawn_at);
    if tx.run(row.bind(feedback.id.0).bind(feedback.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    feedback.version += 1;
    tx.run(sql("delete from feedback_readers where feedback_id = $1").bind(feedback.id.0)).await?;
    write_readers(tx, feedback).await
}

pub async fn remove(tx: &mut Transaction, id: FeedbackId) -> Outcome<()> {
    tx.run(sql("delete from feedback_readers where feedback_id = $1").bind(id.0)).await?;
    tx.run(sql("delete from feedback where id = $1").bind(id.0)).await.map(drop)
}

/// Whether this is the first time that somebody is asked for it; from now on it is not.
pub async fn ask_once(
    tx: &mut Transaction,
    exchange: Uuid,
    (moment, side): (Moment, Side),
    person: Uuid,
    now: Time,
) -> Outcome<bool> {
    let row = sql("insert into feedback_asked (exchange_id, moment, side, person_id, asked_at) \
                   values ($1, $2, $3, $4, $5) on conflict (exchange_id, moment, side, person_id) do nothing");
    let row = row.bind(exchange).bind(moment.name()).bind(side.name()).bind(person).bind(now);
    Ok(tx.run(row).await? > 0)
}

async fn write_readers(tx: &mut Transaction, feedback: &Feedback) -> Outcome<()> {
    for reader in &feedback.readers {
        let row = sql("insert into feedback_readers (feedback_id, person_id, what, chosen_at) values ($1, $2, $3, $4)");
        let row = row.bind(feedback.id.0).bind(reader.person).bind(reader.what.name());
        tx.run(row.bind(reader.chosen_at)).await?;
    }
    Ok(())
}

async fn with_readers(q: &mut dyn Query, mut all: Vec<Feedback>) -> Outcome<Vec<Feedback>> {
    let statement = sql("select feedback_id, person_id, what, chosen_at from feedback_readers where feedback_id in ")
        .list(all.iter().map(|one| one.id.0))
        .text(" order by person_id, what");
    let rows = q.all(statement, |row| {
        let reader = Reader {
            person: row.get("person_id")?,
            what: row.word("what", What::named)?,
            chosen_at: row.get("chosen_at")?,
        };
        Ok((row.get::<Uuid>("feedback_id")?, reader))
    });
    let mut readers: HashMap<Uuid, Vec<Reader>> = HashMap::new();
    for (id, reader) in rows.await? {
        readers.entry(id).or_default().push(reader);
    }
    for one in &mut all {
        one.readers = readers.remove(&one.id.0).unwrap_or_default();
    }
    Ok(all)
}

fn read(row: &Row) -> Outcome<Feedback> {
    let day: Option<String> = row.get("given_day")?;
    let given_day: Option<Date> = day.map(|day| day.parse()).transpose().map_err(Failure::internal)?;
    Ok(Feedback {
        id: FeedbackId(row.get("id")?),
        exchange: row.get("exchange_id")?,
        moment: row.word("moment", Moment::named)?,
        side: row.word("side", Side::named)?,
        writer: row.get("writer_id")?,
        state: row.word("state", State::named)?,
        sealed: row.get("sealed")?,
        quote_to: row.word("quote_to", QuoteTo::named)?,
        quote_at: row.get("quote_at")?,
        readers: Vec::new(),
        begun_at: row.get("begun_at")?,
        given_at: row.get("given_at")?,
        given_day,
        withdrawn_at: row.get("withdrawn_at")?,
        version: row.get("version")?,
    })
}

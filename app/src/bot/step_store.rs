//! Steps' rows.

use std::collections::BTreeSet;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};

use super::errand::Errand;
use super::network::Network;
use super::step::{RESTRICTED, Step, StepState};

const STEP: &str = "select id, number, errand, state, run_at, attempts, begun_at, error, needs, created_at, finished_at \
                    from bot_steps";
/// Steps of one kind that are read of a room at once.
const MOST: i64 = 1000;

/// Adds it at the end of the room's list, unless it is there already; whether it was added.
pub async fn add(tx: &mut Transaction, cx: &Cx, room: Uuid, errand: &Errand, run_at: Time) -> Outcome<bool> {
    let once = errand.once();
    // The row of the room is held from here on: of two who add, one comes after the other.
    let number =
        sql("update bot_rooms set next_number = next_number + 1 where id = $1 returning next_number").bind(room);
    let number: Option<i64> = tx.one(number, |row| row.get("next_number")).await?;
    let number = number.ok_or(Failure::NotFound("room"))? - 1;
    let row = sql("insert into bot_steps (id, room_id, number, errand, once, state, run_at, attempts, created_at) \
                   values ($1, $2, $3, $4, $5, 'waiting', $6, 0, $7) on conflict (room_id, once) do nothing");
    let errand = serde_json::to_value(errand).map_err(Failure::internal)?;
    let row = row.bind(cx.new_id()).bind(room).bind(number).bind(errand).bind(once.as_deref()).bind(run_at);
    Ok(tx.run(row.bind(cx.now())).await? > 0)
}

/// The first that is to be done now.
pub async fn next(q: &mut dyn Query, room: Uuid, now: Time) -> Outcome<Option<Step>> {
    let statement = sql(STEP).text(" where state = 'waiting' and room_id = ").arg(room);
    q.one(statement.text(" and run_at <= ").arg(now).text(" order by number limit 1"), read).await
}

pub async fn waiting(q: &mut dyn Query, room: Uuid) -> Outcome<Vec<Step>> {
    let statement = sql(STEP).text(" where state = 'waiting' and room_id = ").arg(room);
    q.all(statement.text(" order by number"), read).await
}

/// The newest first.
pub async fn of_room(q: &mut dyn Query, room: Uuid, most: i64) -> Outcome<Vec<Step>> {
    let statement = sql(STEP).text(" where room_id = ").arg(room).text(" order by number desc limit ").arg(most);
    q.all(statement, read).await
}

/// Those of one kind, by the word under which an [`Errand`] is stored; the newest first.
pub async fn of_kind(q: &mut dyn Query, room: Uuid, kind: &str) -> Outcome<Vec<Step>> {
    let statement = sql(STEP).text(" where room_id = ").arg(room).text(" and errand ->> 'do' = ").arg(kind);
    q.all(statement.text(" order by number desc limit ").arg(MOST), read).await
}

/// The number of the first of one kind.
pub async fn first(q: &mut dyn Query, room: Uuid, kind: &str) -> Outcome<Option<i64>> {
    let statement = sql("select min(number) as number from bot_steps where room_id = $1 and errand ->> 'do' = $2");
    let first: Option<Option<i64>> = q.one(statement.bind(room).bind(kind), |row| row.get("number")).await?;
    Ok(first.flatten())
}

/// The numbers of those that are still to be said, where only those read who may.
pub async fn kept_back(q: &mut dyn Query, room: Uuid) -> Outcome<Vec<i64>> {
    let statement = sql("select number from bot_steps where room_id = $1 and state = 'skipped' and error = $2 \
                         and errand ->> 'do' in ('tell', 'nudge') order by number desc limit $3");
    q.all(statement.bind(room).bind(RESTRICTED).bind(MOST), |row| row.get("number")).await
}

/// Those that failed, or wait although something was tried; the newest first.
pub async fn troubled(q: &mut dyn Query, room: Uuid, most: i64) -> Outcome<Vec<Step>> {
    let statement =
        sql(STEP).text(" where (state = 'failed' or (state = 'waiting' and error is not null)) and room_id = ");
    q.all(statement.arg(room).text(" order by number desc limit ").arg(most), read).await
}

pub async fn count(q: &mut dyn Query, room: Uuid, state: StepState) -> Outcome<i64> {
    let statement = sql("select count(*) as n from bot_steps where room_id = $1 and state = $2");
    q.count(statement.bind(room).bind(state.name())).await
}

/// Of what is to be done once at most, what is in the lists of these rooms already: each with its room.
pub async fn there(q: &mut dyn Query, rooms: Vec<Uuid>, all: Vec<String>) -> Outcome<BTreeSet<(Uuid, String)>> {
    let statement = sql("select room_id, once from bot_steps where room_id in ").list(rooms);
    let statement = statement.text(" and once in ").list(all);
    let found: Vec<(Uuid, String)> = q.all(statement, |row| Ok((row.get("room_id")?, row.get("once")?))).await?;
    Ok(found.into_iter().collect())
}

/// Whoever was asked in, and not put out since.
pub async fn invited(q: &mut dyn Query, room: Uuid) -> Outcome<Vec<Uuid>> {
    let statement = sql(STEP).text(" where once is not null and errand ->> 'do' = 'invite' and room_id = ").arg(room);
    Ok(people(q.all(statement, read).await?))
}

/// Those of them who had no account there.
pub async fn unknown(q: &mut dyn Query, room: Uuid) -> Outcome<Vec<Uuid>> {
    let statement = sql(STEP)
        .text(" where once is not null and errand ->> 'do' = 'invite' and state = 'skipped' and error = 'no_account'");
    Ok(people(q.all(statement.text(" and room_id = ").arg(room).text(" order by number"), read).await?))
}

fn people(steps: Vec<Step>) -> Vec<Uuid> {
    let person = |step: Step| match step.errand {
        Errand::Invite { person } => Some(person),
        _ => None,
    };
    steps.into_iter().filter_map(person).collect()
}

/// Written before it is made; `false` if another has begun it since.
pub async fn begin(tx: &mut Transaction, step: &Step, now: Time) -> Outcome<bool> {
    let row = sql("update bot_steps set attempts = attempts + 1, begun_at = coalesce(begun_at, $1) \
                   where id = $2 and state = 'waiting' and attempts = $3");
    Ok(tx.run(row.bind(now).bind(step.id).bind(step.attempts)).await? > 0)
}

pub async fn finish(
    tx: &mut Transaction,
    step: &Step,
    state: StepState,
    result: Option<&str>,
    now: Time,
) -> Outcome<()> {
    let row = sql("update bot_steps set state = $1, error = $2, needs = $3, result = $4, finished_at = $5 \
                   where id = $6 and state = 'waiting'");
    let row = row.bind(state.name()).bind(step.error.as_deref()).bind(step.needs.as_deref()).bind(result);
    let finished = (state != StepState::Waiting).then_some(now);
    tx.run(row.bind(finished).bind(step.id)).await.map(drop)
}

/// Nobody wants it any more; whether it may have been done all the same, since it was begun.
pub async fn call_off(tx: &mut Transaction, step: &Step, now: Time) -> Outcome<bool> {
    let row = sql("update bot_steps set state = 'skipped', error = null, needs = null, finished_at = $1 \
                   where id = $2 and state = 'waiting' returning begun_at");
    let begun: Option<Option<Time>> = tx.one(row.bind(now).bind(step.id), |row| row.get("begun_at")).await?;
    Ok(begun.flatten().is_some())
}

/// Puts one that failed back where it was; whether there was one.
pub async fn again(tx: &mut Transaction, room: Uuid, number: i64) -> Outcome<bool> {
    let row = sql("update bot_steps set state = 'waiting', finished_at = null, error = null, needs = null \
                   where room_id = $1 and number = $2 and state in ('failed', 'skipped')");
    Ok(tx.run(row.bind(room).bind(number)).await? > 0)
}

/// Those that failed since the bot was not in the channel wait again; whether there were some.
pub async fn let_in(tx: &mut Transaction, room: Uuid) -> Outcome<bool> {
    let row = sql("update bot_steps set state = 'waiting', finished_at = null, error = null, needs = null \
                   where room_id = $1 and state = 'failed' and error = 'not_in_channel'");
    Ok(tx.run(row.bind(room)).await? > 0)
}

/// Those of one kind that failed are wanted no more.
pub async fn give_up(tx: &mut Transaction, room: Uuid, kind: &str) -> Outcome<()> {
    let row = sql("update bot_steps set state = 'skipped', error = null, needs = null \
                   where room_id = $1 and state = 'failed' and errand ->> 'do' = $2");
    tx.run(row.bind(room).bind(kind)).await.map(drop)
}

/// What was to be done once at most may be asked for once more.
pub async fn free(tx: &mut Transaction, room: Uuid, errand: &Errand) -> Outcome<()> {
    let row = sql("update bot_steps set once = null where room_id = $1 and once = $2").bind(room);
    tx.run(row.bind(errand.once().as_deref())).await.map(drop)
}

/// Whoever was meant for rooms of this chat and has an account of theirs there only now, or another one, is asked in now, as if for the
/// first time; gives the rooms.
pub async fn ask_in_now(tx: &mut Transaction, network: Network, person: Uuid) -> Outcome<Vec<Uuid>> {
    let row = sql("update bot_steps set state = 'waiting', finished_at = null, error = null, needs = null, \
                   begun_at = null, attempts = 0 where (state in ('done', 'failed') or (state = 'skipped' and \
                   error = 'no_account')) and once = $1 and room_id in (select id from bot_rooms where platform = $2 \
                   and state in ('opening', 'open')) returning room_id");
    let row = row.bind(Errand::Invite { person }.once().as_deref()).bind(network.name());
    tx.all(row, |row| row.get("room_id")).await
}

/// Into what was put away in this chat they were asked by an account that is theirs no longer: they count as not known there, and are
/// looked for once it goes on.
pub async fn ask_in_later(tx: &mut Transaction, network: Network, person: Uuid) -> Outcome<()> {
    let row = sql("update bot_steps set state = 'skipped', error = 'no_account', needs = null where once = $1 and \
                   state in ('done', 'failed') and room_id in (select id from bot_rooms where platform = $2 and \
                   state = 'archived')");
    let row = row.bind(Errand::Invite { person }.once().as_deref()).bind(network.name());
    tx.run(row).await.map(drop)
}

/// These are done once more, as if for the first time.
pub async fn anew(tx: &mut Transaction, room: Uuid, numbers: Vec<i64>) -> Outcome<()> {
    let row = sql("update bot_steps set state = 'waiting', finished_at = null, error = null, needs = null, \
                   begun_at = null, attempts = 0 where room_id = ")
    .arg(room)
    .text(" and number in ")
    .list(numbers);
    tx.run(row).await.map(drop)
}

fn read(row: &Row) -> Outcome<Step> {
    let errand: serde_json::Value = row.get("errand")?;
    Ok(Step {
        id: row.get("id")?,
        number: row.get("number")?,
        errand: serde_json::from_value(errand).map_err(Failure::internal)?,
        state: row.word("state", StepState::named)?,
        run_at: row.get("run_at")?,
        attempts: row.get("attempts")?,
        begun_at: row.get("begun_at")?,
        error: row.get("error")?,
        needs: row.get("needs")?,
        created_at: row.get("created_at")?,
        finished_at: row.get("finished_at")?,
    })
}

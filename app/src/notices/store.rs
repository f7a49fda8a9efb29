//! Notices' rows and their attempts.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Statement, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};
use ryugaku_routing::{GroupId, Why};

use super::notice::{Content, Notice, NoticeId, NoticeState, Reason, Sent};
use crate::notify::Attempt;

const NOTICE: &str = "select id, group_id, receiver, channel, at, why, state, content from notices where ";

pub async fn insert(tx: &mut Transaction, notice: &Notice, state: NoticeState, finished: Option<Time>) -> Outcome<()> {
    let row =
        sql("insert into notices (id, group_id, receiver, channel, at, why, firing, resolved, state, finished_at, \
                   content) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let row = row.bind(notice.id.0).bind(notice.group.0.cast_signed()).bind(&notice.receiver);
    let row = row.bind(i64::from(notice.channel)).bind(notice.at).bind(notice.why.name());
    let row = row.bind(count(notice.content.firing().count())).bind(count(notice.content.resolved().count()));
    tx.run(row.bind(state.name()).bind(finished).bind(notice.content.to_bytes())).await.map(drop)
}

/// Earlier ones to the same channel about the same group that have not arrived, oldest first.
pub async fn waiting_before(q: &mut dyn Query, notice: &Notice) -> Outcome<Vec<Notice>> {
    let waiting = beside(notice).text(" and at < ").arg(notice.at).text(" and state = ");
    let waiting = waiting.arg(NoticeState::Waiting.name()).text(" order by id");
    Ok(q.all(waiting, read).await?.into_iter().map(|(notice, _)| notice).collect())
}

/// Later ones to the same channel about the same group, however far they have come, oldest first.
pub async fn after(q: &mut dyn Query, notice: &Notice) -> Outcome<Vec<Notice>> {
    let later = beside(notice).text(" and at > ").arg(notice.at).text(" order by id");
    Ok(q.all(later, read).await?.into_iter().map(|(notice, _)| notice).collect())
}

/// By `at`, as a group is looked at once in a second at most.
fn beside(notice: &Notice) -> Statement {
    let group = sql(NOTICE).text("group_id = ").arg(notice.group.0.cast_signed());
    let receiver = group.text(" and receiver = ").arg(&notice.receiver);
    receiver.text(" and channel = ").arg(i64::from(notice.channel))
}

pub async fn find(q: &mut dyn Query, id: NoticeId) -> Outcome<(Notice, NoticeState)> {
    q.one(sql(NOTICE).text("id = ").arg(id.0), read).await?.ok_or(Failure::NotFound("notice"))
}

/// About these groups between those times, both within, oldest first.
pub async fn of_groups(q: &mut dyn Query, groups: &[GroupId], span: (Time, Time), most: i64) -> Outcome<Vec<Sent>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(NOTICE)
        .text("group_id in ")
        .list(groups.iter().map(|group| group.0.cast_signed()))
        .text(" and at >= ")
        .arg(span.0)
        .text(" and at <= ")
        .arg(span.1);
    let found = q.all(statement.text(" order by id limit ").arg(most), read).await?;
    let ids: Vec<NoticeId> = found.iter().map(|(notice, _)| notice.id).collect();
    let mut attempts = if ids.is_empty() { HashMap::new() } else { attempts(q, &ids).await? };
    let sent = |(notice, state): (Notice, NoticeState)| {
        let attempts = attempts.remove(&notice.id).unwrap_or_default();
        Sent { notice, state, attempts }
    };
    Ok(found.into_iter().map(sent).collect())
}

/// The notice by which the channel first heard of what this one goes on with, if it does and that is kept.
pub async fn began(q: &mut dyn Query, notice: &Notice) -> Outcome<Option<NoticeId>> {
    let statement = sql("select id from notices where group_id = $1 and receiver = $2 and channel = $3 and why = $4 \
                         and id < $5 order by id desc limit 1");
    let statement = statement.bind(notice.group.0.cast_signed()).bind(&notice.receiver);
    let first = Reason::Routed(Why::First).name();
    let statement = statement.bind(i64::from(notice.channel)).bind(first).bind(notice.id.0);
    q.one(statement, |row| Ok(NoticeId(row.get("id")?))).await
}

/// How many tests of a receiver there were since.
pub async fn tests_since(q: &mut dyn Query, receiver: &str, since: Time) -> Outcome<i64> {
    let statement =
        sql("select count(distinct group_id) as n from notices where at >= $1 and receiver = $2 and why = $3");
    q.count(statement.bind(since).bind(receiver).bind(Reason::Test.name())).await
}

/// One that is not tried again has arrived all the same.
pub async fn set_arrived(tx: &mut Transaction, id: NoticeId, now: Time) -> Outcome<()> {
    let row = sql("update notices set state = $1, finished_at = $2 where id = $3");
    tx.run(row.bind(NoticeState::Sent.name()).bind(now).bind(id.0)).await.map(drop)
}

/// The youngest first.
pub async fn page(q: &mut dyn Query, before: Option<Uuid>, limit: Limit) -> Outcome<Page<(Notice, NoticeState)>> {
    let statement = sql(NOTICE).text("1 = 1").optional(" and id < ", before);
    let found = q.all(statement.text(" order by id desc limit ").arg(limit.probe()), read).await?;
    Ok(Page::cut(found, limit, |(notice, _)| notice.id.to_string()))
}

pub async fn set_state(tx: &mut Transaction, id: NoticeId, state: NoticeState, now: Time) -> Outcome<()> {
    let row = sql("update notices set state = $1, finished_at = $2 where id = $3 and state = $4");
    tx.run(row.bind(state.name()).bind(now).bind(id.0).bind(NoticeState::Waiting.name())).await.map(drop)
}

pub async fn add_attempt(tx: &mut Transaction, id: NoticeId, attempt: &Attempt) -> Outcome<()> {
    let row = sql("insert into notice_attempts (id, notice_id, begun_at, took_ms, status, error, response) \
                   values ($1, $2, $3, $4, $5, $6, $7)");
    let row = row.bind(attempt.id).bind(id.0).bind(attempt.begun_at).bind(attempt.took_ms).bind(attempt.status);
    tx.run(row.bind(attempt.error.clone()).bind(&attempt.response)).await.map(drop)
}

/// Of these, each notice's in order.
pub async fn attempts(q: &mut dyn Query, ids: &[NoticeId]) -> Outcome<HashMap<NoticeId, Vec<Attempt>>> {
    let statement = sql("select notice_id, id, begun_at, took_ms, status, error, response from notice_attempts \
                         where notice_id in ")
    .list(ids.iter().map(|id| id.0));
    let read = |row: &Row| {
        let attempt = Attempt {
            id: row.get("id")?,
            begun_at: row.get("begun_at")?,
            took_ms: row.get("took_ms")?,
            status: row.get("status")?,
            error: row.get("error")?,
            response: row.get("response")?,
        };
        Ok((NoticeId(row.get("notice_id")?), attempt))
    };
    let mut of = HashMap::new();
    for (notice, attempt) in q.all(statement.text(" order by notice_id, id"), read).await? {
        of.entry(notice).or_insert_with(Vec::new).push(attempt);
    }
    Ok(of)
}

/// Deletes those made before `before`.
pub async fn sweep(tx: &mut Transaction, before: Time) -> Outcome<()> {
    let attempts = sql("delete from notice_attempts where notice_id in (select id from notices where at < $1)");
    tx.run(attempts.bind(before)).await?;
    tx.run(sql("delete from notices where at < $1").bind(before)).await.map(drop)
}

fn read(row: &Row) -> Outcome<(Notice, NoticeState)> {
    let content: Vec<u8> = row.get("content")?;
    let notice = Notice {
        id: NoticeId(row.get("id")?),
        group: GroupId(row.get::<i64>("group_id")?.cast_unsigned()),
        content: Content::from_bytes(&content).map_err(Failure::internal)?,
        receiver: row.get("receiver")?,
        channel: u32::try_from(row.get::<i64>("channel")?).map_err(Failure::internal)?,
        at: row.get("at")?,
        why: row.word("why", Reason::named)?,
    };
    Ok((notice, row.word("state", NoticeState::named)?))
}

//! Rows of questions, of their alerts, and of the groups that belong to them.

use std::collections::HashMap;

use ryugaku_alerting::Fingerprint;
use ryugaku_db::{Query, Read, Row, Transaction, Value, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};
use ryugaku_routing::{GroupId, Joined, OpeningId, Running, StormId};

use super::question::{Post, Posted, Question, QuestionBrief, QuestionId, State, Trouble};
use crate::incidents::by_rule::Rule;
use crate::incidents::rule_store;
use crate::incidents::severity::Severity;

const QUESTION: &str = "select id, opening, storm, routes_version, rule, severity, title, services, team_id, asked_at, state, \
     answered_at, answered_by, incident_id, channel, post_begun_at, post_channel, post_ts, trouble, trouble_needs \
     from questions where ";

const OVER: &str = "select a.fingerprint, q.id, q.severity, q.title from questions q \
     join question_alerts a on a.question_id = q.id where ";

pub async fn by_id(q: &mut dyn Query, id: QuestionId) -> Outcome<Question> {
    find(q, id).await?.ok_or(Failure::NotFound("question"))
}

pub async fn find(q: &mut dyn Query, id: QuestionId) -> Outcome<Option<Question>> {
    q.one(sql(QUESTION).text("id = ").arg(id.0), read).await
}

/// Newest first. `before` is the last one of the page before.
pub async fn page(
    q: &mut dyn Query,
    states: &[State],
    before: Option<QuestionId>,
    limit: Limit,
) -> Outcome<Page<Question>> {
    let statement = sql(QUESTION).text("state in ").list(states.iter().map(|state| state.name()));
    let statement = statement.optional(" and id < ", before.map(|id| id.0));
    let rows = q.all(statement.text(" order by id desc limit ").arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |question| question.id.to_string()))
}

/// Those that nobody has answered, oldest first.
pub async fn open(q: &mut dyn Query, most: i64) -> Outcome<Vec<Question>> {
    let statement = sql(QUESTION).text("state = ").arg(State::Open.name()).text(" order by id limit ");
    q.all(statement.arg(most), read).await
}

/// Of these the ones about what these teams own, and `unowned` what nobody does.
pub async fn open_of(q: &mut dyn Query, teams: &[Uuid], unowned: bool, most: i64) -> Outcome<Vec<Question>> {
    let statement = sql(QUESTION).text("state = ").arg(State::Open.name());
    let statement = statement.text(" and (team_id in ").list(teams.iter().copied());
    let statement = statement.text(if unowned { " or team_id is null)" } else { ")" });
    q.all(statement.text(" order by id limit ").arg(most), read).await
}

/// Of the oldest `most` that nobody has answered each alert, the youngest first.
pub async fn over_alerts(q: &mut dyn Query, most: i64) -> Outcome<Vec<(Fingerprint, QuestionBrief)>> {
    let statement = sql(OVER).text("q.id in (select id from questions where state = ").arg(State::Open.name());
    let statement = statement.text(" order by id limit ").arg(most).text(") order by q.id desc");
    let rows = q.all(statement, |row| Ok((row.get::<String>("fingerprint")?, read_brief(row)?))).await?;
    Ok(rows.into_iter().filter_map(|(alert, question)| Some((alert.parse().ok()?, question))).collect())
}

/// Those that nobody has answered and that hold this alert, oldest first.
pub async fn over_alert(q: &mut dyn Query, alert: Fingerprint) -> Outcome<Vec<QuestionBrief>> {
    let statement = sql(OVER).text("q.state = ").arg(State::Open.name());
    let statement = statement.text(" and a.fingerprint = ").arg(alert.to_string()).text(" order by q.id");
    q.all(statement, read_brief).await
}

/// Those that nobody has answered and to which no group of alerts belongs any more.
pub async fn quiet(q: &mut dyn Query) -> Outcome<Vec<Question>> {
    let statement = sql(QUESTION).text("state = ").arg(State::Open.name());
    let none = " and not exists (select 1 from question_groups g where g.question_id = questions.id) order by id";
    q.all(statement.text(none), read).await
}

/// The titles of these ids.
pub async fn titles(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<Vec<(Uuid, String)>> {
    let statement = sql("select id, title from questions where id in ").list(ids);
    q.all(statement, |row| Ok((row.get("id")?, row.get("title")?))).await
}

pub async fn insert(tx: &mut Transaction, question: &Question) -> Outcome<()> {
    let row = sql("insert into questions (id, opening, storm, routes_version, rule, severity, title, services, \
                   team_id, asked_at, state, channel) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    let (opening, storm) = (question.opening.0.cast_signed(), question.storm.0.cast_signed());
    let number = i64::try_from(question.rule.number).unwrap_or(i64::MAX);
    let row = row.bind(question.id.0).bind(opening).bind(storm).bind(question.rule.version).bind(number);
    let row = row.bind(question.severity.name()).bind(&question.title);
    let row = row.bind(serde_json::Value::from(question.services.clone())).bind(question.team).bind(question.asked_at);
    tx.run(row.bind(question.state.name()).bind(&question.post.channel)).await.map(drop)
}

/// Fingerprints.
pub async fn alerts(q: &mut dyn Query, id: QuestionId) -> Outcome<Vec<Fingerprint>> {
    let statement = sql("select fingerprint from question_alerts where question_id = ").arg(id.0);
    let found: Vec<String> = q.all(statement.text(" order by fingerprint"), |row| row.get("fingerprint")).await?;
    Ok(found.iter().filter_map(|text| text.parse().ok()).collect())
}

pub async fn add_alerts(tx: &mut Transaction, id: QuestionId, alerts: &[Fingerprint]) -> Outcome<()> {
    let rows = alerts.iter().map(|alert| vec![Value::from(id.0), alert.to_string().into()]).collect();
    let head = "insert into question_alerts (question_id, fingerprint) values ";
    tx.run_many(head, rows, " on conflict (question_id, fingerprint) do nothing").await
}

/// How many alerts each of them has.
pub async fn counts(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, i64>> {
    let statement = sql("select question_id, count(*) as n from question_alerts where question_id in ").list(ids);
    let rows = q.all(statement.text(" group by question_id"), |row| Ok((row.get("question_id")?, row.get("n")?)));
    Ok(rows.await?.into_iter().collect())
}

/// Whether it was still open; whoever comes second changes nothing.
pub async fn decide(tx: &mut Transaction, id: QuestionId, state: State, at: Time, by: Option<Uuid>) -> Outcome<bool> {
    let row = sql("update questions set state = $1, answered_at = $2, answered_by = $3 where id = $4 and state = $5");
    let row = row.bind(state.name()).bind(at).bind(by).bind(id.0).bind(State::Open.name());
    Ok(tx.run(row).await? > 0)
}

pub async fn set_incident(tx: &mut Transaction, id: QuestionId, incident: Uuid) -> Outcome<()> {
    let row = sql("update questions set incident_id = $1 where id = $2");
    tx.run(row.bind(incident).bind(id.0)).await.map(drop)
}

/// Written before it is tried.
pub async fn begin_post(tx: &mut Transaction, id: QuestionId, now: Time) -> Outcome<()> {
    let row = sql("update questions set post_begun_at = coalesce(post_begun_at, $1) where id = $2");
    tx.run(row.bind(now).bind(id.0)).await.map(drop)
}

/// It is there; gives where the question stands by now. Whoever decides it later finds the message.
pub async fn set_posted(tx: &mut Transaction, id: QuestionId, at: &Posted) -> Outcome<Option<State>> {
    let row = sql("update questions set post_channel = $1, post_ts = $2, trouble = null, trouble_needs = null \
                   where id = $3 returning state");
    let row = tx.row(row.bind(&at.channel).bind(&at.ts).bind(id.0)).await?;
    row.map(|row| row.word("state", State::named)).transpose()
}

pub async fn set_trouble(tx: &mut Transaction, id: QuestionId, trouble: Option<&Trouble>) -> Outcome<()> {
    let row = sql("update questions set trouble = $1, trouble_needs = $2 where id = $3");
    let row = row.bind(trouble.map(|trouble| trouble.code.clone()));
    tx.run(row.bind(trouble.and_then(|trouble| trouble.needs.clone())).bind(id.0)).await.map(drop)
}

/// It is to be tried anew, in this channel; whether it waits for an answer and was refused.
pub async fn set_anew(tx: &mut Transaction, id: QuestionId, channel: &str) -> Outcome<bool> {
    let row = sql("update questions set channel = $1, trouble = null, trouble_needs = null where id = $2 \
                   and state = $3 and post_channel is null and trouble is not null");
    Ok(tx.run(row.bind(channel).bind(id.0).bind(State::Open.name())).await? > 0)
}

/// Those that are open, by storm.
pub async fn running(q: &mut dyn Query) -> Outcome<Running> {
    let statement = sql("select id, storm from questions where state = ").arg(State::Open.name()).text(" order by id");
    let rows = q.all(statement, |row| Ok((row.get::<Uuid>("id")?, row.get::<i64>("storm")?))).await?;
    Ok(rule_store::by_storm(rows))
}

pub async fn groups(q: &mut dyn Query) -> Outcome<Vec<(GroupId, Joined)>> {
    let statement = sql("select group_id, opening, question_id as belongs_to from question_groups order by group_id");
    q.all(statement, rule_store::read_group).await
}

/// What each group belongs to now, or that it belongs to none of these.
pub async fn set_groups(tx: &mut Transaction, changes: Vec<(GroupId, Option<Joined>)>) -> Outcome<()> {
    let (joined, gone) = rule_store::group_rows(changes);
    let head = "insert into question_groups (group_id, opening, question_id) values ";
    let tail = " on conflict (group_id) do update set opening = excluded.opening, question_id = excluded.question_id";
    tx.run_many(head, joined, tail).await?;
    tx.run_many("delete from question_groups where group_id in (values ", gone, ")").await
}

fn read_brief(row: &Row) -> Outcome<QuestionBrief> {
    let id = QuestionId(row.get("id")?);
    Ok(QuestionBrief { id, severity: row.word("severity", Severity::named)?, title: row.get("title")? })
}

fn read(row: &Row) -> Outcome<Question> {
    let (channel, ts): (Option<String>, Option<String>) = (row.get("post_channel")?, row.get("post_ts")?);
    let trouble: Option<String> = row.get("trouble")?;
    let needs = row.get("trouble_needs")?;
    let number = usize::try_from(row.get::<i64>("rule")?).unwrap_or_default();
    Ok(Question {
        id: QuestionId(row.get("id")?),
        opening: OpeningId(row.get::<i64>("opening")?.cast_unsigned()),
        storm: StormId(row.get::<i64>("storm")?.cast_unsigned()),
        rule: Rule { version: row.get("routes_version")?, number },
        severity: row.word("severity", Severity::named)?,
        title: row.get("title")?,
        services: row.json("services")?,
        team: row.get("team_id")?,
        asked_at: row.get("asked_at")?,
        state: row.word("state", State::named)?,
        answered_at: row.get("answered_at")?,
        answered_by: row.get("answered_by")?,
        incident: row.get("incident_id")?,
        post: Post {
            channel: row.get("channel")?,
            begun_at: row.get("post_begun_at")?,
            at: channel.zip(ts).map(|(channel, ts)| Posted { channel, ts }),
            trouble: trouble.map(|code| Trouble { code, needs }),
        },
    })
}

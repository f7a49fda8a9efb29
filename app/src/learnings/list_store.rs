//! Lists and counts of learnings, newest first. Drafts are listed to those alone who may see them.

use ryugaku_db::{Query, Read, Statement, sql};
use ryugaku_kernel::{Limit, Outcome, Page, Uuid};

use super::access::Seer;
use super::answer::AnswerKind;
use super::learning::{Learning, LearningState};
use super::store::{LEARNING, day_of, read};

/// `None` means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<LearningState>,
    /// For one of these teams.
    pub teams: Option<Vec<Uuid>>,
    /// Applies to the product, or to a service in `things`.
    pub things: Option<Vec<Uuid>>,
    /// What one of the teams, or any team if none is named, has answered.
    pub answer: Option<AnswerKind>,
    pub exchange: Option<Uuid>,
}

pub async fn page(
    q: &mut dyn Query,
    seer: &Seer,
    filter: &Filter,
    before: Option<i64>,
    limit: Limit,
) -> Outcome<Page<Learning>> {
    let statement = sql(LEARNING).text("l.count < ").arg(before.unwrap_or(i64::MAX));
    let statement = filtered(seen(statement, seer), filter).text(" order by l.count desc limit ").arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |learning| learning.count.to_string()))
}

pub async fn count(q: &mut dyn Query, seer: &Seer, filter: &Filter) -> Outcome<i64> {
    let statement = sql("select count(*) as n from learnings l where 1 = 1");
    q.count(filtered(seen(statement, seer), filter)).await
}

/// Those of these ids that there are, whoever asks: for the names of things that events are about.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Learning>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(LEARNING).text("l.id in ").list(ids).text(" order by l.count"), read).await
}

/// What has been published out of one exchange, or out of any, newest first; withdrawn ones come with the first alone.
pub async fn published(q: &mut dyn Query, exchange: Option<Uuid>, most: i64) -> Outcome<Vec<Learning>> {
    let statement = match exchange {
        Some(exchange) => sql(LEARNING).text("l.published_day is not null and l.exchange_id = ").arg(exchange),
        None => sql(LEARNING).text("l.state = 'published'"),
    };
    q.all(statement.text(" order by l.count desc limit ").arg(most), read).await
}

/// How many are published, and how many of those at least one team has adopted.
pub async fn counts(q: &mut dyn Query) -> Outcome<(i64, i64)> {
    let statement = sql("select count(*) as published, \
         cast(coalesce(sum(case when exists (select 1 from learning_teams a where a.learning_id = l.id \
         and a.answer = 'adopted') then 1 else 0 end), 0) as bigint) as adopted \
         from learnings l where l.state = 'published'");
    let row = q.one(statement, |row| Ok((row.get("published")?, row.get("adopted")?))).await?;
    Ok(row.unwrap_or((0, 0)))
}

/// How many wait for an answer of any of these teams, and the day on which the first of them was published.
pub async fn waiting(q: &mut dyn Query, teams: &[Uuid]) -> Outcome<(i64, Option<jiff::civil::Date>)> {
    let statement = sql("select count(distinct l.id) as n, min(l.published_day) as day from learnings l \
                         join learning_teams a on a.learning_id = l.id \
                         where l.state = 'published' and a.answer = 'unknown' and a.team_id in ")
    .list(teams.iter().copied());
    let row = q.one(statement, |row| Ok((row.get("n")?, day_of(row, "day")?))).await?;
    Ok(row.unwrap_or((0, None)))
}

/// Whatever was published; of the rest what the one who looks may see.
fn seen(statement: Statement, seer: &Seer) -> Statement {
    let statement = statement.text(" and (l.published_day is not null").optional(" or l.writer_id = ", seer.me);
    let statement = if seer.is_admin { statement.text(" or l.writer_id is null") } else { statement };
    statement.text(" or l.exchange_id in ").list(seer.exchanges.iter().copied()).text(")")
}

fn filtered(statement: Statement, filter: &Filter) -> Statement {
    let mut statement = statement
        .optional(" and l.state = ", filter.state.map(LearningState::name))
        .optional(" and l.exchange_id = ", filter.exchange);
    if filter.teams.is_some() || filter.answer.is_some() {
        statement = statement
            .text(" and exists (select 1 from learning_teams a where a.learning_id = l.id")
            .optional(" and a.answer = ", filter.answer.map(AnswerKind::name));
        if let Some(teams) = &filter.teams {
            statement = statement.text(" and a.team_id in ").list(teams.iter().copied());
        }
        statement = statement.text(")");
    }
    if let Some(things) = &filter.things {
        statement = statement
            .text(" and exists (select 1 from learning_tags g where g.learning_id = l.id and g.thing_id in ")
            .list(things.iter().copied())
            .text(")");
    }
    statement
}

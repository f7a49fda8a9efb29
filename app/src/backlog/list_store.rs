//! Lists of tasks: what is due soonest first, then the oldest.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Statement, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Uuid};

use super::origin::{Origin, OriginKind};
use super::store::{NO_DAY, TASK, number_of, read};
use super::task::{Task, TaskState};

/// `None` means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Option<Vec<TaskState>>,
    pub product: Option<Uuid>,
    pub assignee: Option<Assignee>,
    pub origin: Option<OriginKind>,
    /// Due before this day.
    pub due_before: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assignee {
    Nobody,
    Person(Uuid),
}

impl Filter {
    pub fn not_over() -> Self {
        Self { states: Some(vec![TaskState::Open, TaskState::Doing]), ..Self::default() }
    }
}

/// Where a page ended: `20261202-417`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    due: i64,
    count: i64,
}

impl std::str::FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Outcome<Self> {
        let wrong = || Failure::invalid("after", "failure-cursor-wrong");
        let (due, count) = text.split_once('-').ok_or_else(wrong)?;
        Ok(Self { due: due.parse().map_err(|_| wrong())?, count: count.parse().map_err(|_| wrong())? })
    }
}

pub async fn page(q: &mut dyn Query, filter: &Filter, after: Option<Place>, limit: Limit) -> Outcome<Page<Task>> {
    let after = after.unwrap_or(Place { due: 0, count: 0 });
    let statement = sql(TASK).text("(t.due_day, t.count) > (").arg(after.due).text(", ").arg(after.count).text(")");
    let statement = filtered(statement, filter).text(" order by t.due_day, t.count limit ").arg(limit.probe());
    let rows = q.all(statement, read).await?;
    Ok(Page::cut(rows, limit, |task| format!("{}-{}", number_of(task.due), task.count)))
}

pub async fn count(q: &mut dyn Query, filter: &Filter) -> Outcome<i64> {
    q.count(filtered(sql("select count(*) as n from tasks t where 1 = 1"), filter)).await
}

/// Those of these ids that there are, oldest first.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Task>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(TASK).text("t.id in ").list(ids).text(" order by t.count"), read).await
}

/// Tasks that are not over, of any of these products or in these hands, due before a day; what is due first, at most 200.
pub async fn near(
    q: &mut dyn Query,
    products: &[Uuid],
    people: &[Uuid],
    due_before: Option<Date>,
) -> Outcome<Vec<Task>> {
    let statement = sql(TASK).text("(t.product_id in ").list(products.iter().copied());
    let statement = statement.text(" or t.assignee_id in ").list(people.iter().copied()).text(")");
    let filter = Filter { due_before, ..Filter::not_over() };
    q.all(filtered(statement, &filter).text(" order by t.due_day, t.count limit 200"), read).await
}

/// All tasks of one origin, oldest first; at most 200.
pub async fn of_origin(q: &mut dyn Query, origin: Origin) -> Outcome<Vec<Task>> {
    let statement = sql(TASK).text("t.origin_kind = ").arg(origin.kind().name());
    q.all(statement.optional(" and t.origin_id = ", origin.id()).text(" order by t.count limit 200"), read).await
}

/// All tasks of these incidents, oldest first.
pub async fn of_incidents(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<Vec<Task>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(TASK).text("t.origin_kind = ").arg(OriginKind::Incident.name()).text(" and t.origin_id in ");
    q.all(statement.list(incidents).text(" order by t.count"), read).await
}

pub async fn counts_of_incidents(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashMap<Uuid, usize>> {
    if incidents.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select t.origin_id, count(*) as n from tasks t where t.origin_kind = ");
    let statement = statement.arg(OriginKind::Incident.name()).text(" and t.origin_id in ").list(incidents);
    let read = |row: &Row| Ok((row.get("origin_id")?, usize::try_from(row.get::<i64>("n")?).unwrap_or_default()));
    Ok(q.all(statement.text(" group by t.origin_id"), read).await?.into_iter().collect())
}

fn filtered(statement: Statement, filter: &Filter) -> Statement {
    let mut statement = statement;
    if let Some(states) = &filter.states {
        statement = statement.text(" and t.state in ").list(states.iter().map(|state| state.name()));
    }
    statement = match filter.assignee {
        None => statement,
        Some(Assignee::Nobody) => statement.text(" and t.assignee_id is null"),
        Some(Assignee::Person(person)) => statement.text(" and t.assignee_id = ").arg(person),
    };
    let before = filter.due_before.map(|day| number_of(Some(day)).min(NO_DAY));
    statement
        .optional(" and t.product_id = ", filter.product)
        .optional(" and t.origin_kind = ", filter.origin.map(OriginKind::name))
        .optional(" and t.due_day < ", before)
}

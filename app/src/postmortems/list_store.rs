//! Lists of post-mortems: the last written first.

use ryugaku_db::{Query, Read, Statement, sql};
use ryugaku_kernel::{Actor, Failure, Limit, Outcome, Page, Time, Uuid};
use ryugaku_ledger::veil::unveiled;

use super::postmortem::{Postmortem, State};
use super::store::{POSTMORTEM, read};
use crate::incidents::list_store::Drills;

/// `None` means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    /// Of one of these incidents; an empty list matches none.
    pub incidents: Option<Vec<Uuid>>,
    /// Not published though it was wanted before then.
    pub late_at: Option<Time>,
    pub drills: Drills,
}

/// Where a page ended: `1795025520000000-0190…`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    written_at: i64,
    id: Uuid,
}

impl std::str::FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Outcome<Self> {
        let wrong = || Failure::invalid("after", "failure-cursor-wrong");
        let (written, id) = text.split_once('-').ok_or_else(wrong)?;
        Ok(Self { written_at: written.parse().map_err(|_| wrong())?, id: id.parse().map_err(|_| wrong())? })
    }
}

pub async fn page(
    q: &mut dyn Query,
    who: &Actor,
    filter: &Filter,
    after: Option<Place>,
    limit: Limit,
) -> Outcome<Page<Postmortem>> {
    let after = after.unwrap_or(Place { written_at: i64::MAX, id: Uuid::max() });
    let statement =
        sql(POSTMORTEM).text("(p.written_at, p.id) < (").arg(after.written_at).text(", ").arg(after.id).text(")");
    let statement = filtered(statement, who, filter).text(" order by p.written_at desc, p.id desc limit ");
    let rows = q.all(statement.arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |one| format!("{}-{}", one.written_at.0, one.id)))
}

pub async fn count(q: &mut dyn Query, who: &Actor, filter: &Filter) -> Outcome<i64> {
    q.count(filtered(sql("select count(*) as n from postmortems p where 1 = 1"), who, filter)).await
}

/// Those of these ids that there are.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Postmortem>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(POSTMORTEM).text("p.id in ").list(ids).text(" order by p.id"), read).await
}

/// Who may not know of an incident may not know of what was written of it.
fn filtered(statement: Statement, who: &Actor, filter: &Filter) -> Statement {
    let mut statement =
        unveiled(statement, who, "p.incident_id").optional(" and p.state = ", filter.state.map(State::name));
    if let Some(now) = filter.late_at {
        statement = statement.text(" and p.state <> 'published' and p.due_at < ").arg(now);
    }
    if filter.drills != Drills::With {
        let practice = filter.drills == Drills::Only;
        statement =
            statement.text(" and exists (select 1 from incidents i where i.id = p.incident_id and i.practice = ");
        statement = statement.arg(practice).text(")");
    }
    if let Some(incidents) = &filter.incidents {
        statement = statement.text(" and p.incident_id in ").list(incidents.iter().copied());
    }
    statement
}

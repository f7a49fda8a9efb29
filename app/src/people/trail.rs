//! The newest of what the ledger holds about a team or a person, as lines of a page.

use ryugaku_db::Query;
use ryugaku_kernel::{Limit, Outcome, Uuid};
use ryugaku_ledger::Filter;

use crate::door::Visit;
use crate::record::{self, Line};

const LINES: i64 = 12;

pub async fn about(q: &mut dyn Query, visit: &Visit, id: Uuid) -> Outcome<Vec<Line>> {
    let filter = Filter { about: Some(id), ..Filter::default() };
    let events = ryugaku_ledger::page(q, &visit.cx.who, &filter, None, Limit::of(LINES)).await?.items;
    record::lines(q, visit.lang(), events).await
}

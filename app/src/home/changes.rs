//! What changed since last night, as the ledger tells it, for whoever looks.

use jiff::civil::Time as OfDay;
use ryugaku_db::Query;
use ryugaku_kernel::{Limit, Outcome, Time};
use ryugaku_ledger::{Event, Filter};

use crate::door::Visit;
use crate::record::{Line, lines};

pub struct Changes {
    pub lines: Vec<Line>,
    /// The last one before, when there is nothing since.
    pub before: Option<Line>,
}

const EVENING: OfDay = OfDay::constant(18, 0, 0, 0);
const MOST: usize = 12;
const LATEST: i64 = 100;
/// Settings and keys are no news of the day; the ledger has them.
const QUIET: [&str; 6] = ["session", "token", "chat_account", "job", "webhook", "text"];

/// Looked for among the latest of the ledger: to ask it for a time instead would read all of it after a quiet night.
pub async fn changes(q: &mut dyn Query, visit: &Visit) -> Outcome<Changes> {
    let latest = ryugaku_ledger::page(q, &visit.cx.who, &Filter::default(), None, Limit::of(LATEST)).await?.items;
    let news: Vec<Event> = latest.into_iter().filter(is_news).collect();
    let evening = last_evening(visit);
    let (since, mut before): (Vec<_>, Vec<_>) = news.into_iter().partition(|event| event.happened_at >= evening);
    before.truncate(usize::from(since.is_empty()));
    let told = lines(q, visit.lang(), since.into_iter().take(MOST).collect()).await?;
    Ok(Changes { lines: told, before: lines(q, visit.lang(), before).await?.pop() })
}

fn is_news(event: &Event) -> bool {
    let thing = event.kind.split('.').next().unwrap_or_default();
    !QUIET.contains(&thing)
}

/// Six in the evening of yesterday, in the reader's zone.
fn last_evening(visit: &Visit) -> Time {
    let now = visit.cx.now().timestamp().to_zoned(visit.zone());
    let evening = now.date().yesterday().unwrap_or(now.date()).to_datetime(EVENING);
    evening.to_zoned(visit.zone()).map_or(visit.cx.now(), |evening| evening.timestamp().into())
}

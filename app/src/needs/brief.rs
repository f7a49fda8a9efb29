//! What other slices may know of needs and discussions.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Limit, Outcome, Uuid};

use super::discussion::Discussion;
use super::discussion_store;
use super::need::Need;
use super::see::{self, Seen};
use super::store::{self, Filter};

/// A team's needs that are neither met nor declined, oldest first; at most 50.
pub async fn of_team(q: &mut dyn Query, team: Uuid) -> Outcome<Vec<Need>> {
    let filter = Filter { team: Some(team), ..Filter::waiting() };
    Ok(store::page(q, &filter, None, Limit::USUAL).await?.items)
}

/// What came of an exchange's discussions or became its aims, oldest first.
pub async fn of_exchange(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Need>> {
    store::of_exchange(q, exchange).await
}

/// An exchange's discussions, newest first, as the one who asks may see them; at most 50.
pub async fn discussions_of_exchange(q: &mut dyn Query, cx: &Cx, exchange: Uuid) -> Outcome<Vec<Seen>> {
    let filter = discussion_store::Filter { exchange: Some(exchange), team: None };
    let found = discussion_store::page(q, filter, None, Limit::USUAL).await?.items;
    see::many(q, cx, found).await
}

/// Those of these ids that there are, oldest first.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Need>> {
    store::of_ids(q, ids).await
}

/// Numbers of discussions, for whoever names them: texts stay with those who read them.
pub async fn discussions_of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Discussion>> {
    discussion_store::of_ids(q, ids).await
}

/// How many needs nobody has answered, with the oldest; `None` when there are none.
pub async fn unanswered(q: &mut dyn Query) -> Outcome<Option<(i64, Need)>> {
    store::unanswered(q).await
}

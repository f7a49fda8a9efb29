//! Changing a wish, who may read it, and how it stands. By the one whose it is, and the programme's owners.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::make_wish::event;
use super::shape::Shape;
use super::wish::{self, Wish, WishReaders, WishState};
use super::{owners, wish_store};
use crate::exchange::chosen;

/// What is `None` stays; `Some(None)` empties.
#[derive(Default)]
pub struct WishChange {
    pub what: Option<String>,
    pub team: Option<Option<String>>,
    pub shape: Option<Option<Shape>>,
    pub earliest_day: Option<Date>,
    pub latest_day: Option<Option<Date>>,
    pub weeks: Option<i64>,
    pub share: Option<i64>,
    pub readers: Option<WishReaders>,
}

/// `expected` is the version the caller has read. A change that changes nothing is not recorded.
pub async fn change(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, change: WishChange) -> Outcome<Wish> {
    let mut wish = permitted(tx, cx, count, expected).await?;
    let before = wish.clone();
    wish.what = change.what.map_or(wish.what, |what| what.trim().into());
    wish.team = match change.team {
        None => wish.team,
        Some(None) => None,
        Some(Some(same)) if wish.team.is_some_and(|id| id.to_string() == same) => wish.team,
        Some(Some(given)) => Some(chosen::team(tx, "team", &given).await?),
    };
    wish.shape = change.shape.unwrap_or(wish.shape);
    wish.earliest = change.earliest_day.unwrap_or(wish.earliest);
    wish.latest = change.latest_day.unwrap_or(wish.latest);
    wish.weeks = change.weeks.unwrap_or(wish.weeks);
    wish.share = change.share.unwrap_or(wish.share);
    wish.readers = change.readers.unwrap_or(wish.readers);
    wish::check(&wish)?;
    let fields = changed(&before, &wish);
    if fields.is_empty() {
        return Ok(wish);
    }
    wish.changed_at = cx.now();
    wish_store::update(tx, &mut wish).await?;
    let kind = match (before.readers, wish.readers) {
        (WishReaders::Owners, WishReaders::Everybody) => "wish.published",
        (WishReaders::Everybody, WishReaders::Owners) => "wish.withheld",
        _ => "wish.changed",
    };
    let event = event(tx, kind, &wish).await?;
    tx.record(cx, event.fact("fields", fields));
    Ok(wish)
}

pub async fn set_state(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>, to: WishState) -> Outcome<Wish> {
    let mut wish = permitted(tx, cx, count, expected).await?;
    move_to(tx, cx, &mut wish, to).await?;
    Ok(wish)
}

/// The caller has made sure that the one who asks may.
pub(super) async fn move_to(tx: &mut Tx, cx: &Cx, wish: &mut Wish, to: WishState) -> Outcome<()> {
    let kind = wish.state.move_to(to)?;
    wish.state = to;
    wish.changed_at = cx.now();
    wish_store::update(tx, wish).await?;
    let event = event(tx, kind, wish).await?;
    tx.record(cx, event);
    Ok(())
}

/// A wish for the one who asks, and whether they may change it: what they may not read is not there.
pub async fn seen(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<(Wish, bool)> {
    cx.require_read()?;
    let wish = wish_store::by_count(q, count).await?;
    let owner = owners::asks(q, cx).await?;
    if !wish.is_seen_by(cx, owner) {
        return Err(Failure::NotFound("wish"));
    }
    let may_change = cx.who.may_act() && (owner || cx.who.person() == Some(wish.person));
    Ok((wish, may_change))
}

async fn permitted(tx: &mut Tx, cx: &Cx, count: i64, expected: Option<i64>) -> Outcome<Wish> {
    cx.require_act()?;
    let (wish, may_change) = seen(tx, cx, count).await?;
    if !may_change {
        return Err(Failure::Forbidden(ryugaku_kernel::Msg::new("wish-only-own")));
    }
    if expected.is_some_and(|version| version != wish.version) {
        return Err(Failure::Stale);
    }
    Ok(wish)
}

fn changed(before: &Wish, after: &Wish) -> Vec<&'static str> {
    [
        ("what", before.what != after.what),
        ("team", before.team != after.team),
        ("shape", before.shape != after.shape),
        ("earliest_day", before.earliest != after.earliest),
        ("latest_day", before.latest != after.latest),
        ("weeks", before.weeks != after.weeks),
        ("share", before.share != after.share),
        ("readers", before.readers != after.readers),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}

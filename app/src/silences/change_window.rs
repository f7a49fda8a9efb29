//! Changing a maintenance window, ending it now, cancelling it before it begins.

use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Cx, Failure, Outcome, Time};
use ryugaku_ledger::{NewEvent, Tx};

use super::plan_window::{event, matchers_of, whose};
use super::reach::Weighed;
use super::weekly::Weekly;
use super::window::{self, Window, WindowId, WindowState};
use super::window_store;

/// What is `None` stays; `Some(None)` empties.
#[derive(Clone, Debug, Default)]
pub struct WindowChange {
    pub title: Option<String>,
    pub comment: Option<String>,
    pub matchers: Option<Vec<Matcher>>,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub weekly: Option<Option<Weekly>>,
    pub product: Option<Option<String>>,
    pub service: Option<Option<String>>,
}

/// `expected` is the version the caller has read. What is past stays as it was; what is under way has begun.
pub async fn change_window(
    tx: &mut Tx,
    cx: &Cx,
    id: WindowId,
    expected: Option<i64>,
    change: WindowChange,
    weighed: Weighed,
) -> Outcome<Window> {
    let mut window = permitted(tx, cx, id, expected).await?;
    let now = cx.now();
    if change.product.is_some() || change.service.is_some() {
        let moved = change.product.is_some();
        let product = change.product.unwrap_or_else(|| window.product.map(|id| id.to_string()));
        // A window that goes to another product leaves its service behind.
        let kept = window.service.filter(|_| !moved).map(|id| id.to_string());
        let service = change.service.unwrap_or(kept);
        (window.product, window.service) = whose(tx, product.as_deref(), service.as_deref()).await?;
    }
    let matchers = change.matchers.unwrap_or(window.matchers);
    window.matchers =
        if matchers.is_empty() { matchers_of(tx, window.product, window.service).await? } else { matchers };
    window.title = change.title.map_or(window.title, |title| title.trim().to_owned());
    window.comment = change.comment.map_or(window.comment, |comment| comment.trim().to_owned());
    window.weekly = change.weekly.map_or(window.weekly, |weekly| weekly.map(Weekly::in_order));
    if let Some(starts_at) = change.starts_at.filter(|at| *at != window.starts_at) {
        if window.starts_at <= now {
            return Err(Failure::invalid("starts_at", "maintenance-has-begun"));
        }
        window.starts_at = starts_at;
    }
    window.ends_at = change.ends_at.unwrap_or(window.ends_at);
    window.updated_at = now;
    window::check(&window, now)?;
    let everything = weighed.judge(&window.matchers)?;
    window_store::update(tx, &mut window).await?;
    let event = event(NewEvent::of("maintenance.changed"), &window).fact("hides", weighed.reach.hidden);
    tx.record(cx, event.fact("catches_all", if everything { "yes" } else { "no" }));
    tx.wake("silence");
    Ok(window)
}

/// Now, if it has begun; else it is cancelled.
pub async fn end_window(tx: &mut Tx, cx: &Cx, id: WindowId, expected: Option<i64>) -> Outcome<Window> {
    let mut window = permitted(tx, cx, id, expected).await?;
    let now = cx.now();
    let began = window.state(now) == WindowState::UnderWay;
    window.ended_at = Some(now);
    if began {
        window.ends_at = now;
    }
    window.updated_at = now;
    window_store::update(tx, &mut window).await?;
    let kind = if began { "maintenance.ended" } else { "maintenance.cancelled" };
    tx.record(cx, event(NewEvent::of(kind), &window));
    tx.wake("silence");
    Ok(window)
}

async fn permitted(tx: &mut Tx, cx: &Cx, id: WindowId, expected: Option<i64>) -> Outcome<Window> {
    cx.require_act()?;
    let window = window_store::by_id(tx, id).await?;
    if expected.is_some_and(|version| version != window.version) {
        return Err(Failure::Stale);
    }
    if window.state(cx.now()) == WindowState::Past { Err(Failure::conflict("maintenance-is-past")) } else { Ok(window) }
}

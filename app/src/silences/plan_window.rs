//! Planning a maintenance window.

use ryugaku_alerting::{Matcher, Op};
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::reach::Weighed;
use super::silence::By;
use super::weekly::Weekly;
use super::window::{self, MOST_CURRENT, Window, WindowId};
use super::window_store;
use crate::catalog;

#[derive(Clone, Debug, Default)]
pub struct NewWindow {
    pub title: String,
    pub comment: String,
    /// With none, those of the product or service.
    pub matchers: Vec<Matcher>,
    /// At once, if that is not said.
    pub starts_at: Option<Time>,
    pub ends_at: Time,
    pub weekly: Option<Weekly>,
    /// Id or name.
    pub product: Option<String>,
    /// Id or slug.
    pub service: Option<String>,
}

/// What hides everything is refused until whoever asks is sure of it.
pub async fn plan_window(tx: &mut Tx, cx: &Cx, new: NewWindow, weighed: Weighed) -> Outcome<Window> {
    cx.require_act()?;
    let (product, service) = whose(tx, new.product.as_deref(), new.service.as_deref()).await?;
    let now = cx.now();
    let window = Window {
        id: WindowId(cx.new_id()),
        title: new.title.trim().to_owned(),
        comment: new.comment.trim().to_owned(),
        matchers: if new.matchers.is_empty() { matchers_of(tx, product, service).await? } else { new.matchers },
        starts_at: new.starts_at.unwrap_or(now),
        ends_at: new.ends_at,
        weekly: new.weekly.map(Weekly::in_order),
        product,
        service,
        by: By::of(cx),
        created_at: now,
        updated_at: now,
        ended_at: None,
        version: 1,
    };
    window::check(&window, now)?;
    let everything = weighed.judge(&window.matchers)?;
    if window_store::count_current(tx, now).await? >= MOST_CURRENT {
        return Err(Failure::Conflict(Msg::new("maintenance-too-many").with("most", MOST_CURRENT)));
    }
    window_store::insert(tx, &window).await?;
    let event = event(NewEvent::of("maintenance.planned"), &window).fact("hides", weighed.reach.hidden);
    tx.record(cx, event.fact("catches_all", if everything { "yes" } else { "no" }));
    tx.wake("silence");
    Ok(window)
}

/// About the window and whose it is.
pub(super) fn event(event: NewEvent, window: &Window) -> NewEvent {
    let mut event = event.about("maintenance", window.id);
    for (kind, id) in [("product", window.product), ("service", window.service)] {
        if let Some(id) = id {
            event = event.about(kind, id);
        }
    }
    event.fact("starts_at", window.starts_at.to_string()).fact("ends_at", window.ends_at.to_string())
}

/// Product (by id or name) and service (by id or slug) as ids that fit together.
pub(super) async fn whose(
    q: &mut dyn Query,
    product: Option<&str>,
    service: Option<&str>,
) -> Outcome<(Option<Uuid>, Option<Uuid>)> {
    let services = catalog::services(q).await?;
    let product = match product {
        Some(given) => {
            let found = services.iter().find(|one| one.product_name == given || one.product_id.to_string() == given);
            Some(found.ok_or_else(|| Failure::invalid("product", "failure-unknown"))?.product_id)
        }
        None => None,
    };
    let Some(given) = service else { return Ok((product, None)) };
    let found = services.iter().find(|one| one.slug == given || one.id.to_string() == given);
    let found = found.filter(|one| product.is_none_or(|product| product == one.product_id));
    let found = found.ok_or_else(|| Failure::invalid("service", "failure-unknown"))?;
    Ok((Some(found.product_id), Some(found.id)))
}

/// The label `service` of what it is about; none for what has no services.
pub(super) async fn matchers_of(
    q: &mut dyn Query,
    product: Option<Uuid>,
    service: Option<Uuid>,
) -> Outcome<Vec<Matcher>> {
    if product.is_none() {
        return Ok(Vec::new());
    }
    let services = catalog::services(q).await?;
    let within = |one: &&catalog::ServiceBrief| match service {
        Some(service) => one.id == service,
        None => Some(one.product_id) == product,
    };
    let slugs: Vec<&str> = services.iter().filter(within).map(|one| one.slug.as_str()).collect();
    match slugs.as_slice() {
        [] => Ok(Vec::new()),
        [slug] => Ok(vec![Matcher::new("service", Op::Equal, slug)?]),
        // Slugs are letters, digits and hyphens, which mean themselves in a pattern.
        several => Ok(vec![Matcher::new("service", Op::Match, &several.join("|"))?]),
    }
}

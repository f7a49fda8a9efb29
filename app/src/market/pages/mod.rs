//! The pages of the market: offers, wishes, matches, templates, limits.

mod limits;
mod market;
mod matched;
mod offer;
mod offer_form;
mod template;
mod template_form;
mod wish;
mod wish_form;

use axum::Router;
use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Limit, Outcome, Uuid};
use ryugaku_ledger::Filter;

use crate::app::App;
use crate::door::Visit;
use crate::record::{self, Line};

pub fn routes() -> Router<App> {
    market::routes()
        .merge(offer::routes())
        .merge(offer_form::routes())
        .merge(wish::routes())
        .merge(wish_form::routes())
        .merge(matched::routes())
        .merge(template::routes())
        .merge(template_form::routes())
        .merge(limits::routes())
}

const LINES: i64 = 12;

/// The newest of what the ledger tells the one who looks about a thing.
async fn trail(q: &mut dyn Query, visit: &Visit, id: Uuid) -> Outcome<Vec<Line>> {
    let filter = Filter { about: Some(id), ..Filter::default() };
    let events = ryugaku_ledger::page(q, &visit.cx.who, &filter, None, Limit::of(LINES)).await?.items;
    record::lines(q, visit.lang(), events).await
}

fn today(visit: &Visit) -> Date {
    visit.organisation.today(visit.cx.now())
}

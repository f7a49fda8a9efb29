//! Whether there is room: the company's limits on guests, on members away, on a person's exchanges.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};

use super::exchange::Exchange;
use crate::market::limits::{self, Stay};
use crate::words;

/// Refuses with every limit that would be broken: who is where from when to when, and what can be done.
pub(super) async fn require(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<()> {
    let told = limits::check(q, &Stay::from(exchange)).await?;
    if told.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = told.iter().map(|told| words::say(cx.lang, &told.msg)).collect();
    Err(Failure::invalid_msg("limits", Msg::new("exchange-no-room").with("what", all.join(" · "))))
}

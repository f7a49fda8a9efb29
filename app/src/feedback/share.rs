//! Passages for the report: only what their writers allowed, to whom they allowed it.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_web::Keys;

use super::content::Content;
use super::feedback::QuoteTo;
use super::moment::Moment;
use super::store;
use crate::exchange::{Exchange, Side};

/// Whom the report is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    /// The exchange's people.
    People,
    /// Everybody here.
    Company,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Quote {
    pub moment: Moment,
    pub side: Side,
    pub text: String,
}

/// Passages that may stand in a report for this audience and that open to the one who asks, in order of moment and side.
/// Whoever asks keeps them nowhere: they may be taken back.
pub async fn shareable(
    q: &mut dyn Query,
    keys: &Keys,
    cx: &Cx,
    exchange: &Exchange,
    audience: Audience,
) -> Outcome<Vec<Quote>> {
    cx.require_read()?;
    let mut quotes = Vec::new();
    for feedback in store::of_exchange(q, exchange.id.0).await? {
        let fits = audience == Audience::People || feedback.quote_to == QuoteTo::Company;
        if !fits || !feedback.quotes_to(&cx.who) {
            continue;
        }
        let Some(sealed) = feedback.sealed.as_deref() else { continue };
        let text = Content::open(keys, feedback.id.0, sealed)?.quote;
        if !text.is_empty() {
            quotes.push(Quote { moment: feedback.moment, side: feedback.side, text });
        }
    }
    quotes.sort_by_key(|quote| (quote.moment, quote.side));
    Ok(quotes)
}

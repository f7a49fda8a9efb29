//! Passages for the report: only what their writers allowed, to whom they allowed it.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_web::Keys;

use super::content::Content;
use super::feedback::{Feedback, QuoteTo};
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

/// Has no Debug: what prints a report must not print this along.
#[derive(Clone, PartialEq, Eq)]
pub struct Quote {
    pub moment: Moment,
    pub side: Side,
    pub writer: Uuid,
    /// When it was given.
    pub day: Date,
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
        let (Some(sealed), Some(day)) = (feedback.sealed.as_deref(), feedback.given_day) else { continue };
        let text = Content::open(keys, feedback.id.0, sealed)?.quote;
        if !text.is_empty() {
            let Feedback { moment, side, writer, .. } = feedback;
            quotes.push(Quote { moment, side, writer, day, text });
        }
    }
    quotes.sort_by_key(|quote| (quote.moment, quote.side));
    Ok(quotes)
}

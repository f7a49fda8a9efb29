//! What a report takes from slices beside the exchange and its diary: the plan, learnings, feedback.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_web::Keys;

use super::audience::Audience;
use super::report::{Done, LearningLine, Quote};
use crate::exchange::Exchange;
use crate::{feedback, people, plan};

/// What was done of the plan; nothing while there is none.
pub async fn plan(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Option<Done>> {
    let (done, all) = plan::item_store::counts(q, exchange.id.0).await?;
    Ok((all > 0).then_some(Done { done, all }))
}

/// What was learnt and published, and which teams have adopted it.
pub async fn learnings(_q: &mut dyn Query, _exchange: &Exchange) -> Outcome<Vec<LearningLine>> {
    Ok(Vec::new())
}

/// Feedback whose writers let this audience read it.
pub async fn quotes(
    q: &mut dyn Query,
    keys: &Keys,
    cx: &Cx,
    exchange: &Exchange,
    audience: Audience,
) -> Outcome<Vec<Quote>> {
    let whom = match audience {
        Audience::Inside => feedback::Audience::People,
        Audience::Company => feedback::Audience::Company,
    };
    let quotes = feedback::shareable(q, keys, cx, exchange, whom).await?;
    let names = people::names(q, quotes.iter().map(|quote| quote.writer)).await?;
    let quote = |quote: feedback::Quote| Quote {
        by: names.get(&quote.writer).cloned().unwrap_or_default(),
        day: quote.day,
        text: quote.text,
    };
    Ok(quotes.into_iter().map(quote).collect())
}

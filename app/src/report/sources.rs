//! What a report takes from slices beside the exchange and its diary: the plan, learnings, feedback.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};

use super::audience::Audience;
use super::report::{Done, LearningLine, Quote};
use crate::exchange::Exchange;

/// What was done of the plan; nothing while there is none.
pub async fn plan(_q: &mut dyn Query, _cx: &Cx, _exchange: &Exchange) -> Outcome<Option<Done>> {
    Ok(None)
}

/// What was learnt and published, and which teams have adopted it.
pub async fn learnings(_q: &mut dyn Query, _exchange: &Exchange) -> Outcome<Vec<LearningLine>> {
    Ok(Vec::new())
}

/// Feedback whose writers let this audience read it.
pub async fn quotes(_q: &mut dyn Query, _cx: &Cx, _exchange: &Exchange, _for: Audience) -> Outcome<Vec<Quote>> {
    Ok(Vec::new())
}

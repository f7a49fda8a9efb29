//! What a report takes from slices beside the exchange and its diary: the plan, learnings, feedback.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_web::Keys;

use super::audience::Audience;
use super::report::{Answered, Done, LearningLine, Quote, Reach, SreLine};
use crate::exchange::Exchange;
use crate::learnings::{self, Answer, AnswerKind, Travelled};
use crate::programme::product_sre;
use crate::{feedback, people, plan};

/// What was done of the plan; nothing while there is none.
pub async fn plan(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Option<Done>> {
    let (done, all) = plan::item_store::counts(q, exchange.id.0).await?;
    Ok((all > 0).then_some(Done { done, all }))
}

/// What was learnt and published, and which teams have adopted it; what was withdrawn is told no more.
pub async fn learnings(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Vec<LearningLine>> {
    let mut published = learnings::of_exchange(q, exchange.id.0).await?;
    published.retain(|learning| !learning.is_withdrawn);
    let teams = published.iter().flat_map(|learning| &learning.answers).map(|answer| answer.team);
    let names = people::names(q, teams.collect::<Vec<_>>()).await?;
    let reach = |answer: &Answer| Reach {
        team: names.get(&answer.team).cloned().unwrap_or_else(|| "?".into()),
        answer: match answer.kind {
            AnswerKind::Adopted => Answered::Adopted,
            AnswerKind::NotApplicable => Answered::NotForUs,
            AnswerKind::Unknown => Answered::NotYet,
        },
        day: answer.day.filter(|_| answer.kind == AnswerKind::Adopted),
    };
    let line = |learning: &Travelled| LearningLine {
        number: learning.number.clone(),
        title: learning.title.clone(),
        teams: learning.answers.iter().map(reach).collect(),
    };
    Ok(published.iter().map(line).collect())
}

/// Who became Product SRE out of it. Everybody who reads here may know.
pub async fn product_sres(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Vec<SreLine>> {
    let line = |one: product_sre::Named| SreLine {
        person: one.person,
        product: one.product.name,
        backup: one.backup,
        from: one.appointment.from,
        until: one.appointment.until,
    };
    Ok(product_sre::of_exchange(q, exchange.id.0).await?.into_iter().map(line).collect())
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

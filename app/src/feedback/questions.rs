//! What is asked of each side at each moment: what the exchange's template asks, else these.

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Lang, Outcome};

use super::moment::Moment;
use crate::exchange::{Exchange, Side};
use crate::market::templates;
use crate::{market, words};

/// In the writer's language, unless the template's words are the company's own.
pub async fn questions(
    q: &mut dyn Query,
    lang: Lang,
    exchange: &Exchange,
    moment: Moment,
    side: Side,
) -> Outcome<Vec<String>> {
    let asked = match &exchange.template {
        Some(slug) => match templates::find(q, lang, slug).await {
            Err(Failure::NotFound(_)) => Vec::new(),
            template => of_template(&template?, moment, side),
        },
        None => Vec::new(),
    };
    Ok(if asked.is_empty() { keys(moment, side).iter().map(|key| words::text(lang, key)).collect() } else { asked })
}

fn of_template(template: &market::template::Template, moment: Moment, side: Side) -> Vec<String> {
    let Some(moment) = market::moment::Moment::named(moment.name()) else { return Vec::new() };
    template.content.asked(moment, side).map(|question| question.text.clone()).collect()
}

fn keys(moment: Moment, side: Side) -> &'static [&'static str] {
    match (moment, side) {
        (Moment::Mid, Side::Guest) => &["feedback-ask-mid-guest-works", "feedback-ask-mid-guest-change"],
        (Moment::Mid, Side::Host) => &["feedback-ask-mid-host-works", "feedback-ask-mid-host-change"],
        (Moment::Mid, Side::Home) => &["feedback-ask-mid-home-load", "feedback-ask-mid-home-change"],
        (Moment::End, Side::Guest) => {
            &["feedback-ask-end-guest-learnt", "feedback-ask-end-guest-sre", "feedback-ask-end-guest-next"]
        }
        (Moment::End, Side::Host) => &["feedback-ask-end-host-outside", "feedback-ask-end-host-again"],
        (Moment::End, Side::Home) => &["feedback-ask-end-home-back", "feedback-ask-end-home-again"],
        (_, Side::Guest) => &["feedback-ask-later-guest-uses", "feedback-ask-later-guest-blocks"],
        (_, Side::Host) => &["feedback-ask-later-host-left", "feedback-ask-later-host-contact"],
        (_, Side::Home) => &["feedback-ask-later-home-changed", "feedback-ask-later-home-runs"],
    }
}

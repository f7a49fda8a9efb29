//! What is asked of each side at each moment, where no template asks otherwise.

use ryugaku_kernel::Lang;

use super::moment::Moment;
use crate::exchange::Side;
use crate::words;

/// In the writer's language.
pub fn questions(lang: Lang, moment: Moment, side: Side) -> Vec<String> {
    keys(moment, side).iter().map(|key| words::text(lang, key)).collect()
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

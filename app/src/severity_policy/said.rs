//! What differs, in words.

use ryugaku_kernel::{Lang, Msg};

use super::level::{Difference, What};
use crate::shell::when;
use crate::words;

pub fn what(lang: Lang, what: &What) -> String {
    match what {
        What::Role(role) => words::text(lang, role.key()),
        What::Update(circle) => {
            let circle = words::text(lang, circle.key());
            words::say(lang, &Msg::new("severity-policy-updates-of").with("circle", circle))
        }
        What::Tell(name) => words::say(lang, &Msg::new("severity-policy-tell-name").with("name", name.as_str())),
        What::Close(closing) => words::text(lang, closing.key()),
        What::Escalation => words::text(lang, "severity-policy-escalation"),
        What::EscalationTo(team) => {
            words::say(lang, &Msg::new("severity-policy-escalation-to").with("team", team.as_str()))
        }
        What::EscalationToOwners => words::text(lang, "severity-policy-escalation-to-owners"),
    }
}

pub fn difference(lang: Lang, difference: &Difference) -> String {
    let what = what(lang, &difference.what);
    let span = |length| when::span(length, lang);
    let msg = match (difference.before, difference.after) {
        (Some(before), Some(after)) => {
            Msg::new("severity-policy-other").with("before", span(before)).with("after", span(after))
        }
        (None, Some(after)) => Msg::new("severity-policy-new").with("after", span(after)),
        (_, None) => Msg::new("severity-policy-gone"),
    };
    words::say(lang, &msg.with("what", what))
}

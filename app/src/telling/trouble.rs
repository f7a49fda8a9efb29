//! Why somebody was not reached, in words.

use ryugaku_kernel::{Lang, Msg};

use super::way::{Trouble, WayKind};
use crate::bot::shown as chat;
use crate::words;

/// So much of an answer as a line should repeat.
const LONGEST: usize = 120;

pub fn said(lang: Lang, kind: WayKind, trouble: &Trouble) -> String {
    let error = trouble.error.as_deref().unwrap_or_default();
    match (kind, trouble.status) {
        (_, Some(status)) => {
            let first = trouble.response.lines().next().unwrap_or_default();
            let said: String = first.chars().take(LONGEST).collect();
            words::say(lang, &Msg::new("telling-answered").with("status", status).with("said", said))
        }
        (WayKind::Channel, None) => match error {
            "no_chat" => words::text(lang, "telling-no-chat"),
            "channel_not_found" => words::text(lang, "telling-no-such-channel"),
            "not_in_channel" => words::text(lang, "telling-not-in-channel"),
            code => {
                let needs = Some(trouble.response.as_str()).filter(|needs| !needs.is_empty());
                chat::trouble_of(lang, code, needs)
            }
        },
        _ => words::text(lang, error),
    }
}

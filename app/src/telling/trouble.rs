//! Why somebody was not reached, or nothing was sent, in words.

use ryugaku_kernel::{Lang, Msg};

use super::way::{Trouble, WayKind};
use crate::bot::network::Network;
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
            "not_in_channel" | "M_FORBIDDEN" => words::text(lang, "telling-not-in-channel"),
            own if own.starts_with("telling-") => words::text(lang, own),
            code => {
                let needs = Some(trouble.response.as_str()).filter(|needs| !needs.is_empty());
                let network = if code.starts_with("M_") { Network::Matrix } else { Network::Slack };
                chat::trouble_of(lang, network, code, needs)
            }
        },
        _ => words::text(lang, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_out_is_named() {
        let said = |kind, error: &str| said(Lang::En, kind, &Trouble::of(error));
        assert!(said(WayKind::Channel, "not_in_channel").contains("Invite it"));
        assert!(said(WayKind::Channel, "no_chat").contains("slack.bot_token"));
        assert!(said(WayKind::Channel, "telling-merged").contains("another incident"));
        assert!(said(WayKind::Mail, crate::notices::SMTP_MISSING).contains("smtp.url"));
        let scope = Trouble { response: "chat:write".into(), ..Trouble::of("missing_scope") };
        assert!(super::said(Lang::En, WayKind::Channel, &scope).contains("chat:write"));
        let answered = Trouble { status: Some(550), response: "5.1.1 nobody\nmore".into(), error: None };
        assert!(super::said(Lang::Ja, WayKind::Mail, &answered).ends_with("550 5.1.1 nobody"));
    }
}

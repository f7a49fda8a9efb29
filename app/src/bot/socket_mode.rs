//! Whether Slack opens the line for Socket Mode. In one process; each replica holds a line of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ryugaku_chat::Fault;
use ryugaku_kernel::{Lang, Msg};

use super::connect;
use crate::words;

/// What Slack says when Socket Mode is switched off in the app's settings.
pub const DISABLED: &str = "link_disabled";

/// What Slack refused last, until a line stands.
#[derive(Clone, Default)]
pub struct SocketMode(Arc<Mutex<Option<Refusal>>>);

#[derive(Clone)]
struct Refusal {
    code: String,
    needs: Option<String>,
}

impl SocketMode {
    /// Where there was no answer, what was refused before still holds.
    pub fn refused(&self, fault: &Fault) {
        if let Fault::Refused { code, needs } = fault {
            *self.last() = Some(Refusal { code: code.clone(), needs: needs.clone() });
        }
    }

    pub fn stands(&self) {
        *self.last() = None;
    }

    /// The same in words, if there is something.
    pub fn trouble(&self, lang: Lang) -> Option<String> {
        let Refusal { code, needs } = self.last().clone()?;
        Some(trouble(lang, &code, needs.as_deref()))
    }

    fn last(&self) -> MutexGuard<'_, Option<Refusal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why nothing comes from Slack, and what to do about it.
pub fn trouble(lang: Lang, code: &str, needs: Option<&str>) -> String {
    let text = |key: &str| words::text(lang, key);
    let why = match code {
        "missing_scope" => {
            let scope = needs.unwrap_or("connections:write");
            words::say(lang, &Msg::new("bot-socket-scope").with("scope", scope))
        }
        "not_allowed_token_type" => text("bot-socket-kind"),
        DISABLED => text("bot-socket-disabled"),
        code if connect::is_no_token(code) => text("bot-socket-token"),
        _ => text("bot-socket-other"),
    };
    let mend = text(if code == DISABLED { "bot-socket-switch-on" } else { "bot-socket-make" });
    let msg = Msg::new("bot-socket-trouble").with("code", code).with("why", why);
    words::say(lang, &msg.with("mend", mend))
}

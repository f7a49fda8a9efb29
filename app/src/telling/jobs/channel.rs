//! In a channel of the chat, once: what an attempt before may have said is looked for first.

use ryugaku_chat::Fault;
use ryugaku_kernel::Uuid;

use super::Came;
use crate::app::App;
use crate::bot;
use crate::telling::letter::Letter;
use crate::telling::way::{Trouble, Way};

pub async fn say(app: &App, way: &Way, id: Uuid, letter: &Letter) -> Came {
    match bot::say_once(app, &way.address, id, way.begun_at, &letter.message()).await {
        Ok(_) => Came::Delivered,
        Err(Fault::Limited(length)) => Came::Later(Some(length), Trouble::of("limited")),
        Err(Fault::Uncertain(_) | Fault::Unusable(_)) => Came::Later(None, Trouble::of("away")),
        // The settings have to change, and nothing that somebody could send again.
        Err(Fault::Refused { code, .. }) if bot::is_no_token(&code) => Came::Later(None, Trouble::of(code)),
        Err(Fault::Refused { code, needs }) => {
            Came::Refused(Trouble { error: Some(code), response: needs.unwrap_or_default(), status: None })
        }
    }
}

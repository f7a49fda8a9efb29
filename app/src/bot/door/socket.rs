//! Socket Mode, where Slack cannot reach this server: the same that it would post, over a line that is opened from here. Each
//! replica holds one; Slack sends each letter over one of them.

use std::sync::Arc;

use ryugaku_chat::Fault;
use ryugaku_chat::slack::{self, Envelope, Letter, Line, Mail, Slack, Socket};
use ryugaku_kernel::Lang;
use serde_json::Value;
use tokio::sync::{Mutex, Semaphore};
use tokio_util::sync::CancellationToken;

use super::{commanded, happened, interacted, whispered};
use crate::app::App;
use crate::bot::connect;
use crate::bot::socket_mode::{DISABLED, trouble};
use crate::bot::step::wait;

/// Letters that are acted on at once.
const AT_ONCE: usize = 16;

/// Works until `stop`. Without a token for it there is nothing to do.
pub async fn listen(app: App, stop: CancellationToken) {
    let (Some(slack), Some(caller)) = (connect::slack(&app), connect::socket(&app)) else { return };
    let mut failed = 0;
    while !stop.is_cancelled() {
        let ended = tokio::select! {
            () = stop.cancelled() => return,
            ended = hold(&app, &slack, &caller) => ended,
        };
        let Err(fault) = ended else {
            failed = 0;
            continue;
        };
        failed += 1;
        app.socket_mode.refused(&fault);
        tracing::warn!(?fault, "{}", broken(&fault));
        let length = match fault {
            Fault::Limited(length) => length,
            _ => wait(failed),
        };
        let length = std::time::Duration::try_from(length).unwrap_or_default();
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(length) => {}
        }
    }
}

/// Why there is no line; where somebody has to change something first, what.
fn broken(fault: &Fault) -> String {
    match fault {
        Fault::Refused { code, needs } => trouble(Lang::En, code, needs.as_deref()),
        _ => "the line to Slack broke off; it is opened again".into(),
    }
}

/// One line, until Slack ends it or it breaks.
async fn hold(app: &App, slack: &Slack, caller: &Slack) -> Result<(), Fault> {
    let (mut socket, line): (Socket, Line) = caller.connect().await?;
    let (line, room) = (Arc::new(Mutex::new(line)), Arc::new(Semaphore::new(AT_ONCE)));
    tracing::info!("connected to Slack");
    while let Some(mail) = socket.next().await? {
        if !matches!(mail, Mail::Disabled) {
            app.socket_mode.stands();
        }
        match mail {
            Mail::Disabled => return Err(Fault::Refused { code: DISABLED.into(), needs: None }),
            Mail::Leaving => return Ok(()),
            Mail::Other => {}
            Mail::Letter(letter) => {
                let (app, slack, line) = (app.clone(), slack.clone(), Arc::clone(&line));
                // Closed by nobody.
                let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return Ok(()) };
                tokio::spawn(async move {
                    if let Some(answer) = act(&app, &slack, &letter).await
                        && let Err(fault) = line.lock().await.acknowledge(&letter.id, answer).await
                    {
                        tracing::warn!(?fault, "Slack was not told that something was taken; it comes again");
                    }
                    drop(permit);
                });
            }
        }
    }
    Ok(())
}

/// What it is acknowledged with; `None`: it is not taken, and is to come again.
async fn act(app: &App, slack: &Slack, letter: &Letter) -> Option<Option<Value>> {
    match letter.kind.as_str() {
        "slash_commands" => {
            let Some(command) = slack::command_of(letter.payload.clone()) else { return Some(None) };
            Some(commanded(app, slack, &command).await.map(|message| whispered(&message)))
        }
        "interactive" => {
            let Some(asked) = slack::interaction_of(&letter.payload) else { return Some(None) };
            Some(interacted(app, slack, &asked).await)
        }
        "events_api" => {
            let Some(Envelope::Event { id, event, .. }) = slack::envelope_of(&letter.payload) else {
                return Some(None);
            };
            happened(app, slack, &id, event).await.then_some(None)
        }
        _ => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do() {
        let refused = |code: &str, needs: Option<&str>| {
            broken(&Fault::Refused { code: code.into(), needs: needs.map(str::to_owned) })
        };
        for (code, needs, why) in [
            ("missing_scope", Some("connections:write"), "lacks the scope “connections:write”"),
            ("missing_scope", None, "lacks the scope “connections:write”"),
            ("not_allowed_token_type", None, "begins with xapp-"),
            ("invalid_auth", None, "is no good"),
            ("access_denied", None, "opens no line with this token"),
        ] {
            let said = refused(code, needs);
            for part in [code, why, "Basic Information → App-Level Tokens", "connections:write", "set slack.app_token"]
            {
                assert!(said.contains(part), "{part}: {said}");
            }
        }
        assert!(refused(DISABLED, None).contains("Switch it on there under Socket Mode"));
        assert!(!broken(&Fault::Uncertain("the socket is silent".into())).contains("app_token"));
    }
}

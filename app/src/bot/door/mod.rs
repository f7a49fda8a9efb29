//! What comes from chats. `/slack/…` is what Slack posts: signed, or not looked at; answered within three seconds, whatever comes of it.
//!
//! What could not be stored is said to be not taken. Commands and buttons are answered to whoever asked, with 200, since Slack
//! shows nothing else; events get 503, so that they come again.

mod event;
mod matrix;
mod said;
mod socket;

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use ryugaku_chat::Message;
use ryugaku_chat::slack::{self, Asked, Envelope, Forged, Slack};
use ryugaku_kernel::{Failure, Lang, Msg, Outcome};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::connected::Chat;
use super::names::Names;
use super::network::Network;
use super::who::{self, Speaker};
use super::{Place, Reply};
use super::{connect, jobs};
use crate::app::App;
use crate::door::post;
use crate::exchange;
use crate::incidents::chat::{self, Begun, Sent};
use crate::{organisation, questions, words};

/// Slack sends far less.
const LARGEST: usize = 1 << 20;
/// Of the three seconds, what is left for asking who it is and for the way back.
const LOOKING: Duration = Duration::from_millis(1200);
const DOING: Duration = Duration::from_millis(1000);
const EVENT: Duration = Duration::from_millis(2500);
/// The key of what is said of what took too long.
const SLOW: &str = "bot-too-slow";
const FOLLOWING: Duration = Duration::from_millis(400);
/// For the language of whoever is not known.
const WORDING: Duration = Duration::from_millis(300);

pub use matrix::Ear;

/// To all chats that are listened to from here, until `stop`.
pub async fn listen(app: App, stop: CancellationToken) {
    tokio::join!(socket::listen(app.clone(), stop.clone()), matrix::listen(app, stop));
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/slack/commands", post(commands))
        .route("/slack/events", post(events))
        .route("/slack/interactions", post(interactions))
}

/// The body, if it is Slack's.
async fn signed(app: &App, headers: &HeaderMap, body: Body) -> Result<(Slack, Bytes), Response> {
    let (Some(slack), Some(secret)) = (connect::slack(app), app.config.slack.signing_secret.as_deref()) else {
        return Err(StatusCode::NOT_FOUND.into_response());
    };
    let Ok(body) = to_bytes(body, LARGEST).await else { return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response()) };
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (stamp, signature) = (header("x-slack-request-timestamp"), header("x-slack-signature"));
    match slack::verify(secret, stamp, signature, &body, app.clock.now()) {
        Ok(()) => Ok((slack, body)),
        Err(forged) => {
            let why = match forged {
                Forged::Missing => "unsigned",
                Forged::Stale => "stale",
                Forged::Wrong => "wrongly signed",
            };
            tracing::warn!(why, "a request to Slack's addresses was refused");
            Err(StatusCode::UNAUTHORIZED.into_response())
        }
    }
}

async fn commands(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let (slack, body) = match signed(&app, &headers, body).await {
        Ok(signed) => signed,
        Err(response) => return response,
    };
    let Some(command) = slack::command(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    match commanded(&app, &slack, &command).await {
        Some(message) => Json(whispered(&message)).into_response(),
        // A form opens by itself.
        None => StatusCode::OK.into_response(),
    }
}

fn at<'a>(channel: Option<&'a str>, trigger: &'a str) -> Place<'a> {
    Place { network: Network::Slack, channel, thread: None, overheard: false, trigger, respond: None, once: None }
}

/// By which the same asking is known if it comes again: Slack makes a trigger for each.
fn asked_by(trigger: &str) -> Option<String> {
    (!trigger.is_empty()).then(|| format!("slack-trigger:{trigger}"))
}

/// What the one who typed it reads.
async fn commanded(app: &App, slack: &Slack, command: &slack::Command) -> Option<Message> {
    let once = asked_by(&command.trigger_id);
    let reply = async {
        let speaker = looked_up(app, slack, &command.user_id).await?;
        let respond = command.response_url.as_deref();
        let once = once.as_deref();
        let place = Place { respond, once, ..at(Some(&command.channel_id), &command.trigger_id) };
        let text = slack::typed(&command.text);
        let done = in_time(typed(app, &speaker, &place, &command.command, &text)).await;
        Ok((speaker.cx.lang, done))
    };
    let message = match reply.await {
        Ok((_, Ok(Reply::Said(message)))) => Some(message),
        Ok((_, Ok(Reply::Nothing))) => None,
        Ok((lang, Err(failure))) => Some(refusal(lang, &failure)),
        Err(failure) => Some(refusal(language(app).await, &failure)),
    };
    follow(app).await;
    message
}

/// What was taken before is not done again; what was only shown is shown again.
async fn typed(app: &App, speaker: &Speaker, place: &Place<'_>, name: &str, text: &str) -> Outcome<Reply> {
    if place.is_known(&mut app.db.reader()).await? {
        return Ok(event::taken(speaker.cx.lang));
    }
    dispatched(app, speaker, place, name, text).await
}

/// By the command's own name, as the app's manifest has it.
async fn dispatched(app: &App, speaker: &Speaker, place: &Place<'_>, name: &str, text: &str) -> Outcome<Reply> {
    match name {
        "/exchange" => {
            let names = Names::of(&mut app.db.reader(), place.network, text).await?;
            exchange::chat::command(app, speaker, place, &names.read(text)).await
        }
        _ => chat::command(app, speaker, place, text).await,
    }
}

async fn interactions(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let (slack, body) = match signed(&app, &headers, body).await {
        Ok(signed) => signed,
        Err(response) => return response,
    };
    let Some(asked) = slack::interaction(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    match interacted(&app, &slack, &asked).await {
        Some(body) => Json(body).into_response(),
        None => StatusCode::OK.into_response(),
    }
}

/// What it is answered with, if it was a form.
async fn interacted(app: &App, slack: &Slack, asked: &slack::Interaction) -> Option<Value> {
    let channel = match &asked.asked {
        Asked::Pressed { channel, .. } => channel.clone(),
        Asked::OnMessage { channel, .. } => Some(channel.clone()),
        _ => None,
    };
    let speaker = match looked_up(app, slack, &asked.user).await {
        Ok(speaker) => speaker,
        Err(failure) => {
            let lang = language(app).await;
            return turned_away(slack, asked, channel.as_deref(), lang, &failure);
        }
    };
    let (respond, once) = (asked.respond.as_deref(), asked_by(&asked.trigger));
    let place = Place { respond, once: once.as_deref(), ..at(channel.as_deref(), &asked.trigger) };
    let done = in_time(act(app, &speaker, &place, &asked.asked)).await;
    follow(app).await;
    match done {
        Ok(body) => body,
        Err(failure) => turned_away(slack, asked, channel.as_deref(), speaker.cx.lang, &failure),
    }
}

/// What a form is to be answered with, if it is one.
async fn act(app: &App, speaker: &Speaker, place: &Place<'_>, asked: &Asked) -> Outcome<Option<Value>> {
    match asked {
        Asked::Pressed { actions, .. } => {
            for (number, action) in actions.iter().enumerate() {
                // All that came at once came with one trigger.
                let once = place.once.map(|key| format!("{key}:{number}"));
                let place = Place { once: once.as_deref(), ..*place };
                pressed(app, speaker, &place, &action.action, &action.value).await?;
            }
            Ok(None)
        }
        Asked::Sent(submitted) => {
            let once = format!("slack-view:{}", submitted.view);
            let place = Place { once: Some(&once), ..*place };
            Ok(match chat::sent(app, speaker, &place, submitted).await? {
                Sent::Done => None,
                Sent::Wrong(errors) => Some(json!({"response_action": "errors", "errors": errors})),
            })
        }
        Asked::OnMessage { callback, ts, text, .. } => {
            chat::on_message(app, speaker, place, callback, ts, text).await?;
            Ok(None)
        }
        Asked::Shortcut { .. } => {
            chat::open_form(app, speaker, place, Begun::default()).await?;
            Ok(None)
        }
        Asked::Other => Ok(None),
    }
}

/// A button, or a reaction that stands for one.
async fn pressed(app: &App, speaker: &Speaker, place: &Place<'_>, action: &str, value: &str) -> Outcome<()> {
    match action.starts_with(questions::chat::ACTION) {
        true => questions::chat::pressed(app, speaker, place, action, value).await,
        false => chat::pressed(app, speaker, place, action, value).await,
    }
}

/// Whoever filled in a form reads in it what was wrong; whoever pressed a button reads it where they did, alone: Slack says where that
/// can be said, since the bot need not be in the channel.
fn turned_away(
    slack: &Slack,
    asked: &slack::Interaction,
    channel: Option<&str>,
    lang: Lang,
    failure: &Failure,
) -> Option<Value> {
    let message = refusal(lang, failure);
    if let Asked::Sent(submitted) = &asked.asked {
        let first = chat::first_field(lang, &submitted.form);
        return Some(json!({"response_action": "errors", "errors": {first: message.summary}}));
    }
    let address = asked.respond.as_deref().and_then(|address| slack.own(address));
    let (slack, channel, user) = (slack.clone(), channel.map(str::to_owned), asked.user.clone());
    // Nothing could be stored: it is said at once, or not at all.
    tokio::spawn(async move {
        let said = match (address, channel) {
            (Some(address), _) => slack.respond(&address, &message).await,
            (None, Some(channel)) => slack.whisper(&channel, &user, None, &message).await,
            (None, None) => return,
        };
        if let Err(fault) = said {
            tracing::warn!(?fault, "somebody was not told why a button did nothing");
        }
    });
    None
}

async fn events(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let (slack, body) = match signed(&app, &headers, body).await {
        Ok(signed) => signed,
        Err(response) => return response,
    };
    match slack::envelope(&body) {
        Some(Envelope::Challenge(text)) => Json(json!({"challenge": text})).into_response(),
        Some(Envelope::Event { id, event, .. }) => match happened(&app, &slack, &id, event).await {
            true => StatusCode::OK.into_response(),
            false => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        Some(Envelope::Limited) => {
            tracing::warn!("Slack leaves out events: more happened within a minute than it passes on");
            StatusCode::OK.into_response()
        }
        Some(Envelope::Other) => StatusCode::OK.into_response(),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Whether it was taken. What takes too long is not, and comes again: it is acted on once all the same.
async fn happened(app: &App, slack: &Slack, id: &str, event: slack::Event) -> bool {
    match tokio::time::timeout(EVENT, event::happened(app, slack, id, event)).await {
        Ok(Ok(())) => return true,
        Ok(Err(failure)) => tracing::warn!(%failure, "an event from Slack was not taken; it comes again"),
        Err(_) => tracing::warn!("an event from Slack took too long; it comes again"),
    }
    false
}

async fn looked_up(app: &App, slack: &Slack, account: &str) -> Outcome<Speaker> {
    let found = tokio::time::timeout(LOOKING, who::speaker(app, &Chat::Slack(slack.clone()), account)).await;
    found.unwrap_or_else(|_| Err(Failure::Unavailable { msg: Msg::new("bot-chat-away"), source: None }))
}

/// What takes too long is broken off. If that was in the middle of the commit it may have happened all the same.
async fn in_time<T>(done: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let done = tokio::time::timeout(DOING, done).await;
    done.unwrap_or_else(|_| Err(Failure::Unavailable { msg: Msg::new(SLOW), source: None }))
}

/// The channel should not wait for the next round; whoever asked should not wait for the channel.
async fn follow(app: &App) {
    let cx = app.system();
    match tokio::time::timeout(FOLLOWING, jobs::follow(app, &cx)).await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!(%failure, "the bot could not follow the ledger; the next round does"),
        Err(_) => tracing::warn!("the bot could not follow the ledger in time; the next round does"),
    }
}

/// Before it is known who asks. An answer in time matters more than its language.
async fn language(app: &App) -> Lang {
    let mut q = app.db.reader();
    let loaded = tokio::time::timeout(WORDING, organisation::store::load(&mut q)).await;
    loaded.ok().and_then(Result::ok).map_or(Lang::Ja, |organisation| organisation.language)
}

/// Why it was not done. What could not be stored is said not to have been taken.
fn refusal(lang: Lang, failure: &Failure) -> Message {
    let said = match failure {
        Failure::Invalid(errors) => {
            let lines = errors.iter().map(|error| words::say(lang, &error.msg));
            lines.collect::<Vec<_>>().join("\n")
        }
        Failure::Forbidden(msg) | Failure::Conflict(msg) => words::say(lang, msg),
        Failure::NotFound(_) => words::text(lang, "bot-not-found"),
        Failure::Stale => words::text(lang, "bot-stale"),
        Failure::Unavailable { msg, .. } if msg.key == SLOW => words::say(lang, msg),
        Failure::Unavailable { msg, .. } if msg.key.starts_with("bot-") => {
            words::say(lang, &Msg::new("bot-not-taken").with("why", words::say(lang, msg)))
        }
        failure => {
            tracing::error!(%failure, "what was asked for in a chat failed");
            words::say(lang, &Msg::new("bot-not-taken").with("why", words::text(lang, "bot-not-stored")))
        }
    };
    Message::line(format!("⚠️ {said}"))
}

fn whispered(message: &Message) -> Value {
    json!({"response_type": "ephemeral", "text": slack::text(message), "blocks": slack::blocks(message)})
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slack waits so long for an answer.
    const SLACK_WAITS: Duration = Duration::from_secs(3);

    /// However long each part takes, the answer leaves in time.
    #[test]
    fn whatever_is_slow_slack_is_answered_in_time() {
        for (way, most) in [
            ("done or broken off", LOOKING + DOING + FOLLOWING),
            ("whoever asks is not known", LOOKING + WORDING + FOLLOWING),
            ("an event", EVENT),
        ] {
            assert!(most < SLACK_WAITS, "{way}: {most:?}");
        }
    }
}

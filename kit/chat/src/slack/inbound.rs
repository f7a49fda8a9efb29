//! What Slack posts: commands, events, and what people pressed or filled in. Only what is asked for here is read; the rest may be
//! whatever Slack makes of it.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::words::said;

/// A slash command.
#[derive(Clone, Debug, Deserialize)]
pub struct Command {
    pub team_id: String,
    pub channel_id: String,
    pub user_id: String,
    pub command: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub trigger_id: String,
    /// Where an answer to them alone can be sent, for half an hour, wherever they are.
    #[serde(default)]
    pub response_url: Option<String>,
}

/// What the Events API posts.
#[derive(Clone, Debug)]
pub enum Envelope {
    /// Whether this address is Slack's to post to: the text is to be sent back.
    Challenge(String),
    Event {
        id: String,
        team: String,
        event: Event,
    },
    /// More happened than Slack passes on to one app: the rest of that minute does not come.
    Limited,
    /// Nothing that is asked for here.
    Other,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    HomeOpened {
        user: String,
    },
    Mentioned {
        user: String,
        channel: String,
        ts: String,
        /// The first message of the thread in which it was said.
        thread: Option<String>,
        text: String,
    },
    /// A reaction was put on somebody's message.
    Reacted {
        user: String,
        channel: String,
        ts: String,
        reaction: String,
    },
    Pinned {
        user: String,
        channel: String,
        ts: String,
    },
    Joined {
        user: String,
        channel: String,
    },
    Edited {
        channel: String,
        ts: String,
        text: String,
    },
    Deleted {
        channel: String,
        ts: String,
    },
    /// A channel is no longer there to be written to: archived, or gone.
    RoomEnded {
        channel: String,
        /// When; what is sent again comes in no order.
        at: String,
    },
    /// An archived channel is there to be written to again.
    RoomBack {
        channel: String,
        at: String,
    },
    /// A person's account has changed: address, name, left.
    AccountChanged {
        user: String,
    },
    /// Nothing that is asked for here.
    Other,
}

/// What somebody pressed or sent.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub user: String,
    pub trigger: String,
    /// Where an answer to them alone can be sent, for half an hour, wherever they are.
    pub respond: Option<String>,
    pub asked: Asked,
}

#[derive(Clone, Debug)]
pub enum Asked {
    Pressed {
        channel: Option<String>,
        actions: Vec<Action>,
    },
    Sent(Submitted),
    /// From the menu of a message.
    OnMessage {
        callback: String,
        channel: String,
        ts: String,
        text: String,
    },
    Shortcut {
        callback: String,
    },
    Other,
}

#[derive(Clone, Debug)]
pub struct Action {
    pub action: String,
    pub value: String,
}

/// A form with what was put in.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The same when Slack sends it again.
    pub view: String,
    pub form: String,
    pub context: String,
    pub values: HashMap<String, Vec<String>>,
}

pub fn command(body: &[u8]) -> Option<Command> {
    let fields: HashMap<String, Value> =
        url::form_urlencoded::parse(body).map(|(name, value)| (name.into(), value.into())).collect();
    command_of(Value::Object(fields.into_iter().collect()))
}

pub fn command_of(payload: Value) -> Option<Command> {
    serde_json::from_value(payload).ok()
}

pub fn envelope(body: &[u8]) -> Option<Envelope> {
    envelope_of(&serde_json::from_slice(body).ok()?)
}

pub fn envelope_of(body: &Value) -> Option<Envelope> {
    match body["type"].as_str()? {
        "url_verification" => Some(Envelope::Challenge(body["challenge"].as_str()?.to_owned())),
        "event_callback" => Some(Envelope::Event {
            id: body["event_id"].as_str()?.to_owned(),
            team: word(&body["team_id"]),
            event: event(&body["event"]),
        }),
        "app_rate_limited" => Some(Envelope::Limited),
        _ => Some(Envelope::Other),
    }
}

fn event(event: &Value) -> Event {
    let of = |key: &str| word(&event[key]);
    match (event["type"].as_str().unwrap_or_default(), event["subtype"].as_str()) {
        ("app_home_opened", _) if event["tab"] != "messages" => Event::HomeOpened { user: of("user") },
        // Programs are not answered.
        ("app_mention", _) if event["bot_id"].is_string() || !event["user"].is_string() => Event::Other,
        ("app_mention", _) => {
            let thread = event["thread_ts"].as_str().filter(|thread| event["ts"] != **thread).map(str::to_owned);
            Event::Mentioned { user: of("user"), channel: of("channel"), ts: of("ts"), thread, text: of("text") }
        }
        ("reaction_added", _) if event["item"]["type"] == "message" => Event::Reacted {
            user: of("user"),
            channel: word(&event["item"]["channel"]),
            ts: word(&event["item"]["ts"]),
            reaction: of("reaction"),
        },
        ("pin_added", _) if event["item"]["type"] == "message" => {
            Event::Pinned { user: of("user"), channel: of("channel_id"), ts: word(&event["item"]["message"]["ts"]) }
        }
        ("member_joined_channel", _) => Event::Joined { user: of("user"), channel: of("channel") },
        ("message", Some("message_changed")) => changed(event),
        ("message", Some("message_deleted")) => Event::Deleted { channel: of("channel"), ts: of("deleted_ts") },
        ("channel_deleted" | "channel_archive" | "group_deleted" | "group_archive", _) => {
            Event::RoomEnded { channel: of("channel"), at: of("event_ts") }
        }
        ("channel_unarchive" | "group_unarchive", _) => Event::RoomBack { channel: of("channel"), at: of("event_ts") },
        ("user_change", _) => Event::AccountChanged { user: word(&event["user"]["id"]) },
        _ => Event::Other,
    }
}

/// Slack also says so when it has drawn a link's preview, and when what was deleted has answers.
fn changed(event: &Value) -> Event {
    let (before, now) = (&event["previous_message"], &event["message"]);
    let (channel, ts) = (word(&event["channel"]), word(&now["ts"]));
    let text = said(now);
    match now["subtype"].as_str() {
        Some("tombstone") => Event::Deleted { channel, ts },
        _ if before.is_object() && said(before) == text => Event::Other,
        _ => Event::Edited { channel, ts, text },
    }
}

pub fn interaction(body: &[u8]) -> Option<Interaction> {
    let (_, payload) = url::form_urlencoded::parse(body).find(|(name, _)| name == "payload")?;
    interaction_of(&serde_json::from_str(&payload).ok()?)
}

pub fn interaction_of(payload: &Value) -> Option<Interaction> {
    let asked = match payload["type"].as_str()? {
        "block_actions" => Asked::Pressed {
            channel: payload["channel"]["id"].as_str().map(str::to_owned),
            actions: payload["actions"].as_array()?.iter().map(action).collect(),
        },
        "view_submission" => Asked::Sent(submitted(&payload["view"])),
        "message_action" => Asked::OnMessage {
            callback: word(&payload["callback_id"]),
            channel: word(&payload["channel"]["id"]),
            ts: word(&payload["message"]["ts"]),
            text: said(&payload["message"]),
        },
        "shortcut" => Asked::Shortcut { callback: word(&payload["callback_id"]) },
        _ => Asked::Other,
    };
    let respond = payload["response_url"].as_str().filter(|address| !address.is_empty()).map(str::to_owned);
    Some(Interaction { user: word(&payload["user"]["id"]), trigger: word(&payload["trigger_id"]), respond, asked })
}

/// The id that was sent is the deed and its value; see [`super::blocks`].
fn action(action: &Value) -> Action {
    let id = word(&action["action_id"]);
    let deed = id.split_once(':').map_or(id.as_str(), |(deed, _)| deed).to_owned();
    Action { action: deed, value: word(&action["value"]) }
}

fn submitted(view: &Value) -> Submitted {
    let blocks = view["state"]["values"].as_object().into_iter().flatten();
    let values = blocks.filter_map(|(block, entries)| {
        let entry = entries.as_object()?.values().next()?;
        let one = entry["value"].as_str().or(entry["selected_option"]["value"].as_str());
        let several = entry["selected_options"].as_array().into_iter().flatten();
        let several = several.filter_map(|option| option["value"].as_str());
        Some((block.clone(), one.into_iter().chain(several).map(str::to_owned).collect()))
    });
    Submitted {
        view: word(&view["id"]),
        form: word(&view["callback_id"]),
        context: word(&view["private_metadata"]),
        values: values.collect(),
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_became_of_a_message() {
        let changed = |message: Value, before: Value| {
            event(&json!({"type": "message", "subtype": "message_changed", "channel": "C1", "message": message,
                "previous_message": before}))
        };
        let (channel, ts) = ("C1".to_owned(), "1.2".to_owned());
        let edited = Event::Edited { channel: channel.clone(), ts: ts.clone(), text: "a < b".into() };
        let new = json!({"ts": "1.2", "text": "a &lt; b"});
        assert_eq!(changed(new.clone(), json!({"ts": "1.2", "text": "a"})), edited);
        assert_eq!(changed(new.clone(), Value::Null), edited);
        assert_eq!(changed(new.clone(), new), Event::Other, "a preview was drawn");
        let alert = |text: &str| json!({"ts": "1.2", "text": "", "attachments": [{"title": text}]});
        let told = Event::Edited { channel: channel.clone(), ts: ts.clone(), text: "DiskFull is over".into() };
        assert_eq!(changed(alert("DiskFull is over"), alert("DiskFull")), told);
        let gone = json!({"ts": "1.2", "text": "This message was deleted.", "subtype": "tombstone"});
        assert_eq!(changed(gone, json!({"text": "a"})), Event::Deleted { channel, ts });
    }

    #[test]
    fn what_is_no_event_is_told_apart() {
        let read = |body: Value| envelope_of(&body);
        assert!(matches!(read(json!({"type": "app_rate_limited", "team_id": "T1"})), Some(Envelope::Limited)));
        assert!(matches!(read(json!({"type": "something_of_tomorrow"})), Some(Envelope::Other)));
        assert!(read(json!({"type": "event_callback", "event": {"type": "message"}})).is_none(), "it has no id");
        assert!(read(json!({})).is_none());
    }

    #[test]
    fn programs_are_not_answered() {
        let mention = |user: Value, bot: Value| {
            event(
                &json!({"type": "app_mention", "user": user, "bot_id": bot, "channel": "C1", "ts": "1.2", "text": "x"}),
            )
        };
        assert!(matches!(mention("U1".into(), Value::Null), Event::Mentioned { .. }));
        assert_eq!(mention("U1".into(), "B1".into()), Event::Other);
        assert_eq!(mention(Value::Null, Value::Null), Event::Other);
    }

    #[test]
    fn what_begins_a_thread_is_not_said_in_it() {
        for (thread, read) in [(Value::Null, None), ("1.2".into(), None), ("1.1".into(), Some("1.1".to_owned()))] {
            let said = json!({"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.2", "thread_ts": thread});
            let Event::Mentioned { thread, .. } = event(&said) else { panic!("{said} is a mention") };
            assert_eq!(thread, read, "{said}");
        }
    }
}

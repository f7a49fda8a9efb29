//! What Slack posts, in the samples of its own libraries: each is read as what it is, or left alone on purpose, and all of it is taken.

use std::collections::{BTreeMap, HashMap};

use ryugaku_chat::slack::{self, Asked, Envelope, Event};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::described::{description, misfits, samples, whole_folder};

/// In the samples words are left out: here each word says where it stands, so that what is read says where it came from.
fn filled(value: &mut Value, at: &str) {
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match value {
        Value::String(text) if text.is_empty() => at.clone_into(text),
        Value::Array(all) => {
            all.iter_mut().enumerate().for_each(|(place, one)| filled(one, &below(&place.to_string())))
        }
        Value::Object(fields) => fields.iter_mut().for_each(|(name, one)| filled(one, &below(name))),
        _ => {}
    }
}

/// The samples of one kind, by file.
fn captured(kind: &str) -> Option<BTreeMap<String, Value>> {
    let mut all = whole_folder(&samples()?.join("slackapi__java-slack-sdk/json-logs/samples").join(kind));
    for sample in all.values_mut() {
        filled(sample, "");
        if sample["event"].is_object() {
            sample["type"] = "event_callback".into();
        }
    }
    Some(all)
}

/// All others are left alone.
fn understood() -> BTreeMap<&'static str, Event> {
    let (user, channel, ts) =
        (|| "event.user".to_owned(), || "event.channel".to_owned(), || "0000000000.000000".to_owned());
    BTreeMap::from([
        ("ChannelDeletedPayload.json", Event::RoomEnded { channel: channel(), at: "event.event_ts".into() }),
        ("ChannelUnarchivePayload.json", Event::RoomBack { channel: channel(), at: ts() }),
        ("GroupArchivePayload.json", Event::RoomEnded { channel: channel(), at: ts() }),
        ("GroupDeletedPayload.json", Event::RoomEnded { channel: channel(), at: "event.event_ts".into() }),
        ("GroupUnarchivePayload.json", Event::RoomBack { channel: channel(), at: ts() }),
        ("MemberJoinedChannelPayload.json", Event::Joined { user: "event.user".into(), channel: channel() }),
        (
            "MessageChangedPayload.json",
            Event::Edited { channel: channel(), ts: "event.message.ts".into(), text: "event.message.text".into() },
        ),
        ("PinAddedPayload.json", Event::Pinned { user: user(), channel: "event.channel_id".into(), ts: ts() }),
        (
            "ReactionAddedPayload.json",
            Event::Reacted {
                user: user(),
                channel: "event.item.channel".into(),
                ts: ts(),
                reaction: "event.reaction".into(),
            },
        ),
        ("UserChangePayload.json", Event::AccountChanged { user: "event.user.id".into() }),
    ])
}

fn event_of(whole: &Value) -> Event {
    match slack::envelope_of(whole) {
        Some(Envelope::Event { event, .. }) => event,
        other => panic!("{other:?} is no event"),
    }
}

#[test]
fn every_event_is_read_as_what_it_is() {
    let Some(all) = captured("events") else { return };
    let (description, mut understood) = (description().unwrap(), understood());
    assert!(all.len() > 60, "only {} events were found", all.len());
    for (name, whole) in &all {
        let Some(Envelope::Event { id, team, event }) = slack::envelope_of(whole) else { panic!("{name} is no event") };
        assert_eq!((id.as_str(), team.as_str()), ("event_id", "team_id"), "{name}");
        assert_eq!(event, understood.remove(name.as_str()).unwrap_or(Event::Other), "{name}");
        // Younger ones name whom they are for in another way; nothing that is there is anything else.
        let wrong = misfits(&description.wrapper, whole, name);
        assert!(wrong.iter().all(|what| what.ends_with(" is missing")), "{wrong:?}");
    }
    assert!(understood.is_empty(), "these were not found: {understood:?}");
    // The sample has all that ever was in one; a program's own words are left alone, a person's are not.
    let mut mention = all["AppMentionPayload.json"].clone();
    mention["event"].as_object_mut().unwrap().remove("bot_id");
    let said = Event::Mentioned {
        user: "event.user".into(),
        channel: "event.channel".into(),
        ts: "event.ts".into(),
        thread: Some("event.thread_ts".into()),
        text: "event.text".into(),
    };
    assert_eq!(event_of(&mention), said);
    // This one comes without anything around it.
    let limited = slack::envelope_of(&all["AppRateLimitedPayload.json"]["event"]);
    assert!(matches!(limited, Some(Envelope::Limited)), "{limited:?}");
}

#[test]
fn the_examples_of_the_schema_are_read() {
    let (Some(description), Some(folder)) = (description(), samples()) else { return };
    let read: Vec<Event> = description.wrapper["examples"].as_array().unwrap().iter().map(event_of).collect();
    let reacted = Event::Reacted {
        user: "U024BE7LH".into(),
        channel: "C0G9QF9GZ".into(),
        ts: "1360782400.498405".into(),
        reaction: "thumbsup".into(),
    };
    assert_eq!(read, [Event::Other, reacted]);
    let data = whole_folder(&folder.join("slackapi__python-slack-sdk/tests/data"));
    for name in ["channel.created.json", "im.created.json"] {
        let whole = json!({"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": data[name]});
        assert_eq!(event_of(&whole), Event::Other, "{name}");
    }
}

fn form(payload: &Value) -> String {
    Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish()
}

fn command(fields: &Value) -> String {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs = fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), word(value)));
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[test]
fn what_somebody_does_is_read_as_what_it_is() {
    let Some(mut all) = captured("app-backend") else { return };
    let typed = all.remove("SlashCommandPayload.json").unwrap();
    let expected = r#"Command { team_id: "team_id", channel_id: "channel_id", user_id: "user_id", command: "command", text: "text", trigger_id: "trigger_id", response_url: Some("response_url") }"#;
    for read in [slack::command(command(&typed).as_bytes()), slack::command_of(typed)] {
        assert_eq!(format!("{:?}", read.unwrap()), expected);
    }
    let mut expected = BTreeMap::from([
        (
            "BlockActionPayload.json",
            r#"Interaction { user: "user.id", trigger: "trigger_id", respond: Some("response_url"), asked: Pressed { channel: Some("channel.id"), actions: [Action { action: "actions.0.action_id", value: "actions.0.value" }] } }"#,
        ),
        (
            "DialogCancellationPayload.json",
            r#"Interaction { user: "user.id", trigger: "", respond: Some("response_url"), asked: Other }"#,
        ),
        (
            "DialogSuggestionPayload.json",
            r#"Interaction { user: "user.id", trigger: "", respond: None, asked: Other }"#,
        ),
        (
            "MessageShortcutPayload.json",
            r#"Interaction { user: "user.id", trigger: "trigger_id", respond: Some("response_url"), asked: OnMessage { callback: "callback_id", channel: "channel.id", ts: "message.ts", text: "message.text" } }"#,
        ),
        (
            "ViewSubmissionPayload.json",
            r#"Interaction { user: "user.id", trigger: "trigger_id", respond: None, asked: Sent(Submitted { view: "view.id", form: "view.callback_id", context: "view.private_metadata", values: {} }) }"#,
        ),
    ]);
    for (name, payload) in all {
        let expected = expected.remove(name.as_str()).unwrap_or_else(|| panic!("{name} is new"));
        for read in [slack::interaction_of(&payload), slack::interaction(form(&payload).as_bytes())] {
            assert_eq!(format!("{:?}", read.unwrap()), expected, "{name}");
        }
    }
    assert!(expected.is_empty(), "these were not found: {expected:?}");
}

/// Forms and home tabs that others show, as they would come back.
#[test]
fn what_is_filled_in_elsewhere_is_read() {
    let Some(folder) = samples() else { return };
    let tests = folder.join("slackapi__python-slack-sdk/tests");
    let views = ["data", "slack_sdk_fixture"].into_iter().flat_map(|folder| whole_folder(&tests.join(folder)));
    let views: Vec<(String, Value)> = views.filter(|(name, _)| name.starts_with("view_")).collect();
    assert!(views.len() > 20, "only {} views were found", views.len());
    let mut filled_in = 0;
    for (name, view) in views {
        let payload = json!({"type": "view_submission", "user": {"id": "U1"}, "view": view});
        let read = slack::interaction_of(&payload).unwrap();
        let Asked::Sent(sent) = read.asked else { panic!("{name} is no form") };
        let word = |field: &str| view[field].as_str().unwrap_or_default();
        let (id, form, context) = (word("id"), word("callback_id"), word("private_metadata"));
        assert_eq!((sent.view.as_str(), sent.form.as_str(), sent.context.as_str()), (id, form, context), "{name}");
        if name == "view_modal_008.json" {
            let line = vec!["This is my example inputted value".to_owned()];
            assert_eq!(sent.values, HashMap::from([("multi-line".to_owned(), line)]));
            filled_in += 1;
        } else {
            assert!(sent.values.is_empty(), "{name}: {:?}", sent.values);
        }
    }
    assert_eq!(filled_in, 1);
}

/// From people and channels that nobody here knows: nothing is refused, and nothing comes of it.
async fn every_sample_is_taken(home: Home) {
    let stage = stage(home).await;
    let (Some(events), Some(mut done)) = (captured("events"), captured("app-backend")) else { return };
    for (name, mut whole) in events {
        whole["event_id"] = name.into();
        stage.post("/slack/events", "application/json", whole.to_string()).await.expect(200);
    }
    for other in [json!({"type": "app_rate_limited", "team_id": "T0"}), json!({"type": "something_of_tomorrow"})] {
        stage.post("/slack/events", "application/json", other.to_string()).await.expect(200);
    }
    let kind = "application/x-www-form-urlencoded";
    let typed = done.remove("SlashCommandPayload.json").unwrap();
    stage.post("/slack/commands", kind, command(&typed)).await.expect(200);
    for payload in done.values() {
        stage.post("/slack/interactions", kind, form(payload)).await.expect(200);
    }
    stage.settle().await;
    let workspace = stage.slack.look();
    assert!(workspace.channels.is_empty() && workspace.forms.is_empty() && workspace.homes.is_empty());
}

both_homes!(every_sample_is_taken);

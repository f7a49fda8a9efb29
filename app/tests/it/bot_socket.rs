//! Socket Mode: letters over a line that is opened from here, acknowledged, and acted on once.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use ryugaku_kernel::Role;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};
use tokio_util::sync::CancellationToken;

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::own_command_line::Terminal;
use crate::support::Home;
use crate::support::slack::{Mishap, texts};

struct Line(WebSocketStream<TcpStream>);

impl Line {
    async fn of(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().await.unwrap();
        let mut line = Self(accept_async(stream).await.unwrap());
        line.send(json!({"type": "hello", "num_connections": 1})).await;
        line
    }

    async fn send(&mut self, letter: Value) {
        self.0.send(Message::text(letter.to_string())).await.unwrap();
    }

    /// Sends a letter; gives what it was acknowledged with.
    async fn letter(&mut self, id: &str, kind: &str, payload: Value) -> Value {
        self.send(json!({"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": true})).await;
        loop {
            let next = tokio::time::timeout(Duration::from_secs(30), self.0.next()).await.expect("no answer came");
            if let Message::Text(text) = next.unwrap().unwrap() {
                let said: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(said["envelope_id"], id);
                return said["payload"].clone();
            }
        }
    }
}

/// A command, an event three times over two lines, a button; one line is dropped, the other Slack ends.
async fn letters_come_over_a_line(home: Home) {
    let stage = stage(home).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    stage.slack.look().socket = format!("ws://{}/link?ticket=1", listener.local_addr().unwrap());
    let (stop, listening) = listen(&stage);
    let mut line = Line::of(&listener).await;
    let command = json!({"team_id": "T0", "channel_id": "C1", "user_id": "U1", "command": "/incident",
        "text": "open sev1 決済が止まった", "trigger_id": "1.2.3"});
    let answer = line.letter("e1", "slash_commands", command.clone()).await;
    assert!(texts(&answer["blocks"]).join(" ").contains("INC-1"), "{answer}");
    stage.settle().await;
    let channel = stage.slack.channel("inc-1");
    let ts = stage.slack.write(&channel.id, "U1", "DBの接続が尽きた");
    let item = json!({"type": "message", "channel": channel.id, "ts": ts});
    let marked = json!({"type": "event_callback", "event_id": "Ev1", "team_id": "T0",
        "event": {"type": "reaction_added", "user": "U1", "reaction": "pushpin", "item": item}});
    assert_eq!(line.letter("e2", "events_api", marked.clone()).await, Value::Null);
    drop(line);
    let mut line = Line::of(&listener).await;
    // As if the first line had broken off before it was acknowledged.
    let answer = line.letter("e1", "slash_commands", command).await;
    assert!(texts(&answer["blocks"]).join(" ").contains("はじめに届いた"), "{answer}");
    assert_eq!(line.letter("e3", "events_api", marked.clone()).await, Value::Null);
    line.send(json!({"type": "disconnect", "reason": "refresh_requested"})).await;
    let mut line = Line::of(&listener).await;
    assert_eq!(line.letter("e4", "events_api", marked).await, Value::Null);
    let pressed = json!({"type": "block_actions", "user": {"id": "U1"}, "channel": {"id": channel.id},
        "trigger_id": "1.2.4", "actions": [{"action_id": "take:1 commander", "value": "1 commander"}]});
    assert_eq!(line.letter("e5", "interactive", pressed).await, Value::Null);
    line.send(json!({"no": "letter"})).await;
    assert_eq!(line.letter("e6", "a_kind_of_tomorrow", json!({})).await, Value::Null);
    stage.settle().await;
    let said = stage.timeline().await;
    assert_eq!(said.iter().filter(|line| line.contains("接続")).count(), 1, "{said:#?}");
    assert_eq!(stage.incident().await["commander"]["name"], "佐伯 真");
    assert_eq!(stage.slack.look().channels.len(), 1, "one incident was opened");
    stop.cancel();
    listening.await.unwrap();
    stage.slack.check();
}

fn listen(stage: &Stage) -> (CancellationToken, JoinHandle<()>) {
    let stop = CancellationToken::new();
    (stop.clone(), tokio::spawn(ryugaku::bot::listen(stage.app.app.clone(), stop)))
}

/// What is wrong with the line, once there is something, or nothing any more.
async fn trouble(stage: &Stage, is_there: bool) -> String {
    let waiting = async {
        loop {
            let chat = stage.app.get(&stage.admin, "/api/v1/me/chat").await.expect(200).json();
            if chat["slack_trouble"].is_string() == is_there {
                return chat["slack_trouble"].as_str().unwrap_or_default().to_owned();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it stays as it is")
}

/// On pages, by API and in the terminal, with what to do; nowhere any more once Slack has said a word over the line.
async fn a_refused_line_is_told_until_it_stands(home: Home) {
    let stage = stage(home).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    stage.slack.look().socket = format!("ws://{}/link?ticket=1", listener.local_addr().unwrap());
    // A token of an admin's is the organisation's.
    let terminal = Terminal::of(&stage.app, &stage.app.person("青木 澄", Role::Member).await).await;
    let says = async |words: &str| {
        let mut found = Vec::new();
        for page in ["/settings", "/me/chat"] {
            found.push(stage.app.page(&stage.admin, page).await.expect(200).text.contains(words));
        }
        found.push(terminal.done(&["me", "chat", "--json"]).contains(words));
        found
    };
    let make = "App-Level Tokens";
    assert_eq!((trouble(&stage, false).await, says(make).await), (String::new(), vec![false; 3]));

    stage.slack.next("apps.connections.open", Mishap::Refused("invalid_auth"));
    let (stop, listening) = listen(&stage);
    let said = trouble(&stage, true).await;
    assert!(said.contains("invalid_auth") && said.contains("slack.app_token"), "{said}");
    assert_eq!(says(make).await, [true; 3]);
    stop.cancel();
    listening.await.unwrap();
    assert_eq!(says(make).await, [true; 3], "it is not mended");

    let (stop, listening) = listen(&stage);
    let mut line = Line::of(&listener).await;
    trouble(&stage, false).await;
    assert_eq!(says(make).await, [false; 3]);
    line.send(json!({"type": "disconnect", "reason": "link_disabled"})).await;
    let said = trouble(&stage, true).await;
    assert!(said.contains("link_disabled") && !said.contains(make), "{said}");
    stop.cancel();
    listening.await.unwrap();
    stage.slack.check();
}

both_homes!(
    letters_come_over_a_line
    a_refused_line_is_told_until_it_stands
);

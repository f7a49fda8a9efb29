//! What Slack answers, in its own examples and in those of its libraries, through the readers of the client.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use ryugaku_chat::slack::Slack;
use ryugaku_chat::{Fault, Form, Message};
use ryugaku_web::Outside;
use serde_json::{Value, json};

use crate::support::slack::described::{description, samples, whole_folder};

/// What is read of the example in Slack's description of each method that is called.
const EXAMPLES: [(&str, &str); 17] = [
    (
        "auth.test",
        r#"Workspace { user: "W12345678", team: "T12345678", enterprise: None, name: "Subarachnoid Workspace" }"#,
    ),
    ("chat.postEphemeral", "done"),
    ("chat.postMessage", "1503435956.000247"),
    ("chat.update", "done"),
    ("conversations.archive", "done"),
    (
        "conversations.create",
        r#"Room { id: "C0EAQDV4Z", creator: "U0123456", created: 1504554479, is_archived: false }"#,
    ),
    (
        "conversations.history",
        r#"Some(Posted { ts: "1512085950.000216", user: Some("U012AB3CDE"), text: "I find you punny and would like to smell your nose letter", step: None })"#,
    ),
    ("conversations.invite", "done"),
    ("conversations.kick", "done"),
    (
        "conversations.list",
        r#"Some(Room { id: "C061EG9T2", creator: "U061F7AUR", created: 1449252889, is_archived: false })"#,
    ),
    ("conversations.setTopic", "done"),
    ("conversations.unarchive", "done"),
    ("pins.add", "done"),
    ("users.info", SPENGLER),
    ("users.lookupByEmail", SPENGLER),
    ("views.open", "done"),
    ("views.publish", "done"),
];

const SPENGLER: &str = r#"Account { id: "W012A3CDE", name: "Egon Spengler", email: Some("spengler@ghostbusters.example.com"), team: "T012AB3C4", enterprise: None, is_stranger: false, is_deleted: false, is_bot: false }"#;

/// What is read of the library's samples, in which most words are left out; nothing is asked of the others but whether it was done.
const CAPTURED: [(&str, &str); 3] = [
    ("apps.connections.open", r#"Uncertain("Slack gave an address that is not encrypted")"#),
    ("auth.test", r#"Workspace { user: "U00000000", team: "T00000000", enterprise: Some("E00000000"), name: "" }"#),
    ("conversations.create", r#"Room { id: "C00000000", creator: "U00000000", created: 12345, is_archived: false }"#),
];

/// Answers with what was put before it, whatever it is asked; with the last of it from then on.
#[derive(Clone, Default)]
struct Parrot {
    answers: Arc<Mutex<VecDeque<Value>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Parrot {
    async fn start() -> (Self, Slack) {
        let parrot = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api/", listener.local_addr().unwrap());
        let router = Router::new().route("/api/{method}", post(answer)).with_state(parrot.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        (parrot, Slack::new(Outside::new().unwrap(), url.parse().unwrap(), "xoxb-of-nobody".into()))
    }

    fn says(&self, answers: &[&Value]) {
        *self.answers.lock().unwrap() = answers.iter().map(|answer| (*answer).clone()).collect();
        self.asked.lock().unwrap().clear();
    }
}

async fn answer(State(parrot): State<Parrot>, asked: String) -> Json<Value> {
    parrot.asked.lock().unwrap().push(asked);
    let mut answers = parrot.answers.lock().unwrap();
    let next = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
    Json(next.unwrap())
}

fn shown(read: impl Debug) -> String {
    format!("{read:?}")
}

/// What the client reads of the answer to this method.
async fn read(slack: &Slack, method: &str) -> Result<String, Fault> {
    let message = Message::line("x");
    let word = String::new;
    let form = Form { id: word(), context: word(), title: word(), submit: word(), close: word(), inputs: Vec::new() };
    let done = |()| "done".to_owned();
    match method {
        "apps.connections.open" => slack.connect().await.map(|_| "open".to_owned()),
        "auth.test" => slack.who_am_i().await.map(shown),
        "chat.postEphemeral" => slack.whisper("C1", "U1", Some("1.1"), &message).await.map(done),
        "chat.postMessage" => slack.post("C1", &message, "step").await,
        "chat.update" => slack.update("C1", "1.1", &message).await.map(done),
        "conversations.archive" => slack.archive("C1").await.map(done),
        "conversations.create" => slack.create("endeavor", false).await.map(shown),
        "conversations.history" => slack.message("C1", "1512085950.000216").await.map(shown),
        "conversations.invite" => slack.invite("C1", "U1").await.map(done),
        "conversations.kick" => slack.put_out("C1", "U1").await.map(done),
        "conversations.list" => slack.find("random", false).await.map(shown),
        "conversations.setTopic" => slack.set_topic("C1", "x").await.map(done),
        "conversations.unarchive" => slack.unarchive("C1").await.map(done),
        "pins.add" => slack.pin("C1", "1.1").await.map(done),
        "users.info" => slack.account("U1").await.map(shown),
        "users.lookupByEmail" => slack.by_email("spengler@ghostbusters.example.com").await.map(shown),
        "views.open" => slack.open("1.1", &form).await.map(done),
        "views.publish" => slack.publish_home("U1", &message).await.map(done),
        other => panic!("{other} is not called"),
    }
}

#[tokio::test]
async fn the_examples_of_the_description_are_read() {
    let Some(description) = description() else { return };
    let (parrot, slack) = Parrot::start().await;
    for (method, expected) in EXAMPLES {
        let example = |status| description.example(method, status).unwrap_or_else(|| panic!("{method} has no example"));
        parrot.says(&[example("200")]);
        assert_eq!(read(&slack, method).await.unwrap(), expected, "{method}");
        let refusal = example("default");
        parrot.says(&[refusal]);
        let fault = read(&slack, method).await.unwrap_err();
        assert!(fault.is(refusal["error"].as_str().unwrap()), "{method}: {fault:?}");
    }
}

/// As they stand they are refusals that say nothing of why.
#[tokio::test]
async fn every_captured_answer_is_read() {
    let Some(folder) = samples() else { return };
    let (parrot, slack) = Parrot::start().await;
    let all = whole_folder(&folder.join("slackapi__java-slack-sdk/json-logs/samples/api"));
    assert!(all.len() > 50, "only {} answers were found", all.len());
    let mut known = 0;
    for (name, mut sample) in all {
        let method = name.trim_end_matches(".json");
        let captured = CAPTURED.iter().find(|(of, _)| *of == method);
        known += usize::from(captured.is_some());
        // An answer of which nothing more is asked, as most are.
        let called =
            if captured.is_some() || EXAMPLES.iter().any(|(of, _)| *of == method) { method } else { "pins.add" };
        parrot.says(&[&sample]);
        assert!(read(&slack, called).await.is_err_and(|fault| fault.is("")), "{name}");
        sample["ok"] = true.into();
        parrot.says(&[&sample]);
        let what = read(&slack, called).await.unwrap_or_else(shown);
        assert_eq!(what, captured.map_or("done", |(_, what)| *what), "{name}");
    }
    assert_eq!(known, CAPTURED.len());
}

#[tokio::test]
async fn the_answers_in_the_tests_of_a_library_are_read() {
    let Some(folder) = samples() else { return };
    let (parrot, slack) = Parrot::start().await;
    let tests = folder.join("slackapi__python-slack-sdk/tests");
    let (data, fixtures) = (whole_folder(&tests.join("data")), whole_folder(&tests.join("slack_sdk_fixture")));
    let answers: Vec<_> = data.iter().chain(&fixtures).filter(|(_, sample)| sample["ok"].is_boolean()).collect();
    assert!(answers.len() > 15, "only {} answers were found", answers.len());
    for (name, sample) in answers {
        parrot.says(&[sample]);
        let what = read(&slack, "pins.add").await.unwrap_or_else(shown);
        let expected = if sample["ok"] == true { "done" } else { r#"Uncertain("answered without a word")"# };
        assert_eq!(what, expected, "{name}");
    }
    // A list in two pages.
    let pages = [
        "web_response_channels_list_pagination_has_page2.json",
        "web_response_channels_list_pagination_has_page3.json",
    ];
    parrot.says(&pages.map(|page| &data[page]));
    assert_eq!(read(&slack, "conversations.list").await.unwrap(), "None");
    let asked = parrot.asked.lock().unwrap().clone();
    assert!(asked.len() == 2 && asked[1].contains("cursor=has_page3"), "{asked:?}");
    // Whether it was said, and under which name, is to be looked up.
    parrot.says(&[&fixtures["web_response_chat_stream_test.json"]]);
    assert_eq!(read(&slack, "chat.postMessage").await.unwrap(), "123.123");
    for nameless in [&fixtures["web_response_chat_stream_test_missing_ts.json"], &json!({"ok": true, "channel": {}})] {
        for method in ["chat.postMessage", "conversations.create"] {
            parrot.says(&[nameless]);
            assert!(matches!(read(&slack, method).await, Err(Fault::Uncertain(_))), "{method}");
        }
    }
}

//! The bot: an incident run in Slack, and what goes wrong there.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use ryugaku::config::Config;
use ryugaku_kernel::Role;
use ryugaku_web::Outside;
use serde_json::{Value, json};

use crate::both_homes;
use crate::exchange::{active, cast};
use crate::support::slack::{BOT, Message, Slack, texts};
use crate::support::{Home, Reply, TestApp, Who};

pub struct Stage {
    pub app: TestApp,
    pub slack: Slack,
    pub admin: Who,
    events: std::cell::Cell<u32>,
}

pub const ONE: SignedDuration = SignedDuration::from_secs(1);

pub async fn stage(home: Home) -> Stage {
    stage_calling(home, Outside::new().unwrap()).await
}

pub async fn stage_calling(home: Home, outside: Outside) -> Stage {
    let slack = Slack::start(1_795_025_520).await;
    let app = TestApp::calling(home, Config { slack: slack.settings(), ..Config::default() }, outside).await;
    let admin = app.admin().await;
    app.api(&admin, "PATCH", "/api/v1/me", json!({"language": "ja"})).await.expect(200);
    slack.account("U1", "saeki", &format!("{}@example.com", admin.id));
    // The place in the ledger is there before anything happens.
    app.run_jobs().await;
    Stage { app, slack, admin, events: 0.into() }
}

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Stage {
    pub fn seconds(&self) -> i64 {
        self.app.now().timestamp().as_second()
    }

    /// A second goes by, and all that is due is done.
    pub async fn settle(&self) {
        self.after(ONE).await;
    }

    pub async fn after(&self, length: SignedDuration) {
        self.slack.at(self.seconds() + length.as_secs());
        self.app.advance(length).await;
    }

    pub async fn post(&self, path: &str, kind: &str, body: String) -> Reply {
        let mut request = Request::builder().method("POST").uri(path).header(header::CONTENT_TYPE, kind);
        for (name, value) in self.slack.signed(&body, self.seconds()) {
            request = request.header(name, value);
        }
        self.app.send(request.body(Body::from(body)).unwrap()).await
    }

    /// What the one who types it reads.
    pub async fn says(&self, user: &str, channel: &str, text: &str) -> String {
        self.types(user, channel, "/incident", text).await
    }

    pub async fn types(&self, user: &str, channel: &str, command: &str, text: &str) -> String {
        let body = form(&[
            ("team_id", "T0"),
            ("channel_id", channel),
            ("user_id", user),
            ("command", command),
            ("text", text),
            ("trigger_id", &self.slack.trigger()),
        ]);
        let reply = self.post("/slack/commands", "application/x-www-form-urlencoded", body).await.expect(200);
        if reply.text.is_empty() {
            return String::new();
        }
        let said = reply.json();
        assert_eq!(said["response_type"], "ephemeral");
        assert!(!said["text"].as_str().unwrap().starts_with(' '), "{said}");
        texts(&said["blocks"]).join("\n")
    }

    pub async fn interacts(&self, mut payload: Value) -> Reply {
        payload["trigger_id"] = self.slack.trigger().into();
        let body = form(&[("payload", &payload.to_string())]);
        self.post("/slack/interactions", "application/x-www-form-urlencoded", body).await
    }

    pub async fn presses(&self, user: &str, channel: &str, action: &str) {
        let value = action.split_once(':').map_or("", |(_, value)| value);
        let actions = json!([{"action_id": action, "value": value}]);
        self.interacts(json!({"type": "block_actions", "user": {"id": user}, "channel": {"id": channel},
            "actions": actions}))
            .await
            .expect(200);
    }

    /// Sends the form that was opened last; gives what was wrong with it.
    pub async fn fills(&self, user: &str, view: &str, values: &[(&str, Value)]) -> Value {
        let form = self.slack.look().forms.last().cloned().expect("a form is open");
        let values: BTreeMap<&str, Value> = values.iter().map(|(id, value)| (*id, json!({"value": value}))).collect();
        let reply = self
            .interacts(json!({"type": "view_submission", "user": {"id": user}, "view": {"id": view,
                "callback_id": form["callback_id"], "private_metadata": form["private_metadata"],
                "state": {"values": values}}}))
            .await
            .expect(200);
        if reply.text.is_empty() { Value::Null } else { reply.json()["errors"].clone() }
    }

    pub async fn event(&self, event: Value) -> Reply {
        self.events.set(self.events.get() + 1);
        self.event_called(&format!("Ev{}", self.events.get()), event).await
    }

    pub async fn event_called(&self, id: &str, event: Value) -> Reply {
        let body = self.slack.wrapped(id, event, self.seconds());
        self.post("/slack/events", "application/json", body.to_string()).await
    }

    pub fn messages(&self) -> Vec<Message> {
        self.slack.channel("inc-1").messages
    }

    pub fn said(&self) -> Vec<String> {
        self.messages().iter().map(Message::whole).collect()
    }

    pub fn whispered(&self) -> String {
        self.slack.look().whispers.last().map(|(_, _, blocks)| texts(blocks).join("\n")).unwrap_or_default()
    }

    pub async fn incident(&self) -> Value {
        self.app.get(&self.admin, "/api/v1/incidents/INC-1").await.expect(200).json()
    }

    pub async fn timeline(&self) -> Vec<String> {
        let page = self.app.get(&self.admin, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        let entry = |entry: &Value| {
            let text = entry["text"].as_str().map(|text| format!(": {text}")).unwrap_or_default();
            format!("{}{text}", entry["sentence"].as_str().unwrap())
        };
        page["items"].as_array().unwrap().iter().map(entry).collect()
    }

    pub async fn opened(&self, severity: &str) -> String {
        self.says("U1", "C1", &format!("open {severity} 決済が止まった 🔥")).await;
        self.settle().await;
        self.slack.channel("inc-1").id
    }
}

/// From the first word to the archive, without leaving Slack.
async fn a_night_in_slack(home: Home) {
    let stage = stage(home).await;
    let said = stage.says("U1", "C1", "open sev1 決済が止まった 🔥").await;
    assert!(said.contains("INC-1"), "{said}");
    stage.settle().await;
    let channel = stage.slack.channel("inc-1");
    assert!(channel.members.contains("U1"), "{channel:?}");
    assert!(channel.topic.contains("決済が止まった"), "{}", channel.topic);
    assert_eq!(channel.pins, [channel.messages[0].ts.clone()]);
    assert!(channel.messages[0].whole().contains("SEV1"), "{}", channel.messages[0].whole());
    let take = "take:1 commander".to_owned();
    assert!(channel.messages[0].buttons().contains(&take), "{:?}", channel.messages[0].buttons());

    stage.presses("U1", &channel.id, &take).await;
    stage.settle().await;
    assert!(stage.whispered().contains("全体を見て決め"), "{}", stage.whispered());
    assert_eq!(stage.incident().await["commander"]["name"], "佐伯 真");
    let summary = stage.messages().remove(0);
    assert!(summary.edits >= 1 && !summary.buttons().contains(&take), "{:?}", summary.buttons());
    // A second click finds it done, and says so.
    stage.presses("U1", &channel.id, &take).await;
    stage.settle().await;

    assert!(stage.says("U1", &channel.id, "status identified").await.contains("原因特定"));
    assert!(stage.says("U1", &channel.id, "severity sev2").await.contains("SEV2"));
    assert!(stage.says("U1", &channel.id, "note 切り戻しを始めた").await.contains("時系列"));
    assert!(stage.says("U1", &channel.id, "task 再発を防ぐ").await.contains("RT-1"));
    assert!(stage.says("U1", &channel.id, "call <https://meet.example.com/x>").await.contains("通話"));
    // Who has not spoken to the bot yet is known all the same.
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    assert!(!stage.says("U1", &channel.id, "give scribe <@U2|aoki>").await.starts_with("⚠️"));
    stage.settle().await;
    assert!(stage.slack.channel("inc-1").members.contains("U2"));
    let said = stage.said();
    for words in ["原因特定", "SEV1", "切り戻しを始めた"] {
        assert!(said[1..].iter().any(|one| one.contains(words)), "{words}: {said:#?}");
    }
    assert!(said[0].contains("meet.example.com") || said[0].contains("通話に入る"), "{}", said[0]);

    stage.says("U1", &channel.id, "update").await;
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    let draft = form["blocks"][0]["element"]["initial_value"].as_str().unwrap().to_owned();
    assert!(draft.contains("原因特定"), "{draft}");
    assert!(stage.fills("U1", "V1", &[("text", json!({"value": " "}))]).await["text"].is_string());
    assert_eq!(stage.fills("U1", "V1", &[("text", json!({"value": draft}))]).await, Value::Null);
    // The same form, sent again by Slack.
    assert_eq!(stage.fills("U1", "V1", &[("text", json!({"value": draft}))]).await, Value::Null);
    stage.settle().await;
    let updates = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/updates").await.expect(200).json();
    assert_eq!(updates["items"].as_array().unwrap().len(), 1, "{updates}");

    assert!(stage.says("U1", &channel.id, "resolve 切り戻しで収まった").await.contains("解決"));
    assert!(stage.says("U1", &channel.id, "close").await.starts_with("⚠️"), "its post-mortem is owed");
    let onward = [("postmortem", "下書き"), ("ポストモーテム レビュー", "レビュー中"), ("postmortem publish", "公開")];
    for (line, state) in onward {
        let said = stage.says("U1", &channel.id, line).await;
        assert!(said.contains(&format!("INC-1 のポストモーテム: {state}")), "{line}: {said}");
    }
    assert!(stage.says("U1", &channel.id, "close").await.contains("閉じた"));
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").archived);
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    assert!(stage.slack.channel("inc-1").archived);
    assert!(stage.says("U1", &channel.id, "reopen また始まった").await.contains("もう一度"));
    stage.settle().await;
    assert!(!stage.slack.channel("inc-1").archived);
    assert!(stage.said().last().unwrap().contains("また始まった"));
    stage.slack.check();
}

/// What is due is said to whom it waits for, once each time, and what was answered does not come again.
async fn the_next_step_is_said_to_the_right_one(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    stage.presses("U1", &channel, "take:1 commander").await;
    stage.settle().await;
    let before = stage.messages().len();
    stage.after(SignedDuration::from_mins(40)).await;
    stage.after(SignedDuration::from_secs(21)).await;
    let nudges = stage.messages().split_off(before);
    assert!(!nudges.is_empty());
    assert!(nudges.iter().all(|nudge| nudge.whole().contains("<@U1>")), "{:#?}", stage.said());
    let update =
        nudges.iter().find(|nudge| nudge.buttons().iter().any(|button| button.starts_with("update:1 stakeholders")));
    let later = update.unwrap().buttons().into_iter().find(|button| button.starts_with("later:")).unwrap();
    let seen = stage.messages().len();
    stage.after(SignedDuration::from_mins(2)).await;
    assert_eq!(stage.messages().len(), seen, "each is said once: {:#?}", stage.said());
    stage.presses("U1", &channel, &later).await;
    stage.after(SignedDuration::from_mins(9)).await;
    assert_eq!(stage.messages().len(), seen, "it was put off: {:#?}", &stage.said()[seen..]);
    stage.after(SignedDuration::from_mins(2)).await;
    assert_eq!(stage.messages().len(), seen + 1, "it is due anew: {:#?}", &stage.said()[seen..]);
    stage.slack.check();
}

/// A message is marked, edited and deleted; each event may come three times.
async fn marked_messages_stand_in_the_timeline(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let ts = stage.slack.write(&channel, "U1", "DBの接続が尽きた :fire: 🔥 &gt; 90%");
    let item = json!({"type": "message", "channel": channel, "ts": ts});
    let marked = json!({"type": "reaction_added", "user": "U1", "reaction": "pushpin", "item": item});
    for _ in 0..3 {
        stage.event_called("EvA", marked.clone()).await.expect(200);
    }
    stage.event(json!({"type": "pin_added", "user": "U1", "channel_id": channel, "item": {"type": "message", "message": {"ts": ts}}})).await.expect(200);
    stage.settle().await;
    let collected =
        |timeline: &[String]| timeline.iter().filter(|line| line.contains("接続")).cloned().collect::<Vec<_>>();
    assert_eq!(collected(&stage.timeline().await), ["佐伯 真の発言: DBの接続が尽きた :fire: 🔥 > 90%"]);
    let edited = json!({"type": "message", "subtype": "message_changed", "channel": channel, "message": {"ts": ts, "text": "DBの接続は足りていた"}});
    stage.event(edited).await.expect(200);
    stage.settle().await;
    assert_eq!(collected(&stage.timeline().await), ["発言が書き換えられた: DBの接続は足りていた"]);
    stage.event(json!({"type": "member_joined_channel", "user": "U1", "channel": channel})).await.expect(200);
    stage
        .event(json!({"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts}))
        .await
        .expect(200);
    stage.settle().await;
    assert!(collected(&stage.timeline().await).is_empty());
    // What came from the room is not said there again.
    assert!(stage.said().iter().all(|said| !said.contains("接続")), "{:#?}", stage.said());
    stage.event(json!({"type": "a_kind_of_tomorrow", "x": 1})).await.expect(200);
    assert!(stage.timeline().await.iter().any(|line| line.contains("チャンネルに入った")));
    stage.slack.check();
}

/// The home tab and mentions; one person's language is not the channel's.
async fn each_reads_in_their_own_language(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    stage.app.api(&stage.admin, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    assert!(stage.says("U1", &channel, "help").await.contains("How to use"));
    assert!(stage.says("U1", &channel, "").await.contains("Next steps"));
    assert!(stage.says("U1", &channel, "dance").await.contains("dance"));
    stage.event(json!({"type": "app_home_opened", "user": "U1", "tab": "home"})).await.expect(200);
    let mention = json!({"type": "app_mention", "user": "U1", "channel": channel, "ts": "1.1", "text": format!("<@{BOT}> status fixing")});
    for _ in 0..3 {
        stage.event_called("EvM", mention.clone()).await.expect(200);
    }
    stage.settle().await;
    let home = stage.slack.look().homes.get("U1").cloned().unwrap();
    assert!(texts(&home).join(" ").contains("INC-1"), "{home}");
    assert_eq!(stage.incident().await["status"], "fixing");
    assert_eq!(stage.slack.look().whispers.len(), 1, "answered once");
    stage.slack.account("U8", "guest", "guest@elsewhere.example");
    let stranger = json!({"type": "app_mention", "user": "U8", "channel": channel, "ts": "1.2", "text": format!("<@{BOT}> status fixing")});
    for _ in 0..2 {
        stage.event_called("EvN", stranger.clone()).await.expect(200);
    }
    stage.settle().await;
    assert!(stage.whispered().contains("guest@elsewhere.example"), "{}", stage.whispered());
    assert_eq!(stage.slack.look().whispers.len(), 2, "told once why not");
    assert!(stage.said()[0].contains("次の一手") && stage.said().last().unwrap().contains("復旧作業中"));
    assert!(stage.says("U1", &channel, "language en").await.contains("English"));
    stage.settle().await;
    assert!(stage.said()[0].contains("Next steps"), "{}", stage.said()[0]);
    stage.slack.check();
}

/// From a message's menu: an incident, a task, a line of the timeline.
async fn a_message_becomes_an_incident(home: Home) {
    let stage = stage(home).await;
    let shortcut = |callback: &str, channel: &str, ts: &str| {
        json!({"type": "message_action", "callback_id": callback, "user": {"id": "U1"},
            "channel": {"id": channel}, "message": {"ts": ts, "text": "検索が遅い\n5秒かかる"}})
    };
    stage.interacts(shortcut("incident_open", "C1", "1.1")).await.expect(200);
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    assert_eq!(form["blocks"][0]["element"]["initial_value"], "検索が遅い");
    let severity = json!({"selected_option": {"value": "sev2"}});
    let wrong = stage.fills("U1", "V2", &[("title", json!({"value": ""})), ("severity", severity.clone())]).await;
    assert!(wrong["title"].as_str().is_some(), "{wrong}");
    let right = [("title", json!({"value": "検索が遅い"})), ("severity", severity)];
    assert_eq!(stage.fills("U1", "V2", &right).await, Value::Null);
    stage.settle().await;
    let channel = stage.slack.channel("inc-1");
    assert!(stage.timeline().await.iter().any(|line| line.contains("5秒かかる")));
    let ts = stage.slack.write(&channel.id, "U1", "索引を作り直す");
    stage.interacts(shortcut("incident_collect", &channel.id, &ts)).await.expect(200);
    stage.interacts(shortcut("incident_task", &channel.id, &ts)).await.expect(200);
    stage.settle().await;
    assert!(stage.timeline().await.iter().any(|line| line.contains("索引を作り直す")));
    assert_eq!(stage.fills("U1", "V3", &[("title", json!({"value": "索引を作り直す"}))]).await, Value::Null);
    let tasks = stage.app.get(&stage.admin, "/api/v1/tasks").await.expect(200).json();
    assert_eq!(tasks["items"][0]["title"], "索引を作り直す", "{tasks}");
    stage.settle().await;
    stage.slack.check();
}

/// The guest writes a line of the diary, and what an aim's number says, from the chat; others do not.
async fn an_exchange_is_told_about_in_slack(home: Home) {
    let stage = stage(home).await;
    let cast = cast(&stage.app).await;
    active(&stage.app, &cast).await;
    for (account, who) in [("U5", &cast.guest), ("U6", &cast.stranger)] {
        stage.slack.account(account, "x", &format!("{}@example.com", who.id));
        stage.app.api(who, "PATCH", "/api/v1/me", json!({"language": "ja"})).await.expect(200);
    }
    assert!(stage.types("U5", "C1", "/exchange", "").await.contains("g1"));
    assert!(stage.types("U5", "C1", "/exchange", "help").await.contains("diary"));
    let line = "diary 手順書を二人で書いた https://example.com/pr/7 #g1";
    assert!(stage.types("U5", "C1", "/exchange", line).await.contains("日記に書いた"));
    let mention = json!({"type": "app_mention", "user": "U5", "channel": "C1", "ts": "1.1",
        "text": format!("<@{BOT}> Exchange diary 当番に同席した")});
    for _ in 0..3 {
        stage.event_called("EvX", mention.clone()).await.expect(200);
    }
    let page = stage.app.get(&cast.guest, "/api/v1/exchanges/EX-1/activities").await.expect(200).json();
    let told: Vec<_> = page["items"].as_array().unwrap().iter().filter_map(|one| one["what"].as_str()).collect();
    assert_eq!(told.iter().filter(|what| what.contains("手順書") || what.contains("同席")).count(), 2, "{told:?}");
    assert!(stage.types("U5", "C1", "/exchange", "aim g1 5").await.contains("いまの値を書いた"));
    assert!(stage.types("U5", "C1", "/exchange", "").await.contains("5/8"));
    for wrong in ["aim g1 x", "aim g9 1", "aim", "dance", "EX-9 diary x", "diary "] {
        let said = stage.types("U5", "C1", "/exchange", wrong).await;
        assert!(said.starts_with("⚠️") || said.contains("知らない"), "{wrong}: {said}");
    }
    for refused in ["", "diary x", "EX-1", "EX-1 diary x", "EX-1 aim g1 1"] {
        assert!(stage.types("U6", "C1", "/exchange", refused).await.starts_with("⚠️"), "{refused}");
    }
    stage.settle().await;
}

both_homes!(
    an_exchange_is_told_about_in_slack
    a_night_in_slack
    the_next_step_is_said_to_the_right_one
    marked_messages_stand_in_the_timeline
    each_reads_in_their_own_language
    a_message_becomes_an_incident
);

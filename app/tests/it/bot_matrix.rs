//! The bot on Matrix: an incident run there from start to end, by text commands and reactions.

use std::time::Duration;

use jiff::SignedDuration;
use ryugaku::bot::Ear;
use ryugaku::config::{Config, Matrix as Settings, Slack as SlackSettings};
use ryugaku_db::sql;
use ryugaku_web::Outside;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::both_homes;
use crate::exchange::{active, cast, turn};
use crate::support::matrix::{BOT, Matrix, Mishap, Room};
use crate::support::slack::Slack;
use crate::support::{Home, TestApp, Who};

pub struct Stage {
    pub app: TestApp,
    pub matrix: Matrix,
    pub admin: Who,
    pub ear: Mutex<Ear>,
    /// Where the administrator and the bot are alone.
    pub direct: String,
}

pub const ADMIN: &str = "@saeki:test";

pub fn settings(matrix: &Matrix) -> Settings {
    Settings { homeserver: Some(matrix.url.parse().unwrap()), access_token: Some("syt_of_nobody".into()) }
}

/// The administrator has linked their account.
pub async fn stage(home: Home) -> Stage {
    stage_calling(home, Outside::new().unwrap()).await
}

pub async fn stage_calling(home: Home, outside: Outside) -> Stage {
    let matrix = Matrix::start(1_795_025_520).await;
    stage_with(home, matrix, SlackSettings::default(), outside).await
}

async fn stage_with(home: Home, matrix: Matrix, slack: SlackSettings, outside: Outside) -> Stage {
    let config = Config { matrix: settings(&matrix), slack, ..Config::default() };
    let app = TestApp::calling(home, config, outside).await;
    let admin = app.admin().await;
    app.api(&admin, "PATCH", "/api/v1/me", json!({"language": "ja"})).await.expect(200);
    let ear = Mutex::new(Ear::new(&app.app).unwrap());
    // The place in the ledger is there before anything happens.
    app.run_jobs().await;
    let mut stage = Stage { app, matrix, admin, ear, direct: String::new() };
    stage.hear().await;
    stage.direct = stage.links(&stage.admin.clone(), ADMIN).await;
    stage
}

impl Stage {
    /// What happened is heard, and all that is due is done.
    pub async fn hear(&self) {
        assert!(self.ear.lock().await.hear(Duration::ZERO).await.unwrap());
        self.settle().await;
    }

    pub async fn settle(&self) {
        self.after(SignedDuration::from_secs(1)).await;
    }

    pub async fn after(&self, length: SignedDuration) {
        self.matrix.look().now = self.app.now().timestamp().as_second() + length.as_secs();
        self.app.advance(length).await;
    }

    /// Somebody shows which account is theirs; gives the room in which they are alone with the bot.
    pub async fn links(&self, who: &Who, account: &str) -> String {
        let room = self.matrix.invites_bot(account, true);
        self.hear().await;
        let code = self.app.api(who, "POST", "/api/v1/me/chat/codes", json!({})).await.expect(201).json();
        self.says(&room, account, code["say"].as_str().unwrap()).await;
        room
    }

    /// Gives what the bot said to it in this room.
    pub async fn says(&self, room: &str, user: &str, text: &str) -> String {
        let before = self.found(room).said().len() + 1;
        self.matrix.says(room, user, text);
        self.hear().await;
        self.found(room).said().split_off(before).join("\n---\n")
    }

    pub async fn reacts(&self, room: &str, event: &str, key: &str) {
        self.matrix.reacts(room, ADMIN, event, key);
        self.hear().await;
    }

    pub fn found(&self, room: &str) -> Room {
        self.matrix.look().rooms.iter().find(|one| one.id == room).cloned().unwrap()
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

    /// The incident's room, with the administrator in it.
    pub async fn opened(&self, severity: &str) -> Room {
        self.says(&self.direct, ADMIN, &format!("!incident open {severity} 決済が止まった 🔥")).await;
        let room = self.matrix.room("inc-1");
        self.matrix.joins(&room.id, ADMIN);
        self.hear().await;
        self.matrix.room("inc-1")
    }
}

/// From the first word to the archive, without leaving Matrix.
async fn a_night_on_matrix(home: Home) {
    let stage = stage(home).await;
    let said = stage.says(&stage.direct, ADMIN, "!incident open sev1 決済が止まった 🔥").await;
    assert!(said.contains("INC-1"), "{said}");
    let room = stage.matrix.room("inc-1");
    assert_eq!(room.members.get(ADMIN), Some(&"invite"), "{:?}", room.members);
    stage.matrix.joins(&room.id, ADMIN);
    stage.hear().await;
    let id = room.id.clone();
    let summary = room.messages().next().unwrap()["event_id"].as_str().unwrap().to_owned();
    assert_eq!(room.pins(), std::slice::from_ref(&summary));
    assert!(room.state["m.room.topic"]["topic"].as_str().unwrap().contains("決済が止まった"));
    assert!(room.text_of(&summary).contains("🙋 指揮官"), "{}", room.text_of(&summary));
    assert!(stage.timeline().await.iter().any(|line| line.contains("チャンネルに入った")));

    // In any colour, as clients send it.
    stage.reacts(&id, &summary, "🙋🏽").await;
    assert_eq!(stage.incident().await["commander"]["name"], "佐伯 真");
    let room = stage.matrix.room("inc-1");
    let answer = room.message("全体を見て決め");
    let event = room.events.iter().find(|event| event["event_id"] == answer.as_str()).unwrap();
    assert_eq!(event["content"]["m.relates_to"]["event_id"], summary.as_str(), "in the thread of what it answers");
    assert!(!room.text_of(&summary).contains("🙋 指揮官"), "{}", room.text_of(&summary));

    assert!(stage.says(&id, ADMIN, "ryugaku: status identified").await.contains("原因特定"));
    assert!(stage.says(&id, ADMIN, "!incident severity sev2").await.contains("SEV2"));
    assert!(stage.says(&id, ADMIN, "!incident note 切り戻しを始めた").await.contains("切り戻しを始めた"));
    assert!(stage.says(&id, ADMIN, "!incident task 再発を防ぐ").await.contains("RT-1"));
    let draft = stage.says(&id, ADMIN, "!incident update").await;
    assert!(draft.contains("下書き") && draft.contains("原因特定") && draft.contains("✅"), "{draft}");
    let updates = || async { stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/updates").await.expect(200).json() };
    assert!(updates().await["items"].as_array().unwrap().is_empty(), "it was shown, not sent");
    let shown = stage.matrix.room("inc-1").message("下書き");
    for _ in 0..2 {
        stage.reacts(&id, &shown, "✅").await;
    }
    assert_eq!(updates().await["items"].as_array().unwrap().len(), 1, "sent once, whoever presses again");
    stage.says(&id, ADMIN, "!incident update inside 索引を作り直している").await;
    assert_eq!(updates().await["items"].as_array().unwrap().len(), 2);

    assert!(stage.says(&id, ADMIN, "!incident resolve 切り戻しで収まった").await.contains("解決"));
    assert!(stage.says(&id, ADMIN, "!incident close").await.contains("⚠️"), "its post-mortem is owed");
    let onward = [("postmortem", "下書き"), ("postmortem review", "レビュー中"), ("ポストモーテム 公開", "公開")];
    for (line, state) in onward {
        let said = stage.says(&id, ADMIN, &format!("!incident {line}")).await;
        assert!(said.contains(&format!("INC-1 のポストモーテム: {state}")), "{line}: {said}");
    }
    assert!(stage.says(&id, ADMIN, "!incident close").await.contains("閉じた"));
    // To write, and to pin.
    let levels = || {
        let levels = stage.matrix.room("inc-1").state["m.room.power_levels"].clone();
        [&levels["events_default"], &levels["events"]["m.room.pinned_events"]].map(Value::as_i64)
    };
    assert_eq!(levels(), [Some(0); 2]);
    stage.after(SignedDuration::from_hours(7 * 24 + 1)).await;
    assert_eq!(levels(), [Some(50); 2]);
    assert!(stage.says(&stage.direct, ADMIN, "!incident INC-1 reopen また始まった").await.contains("もう一度"));
    stage.settle().await;
    assert_eq!(levels(), [Some(0); 2]);
    assert!(stage.matrix.room("inc-1").said().last().unwrap().contains("また始まった"));
    stage.matrix.check();
}

fn edit(message: &str, text: &str) -> Value {
    json!({"msgtype": "m.text", "body": format!("* {text}"), "m.new_content": {"msgtype": "m.text", "body": text},
        "m.relates_to": {"rel_type": "m.replace", "event_id": message}})
}

/// A message is marked, edited and taken away; what others pretend to change stays.
async fn marked_messages_follow_the_room(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev2").await.id;
    let message = stage.matrix.says(&room, ADMIN, "DBの接続が尽きた <b>");
    for _ in 0..2 {
        stage.reacts(&room, &message, "📌\u{fe0f}").await;
    }
    let collected = || async {
        let all = stage.timeline().await;
        all.into_iter().filter(|line| line.contains("接続")).collect::<Vec<_>>()
    };
    assert_eq!(collected().await, ["佐伯 真の発言: DBの接続が尽きた <b>"]);
    let edit = |text: &str| edit(&message, text);
    stage.matrix.event(&room, "@other:test", "m.room.message", edit("接続は無事"));
    stage.hear().await;
    assert_eq!(collected().await, ["佐伯 真の発言: DBの接続が尽きた <b>"]);
    stage.matrix.event(&room, ADMIN, "m.room.message", edit("DBの接続は足りていた"));
    stage.hear().await;
    assert_eq!(collected().await, ["発言が書き換えられた: DBの接続は足りていた"]);
    stage.matrix.event(&room, ADMIN, "m.room.redaction", json!({"redacts": message}));
    stage.hear().await;
    assert!(collected().await.is_empty());
    // The message about how things stand is said anew, and pinned.
    let before = stage.matrix.room("inc-1").pins();
    stage.matrix.event(&room, ADMIN, "m.room.redaction", json!({"redacts": before[0]}));
    stage.hear().await;
    assert_eq!(stage.matrix.room("inc-1").pins().len(), 2);
    stage.matrix.check();
}

/// It was read, and is not written down yet.
async fn what_changes_meanwhile_stands_as_it_is_by_then(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev2").await.id;
    for left in [None, Some("DBの接続は足りていた")] {
        let message = stage.matrix.says(&room, ADMIN, "DBの接続が尽きた");
        stage.matrix.reacts(&room, ADMIN, &message, "📌");
        let hears = async || assert!(stage.ear.lock().await.hear(Duration::ZERO).await.unwrap());
        hears().await;
        let read = format!("event/{message}");
        stage.matrix.next(&read, Mishap::Held);
        let meanwhile = async {
            while !stage.matrix.look().calls.iter().any(|call| call.ends_with(&read)) {
                tokio::task::yield_now().await;
            }
            match left {
                None => stage.matrix.event(&room, ADMIN, "m.room.redaction", json!({"redacts": message})),
                Some(text) => stage.matrix.event(&room, ADMIN, "m.room.message", edit(&message, text)),
            };
            hears().await;
            stage.matrix.lets_go();
        };
        tokio::join!(stage.settle(), meanwhile);
        stage.after(SignedDuration::from_mins(2)).await;
        let stands: Vec<_> = stage.timeline().await.into_iter().filter(|line| line.contains("接続")).collect();
        assert_eq!(stands.len(), left.iter().len(), "{stands:#?}");
        assert!(stands.iter().all(|line| left.is_some_and(|left| line.ends_with(left))), "{stands:#?}");
    }
    stage.matrix.check();
}

/// A late step is said with what answers it; a reason is typed, ten minutes are a reaction.
async fn late_steps_are_answered_by_reactions(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev1").await;
    stage.reacts(&room.id, &room.pins()[0], "🙋").await;
    let before = stage.matrix.room("inc-1").said().len();
    stage.after(SignedDuration::from_mins(40)).await;
    stage.after(SignedDuration::from_secs(21)).await;
    let room = stage.matrix.room("inc-1");
    let nudges = room.said().split_off(before);
    assert!(!nudges.is_empty() && nudges.iter().all(|nudge| nudge.contains(ADMIN)), "{nudges:#?}");
    let nudge = room.messages().nth(before).unwrap();
    assert_eq!(nudge["content"]["m.mentions"]["user_ids"], json!([ADMIN]), "{nudge}");
    let id = nudge["event_id"].as_str().unwrap();
    stage.reacts(&room.id, id, "⏰").await;
    let said = stage.matrix.room("inc-1").said();
    assert!(!said.last().unwrap().contains("⚠️"), "{said:#?}");
    stage.reacts(&room.id, id, "🚫").await;
    let typed = stage.matrix.room("inc-1").said().last().unwrap().clone();
    let command = typed.split_once("!incident ").unwrap().1.trim_end_matches(" …").to_owned();
    let said = stage.says(&room.id, ADMIN, &format!("!incident {command} 電話で伝えた")).await;
    assert!(!said.contains("⚠️") && !said.is_empty(), "{said}");
    stage.matrix.check();
}

/// The guest writes a line of the diary where nobody else reads; where others do, nothing is told.
async fn an_exchange_is_told_about_alone(home: Home) {
    let stage = stage(home).await;
    let cast = cast(&stage.app).await;
    active(&stage.app, &cast).await;
    stage.app.api(&cast.guest, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    let alone = stage.links(&cast.guest, "@guest:test").await;
    assert!(stage.says(&alone, "@guest:test", "!exchange").await.contains("g1"));
    let said = stage.says(&alone, "@guest:test", "!exchange diary Wrote the runbook #g1").await;
    assert!(said.contains("Written to the diary"), "{said}");
    for _ in ["reviewing", "following_up"] {
        turn(&stage.app, &cast.host_manager, "EX-1", json!({"deed": "advance", "despite": "年度末"}), 200).await;
    }
    let said = stage.says(&alone, "@guest:test", "!exchange diary Kept the runbook up").await;
    assert!(said.contains("Written to the diary"), "{said}");
    stage.matrix.joins(&alone, "@other:test");
    let said = stage.says(&alone, "@guest:test", "!exchange").await;
    assert!(said.contains("alone") && !said.contains("g1"), "{said}");
    stage.matrix.check();
}

/// Slack and Matrix at once: a room in each, each with its own steps, and both say what happens.
async fn both_chats_have_a_room(home: Home) {
    let slack = Slack::start(1_795_025_520).await;
    let matrix = Matrix::start(1_795_025_520).await;
    let settings = SlackSettings {
        api_url: Some(slack.url.parse().unwrap()),
        bot_token: Some("xoxb-of-nobody".into()),
        ..SlackSettings::default()
    };
    let stage = stage_with(home, matrix, settings, Outside::new().unwrap()).await;
    slack.account("U1", "saeki", &format!("{}@example.com", stage.admin.id));
    let room = stage.opened("sev2").await;
    stage.says(&room.id, ADMIN, "!incident note 二か所で聞こえる").await;
    let channel = slack.channel("inc-1");
    assert!(channel.members.contains("U1"));
    assert!(channel.messages.iter().any(|message| message.whole().contains("二か所で聞こえる")));
    let path = "/api/v1/incidents/INC-1/chat";
    for network in ["slack", "matrix"] {
        let chat = stage.app.get(&stage.admin, &format!("{path}?network={network}")).await.expect(200).json();
        assert_eq!((&chat["room"]["network"], &chat["failed"]), (&json!(network), &json!(0)), "{chat}");
    }
    let which = json!({"now": true});
    stage.app.api(&stage.admin, "POST", &format!("{path}/again"), which).await.expect(422);
    let which = json!({"now": true, "network": "matrix"});
    stage.app.api(&stage.admin, "POST", &format!("{path}/again"), which).await.expect(200);
    stage.app.api(&stage.admin, "PATCH", path, json!({"language": "en"})).await.expect(422);
    let english = json!({"language": "en", "network": "matrix"});
    let chat = stage.app.api(&stage.admin, "PATCH", path, english).await.expect(200).json();
    assert_eq!((&chat["room"]["network"], &chat["room"]["language"]), (&json!("matrix"), &json!("en")));
    let chat = stage.app.get(&stage.admin, &format!("{path}?network=slack")).await.expect(200).json();
    assert_eq!(chat["room"]["language"], "ja", "each has its own");
    let page = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200);
    assert!(page.text.contains("https://matrix.to/#/!room") && page.text.contains("slack.com/app_redirect"));
    assert!(room.has(BOT));
    // What is late is said in both.
    stage.after(SignedDuration::from_mins(40)).await;
    stage.after(SignedDuration::from_secs(21)).await;
    let in_slack = slack.channel("inc-1").messages.split_off(1);
    assert!(in_slack.iter().any(|message| message.whole().contains("⏰")), "{in_slack:#?}");
    let on_matrix = stage.matrix.room("inc-1").said().split_off(1);
    assert!(on_matrix.iter().any(|said| said.contains("⏰")), "{on_matrix:#?}");
    stage.settle().await;
    // As if Slack had come later: a channel is made there, too.
    let form = "action=\"/incidents/INC-1/chat\"";
    assert!(!page.text.contains(form));
    slack.look().channels.clear();
    let mut tx = stage.app.begin().await;
    let of_slack = "delete from bot_steps where room_id in (select id from bot_rooms where platform = 'slack')";
    for rows in [of_slack, "delete from bot_rooms where platform = 'slack'"] {
        tx.run(sql(rows)).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert!(stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text.contains(form));
    stage.app.post_form(&stage.admin, "/incidents/INC-1/chat", &[]).await.expect(303);
    stage.settle().await;
    assert!(slack.channel("inc-1").members.contains("U1"));
    assert!(!stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text.contains(form));
    stage.matrix.check();
    slack.check();
}

both_homes!(
    a_night_on_matrix
    marked_messages_follow_the_room
    what_changes_meanwhile_stands_as_it_is_by_then
    late_steps_are_answered_by_reactions
    an_exchange_is_told_about_alone
    both_chats_have_a_room
);

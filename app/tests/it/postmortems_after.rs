//! Post-mortems whose incident went on after the draft: facts that came later, when they are due, words that were taken away.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::stage;
use crate::both_homes;
use crate::own_command_line::Terminal;
use crate::postmortems::{AT, resolved};
use crate::support::{Home, TestApp, Who};
use crate::together::Editor;

const INCIDENT: &str = "/api/v1/incidents/INC-1";

async fn act(app: &TestApp, who: &Who, deed: &str, body: Value) {
    let reply = app.api(who, "POST", &format!("{INCIDENT}/{deed}"), body).await;
    assert!((200..300).contains(&reply.status), "{deed}: {}", reply.text);
}

async fn facts(app: &TestApp, who: &Who) -> (String, Value) {
    let facts = app.get(who, &format!("{AT}/facts")).await.expect(200).json();
    (facts["body"].as_str().unwrap().to_owned(), facts["since_draft"].clone())
}

/// Resolved, drafted, opened again and resolved at last: the text is its writers', and the facts are there to copy from.
async fn what_came_later_is_there_to_copy(home: Home) {
    let app = TestApp::on(home).await;
    let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
    resolved(&app, &saeki).await;
    app.get(&saeki, &format!("{AT}/facts")).await.expect(404);
    let drafted = app.api(&saeki, "POST", AT, json!({})).await.expect(201).json()["body"].clone();
    let (body, since) = facts(&app, &mizuno).await;
    assert!(body.contains("18分") && !body.contains("<!--"), "{body}");
    assert_eq!(since, 0);
    let edit = "/incidents/INC-1/postmortem/edit";
    let page = app.page(&saeki, edit).await.expect(200).text;
    assert!(page.contains("いまわかっていること") && !page.contains("件の記録がある"), "{page}");

    app.clock.advance(SignedDuration::from_mins(42));
    act(&app, &saeki, "reopen", json!({"reason": "また遅い"})).await;
    act(&app, &saeki, "notes", json!({"text": "別のプールも尽きた"})).await;
    app.clock.advance(SignedDuration::from_mins(60));
    act(&app, &saeki, "resolve", json!({"line": "両方の上限を戻した"})).await;
    let (body, since) = facts(&app, &mizuno).await;
    for said in ["2時間", "また遅い", "別のプールも尽きた", "両方の上限を戻した", "上限を監視する"]
    {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert_eq!(since, 3, "opened again, a note, resolved");
    let page = app.page(&saeki, edit).await.expect(200).text;
    assert!(page.contains("3件の記録がある") && !page.contains("別のプールも尽きた"), "{page}");
    let at = "/incidents/INC-1/postmortem/facts";
    assert!(page.contains(&format!("hx-get=\"{at}\"")) && page.contains(&format!("href=\"{at}\"")), "{page}");
    let page = app.page(&saeki, at).await.expect(200).text;
    assert!(page.contains("id=\"facts\"") && page.contains("別のプールも尽きた"), "{page}");
    assert_eq!(app.get(&saeki, AT).await.expect(200).json()["body"], drafted, "the text stays as it is");
    let terminal = Terminal::of(&app, &saeki).await;
    assert!(terminal.done(&["postmortem", "show", "INC-1", "--facts"]).contains("別のプールも尽きた"));
    assert!(!terminal.done(&["postmortem", "show", "INC-1"]).contains("別のプールも尽きた"));

    app.api(&saeki, "PUT", &format!("{INCIDENT}/restriction"), json!({})).await.expect(200);
    app.get(&saeki, &format!("{AT}/facts")).await.expect(200);
    app.get(&mizuno, &format!("{AT}/facts")).await.expect(404);
    app.page(&mizuno, at).await.expect(404);
}

async fn severity(app: &TestApp, who: &Who, severity: &str) {
    app.api(who, "PATCH", INCIDENT, json!({"severity": severity})).await.expect(200);
}

/// Until when it is wanted, and whether that is past.
async fn due(app: &TestApp, who: &Who) -> (Value, Value) {
    let one = app.get(who, AT).await.expect(200).json();
    (one["due_at"].clone(), one["late"].clone())
}

/// Until when its step comes; nothing: there is no step.
async fn step(app: &TestApp, who: &Who) -> Value {
    let steps = app.get(who, &format!("{INCIDENT}/steps")).await.expect(200).json();
    let found = steps["items"].as_array().unwrap().iter().find(|step| step["step"] == "close/postmortem");
    found.map_or(Value::Null, |step| step["due"].clone())
}

async fn late(app: &TestApp, who: &Who) -> usize {
    let late = app.get(who, "/api/v1/postmortems?due=late").await.expect(200).json();
    late["items"].as_array().unwrap().len()
}

/// Whatever its incident comes to: another severity, another end.
async fn it_is_due_when_its_step_is(home: Home) {
    let app = TestApp::on(home).await;
    let saeki = app.person("佐伯 真", Role::Member).await;
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": "遅い", "severity": "sev2"})).await.expect(201);
    act(&app, &saeki, "resolve", json!({})).await;
    let end = app.now();
    act(&app, &saeki, "postmortem", json!({})).await;
    let ten = json!(end.plus(days(10)).to_string());
    assert_eq!((due(&app, &saeki).await.0, step(&app, &saeki).await), (ten.clone(), ten.clone()));
    severity(&app, &saeki, "sev1").await;
    let five = json!(end.plus(days(5)).to_string());
    assert_eq!((due(&app, &saeki).await.0, step(&app, &saeki).await), (five.clone(), five));

    app.clock.advance(days(11));
    assert_eq!(late(&app, &saeki).await, 1);
    severity(&app, &saeki, "sev3").await;
    assert_eq!((due(&app, &saeki).await, step(&app, &saeki).await), ((Value::Null, json!(false)), Value::Null));
    assert_eq!(late(&app, &saeki).await, 0);
    severity(&app, &saeki, "sev2").await;
    assert_eq!((due(&app, &saeki).await, late(&app, &saeki).await), ((ten.clone(), json!(true)), 1));
    let not_needed = json!({"step": "close/postmortem", "answer": "not_needed", "reason": "前と同じ"});
    act(&app, &saeki, "steps", not_needed).await;
    assert_eq!((due(&app, &saeki).await, late(&app, &saeki).await), ((Value::Null, json!(false)), 0));
    act(&app, &saeki, "steps", json!({"step": "close/postmortem", "answer": "ask_again"})).await;
    assert_eq!((due(&app, &saeki).await, late(&app, &saeki).await), ((ten, json!(true)), 1));

    act(&app, &saeki, "reopen", json!({"reason": "また遅い"})).await;
    assert_eq!((due(&app, &saeki).await, late(&app, &saeki).await), ((Value::Null, json!(false)), 0));
    app.clock.advance(SignedDuration::from_hours(1));
    act(&app, &saeki, "resolve", json!({})).await;
    let again = json!(app.now().plus(days(10)).to_string());
    assert_eq!((due(&app, &saeki).await.0, step(&app, &saeki).await), (again.clone(), again.clone()));

    // While it is published nothing moves it; taken back, it is due as its step is.
    act(&app, &saeki, "postmortem/review", json!({})).await;
    act(&app, &saeki, "postmortem/publish", json!({})).await;
    severity(&app, &saeki, "sev1").await;
    assert_eq!(due(&app, &saeki).await.0, again);
    act(&app, &saeki, "postmortem/take-back", json!({"reason": "数字が違う"})).await;
    assert_eq!(due(&app, &saeki).await.0, step(&app, &saeki).await);
    assert_ne!(due(&app, &saeki).await.0, again);
}

/// A marked message that somebody deletes may stand in the draft still: whoever writes it is told, until it is published.
async fn what_was_deleted_since_is_pointed_out(home: Home) {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    let channel = stage.opened("sev2").await;
    let ts = stage.slack.write(&channel, "U1", "合言葉は ひらけごま");
    let item = json!({"type": "message", "channel": channel, "ts": ts});
    stage.event(json!({"type": "reaction_added", "user": "U1", "reaction": "pushpin", "item": item})).await.expect(200);
    stage.settle().await;
    stage.says("U1", &channel, "resolve 切り戻した").await;
    stage.settle().await;
    let draft = app.api(admin, "POST", AT, json!({})).await.expect(201).json();
    assert!(draft["body"].as_str().unwrap().contains("ひらけごま"), "{draft}");
    let pages = ["/incidents/INC-1/postmortem", "/incidents/INC-1/postmortem/edit"];
    for page in pages {
        let page = app.page(admin, page).await.expect(200).text;
        assert!(!page.contains("時系列から消された文"), "{page}");
    }
    let deleted = json!({"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts});
    stage.event(deleted).await.expect(200);
    stage.settle().await;
    for page in pages {
        let page = app.page(admin, page).await.expect(200).text;
        assert!(page.contains("時系列から消された文"), "{page}");
    }
    assert!(!facts(app, admin).await.0.contains("ひらけごま"));
    for deed in ["postmortem/review", "postmortem/publish"] {
        act(app, admin, deed, json!({})).await;
    }
    let page = app.page(admin, pages[0]).await.expect(200).text;
    assert!(!page.contains("時系列から消された文"), "{page}");
    stage.slack.check();
}

async fn redacts(app: &TestApp, who: &Who, text: &str) {
    let timeline = app.get(who, &format!("{INCIDENT}/timeline")).await.expect(200).json();
    let entry = timeline["items"].as_array().unwrap().iter().find(|entry| entry["text"] == text).unwrap().clone();
    act(app, who, &format!("notes/{}/redact", entry["position"]), json!({})).await;
}

/// Whether the page points out that words were taken away.
async fn says(app: &TestApp, who: &Who) -> bool {
    let page = app.page(who, "/incidents/INC-1/postmortem").await.expect(200).text;
    page.contains("時系列から消された文")
}

/// What came after the draft cannot stand in it; of what may, whoever saves the text has looked.
async fn what_was_taken_away_is_looked_for_once(home: Home) {
    let app = TestApp::on(home).await;
    let saeki = app.person("佐伯 真", Role::Member).await;
    resolved(&app, &saeki).await;
    act(&app, &saeki, "notes", json!({"text": "合言葉は ひらけごま"})).await;
    app.clock.advance(SignedDuration::from_mins(1));
    let draft = app.api(&saeki, "POST", AT, json!({})).await.expect(201).json();
    app.clock.advance(SignedDuration::from_mins(1));
    act(&app, &saeki, "notes", json!({"text": "あとから書いた"})).await;
    redacts(&app, &saeki, "あとから書いた").await;
    assert!(!says(&app, &saeki).await, "it is younger than the draft");
    redacts(&app, &saeki, "合言葉は ひらけごま").await;
    assert!(says(&app, &saeki).await);
    app.clock.advance(SignedDuration::from_mins(1));
    let same = json!({"body": draft["body"], "version": draft["version"]});
    app.api(&saeki, "PUT", AT, same).await.expect(200);
    assert!(!says(&app, &saeki).await, "looked at, and nothing to be taken out");
}

/// Nobody has to save a text by hand that holds none of it any more.
async fn what_was_taken_out_is_pointed_out_no_more(home: Home) {
    let app = TestApp::on(home).await;
    let saeki = app.person("佐伯 真", Role::Member).await;
    resolved(&app, &saeki).await;
    for text in ["合言葉は ひらけごま", "鍵は 左|右", "残ってよい", "下書きより前"] {
        act(&app, &saeki, "notes", json!({"text": text})).await;
    }
    redacts(&app, &saeki, "下書きより前").await;
    app.clock.advance(SignedDuration::from_mins(1));
    act(&app, &saeki, "postmortem", json!({})).await;
    app.clock.advance(SignedDuration::from_mins(1));
    for text in ["合言葉は ひらけごま", "鍵は 左|右"] {
        redacts(&app, &saeki, text).await;
    }
    assert!(says(&app, &saeki).await);
    let mut editor = Editor::new(1);
    editor.syncs(&app, &saeki).await;
    for (taken_out, left) in [("合言葉は ひらけごま", true), ("鍵は 左\\|右", false)] {
        editor.deletes(taken_out);
        editor.syncs(&app, &saeki).await;
        assert!(says(&app, &saeki).await, "the saved text holds it still");
        app.advance(SignedDuration::from_secs(61)).await;
        assert_eq!(says(&app, &saeki).await, left, "{taken_out}");
    }
}

both_homes!(
    what_was_taken_away_is_looked_for_once
    what_was_taken_out_is_pointed_out_no_more
    what_came_later_is_there_to_copy
    it_is_due_when_its_step_is
    what_was_deleted_since_is_pointed_out
);

//! What Slack does not let the bot do is told to whoever asked for it, with what to do; and a pause that Slack asks for is kept.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::{BOT, Mishap, texts};

#[track_caller]
fn names(said: &str, scope: &str) {
    // As it stands in a message: three characters are escaped there.
    let told = said.contains(&format!("「{scope}」")) && said.contains("OAuth &amp; Permissions");
    assert!(told, "{scope}: {said}");
}

fn reacted(user: &str, channel: &str, ts: &str) -> Value {
    let item = json!({"type": "message", "channel": channel, "ts": ts});
    json!({"type": "reaction_added", "user": user, "reaction": "pushpin", "item": item})
}

fn mention(user: &str, channel: &str) -> Value {
    json!({"type": "app_mention", "user": user, "channel": channel, "ts": "1.1", "text": format!("<@{BOT}> list")})
}

fn calls(stage: &Stage, method: &str) -> usize {
    stage.slack.look().calls.iter().filter(|(of, _)| of == method).count()
}

/// The scope and the way to mend it, for a command, a marked message, a mention and the home tab.
async fn a_missing_scope_is_told_to_whoever_meets_it(home: Home) {
    let stage = stage(home).await;
    let no_users = || stage.slack.next("users.info", Mishap::MissingScope("users:read"));
    no_users();
    names(&stage.says("U1", "C1", "list").await, "users:read");

    let channel = stage.opened("sev2").await;
    let ts = stage.slack.write(&channel, "U1", "DBの接続が尽きた");
    let collected = async || stage.timeline().await.iter().filter(|line| line.contains("接続")).count();
    stage.slack.next("conversations.history", Mishap::MissingScope("channels:history"));
    stage.event(reacted("U1", &channel, &ts)).await.expect(200);
    stage.settle().await;
    names(&stage.whispered(), "channels:history");
    assert!(stage.whispered().contains("時系列に書けなかった"), "{}", stage.whispered());
    let whispers = stage.slack.look().whispers.clone();
    assert_eq!(whispers.iter().map(|(user, at, _)| (user.as_str(), at)).collect::<Vec<_>>(), [("U1", &channel)]);
    assert_eq!(collected().await, 0);
    stage.event(reacted("U1", &channel, &ts)).await.expect(200);
    stage.settle().await;
    assert_eq!((collected().await, stage.slack.look().whispers.len()), (1, 1), "it was mended");

    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    for event in [reacted("U2", &channel, &ts), mention("U2", &channel)] {
        stage.slack.look().whispers.clear();
        no_users();
        stage.event(event).await.expect(200);
        stage.settle().await;
        names(&stage.whispered(), "users:read");
        assert_eq!(stage.slack.look().whispers[0].0, "U2");
    }
    no_users();
    stage.event(json!({"type": "app_home_opened", "user": "U2", "tab": "home"})).await.expect(200);
    stage.settle().await;
    let home = stage.slack.look().homes.get("U2").cloned().unwrap();
    names(&texts(&home).join("\n"), "users:read");
    stage.slack.check();
}

/// It is tried once, and whoever asked reads what to type, in their own language.
async fn a_form_that_does_not_open_is_told_of(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let long = SignedDuration::from_secs(60);
    for (mishap, line, typed) in [
        (Mishap::Limited(30), "open", "/incident open sev3 …"),
        (Mishap::LostAnswer, "open sev1", "/incident open sev1 …"),
        (Mishap::Status(503), "drill", "/incident drill sev3 …"),
        (Mishap::Refused("expired_trigger_id"), "update", "/incident update"),
    ] {
        stage.slack.look().whispers.clear();
        let before = calls(&stage, "views.open");
        stage.slack.next("views.open", mishap);
        assert_eq!(stage.says("U1", &channel, line).await, "", "{line}");
        stage.settle().await;
        stage.after(long).await;
        let said = stage.whispered();
        assert!(said.contains("入力欄が開かなかったら") && said.contains(typed), "{line}: {said}");
        let whispers = stage.slack.look().whispers.len();
        assert_eq!((calls(&stage, "views.open") - before, whispers), (1, 1), "{line}");
    }
    stage.app.api(&stage.admin, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    stage.slack.next("views.open", Mishap::Limited(30));
    stage.presses("U1", &channel, "note:1").await;
    stage.settle().await;
    assert!(stage.whispered().contains("did not open, type it: /incident note …"), "{}", stage.whispered());
    // In another's channel it would be written into that one.
    stage.says("U1", "C1", "open sev4 Search is slow").await;
    stage.settle().await;
    let other = stage.slack.channel("inc-2").id;
    for (action, typed) in
        [("note:1", "note"), ("task:1", "task"), ("turn:1 resolve", "resolve"), ("update:1 inside", "update inside")]
    {
        stage.slack.next("views.open", Mishap::Limited(30));
        stage.presses("U1", &other, action).await;
        stage.settle().await;
        assert!(stage.whispered().contains(&format!("/incident INC-1 {typed} …")), "{action}: {}", stage.whispered());
    }
    stage.slack.check();
}

/// Where the bot is not, Slack passes it on: most forms are opened there.
async fn a_form_that_does_not_open_elsewhere_is_told_of_too(home: Home) {
    let stage = stage(home).await;
    let hook = stage.slack.hook("a1");
    stage.slack.next("views.open", Mishap::Limited(30));
    let fields = [("team_id", "T0"), ("channel_id", "C404"), ("user_id", "U1"), ("command", "/incident"), ("text", "")];
    let fields = fields.into_iter().chain([("trigger_id", "1.2.3"), ("response_url", hook.as_str())]);
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let reply = stage.post("/slack/commands", "application/x-www-form-urlencoded", body).await.expect(200);
    assert_eq!(reply.text, "", "a form opens");
    stage.settle().await;
    let (at, said) = stage.slack.passed_on().await;
    let told = texts(&said["blocks"]).join("\n");
    assert!(at == "a1" && told.contains("/incident open sev3 …"), "{at}: {told}");
    assert!(stage.slack.look().whispers.is_empty());
    // As severe as the form itself begins.
    assert_eq!(stage.says("U1", "C404", "").await, "");
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    assert_eq!(form["blocks"][1]["element"]["initial_option"]["value"], "sev3", "{form}");
    stage.slack.check();
}

/// From the home tab, where there is no channel: it stands there, above all else, until they look at it anew.
async fn a_form_that_does_not_open_at_home_is_told_of_there(home: Home) {
    let stage = stage(home).await;
    let look = async || {
        stage.event(json!({"type": "app_home_opened", "user": "U1", "tab": "home"})).await.expect(200);
        stage.settle().await;
    };
    let first = || {
        let home = stage.slack.look().homes.get("U1").cloned().unwrap();
        texts(&home["blocks"][0]).join("\n")
    };
    look().await;
    let heading = first();
    assert!(!heading.contains("/incident"), "{heading}");
    stage.slack.next("views.open", Mishap::Limited(30));
    let actions = json!([{"action_id": "open:", "value": ""}]);
    let pressed = json!({"type": "block_actions", "user": {"id": "U1"}, "actions": actions});
    stage.interacts(pressed).await.expect(200);
    // The form is tried, then the tab says so.
    for _ in 0..2 {
        stage.settle().await;
    }
    let said = first();
    assert!(said.contains("入力欄が開かなかったら") && said.contains("/incident open sev3 …"), "{said}");
    assert!(stage.slack.look().whispers.is_empty());
    look().await;
    assert_eq!(first(), heading);
    stage.slack.check();
}

/// Nothing is asked again before the pause is over, whatever it was.
async fn a_pause_is_kept_to_the_second(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev2").await;
    let ts = stage.slack.write(&channel, "U1", "DBの接続が尽きた");
    for (method, event) in [
        ("chat.postEphemeral", mention("U1", &channel)),
        ("conversations.history", reacted("U1", &channel, &ts)),
        ("views.publish", json!({"type": "app_home_opened", "user": "U1", "tab": "home"})),
    ] {
        let before = calls(&stage, method);
        stage.slack.next(method, Mishap::Limited(90));
        stage.event(event).await.expect(200);
        stage.settle().await;
        for (length, made) in [(20, 1), (69, 1), (1, 2)] {
            stage.after(SignedDuration::from_secs(length)).await;
            assert_eq!(calls(&stage, method) - before, made, "{method}");
        }
    }
    assert_eq!(stage.slack.look().whispers.len(), 1);
    assert!(stage.timeline().await.iter().any(|line| line.contains("接続")));
    assert!(stage.slack.look().homes.contains_key("U1"));
    stage.slack.check();
}

both_homes!(
    a_missing_scope_is_told_to_whoever_meets_it
    a_form_that_does_not_open_is_told_of
    a_form_that_does_not_open_elsewhere_is_told_of_too
    a_form_that_does_not_open_at_home_is_told_of_there
    a_pause_is_kept_to_the_second
);

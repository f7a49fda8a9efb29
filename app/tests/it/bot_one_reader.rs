//! What one person alone reads in Slack: an answer once, in their language, and on the home tab all in which they have a part.

use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::{BOT, Channel, texts};

const POLICY: &str = "\
levels:
  sev1: {roles: {commander: 5m, scribe: 1h}, close: {postmortem: 1h, review: 2h}}
  sev2: {}
  sev3: {}
  sev4: {}
";

const NOTHING: &str = "あなたを待っているものはない";

fn opens_home(user: &str) -> Value {
    json!({"type": "app_home_opened", "user": user, "tab": "home"})
}

async fn with_aoki(home: Home) -> Stage {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    stage.app.api(&stage.admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY})).await.expect(200);
    stage
}

async fn at_home(stage: &Stage, user: &str) -> String {
    stage.event(opens_home(user)).await.expect(200);
    stage.settle().await;
    texts(&stage.slack.look().homes[user]).join("\n")
}

/// Slack sends again what was not answered in time: what only looks and what is refused is answered once as well.
async fn a_mention_that_comes_again_is_answered_once(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev1").await;
    let mention_in = |channel: &str, text: &str| {
        let text = format!("<@{BOT}> {text}");
        json!({"type": "app_mention", "user": "U1", "channel": channel, "ts": "1.1", "text": text})
    };
    let mention = |text: &str| mention_in(&channel, text);
    for (id, line) in [("EvA", "list"), ("EvB", "help"), ("EvC", "dance"), ("EvD", "status dance"), ("EvE", "")] {
        stage.slack.look().whispers.clear();
        for _ in 0..3 {
            stage.event_called(id, mention(line)).await.expect(200);
        }
        stage.settle().await;
        assert_eq!(stage.slack.look().whispers.len(), 1, "{line}");
    }

    // Acted on, and broken off before anybody was told.
    stage.slack.look().whispers.clear();
    stage.event_called("EvF", opens_home("U1")).await.expect(200);
    for _ in 0..3 {
        stage.event_called("EvF", mention("status fixing")).await.expect(200);
    }
    stage.settle().await;
    assert_eq!(stage.slack.look().whispers.len(), 1);
    assert!(stage.whispered().contains("次の一手"), "how it stands: {}", stage.whispered());
    // The same elsewhere than in its channel.
    stage.slack.look().whispers.clear();
    stage.slack.look().channels.push(Channel { id: "C1".into(), name: "talk".into(), ..Channel::default() });
    stage.event_called("EvG", opens_home("U1")).await.expect(200);
    for _ in 0..3 {
        stage.event_called("EvG", mention_in("C1", "INC-1 status fixing")).await.expect(200);
    }
    stage.settle().await;
    assert_eq!(stage.slack.look().whispers.len(), 1);
    let said = stage.whispered();
    assert!(said.contains("決済が止まった") && !said.contains("次の一手"), "what goes on: {said}");
    assert_eq!(stage.incident().await["status"], "investigating", "it is not done again");
    stage.slack.check();
}

/// A scribe of whom nothing is wanted; a commander who owes a post-mortem; more than there is room for.
async fn the_home_tab_shows_all_that_is_ones_own(home: Home) {
    let stage = with_aoki(home).await;
    let channel = stage.opened("sev1").await;
    stage.says("U1", &channel, "take commander").await;
    assert!(at_home(&stage, "U2").await.contains(NOTHING));
    stage.says("U2", &channel, "take scribe").await;
    let tab = at_home(&stage, "U2").await;
    assert!(tab.contains("INC-1") && tab.contains("書記") && !tab.contains(NOTHING), "{tab}");

    stage.says("U1", &channel, "resolve 切り戻した").await;
    assert!(at_home(&stage, "U2").await.contains(NOTHING), "it is over");
    let tab = at_home(&stage, "U1").await;
    assert!(tab.contains("INC-1") && tab.contains("ポストモーテムを書いて"), "{tab}");

    for n in 2..=12 {
        let new = json!({"title": "検索が遅い", "severity": "sev4"});
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents", new).await.expect(201);
        stage.says("U1", "C1", &format!("INC-{n} take commander")).await;
    }
    let tab = at_home(&stage, "U1").await;
    assert!(tab.contains("ほか 2件"), "{tab}");
    stage.slack.check();
}

/// Whoever changes the channel's language is answered in their own.
async fn a_change_of_language_is_told_in_ones_own(home: Home) {
    let stage = with_aoki(home).await;
    let channel = stage.opened("sev1").await;
    let said = stage.says("U2", &channel, "language en").await;
    assert!(said.contains("英語にした"), "{said}");
    stage.settle().await;
    assert!(stage.said()[0].contains("Next steps"), "{}", stage.said()[0]);
    stage.app.api(&stage.admin, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    let said = stage.says("U1", &channel, "language ja").await;
    assert!(said.contains("in Japanese"), "{said}");
    stage.settle().await;
    stage.slack.check();
}

both_homes!(
    a_mention_that_comes_again_is_answered_once
    the_home_tab_shows_all_that_is_ones_own
    a_change_of_language_is_told_in_ones_own
);

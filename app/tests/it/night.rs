//! A whole SEV1 night, from the first alert to the published post-mortem, in the chat and on the page together.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::intake::Source;
use crate::support::slack::texts;
use crate::support::{Home, Who};

const ROUTES: &str = "\
route: {receiver: default, group_by: [alertname], group_wait: 10s}
receivers: [{name: default}]
ryugaku:
  open_incidents:
    - {matchers: [severity=\"critical\"], severity: sev1}
";
const AT: &str = "/api/v1/incidents/INC-1";

/// Saeki (U1) reads Japanese and Grace (U2) English; both own what is hit.
struct Night {
    stage: Stage,
    source: Source,
    grace: Who,
}

impl Night {
    async fn begin(home: Home) -> Self {
        let stage = stage(home).await;
        let (app, admin) = (&stage.app, &stage.admin);
        let team = app.team("ours", TeamKind::Product).await;
        let grace = app.member_of(&team, "Grace Hall").await;
        stage.slack.account("U2", "grace", &format!("{}@example.com", grace.id));
        app.api(&grace, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
        let product = json!({"slug": "shop", "name": "店", "team": "ours"});
        app.api(admin, "POST", "/api/v1/products", product).await.expect(201);
        let service = json!({"slug": "checkout-api", "name": "決済API", "product": "shop"});
        app.api(admin, "POST", "/api/v1/services", service).await.expect(201);
        app.api(admin, "PUT", "/api/v1/routing", json!({"text": ROUTES, "note": ""})).await.expect(200);
        let source = app.source(admin, "prometheus").await;
        app.apply_alerts().await;
        let night = Self { source, grace, stage };
        // It is 03:12; the night is the next one.
        night.pass(22 * 60 + 58).await;
        night
    }

    /// So many minutes go by; what is due in them is done in time.
    async fn pass(&self, minutes: i64) {
        let mut left = minutes;
        while left > 0 {
            // While nothing goes on a longer breath will do.
            let step = if left > 600 { 600 } else { left.min(5) };
            left -= step;
            self.stage.after(SignedDuration::from_mins(step)).await;
            self.stage.app.apply_alerts().await;
        }
        // What is sent follows what has been noticed.
        for _ in 0..2 {
            self.stage.after(SignedDuration::from_secs(0)).await;
        }
    }

    /// Between two minutes.
    async fn settle(&self) {
        self.stage.after(SignedDuration::from_secs(1)).await;
    }

    async fn alerts(&self, firing: bool) {
        let app = &self.stage.app;
        let starts = if firing { app.now() } else { app.now().minus(SignedDuration::from_mins(1)) };
        let ends = if firing { app.now().plus(SignedDuration::from_hours(6)) } else { app.now() };
        let alert = |instance: usize| {
            json!({"labels": {"alertname": "HighErrorRate", "instance": instance.to_string(), "severity": "critical", "service": "checkout-api"},
                "annotations": {"summary": "決済APIの5xxが続いている"},
                "startsAt": starts.to_string(), "endsAt": ends.to_string()})
        };
        app.alerts(&self.source, json!((0..3).map(alert).collect::<Vec<_>>())).await;
        app.apply_alerts().await;
    }

    fn channel(&self) -> String {
        self.stage.slack.channel("inc-1").id
    }

    async fn saeki(&self, text: &str) -> String {
        let said = self.stage.says("U1", &self.channel(), text).await;
        self.settle().await;
        said
    }

    async fn grace(&self, text: &str) -> String {
        let said = self.stage.says("U2", &self.channel(), text).await;
        self.settle().await;
        said
    }

    /// How many messages of the channel hold these words.
    fn times(&self, words: &str) -> usize {
        self.stage.said().iter().skip(1).filter(|said| said.contains(words)).count()
    }

    /// The nudges that wait for a status update of this circle.
    fn nudges(&self, circle: &str) -> Vec<String> {
        let button = format!("update:1 {circle}");
        let messages = self.stage.messages();
        let nudges =
            messages.iter().skip(1).filter(|one| one.whole().contains('⏰') && one.buttons().contains(&button));
        nudges.map(|one| one.whole()).collect()
    }

    async fn form(&self, who: &Who, part: &str, fields: &[(&str, &str)]) {
        self.stage.app.post_form(who, &format!("/incidents/INC-1/{part}"), fields).await.expect(303);
    }

    async fn get(&self, part: &str) -> Value {
        self.stage.app.get(&self.stage.admin, &format!("{AT}{part}")).await.expect(200).json()
    }

    async fn tab(&self, user: &str) -> String {
        self.stage.event(json!({"type": "app_home_opened", "user": user, "tab": "home"})).await.expect(200);
        self.settle().await;
        let home = self.stage.slack.look().homes.get(user).cloned().unwrap();
        texts(&home).join("\n")
    }
}

async fn a_sev1_night(home: Home) {
    let night = Night::begin(home).await;
    let (stage, admin) = (&night.stage, &night.stage.admin);

    // 02:10: three alerts of one cause. One incident, one channel, the owners in it, and the first step in front of them.
    night.alerts(true).await;
    night.pass(1).await;
    let incident = night.get("").await;
    assert_eq!((&incident["severity"], &incident["alerts"].as_array().unwrap().len()), (&json!("sev1"), &3));
    let opened = incident["opened_at"].as_str().unwrap();
    assert!(opened.starts_with("2026-11-19T17:1"), "{opened}");
    night.settle().await;
    let channel = stage.slack.channel("inc-1");
    assert!(channel.members.contains("U2"), "the owner is asked in: {channel:?}");
    assert!(channel.messages[0].whole().contains("指揮官"), "{}", channel.messages[0].whole());

    // 02:12: roles, each in their own language; the channel keeps its own.
    stage.presses("U1", &channel.id, "take:1 commander").await;
    night.settle().await;
    assert!(stage.whispered().contains("全体を見て決め"), "{}", stage.whispered());
    stage.presses("U2", &channel.id, "take:1 communications").await;
    night.settle().await;
    assert!(stage.whispered().contains("writes status updates"), "{}", stage.whispered());
    assert_eq!(night.times("Grace Hall が連絡担当"), 1, "{:#?}", stage.said());
    night.form(admin, "notes", &[("text", "v2.8.1 を 02:05 に出していた")]).await;
    night.settle().await;
    assert_eq!(night.times("v2.8.1"), 1, "{:#?}", stage.said());

    // 02:26: nobody has said anything inside. The one whose turn it is hears of it, once.
    assert!(night.nudges("inside").is_empty(), "{:#?}", stage.said());
    night.pass(15).await;
    let nudges = night.nudges("inside");
    assert_eq!(nudges.len(), 1, "{:#?}", stage.said());
    assert!(nudges[0].contains("<@U2>") && !nudges[0].contains("<@U1>"), "{nudges:?}");
    let room = stage.app.page_in(Lang::En, Some(&night.grace), "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("Grace Hall") && room.contains("id=\"next\""), "{room}");
    assert!(night.tab("U2").await.contains("INC-1 SEV1"), "it waits for her in her home tab");
    let said = night.grace("update inside 原因を v2.8.1 に絞った").await;
    assert!(said.contains("Sent update 1"), "{said}");
    night.pass(9).await;
    assert_eq!(night.nudges("inside").len(), 1, "it was sent: {:#?}", stage.said());

    // 02:35: less severe than it looked. The channel hears what the policy asks for no more.
    assert!(night.saeki("severity sev2").await.contains("SEV2"));
    let change = stage.said().into_iter().find(|said| said.contains("SEV1 → SEV2")).unwrap();
    assert!(change.contains("経営層"), "{change}");
    assert_eq!(night.times("SEV1 → SEV2"), 1);
    assert!(night.saeki("status identified").await.contains("原因特定"));

    // 03:00: hand-over; whoever has it now sees it, in English.
    night.pass(25).await;
    assert!(night.saeki("give commander <@U2>").await.contains("指揮官"));
    assert_eq!(night.get("").await["commander"]["name"], "Grace Hall");
    assert_eq!(night.times("指揮を Grace Hall に渡した"), 1, "{:#?}", stage.said());
    let home = night.tab("U2").await;
    assert!(home.contains("INC-1 SEV2") && !home.contains("あなた"), "{home}");

    // 03:10 to 03:40: the chat is away. The page goes on.
    night.pass(10).await;
    let before = stage.said().len();
    stage.slack.set_away(true);
    night.form(&night.grace, "status", &[("status", "fixing")]).await;
    night.pass(10).await;
    night.form(&night.grace, "notes", &[("text", "切り戻しを始めた")]).await;
    night.pass(10).await;
    night
        .form(&night.grace, "updates", &[("circle", "stakeholders"), ("text", "切り戻しています。30分ほどかかります")])
        .await;
    night.pass(10).await;
    assert_eq!(stage.said().len(), before, "nothing can have come");
    let room = stage.app.page(admin, "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("切り戻しを始めた") && room.contains("復旧作業中"), "{room}");
    stage.slack.set_away(false);
    night.pass(20).await;
    let filled = stage.said().split_off(before);
    let order: Vec<usize> = ["復旧作業中", "切り戻しを始めた", "30分ほどかかります"]
        .iter()
        .map(|words| {
            filled.iter().position(|said| said.contains(words)).unwrap_or_else(|| panic!("{words}: {filled:#?}"))
        })
        .collect();
    assert!(order.is_sorted(), "{filled:#?}");
    for words in ["切り戻しを始めた", "30分ほどかかります"] {
        assert_eq!(night.times(words), 1, "{words}: {filled:#?}");
    }

    // 05:40: over.
    assert!(night.grace("status monitoring").await.contains("Monitoring"));
    night.pass(99).await;
    night.alerts(false).await;
    night.pass(1).await;
    let said = night.grace("resolve v2.8.0 に切り戻した").await;
    assert!(said.contains("esolved"), "{said}");
    assert!(night.grace("task 出す前に 5xx を見る").await.contains("RT-1"));
    assert!(night.saeki("close").await.starts_with("⚠️"), "its post-mortem is owed");

    // What comes after it: drafted from the facts, reviewed, published, closed.
    assert!(night.grace("postmortem").await.contains("Post-mortem of INC-1: Draft"));
    let draft = night.get("/postmortem").await;
    let body = draft["body"].as_str().unwrap();
    let resolved = night.get("").await["resolved_at"].as_str().unwrap().to_owned();
    for facts in [
        "SEV1",
        "SEV2",
        "02:10",
        "v2.8.1 を 02:05 に出していた",
        "切り戻しを始めた",
        "v2.8.0 に切り戻した",
        "決済API",
        "出す前に 5xx を見る",
        "Grace Hall",
    ] {
        assert!(body.contains(facts), "{facts}: {body}");
    }
    // The minute at which it was resolved, in Tokyo.
    let ended: jiff::Timestamp = resolved.parse().unwrap();
    let ended = ended.to_zoned(jiff::tz::TimeZone::get("Asia/Tokyo").unwrap()).strftime("%H:%M").to_string();
    assert!(ended.starts_with("05:") && body.contains(&ended), "{ended}: {body}");
    assert!(night.saeki("postmortem review").await.contains("INC-1 のポストモーテム: レビュー中"));
    assert!(night.grace("postmortem publish").await.contains("Post-mortem of INC-1: Published"));
    assert!(night.grace("close").await.contains("losed"));
    assert_eq!(night.get("").await["status"], "closed");
    night.settle().await;

    // Nothing was said twice, and nothing was made twice.
    let mut said: Vec<String> = stage.said().into_iter().filter(|said| !said.contains('⏰')).collect();
    let all = said.len();
    said.sort();
    said.dedup();
    assert_eq!(said.len(), all, "{:#?}", stage.said());
    assert_eq!(stage.slack.look().channels.len(), 1);
    let incidents = stage.app.get(admin, "/api/v1/incidents").await.expect(200).json();
    assert_eq!(incidents["items"].as_array().unwrap().len(), 1);
    let updates = night.get("/updates").await;
    assert_eq!(updates["items"].as_array().unwrap().len(), 2, "{updates}");
    let timeline = stage.timeline().await;
    for once in ["02:05 に出していた", "切り戻しを始めた", "SEV1 → SEV2", "v2.8.0"] {
        assert_eq!(timeline.iter().filter(|line| line.contains(once)).count(), 1, "{once}: {timeline:#?}");
    }
    stage.slack.check();
}

both_homes!(a_sev1_night);

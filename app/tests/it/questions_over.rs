//! While a question waits, the alerts that it is about lead to it: the head of their group in the list, and the page of each.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_db::sql;
use ryugaku_kernel::{Lang, Role, Uuid};
use serde_json::json;

use crate::both_homes;
use crate::questions::{MINUTE, Story, begin, id};
use crate::support::{Home, Who};

async fn list(story: &Story, who: &Who, query: &str) -> String {
    story.app().page(who, &format!("/alerts{query}")).await.expect(200).text
}

/// The page of an active alert of this name.
async fn page(story: &Story, who: &Who, lang: Lang, name: &str) -> String {
    let app = story.app();
    let all = app.get(who, "/api/v1/alerts?limit=200").await.expect(200).json();
    let found =
        all["items"].as_array().unwrap().iter().find(|alert| alert["name"] == name).expect("it is active").clone();
    app.page_in(lang, Some(who), &format!("/alerts/{}", found["id"].as_str().unwrap())).await.expect(200).text
}

async fn alerts_lead_to_what_waits_over_them(home: Home) {
    let story = begin(home).await;
    let (app, admin) = (story.app(), &story.stage.admin);
    let reader = app.person("監査", Role::Read).await;
    app.alerts(&story.source, json!([{"labels": {"alertname": "Idle", "severity": "info"}}])).await;
    for page in [list(&story, admin, "").await, page(&story, admin, Lang::Ja, "Idle").await] {
        assert!(!page.contains("返事待ち"), "nothing is asked yet: {page}");
    }
    story.fire("Pay", 0..3, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let asked = id(&story.asked("").await[0]);
    let leads = format!("返事待ち <a href=\"/questions#q-{asked}\">SEV2 を開く? Pay が失敗している</a>");
    for who in [admin, &reader] {
        assert_eq!(list(&story, who, "").await.matches(&leads).count(), 1, "on the head of its group alone");
        assert!(page(&story, who, Lang::Ja, "Pay").await.contains(&leads));
    }
    assert!(page(&story, &reader, Lang::En, "Pay").await.contains("Waiting for an answer <a href=\"/questions#q-"));
    assert!(!page(&story, admin, Lang::Ja, "Idle").await.contains("返事待ち"));
    assert_eq!(list(&story, admin, "?group=rule%3APay").await.matches(&leads).count(), 1);
    assert!(!list(&story, admin, "?group=rule%3AIdle").await.contains("返事待ち"));
    assert!(!list(&story, admin, "?by=flat").await.contains("返事待ち"), "there are no heads");

    // Another group joins, of one alert; and somebody else's is another question.
    story.fire("Refund", 0..1, "payments").await;
    story.fire("Nobody", 0..1, "").await;
    story.after(MINUTE).await;
    assert_eq!(story.asked("").await.len(), 2);
    let all = list(&story, admin, "").await;
    assert_eq!((all.matches(&leads).count(), all.matches("返事待ち").count()), (2, 3), "{all}");
    let together = list(&story, admin, "?by=service").await;
    assert!(together.contains("返事待ち <a href=\"/questions\">2件</a>"), "{together}");

    // Answered, each way.
    assert_eq!(story.answer(admin, &asked, "open").await, 200);
    assert_eq!(list(&story, admin, "").await.matches("返事待ち").count(), 1);
    assert!(!page(&story, admin, Lang::Ja, "Pay").await.contains("返事待ち"));
    let other = id(&story.asked("").await[0]);
    assert_eq!(story.answer(admin, &other, "decline").await, 200);
    assert!(!list(&story, admin, "").await.contains("返事待ち"));
    assert!(!page(&story, admin, Lang::Ja, "Nobody").await.contains("返事待ち"));
    story.after(SignedDuration::from_secs(1)).await;
    story.stage.slack.check();
}

/// Whatever storms other teams have, one's own waits on the start page.
async fn what_others_are_asked_hides_nothing_of_ones_own(home: Home) {
    let story = begin(home).await;
    let app = story.app();
    let mizuno = app.member_of(&story.team, "水野 遥").await;
    let other = app.team("search", TeamKind::Product).await;
    let sato = app.member_of(&other, "佐藤 光").await;
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let mut tx = app.begin().await;
    for n in 1..=60 {
        let row = sql(
            "insert into questions (id, opening, storm, routes_version, rule, severity, title, services, team_id, \
                       asked_at, state, channel) values ($1, 1, 1, 1, 1, 'sev2', 'Find が遅い', $2, $3, $4, 'open', '')",
        );
        let row = row.bind(Uuid::from_u128(n)).bind(json!([])).bind(other.id.0).bind(app.now());
        tx.run(row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let ours = app.page(&mizuno, "/").await.expect(200).text;
    assert!(ours.contains("SEV2 を開く? Pay が失敗している</a>") && !ours.contains("Find が遅い"), "{ours}");
    let theirs = app.page(&sato, "/").await.expect(200).text;
    assert!(theirs.contains("SEV2 を開く? Find が遅い</a>") && !theirs.contains("開く? Pay"), "{theirs}");
    let nobodys = app.person("伊藤 直樹", Role::Member).await;
    assert!(!app.page(&nobodys, "/").await.expect(200).text.contains("を開く?"));
}

both_homes!(
    alerts_lead_to_what_waits_over_them
    what_others_are_asked_hides_nothing_of_ones_own
);

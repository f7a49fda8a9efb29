//! Notices of the status page that outlast what they tell of: the incident that is over, the component that was removed.

use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::json;

use crate::both_homes;
use crate::status_page::{PAGE, Stage, stage};
use crate::support::Home;

async fn an_incident_that_is_over_says_that_its_notice_goes_on(home: Home) {
    let stage = stage(home).await;
    let at = stage.drafted(1).await;
    let room = async || stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text;
    let says = "お知らせがまだ続いている";
    stage.post("/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    assert!(!room().await.contains(says), "nobody outside has read a draft");
    stage.post(&format!("{at}/publish"), json!({})).await.expect(200);
    let now = room().await;
    let head = now.split("</header>").find(|part| part.contains("room-head")).unwrap();
    assert!(head.contains(says) && head.contains(&at.replace("/api/v1", "")), "{head}");
    stage.post("/api/v1/incidents/INC-1/reopen", json!({"reason": "まだ遅い"})).await.expect(200);
    assert!(!room().await.contains(says), "both go on");
    stage.post("/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    let said = json!({"stage": "resolved", "body": {"ja": "直りました"}});
    stage.post(&format!("{at}/updates"), said).await.expect(200);
    assert!(!room().await.contains(says), "both are over");
    stage.app.run_jobs().await;
}

/// Whoever may end it is told so, until it ends or somebody says that it need not.
async fn ending_it_is_a_step(home: Home) {
    let stage = stage(home).await;
    stage.app.team("sre", TeamKind::Sre).await;
    let at = stage.drafted(1).await;
    stage.post(&format!("{at}/publish"), json!({})).await.expect(200);
    let step = async || {
        let list = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/steps").await.expect(200).json();
        list["items"].as_array().unwrap().iter().find(|step| step["step"] == "notice/end").cloned()
    };
    let answer = async |answer: &str, status: u16| {
        let body = json!({"step": "notice/end", "answer": answer, "reason": "別の障害のために残す"});
        stage.post("/api/v1/incidents/INC-1/steps", body).await.expect(status);
    };
    assert!(step().await.is_none(), "both go on");
    answer("not_needed", 409).await;
    stage.post("/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    let owed = step().await.unwrap();
    assert_eq!((owed["teams"].as_array().unwrap().len(), &owed["people"]), (1, &json!([])), "{owed}");
    for lang in Lang::ALL {
        let room = stage.app.page_in(lang, Some(&stage.admin), "/incidents/INC-1").await.expect(200).text;
        assert!(room.contains(owed["title"].as_str().unwrap()) || lang == Lang::Ja, "{room}");
        assert!(!room.contains('⟦'), "{room}");
    }
    answer("told", 409).await;
    answer("put_off", 200).await;
    assert!(step().await.unwrap()["put_off_until"].is_string());
    answer("not_needed", 200).await;
    assert!(step().await.is_none());
    let timeline = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/timeline").await.expect(200).text;
    assert!(timeline.contains(owed["title"].as_str().unwrap()), "{timeline}");
    answer("ask_again", 200).await;
    assert!(step().await.is_some());
    answer("not_needed", 200).await;
    let said = json!({"stage": "monitoring", "body": {"ja": "様子を見ています"}});
    stage.post(&format!("{at}/updates"), said).await.expect(200);
    assert!(step().await.is_some(), "others have read anew that it goes on");
    answer("not_needed", 200).await;
    stage.post("/api/v1/incidents/INC-1/reopen", json!({"reason": "まだ遅い"})).await.expect(200);
    stage.post("/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    assert!(step().await.is_some(), "it went on");
    answer("put_off", 200).await;
    let said = json!({"stage": "monitoring", "body": {"ja": "様子を見ています"}});
    stage.post(&format!("{at}/updates"), said).await.expect(200);
    assert!(step().await.unwrap()["put_off_until"].is_string(), "what is put off comes by itself");
    let said = json!({"stage": "resolved", "body": {"ja": "直りました"}});
    stage.post(&format!("{at}/updates"), said).await.expect(200);
    assert!(step().await.is_none());
    stage.app.run_jobs().await;
}

async fn a_notice_goes_on_naming_what_was_removed(home: Home) {
    let stage = stage(home).await;
    let service = json!({"slug": "search", "name": "search", "product": "shop"});
    let service = stage.post("/api/v1/services", service).await.expect(201).json();
    let named = json!({"place": service["id"], "name": {"ja": "検索", "en": "Search"}});
    let other = stage.post(&format!("{PAGE}/components"), named).await.expect(201).json();
    let other = other["id"].as_str().unwrap();
    let id = stage.published().await;
    let gone = format!("{PAGE}/components/{}", stage.component);
    stage.app.api(&stage.admin, "DELETE", &gone, json!({})).await.expect(204);
    let fields = [("stage", "monitoring"), ("body_ja", "様子を見ています"), ("component", other)];
    let level = format!("level_{other}");
    let fields: Vec<(&str, &str)> = fields.into_iter().chain([(level.as_str(), "degraded")]).collect();
    stage.app.post_form(&stage.admin, &format!("/status-page/notices/{id}/updates"), &fields).await.expect(303);
    let notice = stage.app.get(&stage.admin, &format!("{PAGE}/notices/{id}")).await.expect(200).json();
    assert_eq!(notice["components"], json!({stage.component.as_str(): "major", other: "degraded"}));
    let said = json!({"stage": "monitoring", "body": {"ja": "落ち着いています"}, "components": {}});
    let notice = stage.post(&format!("{PAGE}/notices/{id}/updates"), said).await.expect(200).json();
    assert_eq!(notice["components"], json!({stage.component.as_str(): "major"}));
    stage.app.run_jobs().await;
}

/// Where its incident was merged into another, that one's communications end it, and are told so where they begin their day.
async fn what_was_merged_is_ended_where_it_goes_on(home: Home) {
    let stage = stage(home).await;
    stage.app.team("sre", TeamKind::Sre).await;
    let lead = stage.app.person("水野 遥", Role::Member).await;
    let at = stage.drafted(1).await;
    stage.post(&format!("{at}/publish"), json!({})).await.expect(200);
    stage.incident().await;
    let person = json!({"person": lead.id.to_string()});
    stage.app.api(&stage.admin, "PUT", "/api/v1/incidents/INC-2/roles/communications", person).await.expect(200);
    stage.post("/api/v1/incidents/INC-1/merge", json!({"into": "INC-2"})).await.expect(200);
    let room = async || stage.app.page(&lead, "/incidents/INC-2").await.expect(200).text;
    let link = format!("href=\"{}\"", at.replace("/api/v1", ""));
    assert!(room().await.contains(&link), "others read that it goes on");
    stage.post("/api/v1/incidents/INC-2/resolve", json!({})).await.expect(200);
    let is_owed = async || {
        let list = stage.app.get(&lead, "/api/v1/incidents/INC-2/steps").await.expect(200).json();
        let step = list["items"].as_array().unwrap().iter().find(|step| step["step"] == "notice/end").cloned();
        let today = stage.app.page(&lead, "/").await.expect(200).text;
        assert_eq!(today.contains("ステータスページのお知らせを終える"), step.is_some(), "{today}");
        step.is_some_and(|step| step["people"].as_array().unwrap().len() == 1)
    };
    assert!(is_owed().await);
    let now = room().await;
    assert!(now.contains("お知らせがまだ続いている") && now.contains(&link), "{now}");
    let said = json!({"stage": "resolved", "body": {"ja": "直りました"}});
    stage.app.api(&lead, "POST", &format!("{at}/updates"), said).await.expect(200);
    assert!(!is_owed().await);
    stage.app.run_jobs().await;
}

/// Of what is closed nothing is owed any more: nobody would be told that others still read that it goes on.
async fn it_is_not_closed_over_its_notice(home: Home) {
    let stage = stage(home).await;
    let policy = json!({"text": "levels:\n  sev1: {}\n  sev2: {}\n  sev3: {}\n  sev4: {}\n", "note": ""});
    stage.app.api(&stage.admin, "PUT", "/api/v1/severity-policy", policy).await.expect(200);
    let at = stage.drafted(1).await;
    stage.post(&format!("{at}/publish"), json!({})).await.expect(200);
    stage.post("/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    let refused = stage.post("/api/v1/incidents/INC-1/close", json!({})).await.expect(409).text;
    assert!(refused.contains("notice/end"), "{refused}");
    let refused = stage.app.post_form(&stage.admin, "/incidents/INC-1/close", &[]).await.expect(409).text;
    assert!(refused.contains("理由を書いて要らないとする") && !refused.contains("notice/end"), "{refused}");
    let button = "action=\"/incidents/INC-1/close\"";
    let room = async || stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text;
    assert!(!room().await.contains(button), "what is refused is not offered");
    let body = json!({"step": "notice/end", "answer": "not_needed", "reason": "別の障害のために残す"});
    stage.post("/api/v1/incidents/INC-1/steps", body).await.expect(200);
    assert!(room().await.contains(button));
    stage.post("/api/v1/incidents/INC-1/close", json!({})).await.expect(200);
    stage.app.run_jobs().await;
}

/// Nor is it said to go on once it is closed: by a draft that was left, or by opening again what had ended.
async fn what_is_closed_is_not_said_to_go_on(home: Home) {
    let stage = stage(home).await;
    let policy = json!({"text": "levels:\n  sev1: {}\n  sev2: {}\n  sev3: {}\n  sev4: {}\n", "note": ""});
    stage.app.api(&stage.admin, "PUT", "/api/v1/severity-policy", policy).await.expect(200);
    let at = stage.drafted(1).await;
    let to = async |deed: &str| {
        let body = if deed == "reopen" { json!({"reason": "まだ遅い"}) } else { json!({}) };
        stage.post(&format!("/api/v1/incidents/INC-1/{deed}"), body).await.status
    };
    let say = async |stage_of: &str| {
        let said = json!({"stage": stage_of, "body": {"ja": "お知らせします"}});
        stage.post(&format!("{at}/updates"), said).await
    };
    for deed in ["resolve", "close"] {
        assert_eq!(to(deed).await, 200, "{deed}");
    }
    let refused = stage.post(&format!("{at}/publish"), json!({})).await.expect(409).text;
    assert!(refused.contains("閉じている") || refused.contains("closed"), "{refused}");
    assert_eq!(to("reopen").await, 200);
    stage.post(&format!("{at}/publish"), json!({})).await.expect(200);
    say("resolved").await.expect(200);
    for deed in ["resolve", "close"] {
        assert_eq!(to(deed).await, 200, "{deed}");
    }
    say("monitoring").await.expect(409);
    let notice = stage.app.get(&stage.admin, &at).await.expect(200).json();
    assert_eq!((&notice["state"], notice["updates"].as_array().unwrap().len()), (&json!("ended"), 2), "{notice}");
    say("resolved").await.expect(200);
    stage.app.run_jobs().await;
}

/// Of two at the same moment one is refused.
async fn it_is_closed_or_published(home: Home) {
    let stage = stage(home).await;
    let policy = json!({"text": "levels:\n  sev1: {}\n  sev2: {}\n  sev3: {}\n  sev4: {}\n", "note": ""});
    stage.app.api(&stage.admin, "PUT", "/api/v1/severity-policy", policy).await.expect(200);
    for round in 1..=8 {
        let at = stage.drafted(round).await;
        let incident = format!("/api/v1/incidents/INC-{round}");
        stage.post(&format!("{incident}/resolve"), json!({})).await.expect(200);
        let (close, publish) = (format!("{incident}/close"), format!("{at}/publish"));
        let (closed, published) = tokio::join!(stage.post(&close, json!({})), stage.post(&publish, json!({})));
        let mut statuses = [closed.status, published.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "round {round}: {} {}", closed.text, published.text);
    }
    stage.app.run_jobs().await;
}

impl Stage {
    /// An incident with a draft that could be published; gives where the draft is.
    async fn drafted(&self, count: usize) -> String {
        self.incident().await;
        let draft = format!("/api/v1/incidents/INC-{count}/status-notice");
        let draft = self.post(&draft, json!({})).await.expect(201).json();
        let at = format!("{PAGE}/notices/{}", draft["id"].as_str().unwrap());
        let written = json!({"title": {"ja": "決済が使えません"}, "body": {"ja": "調べています"}});
        self.app.api(&self.admin, "PUT", &at, written).await.expect(200);
        at
    }
}

both_homes! {
    what_is_closed_is_not_said_to_go_on
    it_is_closed_or_published
    an_incident_that_is_over_says_that_its_notice_goes_on
    ending_it_is_a_step
    it_is_not_closed_over_its_notice
    what_was_merged_is_ended_where_it_goes_on
    a_notice_goes_on_naming_what_was_removed
}

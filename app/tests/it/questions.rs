//! Rules of the routes that ask first: once for a storm, in the owning team's channel and on the web; whoever answers first decides.

use std::ops::Range;

use jiff::SignedDuration;
use ryugaku::people::{Team, TeamKind};
use ryugaku_db::{Read, sql};
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::intake::Source;
use crate::support::slack::{Channel, Message, Mishap};
use crate::support::{Home, TestApp, Who};

pub const ROUTES: &str = "\
route:
  receiver: default
  group_by: [alertname]
  group_wait: 10s
  group_interval: 1m
receivers:
  - name: default
ryugaku:
  open_incidents:
    - matchers: [severity=\"page\"]
      severity: sev2
      ask: true
";

pub const MINUTE: SignedDuration = SignedDuration::from_mins(1);

pub struct Story {
    pub stage: Stage,
    pub source: Source,
    pub team: Team,
}

/// A team that owns `payments`, and is reached in its channel.
pub async fn begin(home: Home) -> Story {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    stage.slack.look().channels.push(Channel { id: "C0PAY0001".into(), name: "payments".into(), ..Channel::default() });
    let team = app.team("payments", TeamKind::Product).await;
    app.api(admin, "PATCH", "/api/v1/teams/payments", json!({"channel": "payments"})).await.expect(422);
    app.api(admin, "PATCH", "/api/v1/teams/payments", json!({"channel": " #payments "})).await.expect(200);
    app.api(admin, "PUT", "/api/v1/routing", json!({"text": ROUTES, "note": ""})).await.expect(200);
    let source = app.source(admin, "prometheus").await;
    app.apply_alerts().await;
    app.run_jobs().await;
    Story { stage, source, team }
}

impl Story {
    pub fn app(&self) -> &TestApp {
        &self.stage.app
    }

    pub async fn fire(&self, name: &str, instances: Range<usize>, team: &str) {
        let end = self.app().now().plus(SignedDuration::from_hours(3));
        self.send(name, instances, team, end).await;
    }

    async fn end(&self, name: &str, instances: Range<usize>, team: &str) {
        self.send(name, instances, team, self.app().now()).await;
    }

    async fn send(&self, name: &str, instances: Range<usize>, team: &str, ends_at: ryugaku_kernel::Time) {
        let began = self.app().now().minus(SignedDuration::from_secs(30)).to_string();
        let alert = |instance: usize| {
            json!({"labels": {"alertname": name, "instance": instance.to_string(), "severity": "page", "team": team},
                "annotations": {"summary": format!("{name} が失敗している")}, "startsAt": began,
                "endsAt": ends_at.to_string()})
        };
        self.app().alerts(&self.source, json!(instances.map(alert).collect::<Vec<_>>())).await;
    }

    /// Time goes by, groups are looked at, and what follows is done.
    pub async fn after(&self, length: SignedDuration) {
        self.stage.slack.at(self.stage.seconds() + length.as_secs());
        self.app().clock.advance(length);
        self.app().apply_alerts().await;
        self.app().run_jobs().await;
    }

    pub async fn asked(&self, state: &str) -> Vec<Value> {
        let path = format!("/api/v1/questions?state={state}");
        self.app().get(&self.stage.admin, &path).await.expect(200).json()["items"].as_array().unwrap().clone()
    }

    /// The youngest first.
    async fn incidents(&self) -> Vec<Value> {
        let list = self.app().get(&self.stage.admin, "/api/v1/incidents").await.expect(200).json();
        list["items"].as_array().unwrap().clone()
    }

    async fn count(&self, statement: &'static str) -> i64 {
        self.app().app.db.reader().count(sql(statement)).await.unwrap()
    }

    pub fn said(&self) -> Vec<Message> {
        self.stage.slack.channel("payments").messages
    }

    pub async fn answer(&self, who: &Who, id: &str, deed: &str) -> u16 {
        self.app().api(who, "POST", &format!("/api/v1/questions/{id}/{deed}"), json!({})).await.status
    }
}

pub fn id(question: &Value) -> String {
    question["id"].as_str().unwrap().to_owned()
}

/// Asked once, in the channel once; yes, by a button; what comes later joins the incident.
async fn a_storm_is_asked_about_once_and_opened_from_slack(home: Home) {
    let story = begin(home).await;
    let app = story.app();
    let mizuno = app.member_of(&story.team, "水野 遥").await;
    story.stage.slack.account("U2", "mizuno", &format!("{}@example.com", mizuno.id));
    story.fire("Pay", 0..3, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let asked = story.asked("").await;
    assert_eq!(asked.len(), 1);
    assert_eq!((&asked[0]["severity"], &asked[0]["team"]), (&json!("sev2"), &json!("payments")), "{}", asked[0]);
    assert_eq!((&asked[0]["title"], &asked[0]["alerts"]), (&json!("Pay が失敗している"), &json!(3)));
    assert!(story.incidents().await.is_empty());
    // Another group, and more of the first: the same question.
    story.fire("Pay", 3..5, "payments").await;
    story.fire("Refund", 0..2, "payments").await;
    story.after(MINUTE).await;
    assert_eq!(story.asked("all").await[0]["alerts"], 7);
    let said = story.said();
    assert_eq!((story.asked("all").await.len(), said.len()), (1, 1), "{said:#?}");
    assert!(said[0].whole().contains("SEV2 を開く? Pay が失敗している"), "{}", said[0].whole());
    let open = format!("question-open:{}", id(&asked[0]));
    assert!(said[0].buttons().contains(&open), "{:?}", said[0].buttons());

    story.stage.presses("U1", "C0PAY0001", &open).await;
    story.after(SignedDuration::from_secs(1)).await;
    let incidents = story.incidents().await;
    assert_eq!((incidents.len(), &incidents[0]["title"]), (1, &json!("Pay が失敗している")));
    assert!(story.stage.whispered().contains("INC-1"), "{}", story.stage.whispered());
    let said = story.said();
    assert!(said.len() == 1 && said[0].edits == 1, "{said:#?}");
    let whole = said[0].whole();
    assert!(whole.contains("佐伯 真") && whole.contains("INC-1") && said[0].buttons().is_empty(), "{whole}");
    assert_eq!(story.count("select count(*) as n from incident_alerts").await, 7);
    story.fire("Refund", 2..4, "payments").await;
    story.fire("Ledger", 0..1, "payments").await;
    story.after(MINUTE).await;
    story.after(MINUTE).await;
    assert_eq!(story.count("select count(*) as n from incident_alerts").await, 10);
    assert_eq!(story.count("select count(*) as n from incident_groups").await, 3);
    assert_eq!(story.count("select count(*) as n from question_groups").await, 0);
    assert_eq!((story.asked("all").await.len(), story.incidents().await.len()), (1, 1));
    // Not who opened it alone: the alerts are a team's, though they name no service.
    let members = story.stage.slack.channel("inc-1").members;
    assert!(members.contains("U1") && members.contains("U2"), "{members:?}");
    // A second click hears who was faster.
    story.stage.presses("U1", "C0PAY0001", &open).await;
    story.after(SignedDuration::from_secs(1)).await;
    assert_eq!(story.incidents().await.len(), 1);
    let room = app.page(&story.stage.admin, "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("道すじの決まり 1 で開いた SEV2"), "{room}");
    story.stage.slack.check();
}

/// No: nothing opens until it has gone quiet; then it is asked anew.
async fn what_was_declined_is_asked_again_once_it_was_quiet(home: Home) {
    let story = begin(home).await;
    story.fire("Pay", 0..2, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let first = id(&story.asked("").await[0]);
    let decline = format!("question-decline:{first}");
    story.stage.presses("U1", "C0PAY0001", &decline).await;
    story.after(SignedDuration::from_secs(1)).await;
    assert!(story.said()[0].whole().contains("佐伯 真 が開かないと決めた"), "{}", story.said()[0].whole());
    for _ in 0..3 {
        story.fire("Pay", 0..4, "payments").await;
        story.after(MINUTE).await;
    }
    story.app().begin_again().await;
    story.after(MINUTE).await;
    assert_eq!((story.asked("all").await.len(), story.incidents().await.len()), (1, 0), "another owner knows that");
    story.end("Pay", 0..4, "payments").await;
    story.after(MINUTE * 2).await;
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let asked = story.asked("").await;
    assert!(asked.len() == 1 && id(&asked[0]) != first, "{asked:?}");
    assert_eq!(story.said().len(), 2);
    let kinds = "select count(*) as n from events where kind in ('question.asked', 'question.declined')";
    assert_eq!(story.count(kinds).await, 3);
}

/// Everything is quiet before anybody has answered.
async fn what_goes_quiet_is_withdrawn(home: Home) {
    let story = begin(home).await;
    story.fire("Pay", 0..2, "payments").await;
    story.fire("Refund", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let asked = id(&story.asked("").await[0]);
    story.end("Pay", 0..2, "payments").await;
    story.after(MINUTE * 2).await;
    assert_eq!(story.asked("").await.len(), 1, "the other group fires still");
    // A restart in between.
    story.app().begin_again().await;
    story.end("Refund", 0..1, "payments").await;
    story.after(MINUTE * 2).await;
    let gone = story.asked("withdrawn").await;
    assert_eq!(gone.len(), 1);
    assert!(story.said()[0].whole().contains("鳴りやんだ") && story.said()[0].buttons().is_empty());
    assert_eq!(story.answer(&story.stage.admin, &asked, "open").await, 409);
    assert!(story.incidents().await.is_empty());
    let page = story.app().page(&story.stage.admin, "/questions").await.expect(200).text;
    assert!(page.contains("だれも答えないうちに"), "{page}");
}

/// The owner is gone before what it decided was written, and again after that.
async fn nothing_is_asked_twice(home: Home) {
    let story = begin(home).await;
    story.fire("Pay", 0..2, "payments").await;
    story.app().begin_again().await;
    story.after(SignedDuration::from_secs(11)).await;
    story.app().begin_again().await;
    story.after(SignedDuration::from_secs(11)).await;
    assert_eq!((story.asked("all").await.len(), story.said().len()), (1, 1));
    // Other groups, and the same rule, which now opens by itself: the storm has its question, which waits.
    let text = ROUTES.replace("group_by: [alertname]", "group_by: [severity]").replace("      ask: true\n", "");
    let admin = &story.stage.admin;
    story.app().api(admin, "PUT", "/api/v1/routing", json!({"text": text, "note": ""})).await.expect(200);
    story.after(MINUTE * 2).await;
    assert_eq!((story.asked("all").await.len(), story.incidents().await.len()), (1, 0));
}

/// Of two at once one decides; whoever only reads decides nothing.
async fn the_first_answer_counts(home: Home) {
    let story = begin(home).await;
    let app = story.app();
    let (mizuno, ito) = (app.member_of(&story.team, "水野 遥").await, app.person("伊藤 直樹", Role::Member).await);
    let reader = app.person("監査", Role::Read).await;
    story.fire("Pay", 0..2, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let asked = id(&story.asked("").await[0]);
    for deed in ["open", "decline"] {
        assert_eq!(story.answer(&reader, &asked, deed).await, 403);
        app.post_form(&reader, &format!("/questions/{asked}/{deed}"), &[]).await.expect(403);
    }
    let page = app.page(&reader, "/questions").await.expect(200).text;
    assert!(page.contains("SEV2 を開く?") && !page.contains("/decline"), "{page}");
    // It waits for those whose alerts they are.
    let title = "SEV2 を開く? Pay が失敗している";
    assert!(app.page(&mizuno, "/").await.expect(200).text.contains(title));
    assert!(!app.page(&ito, "/").await.expect(200).text.contains(&format!("{title}</a>")));

    let (path, body) = (format!("/api/v1/questions/{asked}/open"), json!({"severity": "sev1"}));
    let (one, other) =
        tokio::join!(app.api(&mizuno, "POST", &path, body.clone()), app.api(&ito, "POST", &path, body.clone()));
    let mut answers = [one, other];
    answers.sort_by_key(|answer| answer.status);
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 409]);
    let (won, lost) = (answers[0].json(), answers[1].json());
    let by = won["answered_by"].as_str().unwrap();
    assert!(lost["detail"].as_str().unwrap().contains(by), "{lost}");
    assert_eq!((&won["state"], &won["incident"]), (&json!("opened"), &json!("INC-1")));
    let incidents = story.incidents().await;
    assert_eq!((incidents.len(), &incidents[0]["severity"]), (1, &json!("sev1")));
    app.post_form(&ito, &format!("/questions/{asked}/decline"), &[]).await.expect(409);
    app.run_jobs().await;
    assert!(story.said()[0].whole().contains(by), "{}", story.said()[0].whole());
    assert!(!app.page(&mizuno, "/").await.expect(200).text.contains(&format!("{title}</a>")));
}

/// Nobody's alerts, and no chat at all: it waits on the web, for the SRE team.
async fn without_a_channel_it_is_asked_on_the_web(home: Home) {
    let app = TestApp::on(home).await;
    let admin = app.admin().await;
    let (sre, other) = (app.team("sre", TeamKind::Sre).await, app.team("payments", TeamKind::Product).await);
    let (ohkawa, mizuno) = (app.member_of(&sre, "大川 理").await, app.member_of(&other, "水野 遥").await);
    app.api(&admin, "PATCH", "/api/v1/teams/payments", json!({"channel": "#payments"})).await.expect(200);
    app.api(&admin, "PUT", "/api/v1/routing", json!({"text": ROUTES, "note": ""})).await.expect(200);
    let source = app.source(&admin, "prometheus").await;
    app.apply_alerts().await;
    let alert = |name: &str, team: &str| {
        json!({"labels": {"alertname": name, "severity": "page", "team": team}, "startsAt": app.now().to_string(),
            "endsAt": app.now().plus(SignedDuration::from_hours(3)).to_string()})
    };
    app.alerts(&source, json!([alert("Nobody", ""), alert("Pay", "payments")])).await;
    app.clock.advance(SignedDuration::from_secs(11));
    app.apply_alerts().await;
    app.run_jobs().await;
    let asked = app.get(&admin, "/api/v1/questions").await.expect(200).json()["items"].as_array().unwrap().clone();
    assert_eq!(asked.len(), 2, "{asked:?}");
    let home = |who: Who| {
        let app = &app;
        async move { app.page(&who, "/").await.expect(200).text }
    };
    let (theirs, ours) = (home(ohkawa.clone()).await, home(mizuno.clone()).await);
    assert!(theirs.contains("開く? Nobody</a>") && !theirs.contains("開く? Pay</a>"), "{theirs}");
    assert!(ours.contains("開く? Pay</a>") && !ours.contains("開く? Nobody</a>"), "{ours}");
    for (lang, words) in [(Lang::Ja, "持ち主がわからない"), (Lang::En, "Open a SEV2? Nobody")] {
        let page = app.page_in(lang, Some(&admin), "/questions").await.expect(200).text;
        assert!(page.contains(words), "{page}");
    }
    let nobody = asked.iter().find(|one| one["title"] == "Nobody").map(id).unwrap();
    let path = format!("/questions/{nobody}/open");
    let opened = app.post_form(&ohkawa, &path, &[("severity", "sev4")]).await.expect(303);
    assert_eq!(opened.location(), "/incidents/INC-1");
    let pay = asked.iter().find(|one| one["title"] == "Pay").map(id).unwrap();
    app.post_form(&mizuno, &format!("/questions/{pay}/decline"), &[]).await.expect(303);
    let incident = app.get(&admin, "/api/v1/incidents/INC-1").await.expect(200).json();
    assert_eq!((&incident["severity"], &incident["title"]), (&json!("sev4"), &json!("Nobody")));
    let all = app.get(&admin, "/api/v1/questions?state=all&limit=1").await.expect(200).json();
    let next = all["next"].as_str().unwrap();
    let rest = app.get(&admin, &format!("/api/v1/questions?state=all&limit=1&after={next}")).await.expect(200).json();
    assert!(all["items"][0]["id"] != rest["items"][0]["id"] && rest["next"].is_null(), "{rest}");
    app.get(&admin, "/api/v1/questions?state=maybe").await.expect(422);
    for (kind, words) in [("asked", "開くかどうかを聞いた"), ("opened", "聞かれて"), ("declined", "開かないと決めた")]
    {
        let page = app.page(&admin, &format!("/ledger?kind=question.{kind}")).await.expect(200).text;
        assert!(page.contains(words), "{kind}: {page}");
    }
    app.run_jobs().await;
}

/// The answer gets lost; the bot is not in the channel; somebody answers before the message is there.
async fn slack_hears_it_once_or_the_page_says_why(home: Home) {
    let story = begin(home).await;
    let (app, admin) = (story.app(), &story.stage.admin);
    story.stage.slack.next("chat.postMessage", Mishap::LostAnswer);
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    assert_eq!(story.said().len(), 1);
    let asked = id(&story.asked("").await[0]);
    assert_eq!(story.answer(admin, &asked, "decline").await, 200);
    story.after(SignedDuration::from_secs(6)).await;
    app.run_jobs().await;
    assert_eq!(story.said().len(), 1, "what had been said is found, and not said again");
    assert!(story.said()[0].whole().contains("開かないと決めた"), "{:#?}", story.said());
    // Nobody invited the bot.
    story.stage.slack.next("chat.postMessage", Mishap::Refused("not_in_channel"));
    story.end("Pay", 0..1, "payments").await;
    story.after(MINUTE * 2).await;
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let waits = story.asked("").await;
    assert!(waits[0]["trouble"].as_str().unwrap().contains("ボットがチャンネルにいない"), "{waits:?}");
    let page = app.page(admin, "/questions").await.expect(200).text;
    assert!(page.contains("#payments では聞けていない"), "{page}");
    assert_eq!(story.said().len(), 1);
    // It is there now.
    assert_eq!(story.answer(admin, &id(&waits[0]), "again").await, 200);
    app.run_jobs().await;
    assert_eq!(story.said().len(), 2);
    assert!(story.asked("").await[0]["trouble"].is_null());
    story.stage.slack.check();
}

both_homes!(
    a_storm_is_asked_about_once_and_opened_from_slack
    what_was_declined_is_asked_again_once_it_was_quiet
    what_goes_quiet_is_withdrawn
    nothing_is_asked_twice
    the_first_answer_counts
    without_a_channel_it_is_asked_on_the_web
    slack_hears_it_once_or_the_page_says_why
);

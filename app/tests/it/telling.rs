//! Who must know is told by itself: by mail in each reader's language, in channels once, by receivers; tried again, given up,
//! sent again by hand.

use jiff::SignedDuration;
use ryugaku::config::{Config, Slack as Settings, Smtp, Webhooks};
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both_homes;
use crate::routing::receiver;
use crate::support::slack::{BOT, Channel, Message, Mishap, SECRET, Slack};
use crate::support::{Home, Mail, MailSink, Receiver, TestApp, Who};

const LEVELS: &str = "\
levels:
  sev1: {updates: {stakeholders: 30m}, tell: {経営層: 30m, 広報: 30m}}
  sev2: {tell: {経営層: 30m}}
  sev3: {}
  sev4: {}
";

pub struct Stage {
    pub app: TestApp,
    pub admin: Who,
    pub sink: MailSink,
    pub slack: Slack,
    pub hook: Receiver,
}

pub async fn stage(home: Home) -> Stage {
    let (sink, slack, hook) = (MailSink::start().await, Slack::start(1_795_025_520).await, Receiver::start().await);
    let mut smtp = Smtp::default();
    smtp.url = Some(sink.url.clone());
    let settings = Settings {
        api_url: Some(slack.url.parse().unwrap()),
        bot_token: Some("xoxb-of-nobody".into()),
        signing_secret: Some(SECRET.into()),
        ..Settings::default()
    };
    let public_url = Some("https://ryugaku.example/".parse().unwrap());
    let webhooks = Webhooks { allow_private: vec!["127.0.0.1".into()] };
    let config = Config { smtp, public_url, webhooks, slack: settings, ..Config::default() };
    let app = TestApp::with(home, config).await;
    let admin = app.admin().await;
    app.api(&admin, "PATCH", "/api/v1/organisation", json!({"language": "ja"})).await.expect(200);
    slack.look().channels.push(Channel { id: "C0EXEC001".into(), name: "exec".into(), ..Channel::default() });
    app.run_jobs().await;
    Stage { app, admin, sink, slack, hook }
}

impl Stage {
    pub async fn policy(&self, reach: &str) {
        let text = format!("{LEVELS}{reach}");
        self.app.api(&self.admin, "PUT", "/api/v1/severity-policy", json!({"text": text})).await.expect(200);
    }

    pub async fn open(&self, severity: &str) {
        let body = json!({"title": "決済APIで5xx <b>", "severity": severity, "impact": "決済のみ"});
        self.app.api(&self.admin, "POST", "/api/v1/incidents", body).await.expect(201);
    }

    pub async fn after(&self, length: SignedDuration) {
        self.slack.at((self.app.now().timestamp().as_second()) + length.as_secs());
        self.app.advance(length).await;
    }

    /// A receiver with one webhook.
    pub async fn pager(&self) {
        let id = receiver(&self.app, &self.admin, "pager").await;
        let channel = json!({"kind": "webhook", "url": self.hook.url});
        self.app.api(&self.admin, "POST", &format!("/api/v1/receivers/{id}/channels"), channel).await.expect(201);
    }

    /// What is listed is on the list.
    pub async fn steps(&self) -> Vec<String> {
        let list = self.app.get(&self.admin, "/api/v1/incidents/1/steps").await.expect(200).json();
        list["items"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap().to_owned()).collect()
    }

    /// `to state attempts` of each way of a step.
    pub async fn ways(&self, step: &str) -> Vec<String> {
        let list = self.app.get(&self.admin, "/api/v1/incidents/1/tellings").await.expect(200).json();
        let found = list["items"].as_array().unwrap().iter().find(|telling| telling["step"] == step).cloned();
        let way = |way: &Value| {
            format!("{} {} {}", way["to"].as_str().unwrap(), way["state"].as_str().unwrap(), way["attempts"])
        };
        found.map(|found| found["ways"].as_array().unwrap().iter().map(way).collect()).unwrap_or_default()
    }

    pub async fn again(&self, step: &str) -> u16 {
        let path = "/api/v1/incidents/1/tellings/again";
        self.app.api(&self.admin, "POST", path, json!({"step": step})).await.status
    }

    pub async fn mails(&self) -> Vec<Mail> {
        let mut mails = self.sink.take().await;
        mails.sort_by(|a, b| a.to.cmp(&b.to));
        mails
    }

    pub fn said(&self) -> Vec<Message> {
        self.slack.channel("exec").messages
    }

    /// What is said of a step, in the room and on the list.
    pub async fn trouble(&self, step: &str) -> String {
        let list = self.app.get(&self.admin, "/api/v1/incidents/1/tellings").await.expect(200).json();
        let found = list["items"].as_array().unwrap().iter().find(|telling| telling["step"] == step).cloned();
        let ways = found.map(|found| found["ways"].as_array().cloned().unwrap()).unwrap_or_default();
        ways.iter().filter_map(|way| way["trouble"].as_str()).collect::<Vec<_>>().join("\n")
    }

    pub async fn kinds(&self) -> Vec<String> {
        let page = self.app.get(&self.admin, "/api/v1/incidents/1/timeline").await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
    }
}

pub const NOW: SignedDuration = SignedDuration::from_secs(1);

/// By every way there is, each in its reader's language; the step is done once all have it.
async fn everybody_is_told_by_itself(home: Home) {
    let stage = stage(home).await;
    let app = &stage.app;
    let team = app.team("board", TeamKind::Product).await;
    let english = app.member_of(&team, "Smith").await;
    app.api(&english, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    for (name, kind) in [("pager", "webhook"), ("signed", "signed_webhook")] {
        let id = receiver(app, &stage.admin, name).await;
        let channel = json!({"kind": kind, "url": stage.hook.url});
        app.api(&stage.admin, "POST", &format!("/api/v1/receivers/{id}/channels"), channel).await.expect(201);
    }
    stage
        .policy(
            "reach:\n  経営層: {mail: [exec@example.com], teams: [board], channels: ['#exec'], receivers: [pager, signed]}\n",
        )
        .await;
    stage.open("sev2").await;
    assert_eq!(stage.ways("tell/経営層").await.len(), 5);
    assert!(stage.steps().await.contains(&"tell/経営層".to_owned()), "until they have it somebody has to see to it");
    stage.after(NOW).await;
    let ways = stage.ways("tell/経営層").await;
    assert!(ways.len() == 5 && ways.iter().all(|way| way.ends_with("delivered 1")), "{ways:?}");
    assert!(ways.contains(&"Smith delivered 1".to_owned()), "{ways:?}");
    assert!(!stage.steps().await.contains(&"tell/経営層".to_owned()));
    let mails = stage.mails().await;
    let [smith, exec] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(exec.subject(), "[INC-1 SEV2] 決済APIで5xx <b>");
    assert_eq!((exec.header("Auto-Submitted"), &exec.to[..]), ("auto-generated", &["exec@example.com".to_owned()][..]));
    let [(plain, ja), (html, page)] = &exec.parts()[..] else { panic!("{exec:?}") };
    assert_eq!((plain.as_str(), html.as_str()), ("text/plain", "text/html"));
    for part in ["影響: 決済のみ", "https://ryugaku.example/incidents/INC-1", "「経営層」"] {
        assert!(ja.contains(part), "{part}: {ja}");
    }
    assert!(
        page.contains("5xx &#60;b&#62;") && page.contains("href=\"https://ryugaku.example/incidents/INC-1\""),
        "{page}"
    );
    assert!(smith.parts()[0].1.contains("A SEV2 incident is going on."), "{:?}", smith.parts());
    assert_eq!(smith.header("In-Reply-To"), exec.header("In-Reply-To"), "one thread");
    let first = exec.header("Message-ID").to_owned();
    let [said] = &stage.said()[..] else { panic!("said once") };
    assert!(said.whole().contains("INC-1 SEV2") && said.user == BOT, "{}", said.whole());
    let hooked = stage.hook.take().await;
    let alert = hooked.iter().find(|(_, body)| body["version"] == "4").unwrap();
    assert_eq!(
        alert.1["alerts"][0]["labels"],
        json!({"alertname": "RyugakuIncident", "incident": "INC-1", "severity": "sev2"})
    );
    let own = hooked.iter().find(|(headers, _)| headers.contains_key("webhook-signature")).unwrap();
    let first_id = own.0["webhook-id"].clone();
    assert_eq!((&own.1["type"], &own.1["data"]["incident"]["number"]), (&json!("incident.told"), &json!("INC-1")));
    assert!(stage.kinds().await.contains(&"incident.reached".to_owned()));
    let room = app.page_in(Lang::Ja, Some(&stage.admin), "/incidents/INC-1").await.expect(200).text;
    for part in ["exec@example.com", "#exec", "Smith", "5か所に届いた", "pager"] {
        assert!(room.contains(part), "{part}: {room}");
    }
    assert!(!room.contains('⟦'));
    // Nothing is said twice: not by a worse severity, and not by hand, while all have it and nobody takes it back.
    app.api(&stage.admin, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": "sev1"})).await.expect(200);
    stage.after(NOW).await;
    assert_eq!((stage.mails().await.len(), stage.said().len()), (0, 1));
    assert!(
        stage.steps().await.contains(&"tell/広報".to_owned()),
        "they are reached by nothing, and stay with somebody"
    );
    assert_eq!(stage.again("tell/広報").await, 409);
    // A status update goes out the same way, if somebody is reached as its circle.
    let update = json!({"circle": "stakeholders", "text": "原因がわかった", "number": 1});
    app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/updates", update).await.expect(201);
    stage.after(NOW).await;
    assert!(stage.mails().await.is_empty());
    // Everybody anew, since somebody asks.
    assert_eq!(stage.again("tell/経営層").await, 200);
    assert_eq!(stage.again("tell/経営層").await, 409, "it is under way");
    stage.after(NOW).await;
    let (mails, said) = (stage.mails().await, stage.said());
    assert_eq!((mails.len(), said.len()), (2, 2));
    // What is told anew is no second copy, which mail programs and receivers of webhooks throw away.
    let anew = mails.iter().find(|mail| mail.to == ["exec@example.com"]).unwrap();
    assert_ne!(anew.header("Message-ID"), first);
    let hooked = stage.hook.take().await;
    let own = hooked.iter().find(|(headers, _)| headers.contains_key("webhook-signature")).unwrap();
    assert_ne!(own.0["webhook-id"], first_id);
    assert_ne!(said[0].metadata, said[1].metadata);
    stage.slack.check();
}

/// What does not arrive is tried again, then stays with a human, who is told why, and can send it again.
async fn who_is_not_reached_stays_on_the_list(home: Home) {
    let stage = stage(home).await;
    let step = "tell/経営層";
    stage.pager().await;
    stage
        .policy("reach: {経営層: {mail: [exec@example.com], channels: ['#exec', '#none'], receivers: [pager]}}\n")
        .await;
    stage.sink.refuse(true);
    stage.hook.answer(503);
    stage.slack.next("chat.postMessage", Mishap::LostAnswer);
    stage.open("sev2").await;
    stage.after(NOW).await;
    let ways = stage.ways(step).await;
    for way in ["exec@example.com failed 1", "#none failed 1", "pager waiting 1", "#exec waiting 1"] {
        assert!(ways.contains(&way.to_owned()), "{way}: {ways:?}");
    }
    stage.after(SignedDuration::from_secs(3)).await;
    assert!(stage.ways(step).await.contains(&"#exec delivered 2".to_owned()), "{:?}", stage.ways(step).await);
    assert_eq!(stage.said().len(), 1, "what had been said is found, and not said again");
    assert!(!stage.kinds().await.contains(&"incident.not_reached".to_owned()), "something is under way");
    for _ in 0..20 {
        stage.after(SignedDuration::from_mins(6)).await;
    }
    assert!(stage.ways(step).await.contains(&"pager failed 12".to_owned()), "{:?}", stage.ways(step).await);
    assert!(stage.kinds().await.contains(&"incident.not_reached".to_owned()));
    let list = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/steps").await.json();
    let listed = list["items"].as_array().unwrap().iter().find(|one| one["step"] == step).unwrap().clone();
    let trouble: Vec<&str> =
        listed["telling"]["ways"].as_array().unwrap().iter().filter_map(|way| way["trouble"].as_str()).collect();
    assert!(
        trouble.iter().any(|one| one.contains("550")) && trouble.iter().any(|one| one.contains("503")),
        "{trouble:?}"
    );
    let room = stage.app.page_in(Lang::Ja, Some(&stage.admin), "/incidents/INC-1").await.expect(200).text;
    assert!(
        room.contains("550") && room.contains("その名前のチャンネルがない") && room.contains("/tellings/again"),
        "{room}"
    );
    // In the incident's own channel the bot says so too.
    let told: Vec<String> = stage.slack.channel("inc-1").messages.iter().map(Message::whole).collect();
    assert!(told.iter().any(|one| one.contains("届かない")), "{told:#?}");
    // The channel is there now, and the servers are well.
    stage.slack.look().channels.push(Channel { id: "C0NONE001".into(), name: "none".into(), ..Channel::default() });
    stage.sink.refuse(false);
    stage.hook.answer(200);
    stage.app.post_form(&stage.admin, "/incidents/INC-1/tellings/again", &[("step", step)]).await.expect(303);
    stage.after(NOW).await;
    assert!(stage.ways(step).await.iter().all(|way| way.contains("delivered")), "{:?}", stage.ways(step).await);
    assert_eq!((stage.mails().await.len(), stage.said().len()), (1, 1), "who had it is not told again");
    assert!(!stage.steps().await.contains(&step.to_owned()));
    let reader = stage.app.person("監査", Role::Read).await;
    let path = "/api/v1/incidents/INC-1/tellings/again";
    stage.app.api(&reader, "POST", path, json!({"step": step})).await.expect(403);
    assert_eq!((stage.again("tell/nobody").await, stage.again("role/scribe").await), (404, 409));
}

/// A status update reaches its circle; what its words were taken from before it left is not sent.
async fn an_update_goes_to_its_circle(home: Home) {
    let stage = stage(home).await;
    stage.policy("reach: {stakeholders: {mail: [all@example.com], channels: ['#exec']}}\n").await;
    stage.open("sev1").await;
    let steps = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/steps").await.json();
    let update =
        steps["items"].as_array().unwrap().iter().find(|step| step["step"] == "update/stakeholders/1").unwrap();
    assert_eq!(update["goes_to"], "Goes to all@example.com · #exec");
    stage.slack.next("chat.postMessage", Mishap::Limited(40));
    for (circle, text) in [("inside", "中だけ"), ("stakeholders", "決済を止めている"), ("stakeholders", "直した")]
    {
        let update = json!({"circle": circle, "text": text});
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/updates", update).await.expect(201);
    }
    let updates = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/updates").await.json();
    let position = &updates["items"][0]["position"];
    let redact = format!("/api/v1/incidents/INC-1/notes/{position}/redact");
    stage.app.api(&stage.admin, "POST", &redact, json!({})).await.expect(200);
    stage.after(NOW).await;
    stage.after(SignedDuration::from_secs(60)).await;
    let mails = stage.mails().await;
    assert_eq!(mails.iter().map(Mail::subject).collect::<Vec<_>>(), ["[INC-1 SEV1] 第1報: 決済APIで5xx <b>"]);
    let letter = &mails[0].parts()[0].1;
    assert!(letter.starts_with("決済を止めている") && letter.contains("「関係者」"), "{letter}");
    assert!(stage.said().len() == 1 && stage.said()[0].whole().contains("決済を止めている"));
    assert_eq!(
        stage.ways("update/stakeholders/2").await,
        ["#exec skipped 1", "all@example.com skipped 1"].map(String::from).into_iter().rev().collect::<Vec<_>>()
    );
    // However its number is written, it is the same step.
    assert_eq!(stage.again("update/stakeholders/+1").await, 200);
    assert!(stage.ways("update/stakeholders/+1").await.is_empty());
    stage.after(NOW).await;
    assert_eq!((stage.mails().await.len(), stage.said().len()), (1, 2));
}

/// Told by phone before it left: it does not leave. Who is over is told by nobody.
async fn what_was_said_by_hand_counts(home: Home) {
    let stage = stage(home).await;
    stage.policy("reach: {経営層: {mail: [exec@example.com]}}\n").await;
    stage.open("sev2").await;
    let told = json!({"step": "tell/経営層", "answer": "told"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/steps", told).await.expect(200);
    stage.after(NOW).await;
    assert!(stage.mails().await.is_empty());
    assert_eq!(stage.ways("tell/経営層").await, ["exec@example.com skipped 1"]);
    // A new version of the policy knows one more way: by hand it was told all the same.
    stage.policy("reach: {経営層: {mail: [exec@example.com, board@example.com]}}\n").await;
    stage.app.api(&stage.admin, "PATCH", "/api/v1/incidents/INC-1", json!({"severity": "sev1"})).await.expect(200);
    stage.after(NOW).await;
    assert!(stage.mails().await.is_empty());
    stage.open("sev3").await;
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-2/resolve", json!({})).await.expect(200);
    stage.app.api(&stage.admin, "PATCH", "/api/v1/incidents/INC-2", json!({"severity": "sev1"})).await.expect(200);
    stage.after(NOW).await;
    assert!(stage.mails().await.is_empty(), "it is over");
}

/// Without a mail server it is said at once, and stays with a human.
async fn without_a_mail_server_somebody_tells(home: Home) {
    let app = TestApp::on(home).await;
    let admin = app.admin().await;
    let text = format!("{LEVELS}reach: {{経営層: {{mail: [exec@example.com], channels: ['#exec']}}}}\n");
    app.api(&admin, "PUT", "/api/v1/severity-policy", json!({"text": text})).await.expect(200);
    let body = json!({"title": "x", "severity": "sev2"});
    app.api(&admin, "POST", "/api/v1/incidents", body).await.expect(201);
    app.run_jobs().await;
    let room = app.page_in(Lang::En, Some(&admin), "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("write smtp.url into the settings") && room.contains("slack.bot_token"), "{room}");
    assert!(room.contains("Send again what did not arrive"), "{room}");
}

/// The token is no good: the way waits and says so, and goes on by itself once it is right.
async fn a_token_that_is_no_good_is_waited_for(home: Home) {
    let stage = stage(home).await;
    let step = "tell/経営層";
    stage.policy("reach: {経営層: {channels: ['#exec']}}\n").await;
    stage.slack.next("chat.postMessage", Mishap::Refused("invalid_auth"));
    stage.open("sev2").await;
    stage.after(NOW).await;
    assert_eq!(stage.ways(step).await, ["#exec waiting 1"]);
    assert!(stage.trouble(step).await.contains("slack.bot_token"), "{}", stage.trouble(step).await);
    let room = stage.app.page_in(Lang::Ja, Some(&stage.admin), "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("slack.bot_token"), "{room}");
    assert!(!stage.kinds().await.contains(&"incident.not_reached".to_owned()));
    stage.after(SignedDuration::from_secs(3)).await;
    assert_eq!((stage.ways(step).await, stage.said().len()), (vec!["#exec delivered 2".to_owned()], 1));
    assert!(stage.trouble(step).await.is_empty() && stage.kinds().await.contains(&"incident.reached".to_owned()));
    stage.slack.check();
}

both_homes!(
    everybody_is_told_by_itself
    who_is_not_reached_stays_on_the_list
    an_update_goes_to_its_circle
    what_was_said_by_hand_counts
    without_a_mail_server_somebody_tells
    a_token_that_is_no_good_is_waited_for
);

//! Who is called in a channel, and asked into it, while the incident goes on: whoever is given a role, whoever could take one that is
//! vacant again, the teams that own what it hits by now.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Role;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::support::Home;
use crate::support::slack::Message;
use crate::{bot_matrix, both_homes};

const AT: &str = "/api/v1/incidents/INC-1";
const POLICY: &str = "\
levels:
  sev1: {roles: {commander: 5m}}
  sev2: {}
  sev3: {}
  sev4: {}
";

/// By their account, in the channel's language; who has none by name.
async fn whoever_is_given_a_role_is_told_what_it_does(home: Home) {
    let stage = stage(home).await;
    let channel = stage.opened("sev4").await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", aoki.id));
    for (role, does) in [("scribe", "書き留める"), ("commander", "役割を割り振る")] {
        let said = stage.says("U1", &channel, &format!("give {role} <@U2|aoki>")).await;
        assert!(!said.starts_with("⚠️"), "{said}");
        stage.settle().await;
        let given = stage.said().pop().unwrap();
        assert!(given.contains("青木 澄") && given.contains("<@U2>") && given.contains(does), "{given}");
    }
    let calls = stage.slack.look().calls.clone();
    let place = |method: &str, words: &str| {
        calls.iter().position(|(of, fields)| of == method && fields.values().any(|value| value.contains(words)))
    };
    let (asked, said) = (place("conversations.invite", "U2"), place("chat.postMessage", "<@U2>"));
    assert!(asked.is_some() && asked < said, "who is not there hears nothing: {asked:?} {said:?}");

    let ueda = stage.app.person("上田 蓮", Role::Member).await;
    let given = json!({"person": ueda.id.to_string()});
    stage.app.api(&stage.admin, "PUT", &format!("{AT}/roles/communications"), given).await.expect(200);
    stage.settle().await;
    let given = stage.said().pop().unwrap();
    assert!(given.contains("*上田 蓮* 状況報告を書き"), "{given}");
    // Whoever takes one is not called: they know.
    stage.app.api(&ueda, "PUT", &format!("{AT}/roles/responder"), json!({"person": "me"})).await.expect(200);
    stage.settle().await;
    let taken = stage.said().pop().unwrap();
    assert!(taken.contains("上田 蓮") && !taken.contains("復旧させる"), "{taken}");
    stage.slack.check();
}

async fn the_same_on_matrix(home: Home) {
    let stage = bot_matrix::stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.links(&aoki, "@aoki:test").await;
    stage.opened("sev4").await;
    let given = json!({"person": aoki.id.to_string()});
    stage.app.api(&stage.admin, "PUT", &format!("{AT}/roles/scribe"), given).await.expect(200);
    for _ in 0..2 {
        stage.settle().await;
    }
    let room = stage.matrix.room("inc-1");
    let id = room.message("書き留める");
    let event = room.events.iter().find(|event| event["event_id"] == id.as_str()).unwrap();
    assert_eq!(event["content"]["m.mentions"]["user_ids"], json!(["@aoki:test"]), "{event}");
    assert_eq!(room.members.get("@aoki:test"), Some(&"invite"));
    stage.matrix.check();
}

/// The messages that offer to take command, but for the pinned one.
fn nudges(stage: &Stage) -> usize {
    let offers = |one: &Message| one.buttons().contains(&"take:1 commander".to_owned());
    stage.messages().iter().skip(1).filter(|one| offers(one)).count()
}

/// Once each time it is vacated, though it is late since long ago; and once more when it is needed after all.
async fn a_role_that_is_vacant_again_is_said_again(home: Home) {
    let stage = stage(home).await;
    stage.app.api(&stage.admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY})).await.expect(200);
    let channel = stage.opened("sev1").await;
    stage.minutes(6).await;
    assert_eq!(nudges(&stage), 1, "{:#?}", stage.said());
    stage.presses("U1", &channel, "take:1 commander").await;
    stage.minutes(1).await;
    assert_eq!(nudges(&stage), 1, "{:#?}", stage.said());
    let left = stage.says("U1", &channel, "leave commander").await;
    assert!(!left.starts_with("⚠️"), "{left}");
    stage.minutes(1).await;
    assert_eq!(nudges(&stage), 2, "{:#?}", stage.said());
    stage.minutes(30).await;
    assert_eq!(nudges(&stage), 2, "{:#?}", stage.said());

    let answers = async |answer: &str| {
        let said = json!({"step": "role/commander", "answer": answer, "reason": "二人で足りる"});
        stage.app.api(&stage.admin, "POST", &format!("{AT}/steps"), said).await.expect(200);
        stage.minutes(1).await;
        nudges(&stage)
    };
    assert_eq!(answers("not_needed").await, 2);
    assert_eq!(answers("ask_again").await, 3, "{:#?}", stage.said());
    stage.minutes(30).await;
    assert_eq!(nudges(&stage), 3, "{:#?}", stage.said());

    // What could not be said yet is said once, though it was vacated twice meanwhile.
    stage.presses("U1", &channel, "take:1 commander").await;
    stage.minutes(1).await;
    stage.slack.set_away(true);
    for person in [None, Some("me"), None] {
        let path = format!("{AT}/roles/commander");
        match person {
            Some(person) => stage.app.api(&stage.admin, "PUT", &path, json!({"person": person})).await.expect(200),
            None => stage.app.api(&stage.admin, "DELETE", &path, json!({})).await.expect(200),
        };
        stage.minutes(1).await;
    }
    stage.slack.set_away(false);
    for _ in 0..2 {
        stage.minutes(6).await;
    }
    assert_eq!(nudges(&stage), 4, "{:#?}", stage.said());
    stage.slack.check();
}

const TOLD: &str = "\
levels:
  sev1: {tell: {経営層: 5m, 広報: 5m}}
  sev2: {}
  sev3: {}
  sev4: {}
";

/// Of one who must know and is to hear of it after all; what is late of others is not said a second time.
async fn only_what_is_asked_for_again_is_said_again(home: Home) {
    let stage = stage(home).await;
    stage.app.api(&stage.admin, "PUT", "/api/v1/severity-policy", json!({"text": TOLD})).await.expect(200);
    stage.opened("sev1").await;
    stage.minutes(6).await;
    let nudged = |name: &str| {
        let said = stage.said().into_iter().skip(1);
        said.filter(|said| said.contains('⏰') && said.contains(name)).count()
    };
    assert_eq!((nudged("経営層"), nudged("広報")), (1, 1), "{:#?}", stage.said());
    for answer in ["not_needed", "ask_again"] {
        let said = json!({"step": "tell/経営層", "answer": answer, "reason": "夜中なので"});
        stage.app.api(&stage.admin, "POST", &format!("{AT}/steps"), said).await.expect(200);
        stage.minutes(1).await;
    }
    assert_eq!((nudged("経営層"), nudged("広報")), (2, 1), "{:#?}", stage.said());
    let timeline = stage.timeline().await;
    assert!(timeline.iter().any(|line| line.contains("やはり要る") && line.ends_with(": 経営層")), "{timeline:#?}");
    stage.slack.check();
}

/// A service of a team with somebody in Slack, and so many before them who are not.
async fn owned(stage: &Stage, account: &str, team: &str, service: &str, others: usize) {
    let (app, admin) = (&stage.app, &stage.admin);
    let founded = app.team(team, TeamKind::Product).await;
    for _ in 0..others {
        app.member_of(&founded, "水野 遥").await;
    }
    stage.settle().await;
    let member = app.member_of(&founded, "青木 澄").await;
    stage.slack.account(account, team, &format!("{}@example.com", member.id));
    let product = json!({"slug": team, "name": team, "team": team});
    app.api(admin, "POST", "/api/v1/products", product).await.expect(201);
    let new = json!({"slug": service, "name": service, "product": team});
    app.api(admin, "POST", "/api/v1/services", new).await.expect(201);
}

/// However many of another team were asked in before them.
async fn a_small_team_is_asked_in_after_a_large_one(home: Home) {
    let stage = stage(home).await;
    owned(&stage, "U2", "shop", "checkout", 40).await;
    owned(&stage, "U3", "search", "finder", 0).await;
    stage.opened("sev4").await;
    for services in [json!(["checkout"]), json!(["checkout", "finder"])] {
        stage.app.api(&stage.admin, "PATCH", AT, json!({"services": services})).await.expect(200);
        stage.settle().await;
    }
    let members = stage.slack.channel("inc-1").members;
    assert!(members.contains("U3"), "{members:?}");
    stage.slack.check();
}

/// Both at once: of the large one the first forty, of the small one everybody; who is left out is counted where all read it.
async fn a_large_team_takes_no_place_from_a_small_one(home: Home) {
    let stage = stage(home).await;
    owned(&stage, "U2", "shop", "checkout", 40).await;
    owned(&stage, "U3", "search", "finder", 0).await;
    stage.opened("sev4").await;
    assert!(!stage.said()[0].contains("ほかに 1人"), "{}", stage.said()[0]);
    stage.app.api(&stage.admin, "PATCH", AT, json!({"services": ["checkout", "finder"]})).await.expect(200);
    stage.settle().await;
    let members = stage.slack.channel("inc-1").members;
    assert!(members.contains("U3") && !members.contains("U2"), "{members:?}");
    assert!(stage.said()[0].contains("40人を招いた。ほかに 1人いる"), "{}", stage.said()[0]);
    // It stays at forty, whatever else changes.
    stage.app.api(&stage.admin, "PATCH", AT, json!({"services": ["checkout"]})).await.expect(200);
    stage.settle().await;
    let members = stage.slack.channel("inc-1").members;
    assert!(!members.contains("U2"), "{members:?}");
    stage.slack.check();
}

/// While it is restricted nobody is asked in who is not named.
async fn the_owners_are_asked_in_once_it_is_opened_up(home: Home) {
    let stage = stage(home).await;
    owned(&stage, "U2", "shop", "checkout", 0).await;
    stage.says("U1", "C1", "open sev4 restricted 合鍵が流出 +checkout").await;
    stage.settle().await;
    let is_in = || stage.slack.channel("inc-1").members.contains("U2");
    assert!(!is_in());
    stage.app.api(&stage.admin, "DELETE", &format!("{AT}/restriction"), Value::Null).await.expect(200);
    stage.settle().await;
    assert!(is_in());
    stage.slack.check();
}

/// Named by hand, or with an incident that turns out to be this one: the owners are asked in, once.
async fn the_owners_of_what_is_hit_later_are_asked_in(home: Home) {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    owned(&stage, "U2", "shop", "checkout", 0).await;
    owned(&stage, "U3", "search", "finder", 0).await;
    let channel = stage.opened("sev4").await;
    let asked = |account: &str| {
        let calls = stage.slack.look().calls.clone();
        let here = |fields: &std::collections::BTreeMap<String, String>| {
            fields["channel"] == channel && fields["users"] == account
        };
        calls.iter().filter(|(method, fields)| method == "conversations.invite" && here(fields)).count()
    };
    assert_eq!((asked("U2"), asked("U3")), (0, 0));
    for services in [json!(["checkout"]), json!([]), json!(["checkout"])] {
        app.api(admin, "PATCH", AT, json!({"services": services})).await.expect(200);
        stage.settle().await;
        assert_eq!((asked("U2"), asked("U3")), (1, 0), "{services}");
    }
    let other = json!({"title": "検索が遅い", "severity": "sev4", "services": ["finder"]});
    app.api(admin, "POST", "/api/v1/incidents", other).await.expect(201);
    stage.settle().await;
    app.api(admin, "POST", "/api/v1/incidents/INC-2/merge", json!({"into": "INC-1"})).await.expect(200);
    stage.settle().await;
    assert_eq!((asked("U2"), asked("U3")), (1, 1));
    let members = stage.slack.channel("inc-1").members;
    assert!(members.contains("U2") && members.contains("U3"), "{members:?}");
    stage.slack.check();
}

const ROUTES: &str = "\
route:
  receiver: default
  group_by: [alertname]
  group_wait: 10s
receivers:
  - name: default
ryugaku:
  open_incidents:
    - matchers: [severity=\"critical\"]
      severity: sev1
";

/// Opened by a rule, from an alert that names a team and no service that is known: nobody else could be called.
async fn the_team_of_an_alert_is_asked_in_and_called(home: Home) {
    let stage = stage(home).await;
    let (app, admin) = (&stage.app, &stage.admin);
    let shop = app.team("shop", TeamKind::Product).await;
    let member = app.member_of(&shop, "青木 澄").await;
    stage.slack.account("U2", "aoki", &format!("{}@example.com", member.id));
    app.api(admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY})).await.expect(200);
    app.api(admin, "PUT", "/api/v1/routing", json!({"text": ROUTES, "note": ""})).await.expect(200);
    let source = app.source(admin, "prometheus").await;
    app.apply_alerts().await;
    let ends = app.now().plus(SignedDuration::from_hours(3));
    let labels = json!({"alertname": "Down", "severity": "critical", "team": "shop", "service": "unheard-of"});
    let alert = json!({"labels": labels, "startsAt": app.now().to_string(), "endsAt": ends.to_string()});
    app.alerts(&source, json!([alert])).await;
    stage.after(SignedDuration::from_secs(11)).await;
    app.apply_alerts().await;
    for _ in 0..3 {
        stage.settle().await;
    }
    let members = stage.slack.channel("inc-1").members;
    assert!(members.contains("U2"), "{members:?}");
    stage.minutes(6).await;
    let called = |said: &String| said.contains('⏰') && said.contains("<@U2>");
    assert!(stage.said().iter().skip(1).any(called), "{:#?}", stage.said());
    stage.slack.check();
}

both_homes!(
    the_team_of_an_alert_is_asked_in_and_called
    whoever_is_given_a_role_is_told_what_it_does
    the_same_on_matrix
    a_role_that_is_vacant_again_is_said_again
    only_what_is_asked_for_again_is_said_again
    the_owners_of_what_is_hit_later_are_asked_in
    a_small_team_is_asked_in_after_a_large_one
    a_large_team_takes_no_place_from_a_small_one
    the_owners_are_asked_in_once_it_is_opened_up
);

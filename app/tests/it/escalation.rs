//! What stays undone is said once more, to others than those whose turn it is.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::support::{Home, Who};

const POLICY: &str = "\
levels:
  sev1: {updates: {inside: 30m}, escalation: {after: 10m}}
  sev2: {}
  sev3: {}
  sev4: {}
";

/// Those who hear of it own nothing of what is hit.
const NAMED: &str = "\
levels:
  sev1: {roles: {commander: 5m}, escalation: {after: 10m, teams: [sre]}}
  sev2: {}
  sev3: {}
  sev4: {}
";

impl Stage {
    /// Minutes go by, and what is due then is said.
    pub async fn minutes(&self, minutes: i64) {
        self.after(SignedDuration::from_mins(minutes)).await;
        self.after(SignedDuration::from_secs(21)).await;
    }

    async fn first_step(&self) -> Value {
        let list = self.app.get(&self.admin, "/api/v1/incidents/INC-1/steps").await.expect(200).json();
        list["items"][0].clone()
    }

    /// What the start page says somebody is to do.
    async fn turn_of(&self, who: &Who) -> String {
        let page = self.app.page_in(Lang::Ja, Some(who), "/").await.expect(200).text;
        page.split("id=\"changes\"").next().unwrap().to_owned()
    }
}

/// The commander and the team that owns what is hit hear of it; it stands on each member's start page, and on nobody else's.
async fn what_stays_undone_goes_to_the_commander_and_the_owners(home: Home) {
    let stage = stage(home).await;
    let app = &stage.app;
    let shop = app.team("shop", TeamKind::Product).await;
    let search = app.team("search", TeamKind::Product).await;
    let members = [app.member_of(&shop, "青木 澄").await, app.member_of(&shop, "井上 湊").await];
    let stranger = app.member_of(&search, "上田 蓮").await;
    let product = json!({"slug": "pay", "name": "決済", "team": "shop"});
    app.api(&stage.admin, "POST", "/api/v1/products", product).await.expect(201);
    let service = json!({"slug": "checkout", "name": "決済 API", "product": "pay"});
    app.api(&stage.admin, "POST", "/api/v1/services", service).await.expect(201);
    app.api(&stage.admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY})).await.expect(200);
    let new = json!({"title": "決済が止まった", "severity": "sev1", "services": ["checkout"]});
    app.api(&stage.admin, "POST", "/api/v1/incidents", new).await.expect(201);
    for _ in 0..2 {
        stage.settle().await;
    }
    let channel = stage.slack.channel("inc-1").id;
    stage.presses("U1", &channel, "take:1 commander").await;
    stage.settle().await;

    // Late: at first it is the commander's alone.
    let before = stage.said().len();
    stage.minutes(31).await;
    let said = stage.said().split_off(before);
    let [late] = &said[..] else { panic!("{said:#?}") };
    assert!(late.contains("第1報") && late.contains("<@U1>") && !late.contains("SHOP"), "{late}");
    let step = stage.first_step().await;
    assert_eq!(
        (&step["step"], &step["late"], &step["escalated"], &step["teams"]),
        (&json!("update/inside/1"), &json!(true), &json!(false), &json!([]))
    );
    for member in &members {
        let turn = stage.turn_of(member).await;
        assert!(!turn.contains("INC-1"), "{turn}");
    }
    stage.minutes(8).await;
    assert_eq!(stage.said().len(), before + 1, "it is not yet so late: {:#?}", stage.said());

    // So late that others hear of it: once more, and no more than that.
    stage.minutes(1).await;
    let said = stage.said().split_off(before + 1);
    let [louder] = &said[..] else { panic!("{said:#?}") };
    assert!(louder.contains("第1報") && louder.contains("<@U1>") && louder.contains("SHOP"), "{louder}");
    stage.minutes(5).await;
    assert_eq!(stage.said().len(), before + 2, "{:#?}", stage.said());
    let step = stage.first_step().await;
    assert_eq!((&step["step"], &step["escalated"]), (&json!("update/inside/1"), &json!(true)));
    assert_eq!((&step["people"][0]["name"], &step["teams"][0]["name"]), (&json!("佐伯 真"), &json!("SHOP")));
    for member in &members {
        let turn = stage.turn_of(member).await;
        assert!(turn.contains("/incidents/INC-1") && turn.contains("第1報"), "{turn}");
    }
    let turn = stage.turn_of(&stranger).await;
    assert!(!turn.contains("INC-1"), "{turn}");

    // Once it is done nobody waits for them.
    let update = json!({"circle": "inside", "text": "切り戻している", "number": 1});
    app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/updates", update).await.expect(201);
    for member in &members {
        let turn = stage.turn_of(member).await;
        assert!(!turn.contains("INC-1"), "{turn}");
    }
    stage.slack.check();
}

/// Of one that hits nothing yet: whoever opened it is called for a commander; then the team that the policy names is asked in, and its
/// members are called by their accounts, for a team has none.
async fn who_is_not_there_yet_is_asked_in_and_called(home: Home) {
    let stage = stage(home).await;
    let app = &stage.app;
    let sre = app.team("sre", TeamKind::Sre).await;
    let ueda = app.member_of(&sre, "上田 蓮").await;
    // Nobody's in Slack.
    app.member_of(&sre, "江口 紬").await;
    stage.slack.account("U7", "ueda", &format!("{}@example.com", ueda.id));
    app.api(&stage.admin, "PUT", "/api/v1/severity-policy", json!({"text": NAMED})).await.expect(200);
    stage.opened("sev1").await;
    let step = stage.first_step().await;
    assert_eq!((&step["step"], &step["people"][0]["name"]), (&json!("role/commander"), &json!("佐伯 真")));

    stage.minutes(5).await;
    let said = stage.said().split_off(1);
    let [late] = &said[..] else { panic!("{said:#?}") };
    assert!(late.contains("⏰") && late.contains("<@U1>") && !late.contains("SRE"), "{late}");
    assert!(!stage.slack.channel("inc-1").members.contains("U7"));

    stage.minutes(10).await;
    let said = stage.said().split_off(2);
    let [louder] = &said[..] else { panic!("{said:#?}") };
    for called in ["<@U1>", "*SRE*", "<@U7>"] {
        assert!(louder.contains(called), "{called}: {louder}");
    }
    assert!(stage.slack.channel("inc-1").members.contains("U7"));
    let calls = stage.slack.look().calls.clone();
    let place = |method: &str, words: &str| {
        calls.iter().position(|(of, fields)| of == method && fields.values().any(|value| value.contains(words)))
    };
    let (asked, said) = (place("conversations.invite", "U7"), place("chat.postMessage", "<@U7>"));
    assert!(asked.is_some() && asked < said, "who is not there hears nothing: {asked:?} {said:?}");
    stage.minutes(5).await;
    assert_eq!(stage.said().len(), 3, "{:#?}", stage.said());
    stage.slack.check();
}

both_homes!( what_stays_undone_goes_to_the_commander_and_the_owners who_is_not_there_yet_is_asked_in_and_called );

//! Whom the severity policy means: a product's own people, and people who are named by their address or their whole name.

use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::json;

use crate::both_homes;
use crate::support::Home;
use crate::telling::{NOW, Stage, stage};

const OF_PRODUCTS: &str = "reach:
  経営層: {mail: [exec@example.com]}
products:
  shop:
    sev1: {tell: {経営層: 30m, 店長: 10m}}
    reach: {経営層: {mail: [shop-exec@example.com]}, 店長: {mail: [manager@example.com]}}
";

impl Stage {
    /// Opens an incident that hits these; gives who has a mail then.
    async fn hit(&self, severity: &str, services: &[&str]) -> Vec<String> {
        let body = json!({"title": "x", "severity": severity, "services": services});
        self.app.api(&self.admin, "POST", "/api/v1/incidents", body).await.expect(201);
        self.after(NOW).await;
        self.mails().await.into_iter().flat_map(|mail| mail.to).collect()
    }

    /// Who must know of an incident, whether they were told or not.
    async fn must_know(&self, number: &str) -> Vec<String> {
        let path = format!("/api/v1/incidents/{number}/tellings");
        let list = self.app.get(&self.admin, &path).await.expect(200).json();
        let steps =
            list["items"].as_array().unwrap().iter().map(|telling| telling["step"].as_str().unwrap().to_owned());
        let mut steps: Vec<String> = steps.collect();
        steps.sort();
        steps
    }
}

/// A product's people hear of what hits it, and of nothing else; the others are reached as everywhere.
async fn each_product_tells_its_own(home: Home) {
    let stage = stage(home).await;
    let app = &stage.app;
    app.team("ours", TeamKind::Product).await;
    for slug in ["shop", "search"] {
        let product = json!({"slug": slug, "name": slug, "team": "ours"});
        app.api(&stage.admin, "POST", "/api/v1/products", product).await.expect(201);
        let service = json!({"slug": format!("{slug}-api"), "name": format!("{slug} API"), "product": slug});
        app.api(&stage.admin, "POST", "/api/v1/services", service).await.expect(201);
    }
    stage.policy(OF_PRODUCTS).await;
    assert_eq!(stage.hit("sev1", &["shop-api"]).await, ["manager@example.com", "shop-exec@example.com"]);
    assert_eq!(stage.must_know("INC-1").await, ["tell/店長", "tell/経営層"]);
    let steps = stage.steps().await;
    assert!(!steps.contains(&"tell/広報".to_owned()), "the product asks for others: {steps:?}");
    assert_eq!(stage.hit("sev1", &["search-api"]).await, ["exec@example.com"]);
    assert_eq!(stage.must_know("INC-2").await, ["tell/経営層"]);
    assert_eq!(stage.hit("sev1", &[]).await, ["exec@example.com"]);
    // At a severity of which the product says nothing the general one holds, told by the product's own ways.
    assert_eq!(stage.hit("sev2", &["shop-api"]).await, ["shop-exec@example.com"]);
    let both = stage.hit("sev1", &["shop-api", "search-api"]).await;
    assert_eq!(both, ["exec@example.com", "manager@example.com", "shop-exec@example.com"]);
}

/// By address or by whole name, each in their language. Of who has left it is said that they are not here.
async fn people_are_reached_in_person(home: Home) {
    let stage = stage(home).await;
    let app = &stage.app;
    let (aoki, smith) = (app.person("青木 澄", Role::Member).await, app.person("Smith", Role::Member).await);
    let gone = app.person("水野 遥", Role::Member).await;
    app.api(&smith, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    stage.policy(&format!("reach: {{経営層: {{people: [\"{}@example.com\", Smith, 水野 遥]}}}}\n", aoki.id)).await;
    let text = "levels:\n  sev1: {tell: {X: 5m}}\n  sev2: {}\n  sev3: {}\n  sev4: {}\nreach: {X: {people: [Nobody]}}\n";
    app.api(&stage.admin, "PUT", "/api/v1/severity-policy", json!({"text": text})).await.expect(422);
    app.api(&stage.admin, "POST", &format!("/api/v1/people/{}/deactivate", gone.id), json!({})).await.expect(200);

    stage.open("sev2").await;
    stage.after(NOW).await;
    let ways = stage.ways("tell/経営層").await;
    for way in ["青木 澄 delivered 1", "Smith delivered 1", "水野 遥 failed 1"] {
        assert!(ways.contains(&way.to_owned()), "{way}: {ways:?}");
    }
    assert_eq!(ways.len(), 3);
    let mails = stage.mails().await;
    let of = |address: String| mails.iter().find(|mail| mail.to == [address.clone()]).unwrap().parts()[0].1.clone();
    assert!(of(format!("{}@example.com", smith.id)).contains("A SEV2 incident is going on."));
    assert!(of(format!("{}@example.com", aoki.id)).contains("影響: 決済のみ"));
    assert_eq!(mails.len(), 2, "{mails:?}");
    let trouble = stage.trouble("tell/経営層").await;
    assert!(trouble.contains("not here any more"), "{trouble}");
    assert!(stage.steps().await.contains(&"tell/経営層".to_owned()), "somebody has to see to it");
    let room = app.page_in(Lang::Ja, Some(&stage.admin), "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains("水野 遥") && room.contains("この人はもういないか"), "{room}");
}

/// Whom nothing leads to stays with somebody, and the incident says so at once, as of what fails.
async fn who_is_reached_by_nobody_is_said(home: Home) {
    let stage = stage(home).await;
    let board = stage.app.team("board", TeamKind::Product).await;
    stage.policy("reach: {経営層: {teams: [board]}}\n").await;
    stage.open("sev2").await;
    stage.after(NOW).await;
    assert!(stage.kinds().await.contains(&"incident.not_reached".to_owned()), "{:?}", stage.kinds().await);
    assert_eq!(stage.ways("tell/経営層").await, ["board failed 1"]);
    for _ in 0..2 {
        let trouble = stage.trouble("tell/経営層").await;
        assert!(trouble.contains("Nobody is in this team"), "{trouble}");
        // Tried once more, that is still why.
        assert_eq!(stage.again("tell/経営層").await, 200);
        stage.after(NOW).await;
    }
    // Whoever opens one up does not read that they are told.
    let restricted = json!({"title": "合鍵が流出", "severity": "sev2", "restricted_to": []});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents", restricted).await.expect(201);
    let path = "/api/v1/incidents/INC-2/restriction";
    let opened_up = stage.app.api(&stage.admin, "DELETE", path, json!(null)).await.expect(200).json();
    assert_eq!(opened_up["told"], json!([]), "{opened_up}");
    stage.after(NOW).await;
    // Once somebody is in the team they are told, and nothing of it is left to do.
    stage.app.member_of(&board, "青木 澄").await;
    assert_eq!(stage.again("tell/経営層").await, 200);
    stage.after(NOW).await;
    assert_eq!(stage.ways("tell/経営層").await, ["青木 澄 delivered 1"]);
    assert!(!stage.steps().await.contains(&"tell/経営層".to_owned()), "{}", stage.trouble("tell/経営層").await);
}

/// Restricted before anybody was told, and open to all again: that the team is empty is still why.
async fn why_nobody_is_reached_is_said_once_it_is_open_again(home: Home) {
    let stage = stage(home).await;
    stage.app.team("board", TeamKind::Product).await;
    stage.policy("reach: {経営層: {teams: [board]}}\n").await;
    stage.open("sev2").await;
    let path = "/api/v1/incidents/INC-1/restriction";
    stage.app.api(&stage.admin, "PUT", path, json!({})).await.expect(200);
    stage.app.api(&stage.admin, "DELETE", path, json!(null)).await.expect(200);
    stage.after(NOW).await;
    assert_eq!(stage.ways("tell/経営層").await, ["board failed 1"]);
    let trouble = stage.trouble("tell/経営層").await;
    assert!(trouble.contains("Nobody is in this team"), "{trouble}");
}

both_homes!(
    each_product_tells_its_own
    who_is_reached_by_nobody_is_said
    why_nobody_is_reached_is_said_once_it_is_open_again
    people_are_reached_in_person
);

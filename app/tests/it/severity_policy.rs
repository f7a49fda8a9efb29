//! What each severity asks for, as a document in versions: read, saved, refused with lines, looked at before, restored; and
//! who may.

use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

const POLICY: &str = "\
levels:
  sev1:
    roles: {commander: 5m, scribe: 20m}
    updates: {inside: 15m, stakeholders: 30m}
    tell: {経営層: 30m}
    escalation: {after: 10m, teams: [sre]}
  sev2:
    roles: {commander: 10m}
  sev3: {}
  sev4: {}
products:
  pay:
    sev1: {updates: {inside: 10m}}
    sev2: {roles: {commander: 10m}}
";

const PATH: &str = "/api/v1/severity-policy";
const PREVIEW: &str = "/api/v1/severity-policy/preview";

/// An admin, the SRE team and a product that the document names.
async fn begin(app: &TestApp) -> Who {
    let admin = app.admin().await;
    app.team("sre", TeamKind::Sre).await;
    app.team("shop", TeamKind::Product).await;
    let product = json!({"slug": "pay", "name": "決済", "team": "shop"});
    app.api(&admin, "POST", "/api/v1/products", product).await.expect(201);
    admin
}

async fn save(app: &TestApp, who: &Who, text: &str) -> Value {
    app.api(who, "PUT", PATH, json!({"text": text, "note": "試し"})).await.expect(200).json()
}

fn errors(refused: &Value) -> Vec<(String, String)> {
    let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    refused["errors"].as_array().unwrap().iter().map(|error| (text(error, "field"), text(error, "detail"))).collect()
}

both! {
    async fn before_anybody_has_written_the_built_in_holds(app: TestApp) {
        let admin = app.admin().await;
        let first = app.get(&admin, PATH).await.expect(200);
        assert_eq!(first.headers["etag"], "\"0\"");
        let first = first.json();
        assert_eq!((&first["version"], &first["origin"], &first["products"]), (&json!(0), &json!("builtin"), &json!([])));
        assert_eq!(first["levels"][1], json!({
            "severity": "sev2",
            "roles": [{"role": "commander", "within": "10m"}, {"role": "communications", "within": "20m"}, {"role": "responder", "within": "15m"}],
            "close": [{"what": "postmortem", "within": "10d"}, {"what": "review", "within": "20d"}],
            "updates": [{"circle": "inside", "every": "30m"}, {"circle": "stakeholders", "every": "1h"}],
            "tell": [{"name": "カスタマーサポート", "within": "30m"}],
            "escalation": {"after": "15m", "teams": []},
        }));
        let page = app.page(&admin, "/severity-policy").await.expect(200).text;
        for said in ["指揮官(IC)", "5分以内", "15分ごと", "経営層に知らせる", "影響のあるサービスを持つチームへ", "何も求めない", "/severity-policy/edit"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let page = app.page_in(Lang::En, Some(&admin), "/severity-policy").await.expect(200).text;
        assert!(page.contains("Status updates to stakeholders") && page.contains("every 30 min"), "{page}");
        assert!(app.page(&admin, "/incidents").await.text.contains("href=\"/severity-policy\""));
    }

    async fn a_version_is_saved_seen_and_restored(app: TestApp) {
        let admin = begin(&app).await;
        let form = [("deed", "save"), ("text", POLICY), ("note", "決済を早く"), ("version", "0")];
        let saved = app.post_form(&admin, "/severity-policy/edit", &form).await.expect(303);
        assert_eq!(saved.headers["location"], "/severity-policy");
        let page = app.page(&admin, "/severity-policy").await.expect(200).text;
        for said in ["決済を早く", "/products/pay", "状況報告(対応チームへ): 15分 → 10分", "状況報告(関係者へ): なしにする", "/teams/sre", "10分遅れたら"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // What a product says like all others is no difference.
        assert_eq!(page.matches("指揮官(IC): ").count(), 0, "{page}");
        let now = app.get(&admin, PATH).await.expect(200).json();
        assert_eq!((&now["version"], &now["text"], &now["note"]), (&json!(1), &json!(POLICY), &json!("決済を早く")));
        assert_eq!(now["products"][0]["levels"][0]["updates"], json!([{"circle": "inside", "every": "10m"}]));
        assert_eq!(now["products"][0]["levels"][0]["roles"], now["levels"][0]["roles"]);
        // The same text, whatever its line ends, makes no version.
        assert_eq!(save(&app, &admin, &POLICY.replace('\n', "\r\n")).await["version"], 1);
        save(&app, &admin, &POLICY.replace("30m}\n    escalation", "20m}\n    escalation")).await;
        let versions = app.get(&admin, &format!("{PATH}/versions")).await.expect(200).json();
        let numbers: Vec<_> = versions["items"].as_array().unwrap().iter().map(|one| one["version"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [2, 1, 0]);
        let page = app.page(&admin, "/severity-policy/versions/2").await.expect(200).text;
        assert!(page.contains("−     tell: {経営層: 30m}") && page.contains("+     tell: {経営層: 20m}"), "{page}");
        assert!(app.page(&admin, "/severity-policy/versions").await.expect(200).text.contains("決済を早く"));
        app.get(&admin, &format!("{PATH}/versions/9")).await.expect(404);
        app.page(&admin, "/severity-policy/versions/9").await.expect(404);
        app.post_form(&admin, "/severity-policy/versions/1/restore", &[]).await.expect(303);
        let now = app.get(&admin, PATH).await.json();
        assert_eq!((&now["version"], &now["restored"], &now["text"]), (&json!(3), &json!(1), &json!(POLICY)));
        // What holds already is no version.
        let same = app.api(&admin, "POST", &format!("{PATH}/versions/1/restore"), json!({})).await.expect(200).json();
        assert_eq!(same["version"], 3);
        let built_in = app.api(&admin, "POST", &format!("{PATH}/versions/0/restore"), json!({})).await.expect(200).json();
        assert_eq!((&built_in["version"], &built_in["restored"]), (&json!(4), &json!(0)));
        app.api(&admin, "PATCH", "/api/v1/teams/sre", json!({"archived": true})).await.expect(200);
        let gone = app.api(&admin, "POST", &format!("{PATH}/versions/1/restore"), json!({})).await.expect(422).json();
        assert_eq!(errors(&gone)[0].0, "levels.sev1.escalation.teams[0]");
        let page = app.page(&admin, "/ledger").await.expect(200).text;
        assert!(page.contains("href=\"/severity-policy\">深刻度の決まり</a>") && page.contains("第4版として戻した"), "{page}");
    }

    async fn everything_wrong_is_said_with_its_line(app: TestApp) {
        let admin = begin(&app).await;
        let text = "levels:\n  sev1: {roles: {captain: 5m}}\n  sev2: {escalation: {after: soon}}\n  sev3: {}\n  sev4: {}\n";
        let refused = app.api(&admin, "PUT", PATH, json!({"text": text})).await.expect(422).json();
        let said = errors(&refused);
        assert_eq!(said.iter().map(|(field, _)| &**field).collect::<Vec<_>>(), ["levels.sev1.roles.captain", "levels.sev2.escalation.after"]);
        assert!(said[0].1.starts_with("Line 2:") && said[1].1.starts_with("Line 3:"), "{said:?}");
        let unknown = POLICY.replace("[sre]", "[sre, nobody]").replace("  pay:", "  pax:");
        let refused = app.api(&admin, "PUT", PATH, json!({"text": unknown})).await.expect(422).json();
        let said = errors(&refused);
        assert!(said.iter().any(|(_, why)| why.starts_with("Line 6: there is no team “nobody”")), "{said:?}");
        assert!(said.iter().any(|(_, why)| why.starts_with("Line 12: there is no product “pax”")), "{said:?}");
        // In one go, whether it is how it is written or what it names, in the order of the lines.
        let both = unknown.replace("commander: 5m", "captain: 5m");
        assert_ne!(both, unknown);
        let refused = app.api(&admin, "PUT", PATH, json!({"text": both})).await.expect(422).json();
        let said: Vec<String> = errors(&refused).into_iter().map(|(_, why)| why.split(':').next().unwrap().to_owned()).collect();
        assert_eq!(said, ["Line 3", "Line 6", "Line 12"], "{refused}");
        for deed in ["save", "preview"] {
            let form = [("deed", deed), ("text", text), ("note", "理由"), ("version", "0")];
            let page = app.post_form(&admin, "/severity-policy/edit", &form).await.expect(422).text;
            assert!(page.contains("2 行目") && page.contains("3 行目") && page.contains("captain: 5m") && page.contains("理由"), "{page}");
            assert!(page.contains("<a href=\"#l-2\">") && page.contains("行番号つきの文"), "{page}");
            assert!(page.contains("<span class=\"dl new\" id=\"l-2\" data-no=\"2\">") && page.contains("<span class=\"dl\" id=\"l-4\""), "{page}");
        }
        app.api(&admin, "PUT", PATH, json!({"text": "a: ["})).await.expect(422);
        app.api(&admin, "PUT", PATH, json!({"text": POLICY, "note": "x".repeat(501)})).await.expect(422);
        assert_eq!(app.get(&admin, PATH).await.json()["version"], 0);
    }

    /// How those who are told are reached stands in the document, is refused with its line, shown, and compared.
    async fn ways_to_those_who_are_told(app: TestApp) {
        let admin = begin(&app).await;
        let reach = "reach:\n  経営層: {mail: [exec@example.com], people: [佐伯 真], teams: [sre], channels: ['#exec']}\n  stakeholders: {teams: [shop]}\n";
        let wrong = "reach:\n  経営層: {people: [nobody@example.com], teams: [no], receivers: [none]}\n  社長: {}\n";
        let refused = app.api(&admin, "PUT", PATH, json!({"text": format!("{POLICY}{wrong}")})).await.expect(422).json();
        let fields: Vec<String> = errors(&refused).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["reach.経営層.teams[0]", "reach.経営層.people[0]", "reach.経営層.receivers[0]", "reach.社長"]);
        let refused = app.api(&admin, "PUT", PATH, json!({"text": format!("{POLICY}{}", wrong.replace("  社長: {}\n", ""))})).await.expect(422).json();
        let said = errors(&refused);
        let fields: Vec<&str> = said.iter().map(|(field, _)| &**field).collect();
        assert_eq!(fields, ["reach.経営層.teams[0]", "reach.経営層.people[0]", "reach.経営層.receivers[0]"], "{said:?}");
        assert!(said.iter().all(|(_, why)| why.starts_with("Line 16:")), "{said:?}");
        let text = format!("{POLICY}{reach}");
        let looked = app.api(&admin, "POST", PREVIEW, json!({"text": text})).await.expect(200).json();
        assert_eq!(looked["reach"].as_array().unwrap().len(), 5, "{looked}");
        assert!(looked["reach"][1]["words"].as_str().unwrap().contains("exec@example.com"), "{looked}");
        let form = [("deed", "preview"), ("text", &*text), ("note", ""), ("version", "0")];
        let page = app.post_form(&admin, "/severity-policy/edit", &form).await.expect(200).text;
        assert!(page.contains("経営層: SRE の全員 にも知らせる") && page.contains("関係者: SHOP の全員"), "{page}");
        save(&app, &admin, &text).await;
        let now = app.get(&admin, PATH).await.json();
        assert_eq!(now["reach"][1], json!({"name": "経営層", "mail": ["exec@example.com"], "people": ["佐伯 真"], "teams": ["sre"], "channels": ["#exec"], "receivers": []}));
        let page = app.page(&admin, "/severity-policy").await.expect(200).text;
        assert!(page.contains("メール exec@example.com、佐伯 真(本人)、SRE の全員、チャンネル #exec"), "{page}");
    }

    async fn who_was_slower_keeps_what_they_wrote(app: TestApp) {
        let admin = begin(&app).await;
        save(&app, &admin, POLICY).await;
        let late = [("if-match", "\"0\"")];
        app.api_with(&admin, "PUT", PATH, json!({"text": POLICY}), &late).await.expect(412);
        app.api_with(&admin, "POST", &format!("{PATH}/versions/0/restore"), json!({}), &late).await.expect(412);
        let form = [("deed", "save"), ("text", "levels: {} # 書きかけ"), ("note", ""), ("version", "0")];
        let page = app.post_form(&admin, "/severity-policy/edit", &form).await.expect(412).text;
        assert!(page.contains("levels: {} # 書きかけ"), "{page}");
        assert_eq!(app.get(&admin, PATH).await.json()["version"], 1);
    }

    async fn a_preview_says_what_would_change(app: TestApp) {
        let admin = begin(&app).await;
        save(&app, &admin, POLICY).await;
        let same = app.api(&admin, "POST", PREVIEW, json!({"text": POLICY})).await.expect(200).json();
        assert_eq!(same, json!({"changed": [], "reach": []}));
        let other = POLICY.replace("scribe: 20m", "responder: 15m").replace("[sre]", "[shop]").replace("10m}}\n", "3m}}\n");
        let found = app.api(&admin, "POST", PREVIEW, json!({"text": other})).await.expect(200).json();
        let words = |at: usize| -> Vec<String> {
            found["changed"][at]["differences"].as_array().unwrap().iter().map(|one| one["words"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!((&found["changed"][0]["severity"], &found["changed"][0].get("product")), (&json!("sev1"), &None));
        assert_eq!(words(0), ["Scribe: not asked for", "Responder: none → 15 min", "Escalation to shop: none → 10 min", "Escalation to sre: not asked for"]);
        let one = json!({"kind": "update", "of": "inside", "before": "10m", "after": "3m", "words": "Status updates to the responding teams: 10 min → 3 min"});
        let pay = &found["changed"][1];
        assert_eq!((&pay["product"], &pay["severity"]), (&json!("pay"), &json!("sev1")));
        assert!(pay["differences"].as_array().unwrap().contains(&one), "{found}");
        assert_eq!((&found["changed"][2]["severity"], words(2)), (&json!("sev2"), vec!["Commander (IC): 10 min → 3 min".to_owned()]));
        // With no team named the owners hear of it.
        let owners = POLICY.replace(", teams: [sre]", "");
        let found = app.api(&admin, "POST", PREVIEW, json!({"text": owners})).await.expect(200).json();
        let one = json!({"kind": "escalation_owners", "after": "10m", "words": "Escalation to the teams that own the affected services: none → 10 min"});
        let differences = found["changed"][0]["differences"].as_array().unwrap();
        assert_eq!((differences.len(), &differences[0]["kind"], &differences[1]), (2, &json!("escalation_team"), &one), "{found}");
        let form = [("deed", "preview"), ("text", other.as_str()), ("note", "なぜ"), ("version", "1")];
        let page = app.post_form(&admin, "/severity-policy/edit", &form).await.expect(200).text;
        for said in ["対応者: なし → 15分", "決済", "指揮官(IC): 10分 → 3分", "value=\"なぜ\"", "name=\"version\" value=\"1\""] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let form = [("deed", "preview"), ("text", POLICY), ("version", "1")];
        assert!(app.post_form(&admin, "/severity-policy/edit", &form).await.expect(200).text.contains("何も変わらない"));
        assert_eq!(app.get(&admin, PATH).await.json()["version"], 1, "nothing is saved");
    }

    async fn admins_and_sre_change_others_look(app: TestApp) {
        let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
        let sre = app.team("sre", TeamKind::Sre).await;
        let shop = app.team("shop", TeamKind::Product).await;
        let (ours, theirs) = (app.member_of(&sre, "大川 理").await, app.member_of(&shop, "水野 遥").await);
        let text = POLICY.split("products:").next().unwrap();
        save(&app, &ours, text).await;
        for who in [&reader, &theirs] {
            app.api(who, "PUT", PATH, json!({"text": text})).await.expect(403);
            app.api(who, "PUT", PATH, json!({})).await.expect(403);
            app.api(who, "POST", &format!("{PATH}/versions/0/restore"), json!({})).await.expect(403);
            app.post_form(who, "/severity-policy/edit", &[("deed", "save"), ("text", "x"), ("version", "1")]).await.expect(403);
            app.post_form(who, "/severity-policy/versions/0/restore", &[]).await.expect(403);
            assert_eq!(app.get(who, PATH).await.expect(200).json()["editable"], false);
            for page in ["/severity-policy", "/severity-policy/edit", "/severity-policy/versions", "/severity-policy/versions/1"] {
                app.page(who, page).await.expect(200);
            }
        }
        app.api(&theirs, "POST", PREVIEW, json!({"text": text})).await.expect(200);
        app.api(&reader, "POST", PREVIEW, json!({"text": text})).await.expect(403);
        let page = app.page(&theirs, "/severity-policy/edit").await.text;
        assert!(!page.contains("value=\"save\"") && page.contains("value=\"preview\"") && page.contains("SREチームのメンバーに頼む"), "{page}");
        assert!(!app.page(&reader, "/severity-policy/edit").await.text.contains("value=\"preview\""));
        assert!(app.page(&admin, "/severity-policy/edit").await.text.contains("value=\"save\""));
    }
}

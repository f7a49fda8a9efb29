//! The severity policy edited in fields: what is shown is what holds, what is saved is a text that reads the same.

use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

const FORM: &str = "/severity-policy/form";
const POLICY: &str = "\
# 先頭のコメント
levels:
  sev1:
    roles: {commander: 5m}
    updates: {inside: 15m, stakeholders: 30m}
    tell: {経営層: 30m}
    escalation: {after: 10m, teams: [sre]}
  sev2: {roles: {commander: 10m}} # 途中のコメント
  sev3: {}
  sev4: {}
products:
  pay: {sev2: {updates: {inside: 5m}}}
";

async fn begin(app: &TestApp) -> Who {
    let admin = app.admin().await;
    app.team("sre", TeamKind::Sre).await;
    app.team("shop", TeamKind::Product).await;
    let product = json!({"slug": "pay", "name": "決済", "team": "shop"});
    app.api(&admin, "POST", "/api/v1/products", product).await.expect(201);
    app.api(&admin, "PUT", "/api/v1/severity-policy", json!({"text": POLICY, "note": "始め"})).await.expect(200);
    admin
}

/// The fields of the page as a browser would send them, some of them with other values.
async fn filled(app: &TestApp, who: &Who, address: &str, other: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = app.page(who, address).await.expect(200).text;
    let form = page.split("<form class=\"form policy\"").nth(1).unwrap().split("</form>").next().unwrap();
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(value.replace("&#38;", "&").replace("&#34;", "\""))
    };
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let is_off = tag.contains("type=\"checkbox\"") && !tag.contains(" checked");
        let Some(name) = attribute(tag, "name").filter(|_| !is_off) else { continue };
        let value = attribute(tag, "value").unwrap_or_default();
        if name != "csrf" && other.iter().all(|(changed, _)| *changed != name) {
            fields.push((name, value));
        }
    }
    fields.extend(other.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

async fn send(app: &TestApp, who: &Who, fields: &[(String, String)], status: u16) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    app.post_form(who, FORM, &fields).await.expect(status).text
}

async fn policy(app: &TestApp, who: &Who) -> Value {
    app.get(who, "/api/v1/severity-policy").await.expect(200).json()
}

both! {
    async fn saved_as_it_is_shown_nothing_changes(app: TestApp) {
        let admin = begin(&app).await;
        let before = policy(&app, &admin).await;
        for address in [FORM.to_owned(), format!("{FORM}?product=pay")] {
            let fields = filled(&app, &admin, &address, &[("deed", "preview")]).await;
            let page = send(&app, &admin, &fields, 200).await;
            assert!(page.contains("何も変わらない") || page.contains("変わるところはない") || page.contains("Nothing changes"), "{address}: {page}");
        }
        let fields = filled(&app, &admin, FORM, &[("deed", "save"), ("note", "項目で")]).await;
        send(&app, &admin, &fields, 303).await;
        let after = policy(&app, &admin).await;
        assert_eq!((&after["levels"], &after["products"]), (&before["levels"], &before["products"]));
        let text = after["text"].as_str().unwrap();
        assert!(text.starts_with("# 先頭のコメント") && !text.contains("途中"), "{text}");
    }

    async fn what_is_filled_in_is_asked_for(app: TestApp) {
        let admin = begin(&app).await;
        assert!(app.page_in(Lang::En, Some(&admin), FORM).await.expect(200).text.contains("Comments within the text are lost"));
        app.api(&admin, "POST", "/api/v1/receivers", json!({"name": "pager, night"})).await.expect(201);
        let other = [("reach.1.receivers", "\"pager, night\""), ("deed", "save"), ("sev3.commander", "45m"), ("sev1.scribe", "20m"), ("sev1.stakeholders", ""), ("sev1.tell.1.name", "広報: \"PR\""), ("sev1.tell.1.within", "1h"), ("reach.1.mail", "pr@example.com, exec@example.com")];
        let fields = filled(&app, &admin, FORM, &other).await;
        send(&app, &admin, &fields, 303).await;
        let after = policy(&app, &admin).await;
        assert_eq!(after["levels"][2]["roles"], json!([{"role": "commander", "within": "45m"}]));
        assert_eq!(after["levels"][0]["updates"].as_array().unwrap().len(), 1);
        let text = after["text"].as_str().unwrap();
        assert!(text.contains(r#""広報: \"PR\"": 1h"#), "{text}");
        assert!(text.contains("mail: [\"exec@example.com\", \"pr@example.com\"]"), "{text}");
        assert!(text.contains("\"pager, night\""), "{text}");
        let again = filled(&app, &admin, FORM, &[("deed", "preview")]).await;
        assert!(send(&app, &admin, &again, 200).await.contains("何も変わらない"), "its comma makes no two of it");

        // A product's own ways have no fields, and their place says where they are written.
        let own = app.page_in(Lang::En, Some(&admin), &format!("{FORM}?product=pay")).await.expect(200).text;
        let general = app.page_in(Lang::En, Some(&admin), FORM).await.expect(200).text;
        let said = "how this product alone reaches those who are told";
        assert!(own.contains(said) && !own.contains("id=\"reach\"") && !general.contains(said), "{own}");
        assert!(own.split(said).nth(1).unwrap().split("</p>").next().unwrap().contains("href=\"/severity-policy/edit\""));

        // A product's own; what it says nothing of goes along with the rest.
        let fields = filled(&app, &admin, &format!("{FORM}?product=pay"), &[("deed", "save"), ("sev3.own", "yes"), ("sev3.commander", "15m")]).await;
        send(&app, &admin, &fields, 303).await;
        let text = policy(&app, &admin).await["text"].as_str().unwrap().to_owned();
        assert!(text.contains("    sev3:\n      roles: {commander: 15m}\n") && text.contains("    sev2:\n      updates: {inside: 5m}\n"), "{text}");
    }

    async fn what_is_wrong_stands_at_its_field_and_nothing_is_lost(app: TestApp) {
        let admin = begin(&app).await;
        let before = policy(&app, &admin).await;
        let other = [("deed", "save"), ("sev1.commander", "すぐ"), ("sev2.tell.0.name", "広報"), ("note", "急ぎ")];
        let fields = filled(&app, &admin, FORM, &other).await;
        let page = send(&app, &admin, &fields, 422).await;
        for kept in ["value=\"すぐ\"", "id=\"w-sev1.commander\"", "value=\"広報\"", "id=\"w-sev2.tell.0.within\"", "value=\"急ぎ\""] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        // What the text refuses is said above.
        let fields = filled(&app, &admin, FORM, &[("deed", "save"), ("reach.0.mail", "nobody")]).await;
        assert!(send(&app, &admin, &fields, 422).await.contains("nobody"));
        assert_eq!(policy(&app, &admin).await["version"], before["version"]);
    }

    async fn only_who_may_saves_and_who_was_slower_is_told(app: TestApp) {
        let admin = begin(&app).await;
        let (member, reader) = (app.person("青木 澄", Role::Member).await, app.person("読む人", Role::Read).await);
        let fields = filled(&app, &member, FORM, &[("deed", "save"), ("sev4.commander", "1h")]).await;
        send(&app, &member, &fields, 403).await;
        app.page(&reader, FORM).await.expect(200);
        send(&app, &reader, &fields, 403).await;
        app.page(&admin, &format!("{FORM}?product=nowhere")).await.expect(404);
        let fields = filled(&app, &admin, FORM, &[("deed", "save"), ("sev4.commander", "1h")]).await;
        send(&app, &admin, &fields, 303).await;
        send(&app, &admin, &fields, 412).await;
    }
}

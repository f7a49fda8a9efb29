//! The form that changes an incident, when somebody else was faster.

use ryugaku_kernel::Role;
use serde_json::json;

use crate::both;

const AT: &str = "/api/v1/incidents/INC-1";
const FORM: &str = "/incidents/INC-1/edit";

both! {
    /// What was typed stays, beside what stands now; sent once more it replaces that.
    async fn what_was_typed_is_not_lost(app: TestApp) {
        let (aoki, kubota) = (app.person("青木 澄", Role::Member).await, app.person("久保田 翠", Role::Member).await);
        let new = json!({"title": "遅い", "severity": "sev3", "impact": "決済のみ"});
        app.api(&aoki, "POST", "/api/v1/incidents", new).await.expect(201);
        let version = |page: &str| {
            let field = "name=\"version\" value=\"";
            page[page.find(field).unwrap() + field.len()..].split('"').next().unwrap().to_owned()
        };
        let read = version(&app.page(&aoki, FORM).await.expect(200).text);
        app.api(&kubota, "PATCH", AT, json!({"severity": "sev1", "impact": "検索も止まる"})).await.expect(200);

        let typed = |version: &str| {
            let fields = [("title", "決済が遅い"), ("severity", "sev3"), ("impact", "決済の3割"), ("version", version)];
            fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let send = async |version: &str, status: u16| {
            let fields = typed(version);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            app.post_form(&aoki, FORM, &fields).await.expect(status).text
        };
        let again = send(&read, 412).await;
        for part in ["value=\"決済が遅い\"", "value=\"決済の3割\"", "もう一度保存すると", ": 検索も止まる", ": SEV1", ": 遅い"] {
            assert!(again.contains(part), "{part}: {again}");
        }
        assert!(!again.contains('⟦'));
        let now = app.get(&aoki, AT).await.expect(200).json();
        assert_eq!((&now["severity"], &now["impact"]), (&json!("sev1"), &json!("検索も止まる")));
        send(&version(&again), 303).await;
        let now = app.get(&aoki, AT).await.expect(200).json();
        assert_eq!((&now["title"], &now["severity"], &now["impact"]), (&json!("決済が遅い"), &json!("sev3"), &json!("決済の3割")));
    }
}

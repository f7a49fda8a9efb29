//! Teams, by page and by API.

use crate::both;
use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Role;
use serde_json::json;

both! {
    /// An admin founds a team with the form, is told what is wrong first, and finds it in the list.
    async fn a_team_is_founded_by_form(app: TestApp) {
        let admin = app.admin().await;
        let refused = app.post_form(&admin, "/teams", &[("slug", "Payments!"), ("name", ""), ("kind", "product")]).await.expect(422);
        assert!(refused.text.contains("英小文字") && refused.text.contains("Payments!"), "{}", refused.text);
        let made = app.post_form(&admin, "/teams", &[("slug", "payments"), ("name", "決済"), ("kind", "product")]).await.expect(303);
        assert_eq!(made.location(), "/teams/payments");
        let list = app.page(&admin, "/teams").await.expect(200);
        assert!(list.text.contains("決済") && !list.text.contains('⟦'), "{}", list.text);
    }

    async fn a_form_without_its_token_changes_nothing(app: TestApp) {
        let admin = app.admin().await;
        app.post_form(&admin, "/teams", &[("slug", "a"), ("name", "A"), ("kind", "sre")]).await.expect(303);
        let forged = app.api_with(&admin, "POST", "/api/v1/teams", json!({"slug": "b", "name": "B", "kind": "sre"}), &[("x-csrf-token", "no")]).await;
        assert_ne!(forged.status, 201);
        assert_eq!(app.get(&admin, "/api/v1/teams").await.json()["items"].as_array().unwrap().len(), 1);
    }

    /// Versions, repeats and pages, as the API promises.
    async fn the_api_keeps_its_promises(app: TestApp) {
        let admin = app.admin().await;
        let new = json!({"slug": "search", "name": "検索", "kind": "product"});
        let once = app.api_with(&admin, "POST", "/api/v1/teams", new.clone(), &[("idempotency-key", "k1")]).await.expect(201);
        let twice = app.api_with(&admin, "POST", "/api/v1/teams", new, &[("idempotency-key", "k1")]).await.expect(201);
        assert_eq!(once.text, twice.text);
        app.api_with(&admin, "POST", "/api/v1/teams", json!({}), &[("idempotency-key", "k1")]).await.expect(422);
        let change = json!({"name": "検索と推薦"});
        app.api_with(&admin, "PATCH", "/api/v1/teams/search", change.clone(), &[("if-match", "\"7\"")]).await.expect(412);
        let changed = app.api_with(&admin, "PATCH", "/api/v1/teams/search", change, &[("if-match", "\"1\"")]).await.expect(200);
        assert_eq!(changed.headers["etag"], "\"2\"");
        app.clock.advance(SignedDuration::from_secs(1));
        app.team("second", TeamKind::Other).await;
        let first = app.get(&admin, "/api/v1/teams?limit=1").await.expect(200).json();
        let next = format!("/api/v1/teams?limit=1&after={}", first["next"].as_str().unwrap());
        assert_eq!(app.get(&admin, &next).await.json()["items"][0]["slug"], "second");
        app.get(&admin, "/api/v1/teams?after=nonsense").await.expect(422);
        let again = app.get(&admin, "/api/v1/teams").await;
        let tag = again.headers["etag"].to_str().unwrap().to_owned();
        let same = app.api_with(&admin, "GET", "/api/v1/teams", json!(null), &[("if-none-match", &tag)]).await;
        assert_eq!((same.status, same.text.as_str()), (304, ""));
    }

    /// Members change their own team and no other; readers change nothing; strangers see nothing.
    async fn a_team_belongs_to_its_members(app: TestApp) {
        let (ours, theirs) = (app.team("ours", TeamKind::Product).await, app.team("theirs", TeamKind::Product).await);
        let member = app.member_of(&ours, "水野 遥").await;
        let reader = app.person("監査", Role::Read).await;
        let change = json!({"about": "x"});
        app.api(&member, "PATCH", &format!("/api/v1/teams/{}", ours.slug), change.clone()).await.expect(200);
        app.api(&member, "PATCH", &format!("/api/v1/teams/{}", theirs.slug), change.clone()).await.expect(403);
        app.api(&reader, "PATCH", &format!("/api/v1/teams/{}", ours.slug), change).await.expect(403);
        app.page_in(ryugaku_kernel::Lang::En, None, "/teams").await.expect(303);
    }
}

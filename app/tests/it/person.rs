//! People: coming, changing, moving, leaving.

use crate::both;
use jiff::SignedDuration;
use ryugaku::people::{TeamKind, membership_store};
use ryugaku_kernel::{Lang, Role};
use serde_json::json;

both! {
    async fn somebody_comes_by_form_and_is_found(app: TestApp) {
        let admin = app.admin().await;
        app.team("payments", TeamKind::Product).await;
        for path in ["/people", "/people/new", "/people/import", "/teams"] {
            for lang in Lang::ALL {
                let page = app.page_in(lang, Some(&admin), path).await.expect(200);
                assert!(!page.text.contains('⟦'), "{path} {}", page.text);
            }
        }
        let form = |email: &'static str, day: &'static str| [("name", "水野 遥"), ("email", email), ("role", "member"), ("team", "payments"), ("from_day", day)];
        let refused = app.post_form(&admin, "/people", &form("haruka", "2026-04-01")).await.expect(422);
        assert!(refused.text.contains("name@example.com") && refused.text.contains("水野 遥"), "{}", refused.text);
        let refused = app.post_form(&admin, "/people", &form("haruka@example.com", "2026-11-20")).await.expect(422);
        assert!(refused.text.contains("2026-11-19"), "{}", refused.text);
        let made = app.post_form(&admin, "/people", &form("Haruka@Example.com", "2026-04-01")).await.expect(303);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&admin), made.location()).await.expect(200);
            assert!(page.text.contains("haruka@example.com") && page.text.contains("2026-04-01") && !page.text.contains('⟦'), "{}", page.text);
        }
        app.post_form(&admin, "/people", &form("haruka@example.com", "2026-04-01")).await.expect(422);
        let list = app.page(&admin, "/people?team=payments&role=member").await.expect(200);
        assert!(list.text.contains("水野 遥") && !list.text.contains("佐伯 真</a>"), "{}", list.text);
        let none = app.page(&admin, "/people?state=left").await.expect(200);
        assert!(none.text.contains("該当する人はいない"), "{}", none.text);
        app.page(&admin, "/people?role=intake").await.expect(422);
        let team = app.page(&admin, "/teams/payments").await.expect(200);
        assert!(team.text.contains("水野 遥") && team.text.contains("2026-04-01") && team.text.contains("がメンバーに加わった") && !team.text.contains('⟦'), "{}", team.text);
        let teams = app.page(&admin, "/teams").await.expect(200);
        assert!(teams.text.contains("1人"), "{}", teams.text);
    }

    async fn only_admins_change_people_and_one_stays(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let reader = app.person("監査", Role::Read).await;
        let path = format!("/api/v1/people/{}", member.id);
        for who in [&member, &reader] {
            app.api(who, "PATCH", &path, json!({"name": "x"})).await.expect(403);
            app.api(who, "POST", "/api/v1/people", json!({"name": "x", "email": "x@example.com"})).await.expect(403);
            app.api(who, "POST", &format!("{path}/deactivate"), json!({})).await.expect(403);
            app.api(who, "POST", &format!("{path}/reactivate"), json!({})).await.expect(403);
            app.api(who, "POST", &format!("{path}/memberships"), json!({})).await.expect(403);
            app.get(who, &path).await.expect(200);
            app.page(who, &format!("/people/{}", member.id)).await.expect(200);
            app.page(who, &format!("/people/{}/edit", member.id)).await.expect(403);
            app.page(who, &format!("/people/{}/leave", member.id)).await.expect(403);
            app.page(who, "/people/new").await.expect(403);
            app.page(who, "/people/import").await.expect(403);
        }
        let last = format!("/api/v1/people/{}", admin.id);
        let refused = app.api(&admin, "PATCH", &last, json!({"role": "member"})).await.expect(409);
        assert!(refused.text.contains("No admin would be left"), "{}", refused.text);
        app.api(&admin, "POST", &format!("{last}/deactivate"), json!({})).await.expect(409);
        app.api(&admin, "PATCH", &path, json!({"role": "intake"})).await.expect(422);
        app.api_with(&admin, "PATCH", &path, json!({"role": "admin"}), &[("if-match", "\"9\"")]).await.expect(412);
        let changed = app.api_with(&admin, "PATCH", &path, json!({"role": "admin", "email": " H@Example.com"}), &[("if-match", "\"1\"")]).await.expect(200);
        assert_eq!((changed.headers["etag"].to_str().unwrap(), changed.json()["email"].as_str().unwrap()), ("\"2\"", "h@example.com"));
        app.api(&admin, "PATCH", &last, json!({"email": "h@example.com"})).await.expect(422);
        app.api(&admin, "PATCH", &last, json!({"role": "member"})).await.expect(200);
        app.get(&admin, "/api/v1/people/nobody@example.com").await.expect(404);
        let form = app.page(&member, &format!("/people/{}/edit", member.id)).await.expect(200);
        assert!(form.text.contains("h@example.com") && !form.text.contains('⟦'), "{}", form.text);
        let fields = [("name", "水野 春香"), ("email", "h@example.com"), ("role", "admin"), ("version", "2")];
        app.post_form(&member, &format!("/people/{}", member.id), &fields).await.expect(303);
        app.post_form(&member, &format!("/people/{}", member.id), &fields).await.expect(412);
    }

    /// History is kept; what follows takes back what was.
    async fn a_home_changes_from_a_day_and_back(app: TestApp) {
        let admin = app.admin().await;
        let ours = app.team("ours", TeamKind::Product).await;
        let theirs = app.team("theirs", TeamKind::Sre).await;
        let who = app.member_of(&ours, "水野 遥").await;
        let page = format!("/people/{}", who.id);
        let moved = app.post_form(&admin, &format!("{page}/move"), &[("team", "theirs"), ("from_day", "2026-10-01")]).await.expect(303);
        let history = membership_store::history(&mut app.app.db.reader(), who.id).await.unwrap();
        let days: Vec<_> = history.iter().map(|home| (home.slug.as_str(), home.membership.from.to_string(), home.membership.until.map(|day| day.to_string()))).collect();
        assert_eq!(days, [("theirs", "2026-10-01".into(), None), ("ours", "2026-01-01".into(), Some("2026-09-30".into()))]);
        let flash = moved.headers.get_all("set-cookie").iter().any(|cookie| cookie.to_str().unwrap().starts_with("ryugaku_flash="));
        assert!(flash, "a change can be taken back");
        for day in ["2026-09-30", "2026-11-20"] {
            let refused = app.post_form(&admin, &format!("{page}/move"), &[("team", "ours"), ("from_day", day)]).await.expect(422);
            assert!(refused.text.contains("<details open>"), "{}", refused.text);
        }
        app.post_form(&admin, &format!("{page}/move"), &[("team", "theirs"), ("from_day", "2026-11-01")]).await.expect(422);
        // As the button in the toast posts it.
        app.post_form(&admin, &format!("{page}/move?team=ours&from_day=2026-10-01"), &[]).await.expect(303);
        let api = format!("/api/v1/people/{}/memberships", who.id);
        let homes = app.get(&admin, &api).await.expect(200).json();
        assert_eq!(homes["items"], json!([{"team": "ours", "from_day": "2026-01-01", "until_day": null}]));
        let left = app.api(&admin, "POST", &api, json!({})).await.expect(200).json();
        assert_eq!((left["team"].clone(), left["version"].as_i64()), (json!(null), Some(4)));
        app.api(&admin, "POST", &api, json!({"team": "nowhere"})).await.expect(422);
        app.api(&admin, "POST", &api, json!({"team": "theirs", "from_day": "2026-11-18"})).await.expect(422);
        app.api(&admin, "POST", &api, json!({"team": "theirs"})).await.expect(200);
        let trail = app.page(&admin, &format!("/teams/{}", theirs.slug)).await.expect(200);
        assert!(trail.text.contains("</a> になった(2026-11-19 から)") && trail.text.contains("水野 遥"), "{}", trail.text);
        // Rights come and go with the team.
        app.api(&who, "PATCH", "/api/v1/teams/ours", json!({"about": "x"})).await.expect(403);
        app.api(&who, "PATCH", "/api/v1/teams/theirs", json!({"about": "x"})).await.expect(200);
    }

    async fn who_leaves_can_no_longer_sign_in(app: TestApp) {
        let admin = app.admin().await;
        let team = app.team("ours", TeamKind::Product).await;
        let (gone, heir) = (app.member_of(&team, "古川 亮").await, app.member_of(&team, "水野 遥").await);
        let reader = app.person("監査", Role::Read).await;
        let page = format!("/people/{}", gone.id);
        let ask = app.page(&admin, &format!("{page}/leave")).await.expect(200);
        assert!(ask.text.contains("水野 遥") && !ask.text.contains('⟦'), "{}", ask.text);
        for nobody in [reader.id.to_string(), gone.id.to_string()] {
            app.post_form(&admin, &format!("{page}/leave"), &[("hand_over_to", &nobody)]).await.expect(422);
        }
        app.get(&gone, "/api/v1/teams").await.expect(200);
        app.post_form(&admin, &format!("{page}/leave"), &[("hand_over_to", &heir.id.to_string())]).await.expect(303);
        app.get(&gone, "/api/v1/teams").await.expect(401);
        for lang in Lang::ALL {
            let shown = app.page_in(lang, Some(&admin), &page).await.expect(200);
            assert!(!shown.text.contains('⟦') && shown.text.contains(&format!("{page}/return")), "{}", shown.text);
        }
        let list = app.get(&admin, "/api/v1/people").await.json();
        assert!(!list.to_string().contains("古川"), "{list}");
        let left = app.get(&admin, "/api/v1/people?state=left").await.json();
        assert!(left["items"][0]["deactivated_at"].is_string(), "{left}");
        let members = app.get(&admin, "/api/v1/teams/ours/members").await.expect(200).json();
        assert_eq!(members["items"].as_array().unwrap().len(), 1);
        let api = format!("/api/v1{page}");
        app.api(&admin, "POST", &format!("{api}/deactivate"), json!({})).await.expect(409);
        app.api(&admin, "POST", &format!("{api}/memberships"), json!({})).await.expect(409);
        app.page(&admin, &format!("{page}/leave")).await.expect(409);
        app.api(&admin, "POST", &format!("{api}/reactivate"), json!({})).await.expect(200);
        app.api(&admin, "POST", &format!("{api}/reactivate"), json!({})).await.expect(409);
        // Coming back brings no old session back.
        app.get(&gone, "/api/v1/teams").await.expect(401);
        let again = app.api(&admin, "POST", &format!("{api}/deactivate"), json!({"hand_over_to": "nobody@example.com"})).await.expect(422);
        assert!(again.text.contains("hand_over_to"), "{}", again.text);
        let again = app.api(&admin, "POST", &format!("{api}/deactivate"), json!({"hand_over_to": heir.id.to_string()})).await.expect(200).json();
        assert_eq!((again["sessions_ended"].as_i64(), again["tokens_revoked"].as_i64()), (Some(0), Some(0)));
        app.post_form(&admin, &format!("{page}/return"), &[]).await.expect(303);
    }

    /// What is open and theirs, each as a link; what is over is not there, and neither is anything once they have left.
    async fn a_person_holds_incidents_tasks_and_products(app: TestApp) {
        let admin = app.admin().await;
        let team = app.team("payments", TeamKind::Product).await;
        let who = app.member_of(&team, "水野 遥").await;
        let page = format!("/people/{}", who.id);
        let empty = app.page(&admin, &page).await.expect(200);
        assert!(empty.text.contains("指揮しているインシデントも、開いているタスクも、関わっている社内留学もない") && empty.text.contains("プロダクトはまだない"), "{}", empty.text);
        app.api(&who, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店 & 蔵", "team": "payments"})).await.expect(201);
        for (number, title) in ["遅い", "止まった", "閉じた", "人のもの"].into_iter().enumerate().map(|(at, title)| (at + 1, title)) {
            app.api(&admin, "POST", "/api/v1/incidents", json!({"title": title, "severity": format!("sev{}", 4 - number.min(3))})).await.expect(201);
            let commander = if title == "人のもの" { &admin } else { &who };
            app.api(commander, "POST", &format!("/api/v1/incidents/{number}/commander"), json!({"person": "me"})).await.expect(200);
        }
        app.api(&who, "POST", "/api/v1/incidents/3/resolve", json!({})).await.expect(200);
        app.api(&who, "POST", "/api/v1/incidents/3/steps", json!({"step": "close/postmortem", "answer": "not_needed", "reason": "訓練だった"})).await.expect(200);
        app.api(&who, "POST", "/api/v1/incidents/3/close", json!({})).await.expect(200);
        for (title, assignee) in [("証明書 <1>", Some("水野 遥")), ("済んだ", Some("水野 遥")), ("だれのものでもない", None)] {
            app.api(&who, "POST", "/api/v1/tasks", json!({"title": title, "due": "2026-11-16", "assignee": assignee})).await.expect(201);
        }
        app.api(&who, "POST", "/api/v1/tasks/2/state", json!({"state": "done"})).await.expect(200);
        for lang in Lang::ALL {
            let shown = app.page_in(lang, Some(&admin), &page).await.expect(200).text;
            let holds = shown.split("id=\"holds\"").nth(1).unwrap().split("</section>").next().unwrap();
            for link in ["/incidents/INC-1\"", "/incidents/INC-2\"", "/tasks/RT-1\"", "/teams/payments\"", "/products/shop\"", "店 &#38; 蔵", "証明書 &#60;1&#62;"] {
                assert!(holds.contains(link), "{link}: {holds}");
            }
            for other in ["INC-3", "INC-4", "RT-2", "RT-3", "⟦"] {
                assert!(!holds.contains(other), "{other}: {holds}");
            }
            assert!(holds.find("INC-2") < holds.find("INC-1"), "the worst first: {holds}");
        }
        let by_api = app.get(&admin, &format!("/api/v1/incidents?status=open&commander={}", who.id)).await.expect(200).json();
        let numbers: Vec<_> = by_api["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect();
        assert_eq!(numbers, ["INC-2", "INC-1"]);
        assert_eq!(app.get(&admin, "/api/v1/incidents?commander=me").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        app.get(&admin, "/api/v1/incidents?commander=someone").await.expect(422);
        let left = app.api(&admin, "POST", &format!("/api/v1{page}/deactivate"), json!({})).await.expect(200).json();
        assert_eq!((&left["incidents"], &left["tasks"]), (&json!(2), &json!(1)), "{left}");
        let gone = app.page(&admin, &page).await.expect(200).text;
        assert!(!gone.contains("id=\"holds\""), "{gone}");
    }

    async fn two_hundred_people_go_page_by_page(app: TestApp) {
        let admin = app.admin().await;
        let mut csv = String::from("name,email,role\n");
        for n in 0..200 {
            csv.push_str(&format!("Person {n},p{n}@example.com,member\n"));
        }
        app.post_bytes(&admin, "/api/v1/people/import", "text/csv", csv.as_bytes()).await.expect(200);
        app.clock.advance(SignedDuration::from_secs(1));
        let (mut seen, mut path) = (Vec::new(), "/api/v1/people?limit=90".to_owned());
        loop {
            let page = app.get(&admin, &path).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["email"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/people?limit=90&after={next}");
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len()), (201, 201));
        let html = app.page(&admin, "/people?role=member").await.expect(200);
        assert!(html.text.contains("role=member&amp;after="), "{}", html.text);
    }

    async fn a_team_is_archived_when_it_is_empty(app: TestApp) {
        let admin = app.admin().await;
        let team = app.team("ours", TeamKind::Product).await;
        let member = app.member_of(&team, "水野 遥").await;
        let refused = app.api(&admin, "PATCH", "/api/v1/teams/ours", json!({"archived": true})).await.expect(409);
        assert!(refused.text.contains("1 member and 0 products"), "{}", refused.text);
        app.post_form(&admin, &format!("/people/{}/move", member.id), &[("team", ""), ("from_day", "2026-11-19")]).await.expect(303);
        app.post_form(&admin, "/teams/ours/archive", &[]).await.expect(303);
        let list = app.page(&admin, "/teams").await.expect(200);
        assert!(!list.text.contains("/teams/ours\""), "{}", list.text);
        let all = app.page(&admin, "/teams?archived=1").await.expect(200);
        assert!(all.text.contains("/teams/ours\"") && !all.text.contains('⟦'), "{}", all.text);
        app.api(&admin, "POST", &format!("/api/v1/people/{}/memberships", member.id), json!({"team": "ours"})).await.expect(422);
        app.post_form(&admin, "/teams/ours/restore", &[]).await.expect(303);
        app.post_form(&member, "/teams/ours/archive", &[]).await.expect(403);
        app.api(&admin, "POST", "/api/v1/teams", json!({"slug": "new", "name": "N", "kind": "other"})).await.expect(422);
    }
}

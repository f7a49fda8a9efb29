//! Maintenance windows, by API, by page, and as the routing engine is given them.

use jiff::SignedDuration;
use ryugaku::silences::all_current_windows;
use ryugaku_alerting::Labels;
use ryugaku_kernel::{Lang, Role, Time};
use ryugaku_routing::MaintenanceWindows;
use serde_json::{Value, json};

use crate::both;
use crate::silences::kinds;

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

both! {
    async fn maintenance_windows_are_planned_changed_and_ended(app: TestApp) {
        let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
        let team = app.team("ours", ryugaku::people::TeamKind::Product).await;
        let member = app.member_of(&team, "水野 遥").await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"})).await.expect(201);
        for slug in ["api", "web"] {
            app.api(&admin, "POST", "/api/v1/services", json!({"slug": slug, "name": slug, "product": "shop"})).await.expect(201);
        }
        let plan = |body: Value| { let (app, member) = (&app, &member); async move { app.api(member, "POST", "/api/v1/maintenance-windows", body).await } };
        let starts_at = app.now().plus(hours(3)).to_string();
        let window = plan(json!({"title": "DB の更新", "product": "店", "starts_at": starts_at, "duration": "2h"})).await.expect(201).json();
        assert_eq!((&window["state"], &window["open"], &window["matchers"]), (&json!("upcoming"), &json!(false), &json!([{"name": "service", "op": "=~", "value": "api|web"}])));
        let weekly = json!({"weekdays": ["sunday", "saturday", "sunday"], "from": "22:00", "until": "02:00"});
        let night = plan(json!({"title": "毎週の更新", "matchers": ["cluster=tokyo"], "duration": "4000h", "weekly": weekly})).await.expect(201).json();
        assert_eq!((&night["state"], &night["weekly"]["weekdays"]), (&json!("under_way"), &json!(["saturday", "sunday"])));
        // The beginning is a Thursday: the next times, in the organisation's zone.
        assert_eq!(window["coming"], json!([{"from": window["starts_at"], "until": window["ends_at"]}]));
        let times: Vec<_> = night["coming"].as_array().unwrap().iter().map(|time| (text(&time["from"]), text(&time["until"]))).collect();
        let first = ("2026-11-21T13:00:00Z".to_owned(), "2026-11-21T17:00:00Z".to_owned());
        assert!(times.len() == 4 && times[0] == first && times[2].0 == "2026-11-28T13:00:00Z", "{times:?}");
        let asked = json!({"matchers": ["cluster=tokyo"], "duration": "4000h", "weekly": night["weekly"]});
        let preview = app.api(&member, "POST", "/api/v1/maintenance-windows/preview", asked).await.expect(200).json();
        assert_eq!(preview["coming"], night["coming"]);
        for (body, field) in [
            (json!({"title": "", "matchers": ["a=b"], "duration": "1h"}), "title"),
            (json!({"title": "x", "duration": "1h"}), "matchers"),
            (json!({"title": "x", "service": "none", "duration": "1h"}), "service"),
            (json!({"title": "x", "matchers": ["a=b"], "duration": "1h", "weekly": {"weekdays": [], "from": "22:00", "until": "9:00"}}), "weekdays"),
            (json!({"title": "x", "matchers": ["a=b"], "ends_at": app.now().to_string()}), "ends_at"),
        ] {
            assert_eq!(plan(body.clone()).await.expect(422).json()["errors"][0]["field"], field, "{body}");
        }
        // What the routing engine is given.
        let mut q = app.app.db.reader();
        let given = all_current_windows(&mut q, app.now()).await.unwrap();
        assert_eq!((given.windows.len(), given.intervals.0.len()), (2, 1));
        let mut windows = MaintenanceWindows::default();
        given.windows.into_iter().for_each(|window| windows.put(window));
        struct Weekly(ryugaku_routing::Intervals);
        impl ryugaku_routing::Calendar for Weekly {
            fn is_on(&self, name: &str, at: Time) -> bool {
                self.0.contains_any(&[name.to_owned()], at)
            }
        }
        let calendar = Weekly(given.intervals);
        let tokyo = Labels::new([("cluster", "tokyo")]);
        // The beginning is a Thursday; 2026-11-21 is a Saturday, and it is 23:00 there.
        let saturday: Time = "2026-11-21T14:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
        for (at, covered) in [(app.now(), 0), (saturday, 1), (saturday.plus(hours(2)), 1), (saturday.plus(hours(4)), 0)] {
            assert_eq!(windows.covering(&tokyo, at, &calendar).len(), covered, "{at}");
        }
        assert_eq!(windows.covering(&Labels::new([("service", "web")]), app.now().plus(hours(4)), &calendar).len(), 1);

        let path = format!("/api/v1/maintenance-windows/{}", text(&window["id"]));
        let changed = app.api(&member, "PATCH", &path, json!({"title": "DB の移行", "service": "api", "matchers": []})).await.expect(200).json();
        assert_eq!((&changed["matchers"][0]["value"], &changed["version"]), (&json!("api"), &json!(2)));
        app.api_with(&member, "PATCH", &path, json!({"title": "y"}), &[("if-match", "\"1\"")]).await.expect(412);
        app.clock.advance(hours(4));
        app.api(&member, "PATCH", &path, json!({"starts_at": app.now().to_string()})).await.expect(422);
        assert_eq!(app.get(&member, &path).await.json()["open"], true);
        let ended = app.api(&member, "POST", &format!("{path}/end"), json!({})).await.expect(200).json();
        assert_eq!((&ended["state"], &ended["coming"]), (&json!("past"), &json!([])));
        app.api(&member, "POST", &format!("{path}/end"), json!({})).await.expect(409);
        app.api(&member, "PATCH", &path, json!({"title": "z"})).await.expect(409);
        assert_eq!(kinds(&app, &text(&window["id"])).await, ["maintenance.ended", "maintenance.changed", "maintenance.planned"]);

        // By page: planned for a service, changed, cancelled.
        for lang in Lang::ALL {
            for state in ["under_way", "upcoming", "past"] {
                assert!(!app.page_in(lang, Some(&member), &format!("/maintenance?state={state}")).await.expect(200).text.contains('⟦'));
            }
        }
        let list = app.get(&member, "/api/v1/maintenance-windows?state=past").await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let refused = app.post_form(&member, "/maintenance", &[("title", "x"), ("weekly_from", "22:00")]).await.expect(422).text;
        assert!(refused.contains("value=\"22:00\""), "{refused}");
        let services = app.get(&member, "/api/v1/services").await.json();
        let service = text(&services["items"].as_array().unwrap().iter().find(|one| one["slug"] == "web").unwrap()["id"]);
        let fields = [("title", "証明書"), ("service", service.as_str()), ("starts_at", "2026-11-30T10:00"), ("ends_at", "2026-12-31T12:00"), ("weekdays", "monday"), ("weekly_from", "10:00"), ("weekly_until", "12:00")];
        // The preview tells the next times, and of the days before only those that have them.
        let asked: Vec<_> = fields[1..].iter().map(|(name, value)| format!("{name}={value}")).collect();
        let preview = app.page(&member, &format!("/maintenance/new?{}", asked.join("&"))).await.expect(200).text;
        let times = preview.split("次に黙らせる時間").nth(1).unwrap_or_else(|| panic!("{preview}"));
        let times: Vec<_> = times.split("</dd>").next().unwrap().split("title=\"").skip(1).step_by(2).map(|at| &at[..16]).collect();
        assert_eq!(times, ["2026-11-30 10:00", "2026-12-07 10:00", "2026-12-14 10:00", "2026-12-21 10:00"]);
        assert!(preview.contains("過去7日の同じ曜日と時間なら") && preview.contains("いま条件に合うもの"), "{preview}");
        let address = app.post_form(&member, "/maintenance", &fields).await.expect(303).location().to_owned();
        let one = app.page(&member, &address).await.expect(200).text;
        assert!(one.contains("service=&#34;web&#34;") && one.contains("10:00–12:00"), "{one}");
        let edit = app.page(&member, &format!("{address}/edit")).await.expect(200).text;
        assert!(edit.contains("value=\"monday\" data-asked checked") && edit.contains("2026-11-30T10:00"), "{edit}");
        let fields = [("title", "証明書の更新"), ("matchers", "service=web"), ("service", service.as_str()), ("starts_at", "2026-11-30T10:00"), ("ends_at", "2026-12-31T12:00"), ("version", "1")];
        app.post_form(&member, &format!("{address}/edit"), &fields).await.expect(303);
        let again = app.post_form(&member, &format!("{address}/edit"), &fields).await.expect(412).text;
        assert!(again.contains("読んだあとに、ほかで変わった") && again.contains("name=\"version\" value=\"2\""), "{again}");
        // All of a product: its conditions come in the place of those of the service, which were left as they stood.
        let products = app.get(&member, "/api/v1/products").await.expect(200).json();
        let all = format!("product:{}", text(&products["items"][0]["id"]));
        let fields = [("title", "証明書の更新"), ("matchers", "service=\"web\""), ("service", all.as_str()), ("starts_at", "2026-11-30T10:00"), ("ends_at", "2026-12-31T12:00"), ("version", "2")];
        app.post_form(&member, &format!("{address}/edit"), &fields).await.expect(303);
        let one = app.page(&member, &address).await.text;
        assert!(one.contains("service=~&#34;") && app.page(&member, &format!("{address}/edit")).await.text.contains(&format!("value=\"{all}\" selected")), "{one}");
        assert!(!app.page(&reader, &address).await.expect(200).text.contains("method=\"post\""));
        for path in ["/maintenance", &format!("{address}/edit"), &format!("{address}/end")] {
            app.post_form(&reader, path, &[("title", "y")]).await.expect(403);
        }
        app.post_form(&member, &format!("{address}/end"), &[]).await.expect(303);
        assert!(app.page(&member, &address).await.text.contains("取りやめ"));
        app.post_form(&member, &format!("{address}/end"), &[]).await.expect(409);
    }
}

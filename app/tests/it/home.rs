//! Today, the palette, the API's description, health and measurements.

use ryugaku::people::TeamKind;
use ryugaku_db::sql;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::plan::{Scene, scene};
use crate::support::Who;

both! {
    /// A step becomes late by time alone: what says which one is next is fetched each minute, whatever happens.
    async fn what_is_next_is_fetched_each_minute(app: TestApp) {
        let admin = app.admin().await;
        app.api(&admin, "POST", "/api/v1/incidents", json!({"title": "遅い", "severity": "sev3"})).await.expect(201);
        for (path, part) in [("/", "needs"), ("/incidents/INC-1", "next"), ("/incidents/INC-1", "thumb")] {
            let page = app.page(&admin, path).await.expect(200).text;
            let tag = page.split(&format!("id=\"{part}\"")).nth(1).and_then(|rest| rest.split('>').next()).unwrap();
            assert!(tag.contains("live:minute from:body"), "{part}: {tag}");
        }
    }

    /// From what was refused a way leads back to the page from which it was sent, and to no other place.
    async fn what_was_refused_leads_back(app: TestApp) {
        let admin = app.admin().await;
        app.api(&admin, "POST", "/api/v1/incidents", json!({"title": "遅い", "severity": "sev3"})).await.expect(201);
        let (host, main) = ("ryugaku.test", "<a class=\"button main\" href=\"");
        let refused = async |from: &str| {
            let headers = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded"), ("host", host), ("referer", from)];
            app.api_with(&admin, "POST", "/incidents/INC-1/postmortem", Value::Null, &headers).await.expect(409).text
        };
        let page = refused("https://ryugaku.test/incidents/INC-1?tab=all#top").await;
        assert!(page.contains(&format!("{main}/incidents/INC-1?tab=all\">")), "{page}");
        for from in ["https://evil.test/incidents", "https://ryugaku.test//evil.test", "https://ryugaku.test/", "nonsense"] {
            let page = refused(from).await;
            assert!(!page.contains(main) && page.contains("href=\"/\""), "{from}: {page}");
        }
        // A room that was shown again stands where its form was sent: from there the way leads to the room.
        let page = refused("https://ryugaku.test/incidents/INC-1/notes").await;
        assert!(page.contains(&format!("{main}/incidents/INC-1/notes\">")), "{page}");
        for (from, to) in [("notes", ""), ("notes/7/redact", ""), ("postmortem/review", "/postmortem"), ("debrief/learnt", "/debrief")] {
            let led = app.page(&admin, &format!("/incidents/INC-1/{from}")).await.expect(303);
            assert_eq!(led.headers["location"].to_str().unwrap(), format!("/incidents/INC-1{to}"), "{from}");
        }
        app.page(&admin, "/incidents/INC-1/nothing").await.expect(404);
    }

    /// A new organisation is told what to do first, by what it has; what happened since last night is below.
    async fn today_begins_with_first_steps(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&admin), "/").await.expect(200).text;
            assert!(page.contains("href=\"/teams/new\"") && !page.contains('⟦'), "{page}");
        }
        let page = app.page(&admin, "/").await.text;
        assert!(page.contains("11月19日(木)") && page.contains("47週") && page.contains("昨夜から何も変わっていない"), "{page}");
        assert!(!app.page(&member, "/").await.text.contains("href=\"/teams/new\""), "only an admin may");
        app.team("sre", TeamKind::Sre).await;
        app.team("payments", TeamKind::Product).await;
        let page = app.page(&admin, "/").await.text;
        assert!(page.contains("PAYMENTS</a> を作った") && page.contains("済んだ"), "{page}");
        app.advance(jiff::SignedDuration::from_hours(48)).await;
        let page = app.page(&admin, "/").await.text;
        assert!(page.contains("昨夜から何も変わっていない") && page.contains("その前は") && page.contains("PAYMENTS</a>"), "{page}");
        let intake = app.person("送り元", Role::Intake).await;
        app.page(&intake, "/").await.expect(403);
    }

    /// What one commands or nobody does is one's turn, the worst large; then one's tasks. Nobody is told of what others have.
    async fn today_says_whose_turn_it_is(app: TestApp) {
        let (mizuno, okawa) = (app.person("水野 遥", Role::Member).await, app.person("大川 理", Role::Member).await);
        let open = async |title: &str, severity: &str| {
            let form = [("title", title), ("severity", severity)];
            app.post_form(&mizuno, "/incidents", &form).await.expect(303);
        };
        open("検索が遅い", "sev3").await;
        open("決済が失敗する", "sev1").await;
        let page = app.page(&okawa, "/").await.text;
        let (large, below) = page.split_once("あなたの番").expect("a row below");
        assert!(large.contains("決済が失敗する") && large.contains("指揮を引き受ける"), "{large}");
        assert!(below.contains("検索が遅い"), "{below}");
        app.post_form(&mizuno, "/incidents/INC-1/roles", &[("role", "commander"), ("person", "me")]).await.expect(303);
        app.post_form(&mizuno, "/incidents/INC-2/roles", &[("role", "commander"), ("person", "me")]).await.expect(303);
        let page = app.page(&okawa, "/").await.text;
        let needs = page.split("id=\"changes\"").next().expect("there are changes");
        assert!(!needs.contains("INC-") && !app.page(&mizuno, "/").await.text.contains('⟦'), "{needs}");
        assert!(app.page(&mizuno, "/").await.text.contains("原因を突き止める"));
    }

    /// Stakeholders who heard of an incident still wait for the end of it; what goes on comes before.
    async fn today_the_last_word_is_owed(app: TestApp) {
        let (mizuno, okawa) = (app.person("水野 遥", Role::Member).await, app.person("大川 理", Role::Member).await);
        for (at, title, severity) in [("INC-1", "決済が失敗する", "sev1"), ("INC-2", "検索が遅い", "sev3")] {
            let new = json!({"title": title, "severity": severity});
            app.api(&mizuno, "POST", "/api/v1/incidents", new).await.expect(201);
            let role = format!("/api/v1/incidents/{at}/roles/commander");
            app.api(&mizuno, "PUT", &role, json!({"person": "me"})).await.expect(200);
        }
        let update = json!({"circle": "stakeholders", "text": "決済を止めている"});
        app.api(&mizuno, "POST", "/api/v1/incidents/INC-1/updates", update).await.expect(201);
        app.clock.advance(jiff::SignedDuration::from_mins(1));
        app.api(&mizuno, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        let last = "関係者への第2報を送る";
        let page = app.page(&mizuno, "/").await.expect(200).text;
        let (large, below) = page.split_once("あなたの番").expect("a row below");
        assert!(large.contains("検索が遅い") && !large.contains(last) && below.contains(last), "{page}");
        assert!(!app.page(&okawa, "/").await.expect(200).text.contains(last));
        let update = json!({"circle": "stakeholders", "text": "直した"});
        app.api(&mizuno, "POST", "/api/v1/incidents/INC-1/updates", update).await.expect(201);
        assert!(!app.page(&mizuno, "/").await.expect(200).text.contains(last));
    }

    /// What is planned today lies on the day, for guest, buddy and whoever is invited, in the reader's zone.
    async fn today_is_a_measure_of_what_is_planned(app: TestApp) {
        let Scene { guest, buddy, colleague, stranger, .. } = scene(&app).await;
        let day = async |who: &Who| {
            let page = app.page(who, "/").await.expect(200).text;
            assert!(!page.contains('⟦'), "{page}");
            page.split("id=\"day\"").nth(1).unwrap().split("</header>").next().unwrap().to_owned()
        };
        assert!(!day(&guest).await.contains("<svg"));
        let plan = async |title: &str, from: &str, until: &str, invited: &[&Who]| {
            let ids: Vec<String> = invited.iter().map(|who| who.id.to_string()).collect();
            let item = json!({"title": title, "kind": "drill", "from": format!("2026-11-{from}"), "until": format!("2026-11-{until}"), "invited": ids});
            app.api(&guest, "POST", "/api/v1/exchanges/EX-1/plan", item).await.expect(201);
        };
        plan("障害訓練", "19T14:00", "19T15:30", &[&colleague]).await;
        plan("受け入れ担当と話す", "19T16:00", "19T17:00", &[]).await;
        plan("あすの会議", "20T10:00", "20T11:00", &[]).await;
        plan("やめた会議", "19T10:00", "19T11:00", &[]).await;
        app.api(&guest, "POST", "/api/v1/exchanges/EX-1/plan/4/state", json!({"state": "cancelled"})).await.expect(200);
        for who in [&guest, &buddy] {
            let day = day(who).await;
            for part in ["障害訓練 14:00", "受け入れ担当と話す 16:00", "href=\"/exchanges/EX-1/plan/1\"", "x=\"58.33%\"", "width=\"6.25%\"", "いま 03:12"] {
                assert!(day.contains(part), "{part} in {day}");
            }
            assert!(!day.contains("あすの会議") && !day.contains("やめた会議"), "{day}");
        }
        assert!(!day(&stranger).await.contains("<svg"));
        let theirs = day(&colleague).await;
        assert!(theirs.contains("障害訓練") && !theirs.contains("受け入れ担当"), "{theirs}");
        app.api(&colleague, "POST", "/api/v1/exchanges/EX-1/plan/1/answer", json!({"answer": "declined"})).await.expect(200);
        assert!(!day(&colleague).await.contains("<svg"), "of the team, and no longer invited");
        // Where it is still yesterday, nothing of it is today.
        app.api(&guest, "PATCH", "/api/v1/me", json!({"time_zone": "America/New_York"})).await.expect(200);
        assert!(!day(&guest).await.contains("<svg"));
        app.api(&buddy, "PATCH", "/api/v1/me", json!({"time_zone": "Asia/Kolkata"})).await.expect(200);
        assert!(!day(&buddy).await.contains("14:00"));
        app.api(&guest, "PATCH", "/api/v1/me", json!({"time_zone": null})).await.expect(200);
        app.api(&guest, "POST", "/api/v1/exchanges/EX-1/state", json!({"deed": "cancel", "reason": "異動"})).await.expect(200);
        assert!(!day(&guest).await.contains("<svg"), "what came to nothing has no day");
    }

    /// After a quiet night the last news is told, also when much that is no news came after it.
    async fn the_last_news_is_told_after_a_quiet_night(app: TestApp) {
        let admin = app.admin().await;
        app.team("payments", TeamKind::Product).await;
        app.advance(jiff::SignedDuration::from_hours(48)).await;
        for n in 0..20 {
            app.api(&admin, "POST", "/api/v1/tokens", json!({"name": format!("t{n}"), "role": "read"})).await.expect(201);
        }
        let page = app.page(&admin, "/").await.text;
        assert!(page.contains("昨夜から何も変わっていない") && page.contains("PAYMENTS</a>"), "{page}");
    }

    /// By the beginnings of words, by kanji anywhere, by kana of either kind; deeds only for those who may.
    async fn the_palette_finds_and_does(app: TestApp) {
        let admin = app.admin().await;
        let team = app.team("payments", TeamKind::Product).await;
        let member = app.member_of(&team, "ミズノ ハルカ").await;
        app.person("大川 理", Role::Member).await;
        for (asked, found) in [
            ("pay", "/teams/payments"),
            ("みずの", "ミズノ ハルカ"),
            ("川", "大川 理"),
            ("ｱﾗ", "/alerts"),
            ("#1", "/ledger/1"),
        ] {
            let asked: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
            let list = app.page(&member, &format!("/palette?q={asked}")).await.expect(200).text;
            assert!(list.contains(found) && list.contains("role=\"option\"") && !list.contains('⟦'), "{asked}: {list}");
            assert!(!list.contains("<html"), "a part, not a page");
        }
        let nothing = app.page(&member, "/palette?q=zzzz").await.expect(200).text;
        assert!(nothing.contains("role=\"presentation\"") && !nothing.contains("role=\"option\""));
        for lang in Lang::ALL {
            let first = app.page_in(lang, Some(&admin), "/palette").await.expect(200).text;
            assert!(first.contains("/teams/new") && first.contains("/teams/payments") && !first.contains('⟦'), "{first}");
        }
        let mine = app.page(&member, "/palette?q=").await.expect(200).text;
        assert!(!mine.contains("/teams/new") && !mine.contains("/settings/webhooks"), "{mine}");
        app.get(&app.person("送り元", Role::Intake).await, "/palette").await.expect(403);
    }

    async fn ready_means_that_the_schema_is_ours(app: TestApp) {
        let admin = app.admin().await;
        assert_eq!(app.get(&admin, "/healthz").await.expect(200).text, "ok\n");
        app.get(&admin, "/readyz").await.expect(200);
        let mut tx = app.begin().await;
        tx.run(sql("insert into schema_version (number, name, applied_at, oldest_program) values (9000, 'newer', 0, 9000)")).await.unwrap();
        tx.commit().await.unwrap();
        let not = app.get(&admin, "/readyz").await.expect(503);
        assert!(not.text.contains("schema") && not.headers.contains_key("retry-after"));
        let mut tx = app.begin().await;
        tx.run(sql("delete from schema_version where number = 9000 or number = 7")).await.unwrap();
        tx.commit().await.unwrap();
        app.get(&admin, "/readyz").await.expect(503);
        app.app.db.close().await;
        app.get(&admin, "/healthz").await.expect(200);
        let not = app.get(&admin, "/readyz").await.expect(503);
        assert!(not.text.contains("does not answer"));
        // What the end of a test looks at is gone with the connections.
        std::mem::forget(app);
    }

    async fn measurements_say_what_there_is(app: TestApp) {
        ryugaku::app::measure();
        let admin = app.admin().await;
        app.team("payments", TeamKind::Product).await;
        app.get(&admin, "/api/v1/teams").await.expect(200);
        let text = app.get(&admin, "/metrics").await.expect(200).text;
        for line in [
            "ryugaku_ledger_position 1",
            "ryugaku_jobs{state=\"ready\"} 0",
            "ryugaku_jobs{state=\"gave_up\"} 0",
            "ryugaku_database_connections{engine=",
            "route=\"/api/v1/teams\",status=\"200\",le=\"0.02\"",
            "# HELP ryugaku_http_request_seconds",
        ] {
            assert!(text.contains(line), "{line} is missing in {text}");
        }
        assert_eq!(app.page_in(Lang::En, None, "/metrics").await.status, 303, "not for everybody");
    }

    /// Every operation says what it does, where it belongs, how it fails, and how one signs in.
    async fn the_api_describes_itself(app: TestApp) {
        let admin = app.admin().await;
        let document = app.get(&admin, "/api/openapi.json").await.expect(200).json();
        assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
        assert_eq!(document["security"], json!([{"bearer": []}, {"basic": []}]));
        let tags: Vec<&Value> = document["tags"].as_array().unwrap().iter().collect();
        assert!(tags.iter().all(|tag| tag["description"].is_string()), "{tags:?}");
        let mut ids = std::collections::BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let name = format!("{method} {path}");
                assert!(operation["summary"].as_str().is_some_and(|words| !words.is_empty()), "{name} has no summary");
                assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name} has no tag");
                assert!(ids.insert(operation["operationId"].to_string()), "{name} shares its id");
                let responses = operation["responses"].as_object().unwrap();
                assert!(responses.keys().any(|status| status.starts_with('2') || status.starts_with('3')), "{name}");
                for status in ["4", "503"] {
                    let problem = responses.iter().find(|(of, _)| of.starts_with(status));
                    assert!(problem.is_some_and(|(_, said)| said["content"]["application/problem+json"].is_object()), "{name} {status}");
                }
            }
        }
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&admin), "/api/docs").await.expect(200);
            assert!(page.text.contains("id=\"docs\"") && page.text.contains("swagger-ui-bundle.js") && !page.text.contains('⟦'));
            assert!(page.headers["content-security-policy"].to_str().unwrap().contains("script-src 'self'"));
        }
        assert_eq!(app.page_in(Lang::Ja, None, "/api/docs").await.expect(303).location(), "/sign-in?next=%2Fapi%2Fdocs");
    }
}

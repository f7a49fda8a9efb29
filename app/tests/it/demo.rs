//! The example organisation, as somebody finds it who looks around.

use jiff::SignedDuration;
use ryugaku::demo;
use ryugaku::people::PersonId;
use ryugaku_db::{Read, sql};
use ryugaku_kernel::{Lang, Role, Time};
use serde_json::Value;

use crate::both;

both! {
    /// Its Prometheus has delivered just now, its alerts came from there; nothing is sent anywhere, and no secret is shown.
    async fn it_is_connected_and_calls_nobody(app: TestApp) {
        demo::load(&app.app, Lang::Ja).await.unwrap();
        let admin = app.admin().await;
        let integrations = app.get(&admin, "/api/v1/integrations").await.expect(200).json();
        let prometheus = &integrations["items"][0];
        assert_eq!((prometheus["name"].as_str(), prometheus["kind"].as_str()), (Some("本番の Prometheus"), Some("prometheus")));
        assert!(prometheus["alerts"].as_i64().unwrap() > 1000, "{prometheus}");
        let seen: Time = serde_json::from_value(prometheus["last_seen_at"].clone()).unwrap();
        assert!(app.now().since(seen) < SignedDuration::from_mins(1), "{prometheus}");
        assert!(integrations["items"][1]["silent_since"].is_string(), "one has broken off");
        let page = app.page(&admin, "/alerts").await.expect(200).text;
        assert!(page.contains("外形監視 probe-osaka から、14分届いていない。"), "{page}");
        let alerts = app.get(&admin, "/api/v1/alerts").await.expect(200).json();
        let fingerprint = alerts["items"][0]["id"].as_str().expect("something fires").to_owned();
        let webhooks = app.get(&admin, "/api/v1/webhooks").await.expect(200).json();
        assert_eq!((webhooks["items"].as_array().unwrap().len(), &webhooks["items"][0]["active"]), (1, &false.into()), "{webhooks}");
        let tokens = app.get(&admin, "/api/v1/tokens").await.expect(200).json();
        assert_eq!((tokens["items"].as_array().unwrap().len(), &tokens["items"][0]["role"]), (1, &"read".into()), "{tokens}");
        for (path, says) in [("/integrations", "本番の Prometheus"), ("/settings/webhooks", "社内チャット"), ("/settings/tokens", "週報のスクリプト"),
                             (&format!("/alerts/{fingerprint}"), "本番の Prometheus"), ("/ledger?kind=integration", "本番の Prometheus</a>")] {
            for lang in Lang::ALL {
                let page = app.page_in(lang, Some(&admin), path).await.expect(200).text;
                assert!(page.contains(says) && !page.contains('⟦'), "{path}: {page}");
            }
        }
        app.run_jobs().await;
        assert_eq!(app.get(&admin, "/api/v1/jobs?state=ready").await.expect(200).json()["items"].as_array().unwrap().len(), 0);
    }

    /// Whoever looks around finds each page of alerts filled, and nobody has been told anything.
    async fn it_shows_who_hears_of_alerts(app: TestApp) {
        demo::load(&app.app, Lang::Ja).await.unwrap();
        let admin = app.admin().await;
        for (path, says) in [("/routing", "critical-over-warning"), ("/routing", "SEV2"), ("/routing/versions/1", "分けた"), ("/receivers", "oncall@example.com"),
                             ("/silences", "しきい値を見直すまで"), ("/maintenance", "索引の作り直し"), ("/maintenance?state=upcoming", "配送 DB の版上げ"),
                             ("/alert-rules", "HighErrorRate"), ("/severity-policy", "checkout-support@example.com")] {
            let page = app.page(&admin, path).await.expect(200).text;
            assert!(page.contains(says), "{path} {says}: {page}");
        }
        let without = app.page(&admin, "/alert-rules?without_runbook=1").await.expect(200).text;
        assert!(!without.contains("data-row"), "{without}");
        assert!(app.page(&admin, "/notices").await.expect(200).text.contains("まだ何も知らせていない"));
    }

    /// The exchange that is over tells its whole story, and opens to nobody what its people told each other alone.
    async fn the_first_exchange_is_whole(app: TestApp) {
        demo::load(&app.app, Lang::Ja).await.unwrap();
        let reader = app.person("大野 実", Role::Read).await;
        let page = app.page(&reader, "/exchanges/EX-1").await.expect(200).text;
        for says in ["プロダクトSRE: 青木 澄 (検索と推薦)", "/products/search/sre", "控え: 石井 栞", "/discussions/DI-1", "/needs/ND-3"] {
            assert!(page.contains(says), "{says}: {page}");
        }
        let report = app.page(&reader, "/exchanges/EX-1/report.md?lang=ja").await.expect(200).text;
        for says in ["プロダクトSRE: 青木 澄", "聞ける相手の顔だった", "だれも答えられなかった", "もう一度送り出したい", "続くことはまだ決まっていない"] {
            assert_eq!(report.contains(says), ["プロダクトSRE: 青木 澄", "聞ける相手の顔だった"].contains(&says), "{says}: {report}");
        }
        let people = app.get(&reader, "/api/v1/people?limit=100").await.expect(200).json();
        let saeki = people["items"].as_array().unwrap().iter().find(|one| one["name"] == "佐伯 真").unwrap()["id"].as_str().unwrap().parse().unwrap();
        let saeki = app.signed_in(PersonId(saeki)).await;
        let cells = app.get(&saeki, "/api/v1/exchanges/EX-1/feedback").await.expect(200).json();
        let given = |cell: &Value| cell["given"].as_array().is_some_and(|days| days.len() == 1) && cell["opens"] == false;
        assert!(cells["items"].as_array().unwrap().iter().all(given) && cells["items"].as_array().unwrap().len() == 12, "{cells}");
        app.page(&saeki, "/exchanges/EX-1/feedback/end/guest").await.expect(404);
        let plan = app.get(&saeki, "/api/v1/exchanges/EX-1/plan").await.expect(200).json();
        let done = plan["items"].as_array().unwrap().iter().filter(|item| item["state"] == "done").count();
        assert_eq!((plan["items"].as_array().unwrap().len(), done), (8, 7), "{plan}");
        let discussion = app.page(&saeki, "/discussions/DI-1").await.expect(200).text;
        assert!(discussion.contains("忙しそうで、頼みにくい") && discussion.contains("先に作っている人たち"), "{discussion}");
        for (state, count) in [("draft", 1), ("review", 1)] {
            let written = app.page(&saeki, &format!("/postmortems?state={state}")).await.expect(200).text;
            assert_eq!(written.matches("data-row").count(), count, "{state}: {written}");
        }
        app.run_jobs().await;
    }

    /// Of the drill that is over the debrief says what was late and what was forgotten; another goes on. Neither is among the incidents.
    async fn a_drill_is_over_and_another_goes_on(app: TestApp) {
        demo::load(&app.app, Lang::Ja).await.unwrap();
        let admin = app.admin().await;
        let drills = app.get(&admin, "/api/v1/incidents?drills=only").await.expect(200).json();
        let drills = drills["items"].as_array().unwrap();
        let standing: Vec<(&str, &str)> = drills.iter().map(|one| (one["title"].as_str().unwrap(), one["status"].as_str().unwrap())).collect();
        assert_eq!(standing, [("夜中に検索の索引が壊れた", "investigating"), ("決済が止まる", "closed")]);
        let (going_on, over) = (drills[0]["number"].as_str().unwrap(), drills[1]["number"].as_str().unwrap());
        let incidents = app.get(&admin, "/api/v1/incidents?limit=200").await.expect(200).json();
        assert!(incidents["items"].as_array().unwrap().iter().all(|one| one["practice"] == false));
        let drill = app.get(&admin, &format!("/api/v1/incidents/{over}/drill")).await.expect(200).json();
        let steps: Vec<String> = drill["steps"].as_array().unwrap().iter().map(|one| format!("{} {} {}", one["step"].as_str().unwrap(), one["done_minute"], one["came"].as_str().unwrap())).collect();
        assert_eq!(steps, ["role/commander 3 in_time", "role/communications 6 in_time", "role/responder 7 in_time", "update/inside/1 12 in_time",
            "tell/カスタマーサポート 26 late", "role/scribe 27 late", "update/inside/2 42 late", "update/stakeholders/1 28 in_time", "tell/経営層 null forgotten",
            "update/inside/3 null forgotten", "update/stakeholders/2 64 late", "close/postmortem 82 not_needed", "close/review 82 not_needed"], "{drill:#}");
        let reached: Vec<&Value> = drill["aims"].as_array().unwrap().iter().map(|aim| &aim["reached"]).collect();
        assert_eq!((reached, drill["tasks"].as_array().unwrap().len()), (vec![&Value::Bool(true), &Value::Bool(false), &Value::Bool(true)], 1));
        for lang in Lang::ALL {
            for path in [format!("/incidents/{over}"), format!("/incidents/{over}/debrief"), format!("/incidents/{going_on}"), format!("/incidents/{going_on}/debrief")] {
                let page = app.page_in(lang, Some(&admin), &path).await.expect(200).text;
                assert!(page.contains(["訓練", "Drill"][usize::from(lang == Lang::En)]) && !page.contains('⟦'), "{path}: {page}");
            }
        }
        let debrief = app.page(&admin, &format!("/incidents/{over}/debrief")).await.expect(200).text;
        for says in ["間に合った 5・遅れ 4・忘れ 2・要らないとした 2", "次に指揮する人</strong>", "田村 環", "広報が「いつ直るか」を聞いてきた", "予定は 20分", "5日後"] {
            assert!(debrief.contains(says), "{says}: {debrief}");
        }
        let list = app.page(&admin, "/drills").await.expect(200).text;
        assert!(list.contains(&format!("/incidents/{over}/debrief")) && !list.contains(&format!("/incidents/{going_on}/debrief")), "{list}");
        app.run_jobs().await;
    }

    /// What was deployed stands where one looks for causes. A rule asks, and once the alerts are looked at, it is the same question still.
    async fn it_shows_deploys_and_asks_a_question(app: TestApp) {
        demo::load(&app.app, Lang::Ja).await.unwrap();
        let admin = app.admin().await;
        let told = app.get(&admin, "/api/v1/deploys").await.expect(200).json();
        assert_eq!(told["items"].as_array().unwrap().len(), 11, "{told}");
        let incidents = app.get(&admin, "/api/v1/incidents?limit=200").await.expect(200).json();
        let running = incidents["items"].as_array().unwrap().iter().find(|one| one["title"] == "決済 API で 5xx が増え、注文の一部が失敗");
        let number = running.unwrap()["number"].as_str().unwrap();
        let room = app.page(&admin, &format!("/incidents/{number}")).await.expect(200).text;
        assert!(room.contains("直前のデプロイ") && room.contains("/deploys?service=checkout-api"), "{room}");
        let page = app.page(&admin, "/deploys").await.expect(200).text;
        assert!(page.contains(&format!("/incidents/{number}\"")) && page.contains("すべてのサービス"), "{page}");
        let asked = async || app.get(&admin, "/api/v1/questions?state=open").await.expect(200).json()["items"].as_array().unwrap().len();
        assert_eq!(asked().await, 1);
        let page = app.page(&admin, "/questions").await.expect(200).text;
        assert!(page.contains("p99 が 800ms を超えている") && page.contains("プロダクトB 検索"), "{page}");
        app.apply_alerts().await;
        for minutes in [1, 6] {
            app.after(SignedDuration::from_mins(minutes)).await;
        }
        assert_eq!(asked().await, 1);
        let joined = app.app.db.reader().count(sql("select count(*) as n from question_groups")).await.unwrap();
        assert!(joined > 0, "nobody has looked");
        app.run_jobs().await;
    }
}

//! Drills: the whole flow of an incident on a clock of its own, marked as practice, counted nowhere; and its debrief.

use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

fn scenario() -> Value {
    json!({"title": "決済が止まる", "severity": "sev1", "services": ["api"],
        "injects": [{"minute": 20, "said": "レプリカも落ちた"}, {"minute": 0, "said": "決済が 500 を返す"}],
        "aims": ["15分で関係者に知らせる", "指揮を一度渡す"]})
}

async fn services(app: &TestApp, admin: &Who) {
    app.team("ours", TeamKind::Product).await;
    app.api(admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"})).await.expect(201);
    let service = json!({"slug": "api", "name": "API", "product": "shop"});
    app.api(admin, "POST", "/api/v1/services", service).await.expect(201);
}

async fn open(app: &TestApp, who: &Who) -> Value {
    let new =
        json!({"title": "決済が止まる", "severity": "sev1", "services": ["api"], "practice": true, "scenario": "SC-1"});
    app.api(who, "POST", "/api/v1/incidents", new).await.expect(201).json()
}

fn numbers(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect()
}

/// Of the debrief, each as `step due done came`.
fn told(drill: &Value) -> Vec<String> {
    let line = |line: &Value| {
        format!(
            "{} {} {} {}",
            line["step"].as_str().unwrap(),
            line["due_minute"],
            line["done_minute"],
            line["came"].as_str().unwrap()
        )
    };
    drill["steps"].as_array().unwrap().iter().map(line).collect()
}

both! {
    async fn scenarios_are_written_changed_and_put_away(app: TestApp) {
        let admin = app.admin().await;
        let reader = app.person("読む人", Role::Read).await;
        services(&app, &admin).await;
        app.api(&reader, "POST", "/api/v1/scenarios", scenario()).await.expect(403);
        let made = app.api(&admin, "POST", "/api/v1/scenarios", scenario()).await.expect(201);
        assert_eq!(made.location(), "/api/v1/scenarios/SC-1");
        let made = made.json();
        assert_eq!((&made["injects"][0]["minute"], &made["injects"][1]["said"]), (&json!(0), &json!("レプリカも落ちた")), "in the order of minutes");
        for (field, value) in [("title", json!(" ")), ("services", json!(["nowhere"])), ("injects", json!([{"minute": -1, "said": "x"}])), ("injects", json!([{"minute": 1, "said": " "}])), ("aims", json!(vec!["x"; 31]))] {
            let mut wrong = scenario();
            wrong[field] = value;
            let refused = app.api(&admin, "POST", "/api/v1/scenarios", wrong).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field, "{refused}");
        }
        let form = [("title", "決済が遅い"), ("severity", "sev2"), ("injects", "5 遅い\n夕方 x"), ("aims", "a\n\nb"), ("version", "1")];
        assert!(app.post_form(&admin, "/drills/SC-1", &form).await.expect(422).text.contains("2行目の先頭に分がない"));
        let form = [("title", "決済が遅い"), ("severity", "sev2"), ("injects", "5 遅い"), ("aims", "a\n\nb"), ("version", "1")];
        app.post_form(&admin, "/drills/SC-1", &form).await.expect(303);
        app.post_form(&admin, "/drills/SC-1", &form).await.expect(412);
        let now = app.get(&reader, "/api/v1/scenarios/SC-1").await.expect(200).json();
        assert_eq!((&now["aims"], &now["severity"], &now["version"]), (&json!(["a", "b"]), &json!("sev2"), &json!(2)));
        let filled = app.page(&admin, "/incidents/new?scenario=SC-1").await.expect(200).text;
        assert!(filled.contains("value=\"決済が遅い\"") && filled.contains("name=\"practice\" value=\"yes\" checked"), "{filled}");
        for lang in Lang::ALL {
            assert!(app.page_in(lang, Some(&reader), "/drills").await.expect(200).text.contains("決済が遅い"));
        }
        app.post_form(&admin, "/drills/SC-1/archive", &[]).await.expect(303);
        app.api(&admin, "DELETE", "/api/v1/scenarios/SC-1", json!({})).await.expect(409);
        assert!(numbers(&app.get(&admin, "/api/v1/scenarios").await.expect(200).json()).is_empty());
    }

    /// Its steps come due on its clock; everything that is recorded keeps the time on the wall.
    async fn a_drill_has_a_clock_of_its_own(app: TestApp) {
        let admin = app.admin().await;
        let saeki = app.person("佐伯 真", Role::Member).await;
        let mori = app.person("森 葵", Role::Member).await;
        services(&app, &admin).await;
        app.api(&admin, "POST", "/api/v1/scenarios", scenario()).await.expect(201);
        let opened = open(&app, &saeki).await;
        assert_eq!((&opened["number"], &opened["practice"]), (&json!("DRILL-1"), &json!(true)));
        let began = app.now();
        let drill = |who: &Who, part: &'static str, body: Value| { let (app, who) = (&app, who.clone()); async move { app.api(&who, "POST", &format!("/api/v1/incidents/DRILL-1/drill{part}"), body).await } };
        // Only who leads it turns the clock and reads out what happens; nobody else sees that.
        drill(&mori, "/clock", json!({"turn": "pause"})).await.expect(403);
        drill(&mori, "/injects/1", json!({})).await.expect(403);
        assert_eq!(app.get(&mori, "/api/v1/incidents/DRILL-1/drill").await.expect(200).json()["injects"], json!([]));
        assert!(!app.page(&mori, "/incidents/DRILL-1").await.expect(200).text.contains("レプリカも落ちた"));
        let given = drill(&saeki, "/injects/1", json!({})).await.expect(200).json();
        assert!(given["injects"][0]["given_at"].is_string(), "{given}");
        drill(&saeki, "/injects/1", json!({})).await.expect(409);
        drill(&saeki, "/injects/9", json!({})).await.expect(404);
        // Three minutes on the wall, then the clock stands still.
        app.clock.advance(SignedDuration::from_mins(3));
        app.api(&mori, "PUT", "/api/v1/incidents/DRILL-1/roles/commander", json!({"person": "me"})).await.expect(200);
        drill(&saeki, "/clock", json!({"turn": "pause"})).await.expect(200);
        drill(&saeki, "/clock", json!({"turn": "pause"})).await.expect(409);
        app.clock.advance(SignedDuration::from_hours(2));
        let steps = app.get(&mori, "/api/v1/incidents/DRILL-1/steps").await.expect(200).json();
        assert!(steps["items"].as_array().unwrap().iter().all(|step| step["late"] == false), "the clock stands: {steps}");
        for wrong in [json!({"turn": "back"}), json!({"turn": "forward", "minutes": 0}), json!({"turn": "forward", "minutes": 100_000})] {
            drill(&saeki, "/clock", wrong).await.expect(422);
        }
        let moved = drill(&saeki, "/clock", json!({"turn": "forward", "minutes": 15})).await.expect(200).json();
        assert_eq!((&moved["minute"], &moved["running"]), (&json!(18), &json!(false)));
        let steps = app.get(&mori, "/api/v1/incidents/DRILL-1/steps").await.expect(200).json();
        let late: Vec<&str> = steps["items"].as_array().unwrap().iter().filter(|step| step["late"] == true).map(|step| step["step"].as_str().unwrap()).collect();
        assert_eq!(late.len(), 4, "communications, responder, support, the update inside: {steps}");
        let path = "/api/v1/incidents/DRILL-1";
        app.api(&mori, "POST", &format!("{path}/steps"), json!({"step": "role/responder", "answer": "put_off", "minutes": 5})).await.expect(200);
        app.api(&mori, "POST", &format!("{path}/updates"), json!({"circle": "inside", "text": "調べている"})).await.expect(201);
        app.api(&saeki, "PUT", &format!("{path}/roles/responder"), json!({"person": "me"})).await.expect(200);
        app.api(&mori, "POST", &format!("{path}/steps"), json!({"step": "role/scribe", "answer": "not_needed", "reason": "二人しかいない"})).await.expect(200);
        drill(&saeki, "/clock", json!({"turn": "start"})).await.expect(200);
        app.clock.advance(SignedDuration::from_mins(4));
        app.api(&mori, "POST", &format!("{path}/resolve"), json!({"line": "切り戻した"})).await.expect(200);
        let debrief = drill(&saeki, "/aims/1", json!({"reached": false})).await.expect(200).json();
        assert_eq!(told(&debrief)[..7], ["role/commander 5 3 in_time", "role/communications 10 null forgotten", "role/responder 10 18 late", "update/inside/1 15 18 late",
            "tell/カスタマーサポート 15 null forgotten", "role/scribe 20 18 not_needed", "tell/経営層 30 null ahead"], "{debrief:#}");
        assert_eq!((&debrief["late"], &debrief["forgotten"]), (&json!(2), &json!(2)), "{debrief:#}");
        assert_eq!((&debrief["steps"][0]["whose"], &debrief["steps"][2]["whose"]), (&Value::Null, &json!("森 葵")), "{debrief:#}");
        app.api(&mori, "PUT", &format!("{path}/drill/learnt"), json!({"text": "連絡担当を**先に**決める"})).await.expect(200);
        app.api(&mori, "POST", &format!("{path}/tasks"), json!({"title": "連絡網を見直す"})).await.expect(201);
        let task = app.get(&mori, "/api/v1/tasks").await.expect(200).json();
        assert_eq!(task["items"][0]["origin"], json!({"kind": "incident", "number": "DRILL-1"}));
        let page = app.page(&mori, "/incidents/DRILL-1/debrief").await.expect(200).text;
        for words in ["<strong>先に</strong>", "忘れた", "8分 遅れ", "間に合った 1・遅れ 2・忘れ 2・要らないとした 1", "届かなかった", "連絡網を見直す", "決済が 500 を返す", "訓練"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let page = app.page_in(Lang::En, Some(&mori), "/incidents/DRILL-1/debrief").await.expect(200).text;
        assert!(page.contains("forgotten") && page.contains("Not reached"), "{page}");
        let file = app.page(&mori, "/incidents/DRILL-1/debrief.md").await.expect(200);
        assert!(file.text.starts_with("# DRILL-1 決済が止まる – 振り返り") && file.text.contains("| 10分 | 18分 | 8分 遅れ |"), "{}", file.text);
        assert!(file.text.contains("- 0分 (予定は 0分): 決済が 500 を返す") && !file.text.contains("レプリカも落ちた"), "{}", file.text);
        // The ledger has the time on the wall.
        let timeline = app.get(&mori, &format!("{path}/timeline")).await.expect(200).json();
        let resolved = timeline["items"].as_array().unwrap().iter().find(|one| one["kind"] == "incident.resolved").unwrap();
        assert_eq!(resolved["at"], json!(began.plus(SignedDuration::from_mins(127)).to_string()));
        app.api(&mori, "POST", "/api/v1/incidents", json!({"title": "本番の障害", "severity": "sev3"})).await.expect(201);
        app.api(&saeki, "POST", "/api/v1/incidents/INC-2/drill/clock", json!({"turn": "pause"})).await.expect(409);
        app.get(&saeki, "/api/v1/incidents/INC-2/drill").await.expect(409);
        app.page(&saeki, "/incidents/INC-2/debrief").await.expect(409);
    }

    /// Of two who write what was learnt the second is shown what the first wrote, and keeps their own words.
    async fn what_was_learnt_is_not_written_over(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        let new = json!({"title": "決済が止まる", "severity": "sev1", "practice": true});
        app.api(&saeki, "POST", "/api/v1/incidents", new).await.expect(201);
        let (page, api) = ("/incidents/DRILL-1/debrief", "/api/v1/incidents/DRILL-1/drill");
        let form = app.page(&saeki, page).await.expect(200).text;
        assert!(form.contains("name=\"version\" value=\"1\""), "{form}");
        let follows = |page: &str| (page.contains(" data-keep-written>"), page.contains(" hx-morph-skip>"));
        assert_eq!(follows(&form), (true, false), "what others write comes in while nobody writes here");
        let write = |version: &'static str, learnt: &'static str| { let (app, saeki) = (&app, &saeki); async move { app.post_form(saeki, "/incidents/DRILL-1/debrief/learnt", &[("version", version), ("learnt", learnt)]).await } };
        write("1", "先に決める").await.expect(303);
        let late = write("1", "電話も使う").await.expect(412).text;
        for part in ["先に決める", "電話も使う</textarea>", "name=\"version\" value=\"2\"", "もう一度保存すると"] {
            assert!(late.contains(part), "{part}: {late}");
        }
        assert_eq!(follows(&late), (false, true), "words that were refused stay");
        app.api_with(&saeki, "PUT", &format!("{api}/learnt"), json!({"text": "x"}), &[("if-match", "\"1\"")]).await.expect(412);
        assert_eq!(app.get(&saeki, api).await.expect(200).json()["learnt"], "先に決める");
        write("2", "先に決め、電話も使う").await.expect(303);
        let taken = app.api_with(&saeki, "PUT", &format!("{api}/learnt"), json!({"text": ""}), &[("if-match", "\"3\"")]).await.expect(200).json();
        assert_eq!((&taken["learnt"], &taken["version"]), (&json!(""), &json!(4)), "what should not stand there can be taken out");
    }

    /// What was read out and should not have been is gone from the debrief, too.
    async fn what_was_read_out_can_be_taken_away(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        app.api(&admin, "POST", "/api/v1/scenarios", scenario()).await.expect(201);
        open(&app, &admin).await;
        let path = "/api/v1/incidents/DRILL-1";
        app.api(&admin, "POST", &format!("{path}/drill/injects/1"), json!({})).await.expect(200);
        assert!(app.page(&admin, "/incidents/DRILL-1/debrief").await.expect(200).text.contains("決済が 500 を返す"));
        let timeline = app.get(&admin, &format!("{path}/timeline")).await.expect(200).json();
        let given = timeline["items"].as_array().unwrap().iter().find(|one| one["kind"] == "drill.inject_given").unwrap();
        app.api(&admin, "POST", &format!("{path}/notes/{}/redact", given["position"]), json!({})).await.expect(200);
        for page in ["", "/debrief", "/debrief.md"] {
            let shown = app.page(&admin, &format!("/incidents/DRILL-1{page}")).await.expect(200).text;
            assert!(!shown.contains("決済が 500 を返す") && shown.contains("文は消してある"), "{page}: {shown}");
        }
        let drill = app.get(&admin, &format!("{path}/drill")).await.expect(200).json();
        assert_eq!((&drill["injects"][0]["said"], &drill["injects"][1]["said"]), (&json!("The text has been redacted"), &json!("レプリカも落ちた")), "{drill:#}");
    }

    /// Its post-mortem says what it is wherever it stands, is on its clock, and is none of those that are listed and counted.
    async fn its_post_mortem_is_one_of_a_drill(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        let new = json!({"title": "決済が止まる", "severity": "sev1", "practice": true});
        app.api(&saeki, "POST", "/api/v1/incidents", new).await.expect(201);
        let path = "/api/v1/incidents/DRILL-1";
        app.clock.advance(SignedDuration::from_mins(4));
        app.api(&saeki, "POST", &format!("{path}/drill/clock"), json!({"turn": "forward", "minutes": 40})).await.expect(200);
        app.api(&saeki, "POST", &format!("{path}/resolve"), json!({})).await.expect(200);
        let before = app.page(&saeki, "/incidents/DRILL-1/postmortem").await.expect(200).text;
        assert!(before.contains("<span class=\"badge\">訓練</span>"), "nothing is written yet: {before}");
        let written = app.api(&saeki, "POST", &format!("{path}/postmortem"), json!({})).await.expect(201).json();
        let body = written["body"].as_str().unwrap();
        assert!(body.starts_with("# DRILL-1 決済が止まる\n\n訓練。本番の障害ではない\n\n## 概要"), "{body}");
        assert!(body.contains("44分"), "{body}");
        assert_eq!(written["practice"], true);
        for part in ["", "/edit", "/facts", "/versions", "/versions/1"] {
            let page = app.page(&saeki, &format!("/incidents/DRILL-1/postmortem{part}")).await.expect(200).text;
            assert!(page.contains("<span class=\"badge\">訓練</span>"), "{part}: {page}");
        }
        let file = app.page(&saeki, "/incidents/DRILL-1/postmortem.md").await.expect(200).text;
        assert!(file.contains("訓練。本番の障害ではない"), "{file}");
        let list = |query: &'static str| { let (app, saeki) = (&app, &saeki); async move { app.get(saeki, &format!("/api/v1/postmortems{query}")).await.expect(200).json()["items"].as_array().unwrap().len() } };
        assert_eq!((list("").await, list("?drills=with").await, list("?drills=only").await), (0, 1, 1));
        app.get(&saeki, "/api/v1/postmortems?drills=perhaps").await.expect(422);
        let page = app.page(&saeki, "/postmortems").await.expect(200).text;
        assert!(!page.contains("id=\"p-") && !page.contains("<span class=\"at\">1件</span>"), "{page}");
        let page = app.page(&saeki, "/postmortems?drills=with").await.expect(200).text;
        assert!(page.contains("id=\"p-") && page.contains("<span class=\"at\">1件</span>") && page.contains("<span class=\"badge\">訓練</span>"), "{page}");
    }

    /// What the policy asks for since a change of severity stands beside that change, however far the clock was moved on.
    async fn what_is_asked_for_since_a_change_stands_beside_it(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        let new = json!({"title": "決済が止まる", "severity": "sev1", "practice": true});
        app.api(&saeki, "POST", "/api/v1/incidents", new).await.expect(201);
        let path = "/api/v1/incidents/DRILL-1";
        app.clock.advance(SignedDuration::from_mins(1));
        app.api(&saeki, "POST", &format!("{path}/drill/clock"), json!({"turn": "forward", "minutes": 40})).await.expect(200);
        app.api(&saeki, "PATCH", path, json!({"severity": "sev2"})).await.expect(200);
        let timeline = app.get(&saeki, &format!("{path}/timeline")).await.expect(200).json();
        let changed = timeline["items"].as_array().unwrap().iter().find(|one| one["kind"] == "incident.severity_changed").unwrap();
        assert!(changed["asks"].as_array().is_some_and(|asks| !asks.is_empty()), "{timeline:#}");
    }

    /// What would have come due later was not forgotten: it goes on in the other.
    async fn a_drill_that_was_merged_owes_nothing(app: TestApp) {
        let admin = app.admin().await;
        let new = json!({"title": "決済が止まる", "severity": "sev1", "practice": true});
        for _ in 0..2 {
            app.api(&admin, "POST", "/api/v1/incidents", new.clone()).await.expect(201);
        }
        app.clock.advance(SignedDuration::from_mins(2));
        app.api(&admin, "POST", "/api/v1/incidents/DRILL-1/merge", json!({"into": "DRILL-2"})).await.expect(200);
        app.clock.advance(SignedDuration::from_hours(1));
        let gone = app.get(&admin, "/api/v1/incidents/DRILL-1/drill").await.expect(200).json();
        assert_eq!(told(&gone), Vec::<String>::new(), "{gone:#}");
        let other = app.get(&admin, "/api/v1/incidents/DRILL-2/drill").await.expect(200).json();
        assert!(other["forgotten"].as_i64().unwrap() > 0, "{other:#}");
    }

    /// Whatever counts or compares passes over it; wherever it is named it says what it is.
    async fn a_drill_is_marked_and_counted_nowhere(app: TestApp) {
        let admin = app.admin().await;
        services(&app, &admin).await;
        app.api(&admin, "POST", "/api/v1/scenarios", scenario()).await.expect(201);
        open(&app, &admin).await;
        let list = |query: &'static str| { let (app, admin) = (&app, &admin); async move { app.get(admin, &format!("/api/v1/incidents{query}")).await.expect(200).json() } };
        assert!(numbers(&list("").await).is_empty());
        assert_eq!(numbers(&list("?drills=only").await), ["DRILL-1"]);
        app.get(&admin, "/api/v1/incidents?drills=perhaps").await.expect(422);
        let page = app.page(&admin, "/incidents").await.expect(200).text;
        assert!(!page.contains("DRILL-1") && page.contains("動いているインシデントはない"), "{page}");
        let page = app.page(&admin, "/incidents?drills=with").await.expect(200).text;
        assert!(page.contains("DRILL-1") && page.contains("<span class=\"badge\">訓練</span>"), "{page}");
        assert_eq!(app.page(&admin, "/incidents/INC-1").await.expect(308).location(), "/incidents/DRILL-1");
        let room = app.page_in(Lang::En, Some(&admin), "/incidents/DRILL-1").await.expect(200).text;
        assert!(room.contains("Practice: this is no real incident") && room.contains("Forward 15 min"), "{room}");
        app.post_form(&admin, "/incidents/DRILL-1/drill/clock", &[("turn", "forward"), ("minutes", "15")]).await.expect(303);
        app.post_form(&admin, "/incidents/DRILL-1/drill/injects", &[("inject", "1")]).await.expect(303);
        let room = app.page(&admin, "/incidents/DRILL-1").await.expect(200).text;
        assert!(room.contains("読み上げた") && room.contains("15分"), "{room}");
        app.api(&admin, "POST", "/api/v1/incidents/DRILL-1/resolve", json!({"line": "切り戻した"})).await.expect(200);
        let real = json!({"title": "決済が止まる", "severity": "sev1", "services": ["api"]});
        app.api(&admin, "POST", "/api/v1/incidents", real).await.expect(201);
        assert_eq!(numbers(&list("").await), ["INC-2"]);
        let like = app.get(&admin, "/api/v1/incidents/INC-2/similar").await.expect(200).json();
        assert_eq!(like["items"], json!([]), "nobody is sent to a drill at night");
        // Opened by a form, without a scenario; a wrong one is refused at its field.
        let form = [("title", "x"), ("severity", "sev4"), ("practice", "yes"), ("scenario", "SC-9")];
        app.post_form(&admin, "/incidents", &form).await.expect(422);
        let form = [("title", "x"), ("severity", "sev4"), ("practice", "yes"), ("scenario", "")];
        assert_eq!(app.post_form(&admin, "/incidents", &form).await.expect(303).location(), "/incidents/DRILL-3");
        // Whoever chose a scenario has meant a drill.
        let form = [("title", "x"), ("severity", "sev4"), ("scenario", "SC-1")];
        assert_eq!(app.post_form(&admin, "/incidents", &form).await.expect(303).location(), "/incidents/DRILL-4");
        let real = json!({"title": "x", "severity": "sev4", "scenario": "SC-1"});
        let refused = app.api(&admin, "POST", "/api/v1/incidents", real).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "practice", "{refused}");
        let ledger = app.page(&admin, "/ledger").await.expect(200).text;
        assert!(ledger.contains("DRILL-1") && ledger.contains("訓練の時計を 15分進めた"), "{ledger}");
    }
}

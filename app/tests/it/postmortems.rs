//! Post-mortems: from the facts to published, several hands at once, actions that become tasks, and those taken from files.

use crate::both;
use crate::support::{TestApp, Who};
use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Actor, Lang, Role};
use serde_json::{Value, json};

pub const AT: &str = "/api/v1/incidents/INC-1/postmortem";

/// An incident that is over, with a note, a task and somebody who led it.
pub async fn resolved(app: &TestApp, who: &Who) {
    let body = json!({"title": "決済APIで5xx", "severity": "sev1", "impact": "決済のみ"});
    app.api(who, "POST", "/api/v1/incidents", body).await.expect(201);
    app.api(who, "PUT", "/api/v1/incidents/INC-1/roles/commander", json!({"person": "me"})).await.expect(200);
    app.api(who, "POST", "/api/v1/incidents/INC-1/notes", json!({"text": "接続が|枯れた"})).await.expect(201);
    app.clock.advance(SignedDuration::from_mins(18));
    app.api(who, "POST", "/api/v1/incidents/INC-1/resolve", json!({"line": "上限を戻した"})).await.expect(200);
    app.api(who, "POST", "/api/v1/incidents/INC-1/tasks", json!({"title": "上限を監視する", "due": "2026-12-10"}))
        .await
        .expect(201);
}

async fn steps(app: &TestApp, who: &Who) -> Vec<String> {
    let list = app.get(who, "/api/v1/incidents/INC-1/steps").await.expect(200).json();
    list["items"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap().to_owned()).collect()
}

pub async fn save(app: &TestApp, who: &Who, version: i64, body: &str) -> (u16, Value) {
    let reply = app.api(who, "PUT", AT, json!({"body": body, "version": version})).await;
    let status = reply.status;
    (status, if status == 200 { reply.json() } else { Value::Null })
}

fn body(value: &Value) -> String {
    value["body"].as_str().unwrap().to_owned()
}

both! {
    /// From resolved to closed: nobody has to remember what is owed, and the facts are there.
    async fn a_draft_is_there_and_closing_waits_for_it(app: TestApp) {
        let (saeki, reader) = (app.person("佐伯 真", Role::Member).await, app.person("監査", Role::Read).await);
        let body_of_new = json!({"title": "x", "severity": "sev1"});
        app.api(&saeki, "POST", "/api/v1/incidents", body_of_new).await.expect(201);
        app.api(&saeki, "POST", AT, json!({})).await.expect(409);
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        let owed = steps(&app, &saeki).await;
        assert!(owed.contains(&"close/postmortem".to_owned()) && !owed.contains(&"turn/close".to_owned()), "{owed:?}");
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/close", json!({})).await.expect(409);
        app.get(&saeki, AT).await.expect(404);
        app.api(&reader, "POST", AT, json!({})).await.expect(403);
        let written = app.api(&saeki, "POST", AT, json!({})).await.expect(201).json();
        assert_eq!((&written["state"], &written["incident"], &written["late"]), (&json!("draft"), &json!("INC-1"), &json!(false)));
        app.api(&saeki, "POST", AT, json!({})).await.expect(409);
        app.api(&saeki, "POST", &format!("{AT}/publish"), json!({})).await.expect(409);
        app.api(&saeki, "POST", &format!("{AT}/review"), json!({})).await.expect(200);
        assert!(!steps(&app, &saeki).await.contains(&"close/postmortem".to_owned()));
        app.api(&saeki, "POST", &format!("{AT}/publish"), json!({})).await.expect(200);
        assert_eq!(save(&app, &saeki, 3, "x").await.0, 409, "what is published is taken back first");
        app.api(&saeki, "POST", &format!("{AT}/take-back"), json!({"reason": " "})).await.expect(422);
        app.api(&saeki, "POST", &format!("{AT}/take-back"), json!({"reason": "数字が違う"})).await.expect(200);
        app.clock.advance(SignedDuration::from_hours(24 * 6));
        let late = app.get(&reader, "/api/v1/postmortems?due=late").await.expect(200).json();
        assert_eq!(late["items"].as_array().unwrap().len(), 1, "{late}");
        for lang in Lang::ALL {
            let home = app.page_in(lang, Some(&saeki), "/postmortems").await.expect(200).text;
            assert!(!home.contains('⟦'), "{home}");
        }
        for deed in ["review", "publish"] {
            app.api(&saeki, "POST", &format!("{AT}/{deed}"), json!({})).await.expect(200);
        }
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/close", json!({})).await.expect(200);
        let ledger = app.page(&saeki, "/ledger?kind=postmortem").await.expect(200).text;
        assert!(ledger.contains("/incidents/INC-1/postmortem") && ledger.contains("数字が違う"), "{ledger}");
        let timeline = app.get(&saeki, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        assert!(!timeline.to_string().contains('⟦'), "{timeline}");
    }

    /// Where none is needed that is said with why, and it may be closed.
    async fn one_that_is_not_needed_is_on_record(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        resolved(&app, &saeki).await;
        let home = app.page(&saeki, "/").await.expect(200).text;
        assert!(home.contains("/incidents/INC-1/postmortem"), "{home}");
        let answer = json!({"step": "close/postmortem", "answer": "not_needed", "reason": "訓練だった"});
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/steps", answer).await.expect(200);
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/close", json!({})).await.expect(200);
        let timeline = app.get(&saeki, "/api/v1/incidents/INC-1/timeline").await.expect(200).json();
        assert!(timeline.to_string().contains("Write the post-mortem"), "{timeline}");
    }

    /// How records were kept is of no use to who reads what was learned.
    async fn bookkeeping_stands_in_no_draft(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": "決済APIで5xx", "severity": "sev1"})).await.expect(201);
        app.api(&saeki, "PATCH", "/api/v1/incidents/INC-1", json!({"impact": "決済のみ"})).await.expect(200);
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/notes", json!({"text": "接続が枯れた"})).await.expect(201);
        for (answer, step) in [("put_off", "role/scribe"), ("ask_again", "role/scribe"), ("not_needed", "role/communications")] {
            let answer = json!({"step": step, "answer": answer, "reason": "一人で足りる"});
            app.api(&saeki, "POST", "/api/v1/incidents/INC-1/steps", answer).await.expect(200);
        }
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        let text = body(&app.api(&saeki, "POST", AT, json!({})).await.expect(201).json());
        let headers = [("accept-language", "ja")];
        let timeline = app.api_with(&saeki, "GET", "/api/v1/incidents/INC-1/timeline", Value::Null, &headers).await.expect(200).json();
        for (kind, stands) in [
            ("incident.changed", false),
            ("incident.step_put_off", false),
            ("incident.step_asked_again", false),
            ("incident.step_not_needed", true),
            ("incident.noted", true),
            ("incident.resolved", true),
        ] {
            let entry = timeline["items"].as_array().unwrap().iter().find(|entry| entry["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {timeline}"));
            let sentence = entry["sentence"].as_str().unwrap();
            assert_eq!(text.contains(&format!("| {sentence}")), stands, "{sentence}: {text}");
        }
    }

    /// What is known stands in the draft, in the organisation's language; hints are for the writer alone.
    async fn the_facts_are_filled_in(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        resolved(&app, &saeki).await;
        let text = body(&app.api(&saeki, "POST", AT, json!({})).await.expect(201).json());
        for said in ["# INC-1 決済APIで5xx", "## 概要", "18分", "SEV1", "決済のみ", "佐伯 真", "接続が\\|枯れた", "上限を戻した", "- [ ] 上限を監視する 2026-12-10 (RT-1)", "<!-- "] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let file = app.page(&saeki, "/incidents/INC-1/postmortem.md").await.expect(200).text;
        assert!(file.contains("## 概要") && !file.contains("<!--") && !file.contains("\n\n\n"), "{file}");
        let page = app.page(&saeki, "/incidents/INC-1/postmortem").await.expect(200).text;
        assert!(page.contains("☐ 上限を監視する") && page.contains("接続が|枯れた") && page.contains("/tasks/RT-1") && !page.contains("&lt;!--"), "{page}");
        let edit = app.page(&saeki, "/incidents/INC-1/postmortem/edit").await.expect(200).text;
        assert!(edit.contains("&#60;!-- ") && edit.contains("hx-post=\"/incidents/INC-1/postmortem/preview\""), "{edit}");
        let preview = app.post_form(&saeki, "/incidents/INC-1/postmortem/preview", &[("body", "## 要因\n<!-- x -->\n- **上限**<script>")]).await.expect(200).text;
        assert!(preview.contains("<strong>上限</strong>") && !preview.contains("<script") && !preview.contains("-- x"), "{preview}");
        let other = app.page(&saeki, "/incidents/inc-1/postmortem").await.status;
        assert!([200, 301, 308].contains(&other), "{other}");
    }

    /// What was hit, and how many, each with a line of its own under the heading of the impact.
    async fn what_was_hit_stands_in_the_impact(app: TestApp) {
        let admin = app.admin().await;
        app.team("ours", TeamKind::Product).await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "お店", "team": "ours"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "api", "name": "決済API", "product": "shop"})).await.expect(201);
        let new = json!({"title": "決済APIで5xx", "severity": "sev1", "services": ["api"]});
        app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201);
        let known = json!({"users_share": 12.5, "users_source": "決済のログ"});
        app.api(&admin, "PATCH", "/api/v1/incidents/INC-1", known).await.expect(200);
        app.api(&admin, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        let draft = body(&app.api(&admin, "POST", AT, json!({})).await.expect(201).json());
        let impact = draft.split("## 影響\n").nth(1).unwrap().split("\n## ").next().unwrap();
        for line in ["- プロダクト: お店", "- サービス: 決済API", "- 影響を受けた利用者: 12.5% (決済のログ)"] {
            assert!(impact.lines().any(|one| one == line), "{line}: {draft}");
        }
    }

    /// What only people know has a heading and a hint for them, in the language of the organisation.
    async fn every_section_is_there_in_both_languages(app: TestApp) {
        let admin = app.admin().await;
        let sections: [(&str, &[&str]); 2] = [
            ("ja", &["概要", "影響", "タイムライン", "うまくいったこと", "うまくいかなかったこと", "要因", "アクションアイテム"]),
            ("en", &["Summary", "Impact", "Timeline", "What went well", "What went badly", "Contributing factors", "Similar before", "Action items"]),
        ];
        for (number, (language, wanted)) in (1..).zip(sections) {
            app.api(&admin, "PATCH", "/api/v1/organisation", json!({"language": language})).await.expect(200);
            let new = json!({"title": "決済APIで5xx", "severity": "sev1", "impact": "決済のみ"});
            app.api(&admin, "POST", "/api/v1/incidents", new).await.expect(201);
            let at = format!("/api/v1/incidents/INC-{number}");
            app.api(&admin, "POST", &format!("{at}/resolve"), json!({"line": "上限を戻した"})).await.expect(200);
            let draft = body(&app.api(&admin, "POST", &format!("{at}/postmortem"), json!({})).await.expect(201).json());
            let headings: Vec<&str> = draft.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(headings, wanted, "{draft}");
            assert_eq!(draft.matches("\n\n<!-- ").count(), 7, "a hint below each that people write: {draft}");
            assert!(!draft.contains('⟦'), "{draft}");
        }
    }

    /// However much was said, the draft can be saved; what is left out stands in the incident's own timeline.
    async fn a_long_night_makes_a_draft_that_can_be_saved(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        app.api(&saeki, "POST", "/api/v1/incidents", json!({"title": "x", "severity": "sev4"})).await.expect(201);
        for n in 0..120 {
            let text = format!("第{n}報 {}", "長".repeat(1_000));
            app.api(&saeki, "POST", "/api/v1/incidents/INC-1/notes", json!({"text": text})).await.expect(201);
        }
        app.api(&saeki, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
        let draft = body(&app.api(&saeki, "POST", AT, json!({})).await.expect(201).json());
        assert!(draft.contains("第0報") && draft.contains("長…") && !draft.contains("第119報") && draft.contains("ほかに "), "{draft}");
        assert_eq!(save(&app, &saeki, 1, &format!("{draft}\n- 足した")).await.0, 200);
    }

    /// Two who began with the same text: different places are joined, the same place is left to people.
    async fn nothing_of_either_is_lost(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        let base = "# 題\n\n## 概要\n\n止まった\n\n## 要因\n\n- 上限\n";
        let first = save(&app, &saeki, 1, base).await.1;
        assert_eq!(first["version"], 2);
        let (status, _) = save(&app, &saeki, 2, &base.replace("止まった", "18分止まった")).await;
        assert_eq!(status, 200);
        let (status, joined) = save(&app, &mizuno, 2, &base.replace("- 上限", "- 上限\n- 監視がない")).await;
        assert_eq!((status, joined["version"].as_i64()), (200, Some(4)));
        assert!(body(&joined).contains("18分止まった") && body(&joined).contains("監視がない"), "{joined}");
        assert_eq!(save(&app, &mizuno, 2, &base.replace("止まった", "落ちた")).await.0, 412);
        let mine = base.replace("止まった", "落ちた");
        let apart = app.post_form(&mizuno, "/incidents/INC-1/postmortem/edit", &[("version", "2"), ("body", &mine)]).await.expect(409).text;
        assert!(apart.contains("18分止まった") && apart.contains("落ちた") && apart.contains("佐伯 真") || apart.contains("水野 遥"), "{apart}");
        assert!(apart.contains("name=\"version\" value=\"4\""), "{apart}");
        app.post_form(&mizuno, "/incidents/INC-1/postmortem/edit", &[("version", "4"), ("body", &mine)]).await.expect(303);
        app.post_form(&mizuno, "/incidents/INC-1/postmortem/edit", &[("version", "5"), ("body", " ")]).await.expect(422);
        assert_eq!(save(&app, &saeki, 99, "x").await.0, 412, "a version that never was");
        let unconditional = app.api(&saeki, "PUT", AT, json!({"body": "x"})).await.expect(200).json();
        assert_eq!(body(&unconditional), "x");
        // A program has no name of its own.
        let mut tx = app.begin().await;
        let program = app.app.cx(Actor::operator(), Lang::Ja);
        ryugaku::postmortems::save::save(&mut tx, &program, 1, None, "y").await.unwrap();
        tx.commit().await.unwrap();
        let version = unconditional["version"].to_string();
        let apart = app.post_form(&saeki, "/incidents/INC-1/postmortem/edit", &[("version", &version), ("body", "z")]).await.expect(409).text;
        assert!(apart.contains("プログラム が同じ行を先に直した"), "{apart}");
    }

    /// Each action item becomes one task, with owner and day, and shows how it stands.
    async fn actions_become_tasks_once(app: TestApp) {
        let team = app.team("ours", TeamKind::Sre).await;
        let (saeki, _) = (app.member_of(&team, "佐伯 真").await, app.member_of(&team, "水野 遥").await);
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        let text = "## アクションアイテム\n\n- [ ] 上限を CI で確かめる @水野 遥 2026-12-20\n- [x] 戻した\n- [ ] 誰か知らない人 @誰か\n";
        save(&app, &saeki, 1, text).await;
        let one = app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({"line": 2})).await.expect(200).json();
        assert_eq!(one["actions"][0]["task"], "RT-2");
        let all = app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(200).json();
        assert_eq!((&all["actions"][1]["task"], &all["actions"][2]["task"]), (&Value::Null, &json!("RT-3")));
        app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(409);
        let task = app.get(&saeki, "/api/v1/tasks/RT-2").await.expect(200).json();
        assert_eq!((&task["title"], &task["due"]), (&json!("上限を CI で確かめる"), &json!("2026-12-20")));
        assert!(task.to_string().contains("水野 遥") && task.to_string().contains("INC-1"), "{task}");
        app.api(&saeki, "POST", "/api/v1/tasks/RT-2/state", json!({"state": "done"})).await;
        let shown = app.get(&saeki, AT).await.expect(200).json();
        assert_eq!(shown["actions"].as_array().unwrap().len(), 3);
        app.post_form(&saeki, "/incidents/INC-1/postmortem/tasks", &[("line", "3")]).await.expect(409);
        let other = json!({"body": "## アクションアイテム\n\n- [ ] よそから来たタスク (RT-99)\n"});
        app.api(&saeki, "PUT", AT, other).await.expect(200);
        let page = app.page(&saeki, "/incidents/INC-1/postmortem").await.expect(200).text;
        assert!(page.contains("href=\"/tasks/RT-99\"") && !page.contains("/postmortem/tasks\""), "{page}");
        app.person("監査", Role::Read).await;
        let odd = json!({"body": "## アクションアイテム\n\n- [ ] 読むだけの人のもの @監査\n- [ ] 2026-12-10\n"});
        app.api(&saeki, "PUT", AT, odd).await.expect(200);
        let followed = app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(200).json();
        assert_eq!(followed["actions"].as_array().unwrap().len(), 1, "{followed}");
        assert!(followed["actions"][0]["task"].is_string(), "{followed}");
    }

    /// Where no list stands, rows and paragraphs are items, and say in the text which task they have become.
    async fn rows_and_paragraphs_become_tasks_once(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        app.person("水野 遥", Role::Member).await;
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        let text = "## アクションアイテム\n\n| 対策 | 担当 | 状態 |\n|---|---|---|\n| 上限を確かめる | 水野 遥 | 未着手 |\n| 戻す | | 済 |\n\n\
                    ## Follow-ups\n\nWatch the number\nof connections.\n\nNone.\n";
        save(&app, &saeki, 1, text).await;
        let all = app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(200).json();
        let told = |one: &Value| (one["title"].clone(), one["done"].clone(), one["task"].clone());
        let found: Vec<_> = all["actions"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(found, [
            (json!("上限を確かめる"), json!(false), json!("RT-2")),
            (json!("戻す"), json!(true), Value::Null),
            (json!("Watch the number of connections."), json!(false), json!("RT-3")),
        ]);
        let text = body(&all);
        assert!(text.contains("| 上限を確かめる | 水野 遥 | 未着手 (RT-2) |\n") && text.contains("of connections. (RT-3)\n"), "{text}");
        app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(409);
        let task = app.get(&saeki, "/api/v1/tasks/RT-2").await.expect(200).json();
        assert!(task["title"] == "上限を確かめる" && task.to_string().contains("水野 遥"), "{task}");
    }

    /// A task of a restricted incident goes to whoever does it: everybody reads its title, and what hangs below it nobody but the named.
    async fn tasks_of_a_restricted_one_say_their_titles_alone(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        resolved(&app, &saeki).await;
        app.api(&saeki, "POST", AT, json!({})).await.expect(201);
        app.api(&saeki, "PUT", "/api/v1/incidents/INC-1/restriction", json!({})).await.expect(200);
        save(&app, &saeki, 1, "## アクションアイテム\n\n- [ ] 鍵を替える\n  - 鍵束は別棟\n").await;
        let page = app.page(&saeki, "/incidents/INC-1/postmortem").await.expect(200).text;
        assert!(page.contains("タスクは、だれでも読める"), "{page}");
        app.api(&saeki, "POST", &format!("{AT}/tasks"), json!({})).await.expect(200);
        let task = app.get(&mizuno, "/api/v1/tasks/RT-2").await.expect(200).json();
        assert!(task["title"] == "鍵を替える" && !task.to_string().contains("別棟"), "{task}");
    }

    /// By state, by who owns what was hit, page by page.
    async fn lists_are_filtered_and_paged(app: TestApp) {
        let admin = app.admin().await;
        app.team("ours", TeamKind::Product).await;
        app.team("others", TeamKind::Product).await;
        app.api(&admin, "POST", "/api/v1/products", json!({"slug": "shop", "name": "店", "team": "ours"})).await.expect(201);
        app.api(&admin, "POST", "/api/v1/services", json!({"slug": "api", "name": "API", "product": "shop"})).await.expect(201);
        for n in 1..=3 {
            let services = if n == 1 { json!(["api"]) } else { json!([]) };
            app.api(&admin, "POST", "/api/v1/incidents", json!({"title": "x", "severity": "sev4", "services": services})).await.expect(201);
            app.api(&admin, "POST", &format!("/api/v1/incidents/INC-{n}/resolve"), json!({})).await.expect(200);
            app.clock.advance(SignedDuration::from_mins(1));
            app.api(&admin, "POST", &format!("/api/v1/incidents/INC-{n}/postmortem"), json!({})).await.expect(201);
        }
        app.api(&admin, "POST", "/api/v1/incidents/INC-2/postmortem/review", json!({})).await.expect(200);
        for (query, expected) in [("", "INC-3 INC-2 INC-1"), ("state=review", "INC-2"), ("team=ours", "INC-1"), ("team=others", ""), ("due=late", "")] {
            let list = app.get(&admin, &format!("/api/v1/postmortems?{query}")).await.expect(200).json();
            let found: Vec<_> = list["items"].as_array().unwrap().iter().map(|one| one["incident"].as_str().unwrap()).collect();
            assert_eq!(found.join(" "), expected, "{query}");
        }
        let page = app.get(&admin, "/api/v1/postmortems?limit=2").await.expect(200).json();
        let rest = app.get(&admin, &format!("/api/v1/postmortems?limit=2&after={}", page["next"].as_str().unwrap())).await.expect(200).json();
        assert_eq!((page["items"].as_array().unwrap().len(), rest["items"][0]["incident"].as_str()), (2, Some("INC-1")));
        let first = &page["items"][0];
        assert!(first["version"] == 1 && first.get("body").is_none(), "the text is read one by one: {first}");
        app.get(&admin, "/api/v1/postmortems?state=old").await.expect(422);
        app.page(&admin, "/postmortems?state=old").await.expect(200);
        let page = app.page(&admin, "/postmortems?team=ours").await.expect(200).text;
        assert!(page.contains("/incidents/INC-1/postmortem") && !page.contains("/incidents/INC-2/postmortem"), "{page}");
    }

    /// What was written elsewhere comes once, over and closed, and asks nobody for anything.
    async fn past_ones_are_taken_once(app: TestApp) {
        let (admin, reader) = (app.admin().await, app.person("監査", Role::Read).await);
        let text = "# DNS が引けない\n\n## Timeline\n\nAll times in UTC.\n\n| Time | Event |\n|--|--|\n| 2020-06-09 11:00 | 保守 |\n| 2020-06-09 12:20 | 変更 |\n\
                    | 2020-06-09 12:25 | アラート |\n| 2020-06-09 12:35 | 復旧 |\n\n## Action Items\n\n- 監視する\n- 戻す (done)\n\n## Stats\n\n- Time to detection: 5 minutes\n- Time to recovery: 15 minutes\n";
        let at = "/api/v1/postmortems/import";
        assert_eq!(app.post_bytes(&reader, at, "text/markdown", text.as_bytes()).await.status, 403);
        let dry = app.post_bytes(&admin, &format!("{at}?dry_run=true"), "text/markdown", text.as_bytes()).await.expect(200).json();
        assert_eq!((&dry["applied"], &dry["incident"], &dry["minutes_to_repair"]), (&json!(false), &Value::Null, &json!(15)));
        let taken = app.post_bytes(&admin, at, "text/markdown", text.as_bytes()).await.expect(200).json();
        assert_eq!((&taken["applied"], &taken["incident"], &taken["began_at"]), (&json!(true), &json!("INC-1"), &json!("2020-06-09T12:20:00Z")));
        assert!(taken["stated"].as_array().unwrap().iter().all(|one| one["agrees"] == true), "{taken}");
        assert_eq!((taken["actions"][1]["done"].as_bool(), taken["tasks"].as_i64()), (Some(true), Some(0)), "of so old ones nobody knows what came");
        let again = app.post_bytes(&admin, at, "text/markdown", text.as_bytes()).await.expect(200).json();
        assert_eq!((&again["applied"], &again["already"], &again["incident"]), (&json!(false), &json!(true), &json!("INC-1")));
        let incident = app.get(&admin, "/api/v1/incidents/INC-1").await.expect(200).json();
        assert_eq!((&incident["status"], &incident["began_at"]), (&json!("closed"), &json!("2020-06-09T12:20:00Z")));
        assert!(steps(&app, &admin).await.is_empty());
        for lang in Lang::ALL {
            for page in ["/incidents/INC-1", "/incidents/INC-1/postmortem", "/postmortems", "/ledger"] {
                let page = app.page_in(lang, Some(&admin), page).await.expect(200).text;
                assert!(!page.contains('⟦'), "{page}");
            }
        }
        let recent = text.replace("2020-06-09", "2026-11-10").replace("DNS", "NTP").replace("in UTC", "in JST");
        let taken = app.post_bytes(&admin, at, "text/markdown", recent.as_bytes()).await.expect(200).json();
        assert_eq!((&taken["tasks"], &taken["began_at"]), (&json!(1), &json!("2026-11-10T03:20:00Z")), "{taken}");
        app.get(&admin, "/api/v1/tasks/RT-1").await.expect(200);
        let wrong = app.post_bytes(&admin, at, "text/markdown", b"# T\n\n## Timeline\n").await.expect(200).json();
        assert_eq!((&wrong["applied"], &wrong["refused"][0]["line"]), (&json!(false), &json!(3)));
        let ahead = text.replace("2020-06-09", "2036-06-09");
        for at in [at, &format!("{at}?dry_run=true")] {
            app.post_bytes(&admin, at, "text/markdown", ahead.as_bytes()).await.expect(422);
        }
    }
}

//! Exchanges, by page and by API: drafted, proposed, agreed, prepared, lived through, followed up.

use crate::both;
use crate::support::{TestApp, Who};
use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

/// Who an exchange needs.
pub struct Cast {
    pub guest: Who,
    pub buddy: Who,
    pub home_manager: Who,
    pub host_manager: Who,
    pub stranger: Who,
    pub reader: Who,
}

pub async fn cast(app: &TestApp) -> Cast {
    let home = app.team("payments", TeamKind::Product).await;
    let host = app.team("sre", TeamKind::Sre).await;
    let other = app.team("search", TeamKind::Product).await;
    Cast {
        guest: app.member_of(&home, "水野 遥").await,
        buddy: app.member_of(&host, "久保田 翠").await,
        home_manager: app.member_of(&home, "藤崎 涼").await,
        host_manager: app.member_of(&host, "平井 灯").await,
        stranger: app.member_of(&other, "青木 澄").await,
        reader: app.person("監査", Role::Read).await,
    }
}

/// From 30 November on, four weeks, two days a week.
pub async fn drafted(app: &TestApp, cast: &Cast) -> String {
    let body = json!({"guest": "me", "host_team": "sre", "from_day": "2026-11-30", "until_day": "2026-12-25", "share": 40,
        "buddy": "久保田 翠", "home_manager": "藤崎 涼", "host_manager": "平井 灯", "why": "決済の呼び出しを自分たちで片づけたい"});
    let made = app.api(&cast.guest, "POST", "/api/v1/exchanges", body).await.expect(201);
    made.json()["number"].as_str().unwrap().to_owned()
}

pub async fn aim(app: &TestApp, who: &Who, number: &str, side: &str, what: &str) -> String {
    let body =
        json!({"side": side, "kind": "sre_role", "what": what, "how_to_tell": "数える", "target": 8, "unit": "回"});
    let made = app.api(who, "POST", &format!("/api/v1/exchanges/{number}/aims"), body).await.expect(201);
    made.json()["mark"].as_str().unwrap().to_owned()
}

pub async fn turn(app: &TestApp, who: &Who, number: &str, deed: Value, status: u16) -> Value {
    app.api(who, "POST", &format!("/api/v1/exchanges/{number}/state"), deed).await.expect(status).json()
}

/// Agreed by both, with an aim of each side.
pub async fn agreed(app: &TestApp, cast: &Cast) -> String {
    let number = drafted(app, cast).await;
    for (who, side) in [(&cast.guest, "guest"), (&cast.host_manager, "host"), (&cast.home_manager, "home")] {
        aim(app, who, &number, side, "一次を受ける").await;
    }
    turn(app, &cast.guest, &number, json!({"deed": "propose"}), 200).await;
    turn(app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 200).await;
    turn(app, &cast.host_manager, &number, json!({"deed": "agree", "side": "host"}), 200).await;
    number
}

/// Under way, on its first day.
pub async fn active(app: &TestApp, cast: &Cast) -> String {
    let number = agreed(app, cast).await;
    let step = json!({"what": "アカウント", "owner": "久保田 翠", "due": "2026-11-27"});
    let made =
        app.api(&cast.buddy, "POST", &format!("/api/v1/exchanges/{number}/steps"), step).await.expect(200).json();
    turn(app, &cast.buddy, &number, json!({"deed": "advance"}), 200).await;
    let step = made["steps"][0]["id"].as_str().unwrap();
    app.api(&cast.buddy, "POST", &format!("/api/v1/exchanges/{number}/steps/{step}/done"), json!({"done": true}))
        .await
        .expect(200);
    app.advance(SignedDuration::from_hours(24 * 11)).await;
    turn(app, &cast.buddy, &number, json!({"deed": "advance"}), 200).await;
    number
}

fn needs(exchange: &Value) -> Vec<String> {
    let open = exchange["needs"].as_array().unwrap().iter().filter(|need| need["met"] == false);
    open.map(|need| need["what"].as_str().unwrap().to_owned()).collect()
}

both! {
    /// From a draft to the first day; what is missing is named, with who owes it.
    async fn an_exchange_is_agreed_and_prepared(app: TestApp) {
        let cast = cast(&app).await;
        let number = drafted(&app, &cast).await;
        assert_eq!(number, "EX-1");
        let path = format!("/api/v1/exchanges/{number}");
        // A draft is for those in it.
        for who in [&cast.stranger, &cast.reader] {
            app.get(who, &path).await.expect(404);
            app.page(who, "/exchanges/EX-1").await.expect(404);
            assert_eq!(app.get(who, "/api/v1/exchanges").await.expect(200).json()["items"], json!([]));
        }
        let draft = app.get(&cast.guest, &path).await.expect(200).json();
        assert_eq!((&draft["state"], needs(&draft)), (&json!("draft"), vec!["An aim of the guest".to_owned()]));
        assert_eq!(draft["needs"][0]["owed_by"]["name"], "水野 遥");
        let refused = turn(&app, &cast.guest, &number, json!({"deed": "propose"}), 409).await;
        assert!(refused["detail"].as_str().unwrap().contains("An aim of the guest"), "{refused}");
        assert_eq!(aim(&app, &cast.guest, &number, "guest", "一次を一人で受ける").await, "g1");
        turn(&app, &cast.guest, &number, json!({"deed": "propose"}), 200).await;
        app.get(&cast.reader, &path).await.expect(200);

        // Both managers, and nobody else, once the aims of all sides are there.
        turn(&app, &cast.guest, &number, json!({"deed": "agree", "side": "home"}), 403).await;
        turn(&app, &cast.stranger, &number, json!({"deed": "decline", "reason": "x"}), 403).await;
        let early = turn(&app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 409).await;
        let lacks = early["detail"].as_str().unwrap();
        assert!(lacks.contains("An aim of the host team") && !lacks.contains("word"), "{lacks}");
        assert!(!app.page(&cast.home_manager, "/exchanges/EX-1").await.text.contains("value=\"agree\""));
        let today = app.page_in(Lang::En, Some(&cast.home_manager), "/").await.expect(200).text;
        assert!(today.contains("An aim of the home team") && !today.contains("#agree"), "{today}");
        aim(&app, &cast.host_manager, &number, "host", "構成図のずれをなくす").await;
        aim(&app, &cast.home_manager, &number, "home", "プロダクトSREを置く").await;
        assert!(app.page(&cast.home_manager, "/exchanges/EX-1").await.text.contains("value=\"agree\""));
        assert!(app.page(&cast.home_manager, "/").await.expect(200).text.contains("#agree"));
        turn(&app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 200).await;
        turn(&app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 409).await;
        aim(&app, &cast.host_manager, &number, "host", "一次を4人で受ける").await;
        let proposed = app.get(&cast.guest, &path).await.json();
        assert_eq!(proposed["agreed"], json!([]), "a word for other terms does not stand");
        turn(&app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 200).await;
        let agreed = turn(&app, &cast.host_manager, &number, json!({"deed": "agree", "side": "host"}), 200).await;
        assert_eq!((&agreed["state"], &agreed["amended"]), (&json!("agreed"), &json!([])));

        // A later change shows as an amendment, beside the words of that day.
        app.api(&cast.guest, "PATCH", &path, json!({"share": 20})).await.expect(200);
        let amended = app.get(&cast.guest, &path).await.json();
        assert_eq!(amended["amended"], json!(["share of time"]));
        let terms = app.get(&cast.reader, &format!("{path}/agreement")).await.expect(200).json();
        assert_eq!((terms.as_array().unwrap().len(), &terms[0]["terms"]["share"]), (2, &json!(40)));
        app.api(&cast.guest, "DELETE", &format!("{path}/aims/g1"), Value::Null).await.expect(409);

        // Readiness: each with an owner and a day; late ones are nudged, first the owner, then the buddy.
        turn(&app, &cast.buddy, &number, json!({"deed": "advance"}), 409).await;
        let step = json!({"what": "踏み台のアカウント", "owner": "平井 灯", "due": "2026-11-20"});
        let listed = app.api(&cast.buddy, "POST", &format!("{path}/steps"), step).await.expect(200).json();
        let step = listed["steps"][0]["id"].as_str().unwrap().to_owned();
        turn(&app, &cast.buddy, &number, json!({"deed": "advance"}), 200).await;
        let nudges = |who: &Who| { let (app, who) = (&app, who.clone()); async move {
            app.get(&who, "/api/v1/events?kind=exchange_step.late&limit=50").await.expect(200).json()["items"].as_array().unwrap().len()
        } };
        app.advance(SignedDuration::from_hours(24 * 2)).await;
        app.advance(SignedDuration::from_hours(2)).await;
        assert_eq!((nudges(&cast.host_manager).await, nudges(&cast.stranger).await), (1, 0));
        let home = app.page(&cast.host_manager, "/").await.expect(200).text;
        assert!(home.contains("準備: 踏み台のアカウント") && home.contains("11/20(金) を過ぎた"), "{home}");
        app.advance(SignedDuration::from_hours(24 * 5)).await;
        assert_eq!(nudges(&cast.buddy).await, 2);
        app.api(&cast.host_manager, "POST", &format!("{path}/steps/{step}/done"), json!({"done": true})).await.expect(200);

        // Day one has to come.
        let early = turn(&app, &cast.buddy, &number, json!({"deed": "advance"}), 409).await;
        assert_eq!(early["detail"], "“active” still needs 1: Day one comes");
        app.advance(SignedDuration::from_hours(24 * 4)).await;
        assert_eq!(turn(&app, &cast.buddy, &number, json!({"deed": "advance"}), 200).await["state"], "active");
        for lang in Lang::ALL {
            for who in [&cast.guest, &cast.reader, &cast.stranger] {
                let page = app.page_in(lang, Some(who), "/exchanges/EX-1").await.expect(200).text;
                assert!(page.contains("構成図のずれをなくす") && !page.contains('⟦'), "{page}");
                assert_eq!(page.contains("踏み台のアカウント"), who.id == cast.guest.id, "what is inside is for both teams");
            }
        }
        assert_eq!(app.page(&cast.guest, "/exchanges/ex-1").await.expect(308).location(), "/exchanges/EX-1");
    }

    /// A passed last day closes nothing; an owner may go on with a reason; what turned back has lost nothing.
    async fn a_date_that_passes_closes_nothing(app: TestApp) {
        let cast = cast(&app).await;
        let number = active(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        app.advance(SignedDuration::from_hours(24 * 60)).await;
        assert_eq!(app.get(&cast.guest, &path).await.json()["state"], "active");
        turn(&app, &cast.guest, &number, json!({"deed": "advance"}), 409).await;
        turn(&app, &cast.guest, &number, json!({"deed": "advance", "despite": "時間がない"}), 403).await;
        let owner = &cast.host_manager;
        assert_eq!(turn(&app, owner, &number, json!({"deed": "advance", "despite": "年度末のため"}), 200).await["state"], "reviewing");
        let trail = app.get(owner, "/api/v1/events?kind=exchange.reviewing").await.json();
        assert_eq!((&trail["items"][0]["text"], trail["items"][0]["facts"]["missing"].as_i64() > Some(3)), (&json!("年度末のため"), true));

        // An aim ends with what shows it, and can be open again.
        let end = |result: &'static str, note: &'static str| { let (app, who, path) = (&app, &cast.guest, path.clone()); async move {
            app.api(who, "POST", &format!("{path}/aims/g1/result"), json!({"result": result, "note": note})).await
        } };
        end("reached", " ").await.expect(422);
        assert_eq!(end("partly", "5回まで").await.expect(200).json()["result"], "partly");
        app.api(&cast.guest, "POST", &format!("{path}/aims/g1/reopen"), Value::Null).await.expect(200);
        app.api(&cast.guest, "POST", &format!("{path}/aims/g1/reopen"), Value::Null).await.expect(409);
        app.api(&cast.guest, "POST", &format!("{path}/aims/g1/reading"), json!({"reading": 5})).await.expect(200);
        assert_eq!(app.get(&cast.guest, &path).await.json()["aims"][0]["reading"], 5.0);

        // Back, paused, resumed, extended, cancelled, and out of it again.
        turn(&app, &cast.guest, &number, json!({"deed": "back", "to": "closed", "reason": "x"}), 409).await;
        turn(&app, &cast.guest, &number, json!({"deed": "back", "to": "active", "reason": ""}), 422).await;
        turn(&app, &cast.guest, &number, json!({"deed": "back", "to": "active", "reason": "証拠が足りない"}), 200).await;
        turn(&app, &cast.guest, &number, json!({"deed": "pause", "reason": "繁忙期"}), 200).await;
        turn(&app, &cast.guest, &number, json!({"deed": "pause", "reason": "繁忙期"}), 409).await;
        turn(&app, owner, &number, json!({"deed": "advance", "despite": "x"}), 409).await;
        turn(&app, &cast.guest, &number, json!({"deed": "resume"}), 200).await;
        turn(&app, &cast.guest, &number, json!({"deed": "extend", "until_day": "2026-12-01", "reason": "x"}), 422).await;
        let extended = turn(&app, &cast.guest, &number, json!({"deed": "extend", "until_day": "2027-02-26", "reason": "訓練まで"}), 200).await;
        assert_eq!((&extended["until_day"], &extended["aims"][0]["reading"]), (&json!("2027-02-26"), &json!(5.0)));
        turn(&app, &cast.home_manager, &number, json!({"deed": "cancel", "reason": "異動"}), 200).await;
        turn(&app, &cast.home_manager, &number, json!({"deed": "cancel", "reason": "異動"}), 409).await;
        app.api(&cast.guest, "PATCH", &path, json!({"share": 10})).await.expect(409);
        let again = turn(&app, &cast.guest, &number, json!({"deed": "back", "to": "draft", "reason": "戻った"}), 200).await;
        assert_eq!((again["aims"].as_array().unwrap().len(), &again["agreed"]), (3, &json!([])));
    }

    /// What it costs at home, and what goes on afterwards, with its cadence.
    async fn the_cost_and_the_follow_up_are_recorded(app: TestApp) {
        let cast = cast(&app).await;
        let number = active(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        let week = |day: &'static str, days: f64| { let (app, who, path) = (&app, &cast.guest, path.clone()); async move {
            app.api(who, "PUT", &format!("{path}/weeks/{day}"), json!({"days": days, "note": "訓練"})).await
        } };
        week("2026-12-02", 2.5).await.expect(200);
        let recorded = week("2026-12-04", 2.0).await.expect(200).json();
        assert_eq!(recorded["weeks"], json!([{"monday": "2026-11-30", "days": 2.0, "note": "訓練"}]));
        for (day, days) in [("2027-02-01", 1.0), ("2026-12-02", 8.0), ("2026-12-02", -1.0), ("あした", 1.0)] {
            week(day, days).await.expect(422);
        }
        let put = app.api(&cast.home_manager, "POST", &format!("{path}/put-offs"), json!({"what": "クーポンの改修", "until": "2027-01-31"})).await.expect(200).json();
        let id = put["put_offs"][0]["id"].as_str().unwrap();
        app.api(&cast.home_manager, "DELETE", &format!("{path}/put-offs/{id}"), Value::Null).await.expect(204);
        app.api(&cast.home_manager, "DELETE", &format!("{path}/put-offs/{id}"), Value::Null).await.expect(404);
        app.api(&cast.stranger, "POST", &format!("{path}/put-offs"), json!({"what": "x"})).await.expect(403);

        let new = json!({"what": "プロダクションMTGに陪席", "owner": "me", "cadence": "monthly", "next": "2027-01-12"});
        let made = app.api(&cast.buddy, "POST", &format!("{path}/follow-ups"), new).await.expect(200).json();
        let id = made["follow_ups"][0]["id"].as_str().unwrap().to_owned();
        app.advance(SignedDuration::from_hours(24 * 45)).await;
        let followed = |deed: &'static str, body: Value| { let (app, who, path, id) = (&app, &cast.buddy, path.clone(), id.clone()); async move {
            app.api(who, "POST", &format!("{path}/follow-ups/{id}/{deed}"), body).await
        } };
        followed("notes", json!({"note": ""})).await.expect(422);
        let noted = followed("notes", json!({"note": "手順書が2本増えた"})).await.expect(200).json();
        assert_eq!((&noted["follow_ups"][0]["next"], &noted["follow_ups"][0]["notes"][0]["note"]), (&json!("2027-02-12"), &json!("手順書が2本増えた")));
        followed("end", json!({"reason": "自走している"})).await.expect(200);
        followed("notes", json!({"note": "x"})).await.expect(409);
        let outside = app.get(&cast.reader, &path).await.expect(200).json();
        assert_eq!((&outside["weeks"], &outside["follow_ups"], &outside["steps"]), (&json!([]), &json!([]), &json!([])));
    }

    /// The last day of a month comes back after a shorter one.
    async fn a_short_month_does_not_move_a_follow_up(app: TestApp) {
        let cast = cast(&app).await;
        let number = active(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}/follow-ups");
        let new = json!({"what": "陪席", "owner": "me", "cadence": "monthly", "next": "2027-01-31"});
        let made = app.api(&cast.buddy, "POST", &path, new).await.expect(200).json();
        let id = made["follow_ups"][0]["id"].as_str().unwrap();
        for next in ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"] {
            let noted = app.api(&cast.buddy, "POST", &format!("{path}/{id}/notes"), json!({"note": "x"})).await.expect(200).json();
            assert_eq!(noted["follow_ups"][0]["next"], next);
        }
    }

    /// The forms of the page, refused ones with what was typed.
    async fn an_exchange_is_led_by_forms(app: TestApp) {
        let cast = cast(&app).await;
        for lang in Lang::ALL {
            let empty = app.page_in(lang, Some(&cast.guest), "/exchanges").await.expect(200).text;
            assert!(empty.contains("/exchanges/new") && !empty.contains('⟦'), "{empty}");
        }
        app.page(&cast.reader, "/exchanges/new").await.expect(403);
        let guest = cast.guest.id.to_string();
        let mut fields = vec![("guest", guest.as_str()), ("host_team", "payments"), ("from_day", "2026-12-01"), ("until_day", "2026-11-01"), ("share", "0"), ("why", "なぜか")];
        let refused = app.post_form(&cast.guest, "/exchanges", &fields).await.expect(422).text;
        assert!(refused.contains("別のチームを選ぶ") && refused.contains("よりあとの日にする") && refused.contains("なぜか"), "{refused}");
        app.post_form(&cast.stranger, "/exchanges", &fields).await.expect(403);
        fields[1].1 = "sre";
        fields[3].1 = "2026-12-31";
        fields[4].1 = "40";
        assert_eq!(app.post_form(&cast.guest, "/exchanges", &fields).await.expect(303).location(), "/exchanges/EX-1");
        let aim = [("side", "guest"), ("kind", "trust"), ("what", "顔を覚える"), ("how_to_tell", ""), ("priority", "1")];
        let refused = app.post_form(&cast.guest, "/exchanges/EX-1/aims", &aim).await.expect(422).text;
        assert!(refused.contains("顔を覚える") && refused.contains("入力する"), "{refused}");
        let aim = [("side", "guest"), ("kind", "trust"), ("what", "顔を覚える"), ("how_to_tell", "名前で呼ぶ"), ("priority", "1")];
        app.post_form(&cast.guest, "/exchanges/EX-1/aims", &aim).await.expect(303);
        let (buddy, manager) = (cast.buddy.id.to_string(), cast.home_manager.id.to_string());
        let edit = [("from_day", "2026-12-01"), ("until_day", "2026-12-31"), ("share", "40"), ("why", "信頼"), ("buddy", buddy.as_str()), ("home_manager", manager.as_str()), ("version", "1")];
        app.post_form(&cast.guest, "/exchanges/EX-1/edit", &edit).await.expect(303);
        app.post_form(&cast.guest, "/exchanges/EX-1/edit", &edit).await.expect(412);
        let page = app.page(&cast.guest, "/exchanges/EX-1").await.expect(200).text;
        assert!(page.contains("「提案」へ進める") && page.contains("顔を覚える"), "{page}");
        app.post_form(&cast.guest, "/exchanges/EX-1/state", &[("deed", "advance")]).await.expect(303);
        let refused = app.post_form(&cast.guest, "/exchanges/EX-1/state", &[("deed", "cancel"), ("which", "cancel"), ("reason", "")]).await.expect(422).text;
        assert!(refused.contains("id=\"w-cancel\""), "{refused}");
        app.post_form(&cast.guest, "/exchanges/EX-1/state", &[("deed", "decline"), ("reason", "繁忙期")]).await.expect(303);
        let list = app.page(&cast.guest, "/exchanges?state=declined&person=me").await.expect(200).text;
        assert!(list.contains("EX-1") && list.contains("見送り"), "{list}");
        assert!(app.page(&cast.guest, "/exchanges?state=active").await.text.contains("この条件に合う"));
    }
}

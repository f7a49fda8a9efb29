//! One whole exchange, from the first wish to the follow-up a quarter later, with the clock moved through four months.

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::exchange::turn;
use crate::support::{Home, TestApp, Who};
use jiff::SignedDuration;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

const EX: &str = "/api/v1/exchanges/EX-1";

async fn days(stage: &Stage, days: i64) {
    stage.after(SignedDuration::from_hours(24 * days)).await;
}

/// What the one who types `/exchange …` in the chat reads; it was not refused.
async fn types(stage: &Stage, text: &str) -> String {
    let said = stage.types("U5", "C1", "/exchange", text).await;
    assert!(!said.is_empty() && !said.starts_with("⚠️"), "{text}: {said}");
    said
}

async fn feedback(app: &TestApp, who: &Who, moment: &str, side: &str, free: &str) {
    let given = json!({"free": free, "before": 2, "after": 4, "give": true});
    let given = if side == "guest" { given } else { json!({"free": free, "give": true}) };
    app.api(who, "PUT", &format!("{EX}/feedback/{moment}/{side}"), given).await.expect(200);
}

fn open(exchange: &Value) -> Vec<&str> {
    let needs = exchange["needs"].as_array().unwrap().iter().filter(|need| need["met"] == false);
    needs.map(|need| need["what"].as_str().unwrap()).collect()
}

async fn from_the_first_wish_to_the_quarter_after(home: Home) {
    let stage = stage(home).await;
    let app = &stage.app;
    let (shop, sre) = (app.team("shop", TeamKind::Product).await, app.team("sre", TeamKind::Sre).await);
    let (search, delivery) =
        (app.team("search", TeamKind::Product).await, app.team("delivery", TeamKind::Product).await);
    let (guest, manager) = (app.member_of(&shop, "水野 遥").await, app.member_of(&shop, "藤崎 涼").await);
    let (buddy, lead) = (app.member_of(&sre, "久保田 翠").await, app.member_of(&sre, "平井 灯").await);
    let (searcher, courier) = (app.member_of(&search, "青木 澄").await, app.member_of(&delivery, "酒井 陸").await);
    let admin = &stage.admin;
    for (slug, team) in [("checkout", "shop"), ("finder", "search"), ("parcels", "delivery")] {
        app.api(admin, "POST", "/api/v1/products", json!({"slug": slug, "name": slug, "team": team})).await.expect(201);
    }

    // A wish meets an offer; out of the match comes a draft, with what the template of its shape brings.
    let wish = json!({"what": "オンコールの始め方", "earliest_day": "2026-11-30", "weeks": 8, "share": 40, "readers": "everybody"});
    app.api(&guest, "POST", "/api/v1/wishes", wish).await.expect(201);
    let offer = json!({"team": "sre", "what": "オンコールを始める人", "shape": "product_to_sre", "from_day": "2026-11-30", "weeks": 8, "share": 40, "buddy": "久保田 翠"});
    app.api(&lead, "POST", "/api/v1/offers", offer).await.expect(201);
    assert!(app.page(&guest, "/").await.expect(200).text.contains("/matches/OF-1/WI-1"));
    app.api(&guest, "POST", "/api/v1/matches/1/1/propose", json!({})).await.expect(201);
    let draft = app.get(&guest, EX).await.expect(200).json();
    assert_eq!(
        (&draft["state"], &draft["share"], draft["aims"].as_array().unwrap().is_empty()),
        (&json!("draft"), &json!(40), false),
        "{draft}"
    );
    let until = draft["until_day"].as_str().unwrap().to_owned();

    // Aims of all three sides, the word of both managers, readiness from the template.
    app.api(
        &guest,
        "PATCH",
        EX,
        json!({"why": "夜の呼び出しを自分たちで", "home_manager": "藤崎 涼", "host_manager": "平井 灯"}),
    )
    .await
    .expect(200);
    for (who, side) in [(&guest, "guest"), (&buddy, "host"), (&manager, "home")] {
        let aim = json!({"side": side, "kind": "joint_task", "what": format!("{side} の約束"), "how_to_tell": "数える", "target": 4, "unit": "回"});
        app.api(who, "POST", &format!("{EX}/aims"), aim).await.expect(201);
    }
    turn(app, &guest, "EX-1", json!({"deed": "propose"}), 200).await;
    turn(app, &manager, "EX-1", json!({"deed": "agree", "side": "home"}), 200).await;
    let agreed = turn(app, &lead, "EX-1", json!({"deed": "agree", "side": "host"}), 200).await;
    let steps = agreed["steps"].as_array().unwrap().clone();
    assert!(steps.len() > 2 && steps.iter().all(|step| step["owner"] != Value::Null), "{agreed}");
    turn(app, &buddy, "EX-1", json!({"deed": "advance"}), 200).await;
    for step in &steps {
        app.api(&buddy, "POST", &format!("{EX}/steps/{}/done", step["id"].as_str().unwrap()), json!({"done": true}))
            .await
            .expect(200);
    }
    days(&stage, 12).await;
    turn(app, &buddy, "EX-1", json!({"deed": "advance"}), 200).await;

    // A plan with a clash, which says what to do.
    for (title, from, until) in [
        ("手順書を二人で書く", "2026-12-01T13:00", "2026-12-01T15:00"),
        ("プロダクションMTG", "2026-12-01T14:00", "2026-12-01T15:00"),
    ] {
        app.api(
            &guest,
            "POST",
            &format!("{EX}/plan"),
            json!({"title": title, "kind": "pairing", "from": from, "until": until}),
        )
        .await
        .expect(201);
    }
    let week = app.get(&guest, &format!("{EX}/plan/week?week=2026-12-01")).await.expect(200).json();
    assert!(!week["clashes"].as_array().unwrap().is_empty(), "{week}");
    app.api(&guest, "POST", &format!("{EX}/plan/2/move"), json!({"days": 1})).await.expect(200);

    // What was planned and took place stands in the diary, and incidents turn up by themselves and are evidence in a click.
    days(&stage, 3).await;
    for item in [1, 2] {
        app.api(&guest, "POST", &format!("{EX}/plan/{item}/state"), json!({"state": "done"})).await.expect(200);
    }
    let attended = app.get(&buddy, &format!("{EX}/activities?kind=co_development")).await.expect(200).json();
    assert_eq!(attended["items"].as_array().unwrap().len(), 2, "{attended}");
    app.api(&guest, "POST", "/api/v1/incidents", json!({"title": "決済が遅い", "severity": "sev2"})).await.expect(201);
    app.api(&guest, "POST", "/api/v1/incidents/1/commander", json!({"person": "me"})).await.expect(200);
    let diary = app.get(&buddy, &format!("{EX}/activities?kind=incident")).await.expect(200).json();
    assert_eq!(diary["items"].as_array().unwrap().len(), 2, "{diary}");
    // So do status updates and the post-mortem.
    let update = json!({"circle": "stakeholders", "text": "原因を調べている"});
    app.api(&guest, "POST", "/api/v1/incidents/INC-1/updates", update).await.expect(201);
    app.api(&guest, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    app.api(&guest, "POST", "/api/v1/incidents/INC-1/postmortem", json!({})).await.expect(201);
    let later = app.get(&buddy, &format!("{EX}/activities?kind=incident")).await.expect(200).json();
    for said in ["status update 1 of INC-1", "the post-mortem of INC-1"] {
        let lines = later["items"].as_array().unwrap().iter().filter_map(|one| one["what"].as_str());
        assert_eq!(lines.filter(|line| line.contains(said)).count(), 1, "{said}: {later}");
    }
    let activity = diary["items"][0]["activity"].as_str().unwrap().to_owned();
    let aims = app.get(&guest, EX).await.json()["aims"].as_array().unwrap().clone();
    let marks: Vec<&str> = aims.iter().map(|aim| aim["mark"].as_str().unwrap()).collect();
    for mark in &marks {
        app.api(&guest, "PUT", &format!("{EX}/activities/{activity}/aims/{mark}"), Value::Null).await.expect(204);
    }
    app.api(
        &guest,
        "POST",
        &format!("{EX}/outcomes"),
        json!({"what": "手順書 第2版", "aim": marks[0], "activities": [activity]}),
    )
    .await
    .expect(201);

    // A discussion becomes a need, which the SRE team answers.
    let talk = json!({"day": app.now().timestamp().strftime("%Y-%m-%d").to_string(), "team": "shop", "people": ["水野 遥", "久保田 翠"], "exchange": "EX-1", "image_before": "見張る人たち", "problems": "しきい値が分からない"});
    app.api(&guest, "POST", "/api/v1/discussions", talk).await.expect(201);
    app.api(&guest, "POST", "/api/v1/discussions/1/needs", json!({"kind": "problem", "line": "しきい値が分からない"}))
        .await
        .expect(200);
    app.api(&buddy, "POST", "/api/v1/needs/1/answers", json!({"text": "来週 一緒に見る"})).await.expect(200);

    // From the chat: a line of the diary, how far an aim is, and a consultation, which the SRE team answers.
    stage.slack.account("U5", "mizuno", &format!("{}@example.com", guest.id));
    let own = aims.iter().find(|aim| aim["what"] == "guest の約束").unwrap()["mark"].as_str().unwrap();
    types(&stage, &format!("diary 当番の引き継ぎに同席した #{own}")).await;
    let written = app.get(&buddy, &format!("{EX}/activities?show=written")).await.expect(200).json();
    let line = &written["items"][0];
    assert_eq!((&line["what"], &line["aims"]), (&json!("当番の引き継ぎに同席した"), &json!([own])), "{written}");
    types(&stage, &format!("aim {own} 3")).await;
    let standing = types(&stage, "").await;
    assert!(standing.contains("EX-1") && standing.contains("guest の約束 3/4"), "{standing}");
    assert!(types(&stage, "consult 急ぎ 一緒に 当番の引き継ぎの順番を決めたい").await.contains("ND-2"));
    let answered = app
        .api(&buddy, "POST", "/api/v1/needs/ND-2/answers", json!({"text": "あす 一緒に決める"}))
        .await
        .expect(200)
        .json();
    assert_eq!((&answered["kind"], &answered["state"]), (&json!("consultation"), &json!("answered")), "{answered}");

    // Mid-term feedback; its writer chose no reader, so there is none.
    days(&stage, 24).await;
    feedback(app, &guest, "mid", "guest", "聞きやすくなった").await;
    feedback(app, &buddy, "mid", "host", "よく書く").await;
    feedback(app, &manager, "mid", "home", "手が足りない週がある").await;
    for who in [&buddy, &manager, &lead] {
        assert!(!app.get(who, &format!("{EX}/feedback/mid/guest")).await.text.contains("聞きやすくなった"));
    }

    // A learning, adopted by two other teams.
    let learning = json!({"title": "戻し方を手順書のいちばん上に置く", "body": "夜中に読むものは、1行目がすべて。", "products": ["checkout", "finder", "parcels"], "exchange": "EX-1"});
    app.api(&guest, "POST", "/api/v1/learnings", learning).await.expect(201);
    app.api(&guest, "POST", "/api/v1/learnings/1/publish", json!({})).await.expect(200);
    for (who, team) in [(&searcher, "search"), (&courier, "delivery")] {
        app.api(
            who,
            "PUT",
            &format!("/api/v1/learnings/1/teams/{team}"),
            json!({"answer": "adopted", "note": "手順書 3本を直した"}),
        )
        .await
        .expect(200);
    }

    // The last day alone is not enough, then everything is there.
    let active = app.get(&guest, EX).await.json();
    assert_eq!(open(&active), ["The last day comes"], "{active}");
    days(&stage, 32).await;
    turn(app, &buddy, "EX-1", json!({"deed": "advance"}), 200).await;
    for mark in &marks {
        app.api(
            &guest,
            "POST",
            &format!("{EX}/aims/{mark}/result"),
            json!({"result": "reached", "note": "手順書が使われた"}),
        )
        .await
        .expect(200);
    }
    feedback(app, &guest, "end", "guest", "次の人にも勧める").await;
    feedback(app, &buddy, "end", "host", "また受け入れたい").await;
    feedback(app, &manager, "end", "home", "続けたい").await;
    let reviewed = app.get(&guest, EX).await.json();
    assert_eq!(open(&reviewed), Vec::<&str>::new(), "{reviewed}");
    turn(app, &buddy, "EX-1", json!({"deed": "advance"}), 200).await;

    // The report, in both languages, for the company: no feedback that nobody allowed.
    for (lang, word) in [("ja", "手順書 第2版"), ("en", "手順書 第2版")] {
        for form in ["report", "slides", "report.md", "report.marp.md"] {
            let report = app
                .page(&searcher, &format!("/exchanges/EX-1/{form}?lang={lang}&audience=company"))
                .await
                .expect(200)
                .text;
            assert!(
                report.contains(word) && report.contains("戻し方を手順書のいちばん上に置く"),
                "{form} {lang}: {report}"
            );
            assert!(
                !report.contains("聞きやすくなった") && !report.contains("手が足りない") && !report.contains('⟦'),
                "{form} {lang}: {report}"
            );
        }
    }

    // A Product SRE with a backup, and the quarter after.
    let way = "/products/checkout/sre?exchange=EX-1";
    assert!(app.page(&manager, "/exchanges/EX-1").await.text.contains(way));
    assert!(!app.page(&searcher, "/exchanges/EX-1").await.text.contains(way));
    assert!(app.page(&manager, way).await.text.contains("name=\"exchange\" value=\"EX-1\""));
    app.api(
        &manager,
        "POST",
        "/api/v1/products/checkout/sres",
        json!({"person": "水野 遥", "backup": "藤崎 涼", "exchange": "EX-1"}),
    )
    .await
    .expect(201);
    let page = app.page(&searcher, "/exchanges/EX-1").await.expect(200).text;
    assert!(page.contains("プロダクトSRE: 水野 遥") && page.contains("控え: 藤崎 涼"), "{page}");
    assert!(!app.page(&manager, "/exchanges/EX-1").await.text.contains(way));
    for (moment, after) in [("d30", 30), ("d90", 60)] {
        days(&stage, after).await;
        for (who, side) in [(&guest, "guest"), (&buddy, "host"), (&manager, "home")] {
            feedback(app, who, moment, side, "続いている").await;
        }
    }
    let following = app.get(&guest, EX).await.json();
    for follow_up in following["follow_ups"].as_array().unwrap() {
        let end = format!("{EX}/follow-ups/{}/end", follow_up["id"].as_str().unwrap());
        app.api(&buddy, "POST", &end, json!({"reason": "自分たちで続けている"})).await.expect(200);
    }
    assert_eq!(turn(app, &buddy, "EX-1", json!({"deed": "advance"}), 200).await["state"], "closed");
    assert_eq!(app.get(&guest, EX).await.json()["until_day"], until.as_str());
    // What went on is over, and who runs the product now is told to everybody.
    for form in ["report", "slides", "report.md", "report.marp.md"] {
        let report =
            app.page(&searcher, &format!("/exchanges/EX-1/{form}?lang=ja&audience=company")).await.expect(200).text;
        assert!(report.contains("プロダクトSRE: 水野 遥") && report.contains("控え 藤崎 涼"), "{form}: {report}");
        assert!(!report.contains("続くことはまだ決まっていない"), "{form}: {report}");
    }
    for lang in Lang::ALL {
        for path in ["/programme", "/exchanges/EX-1", "/exchanges", "/learnings/LN-1", "/products/checkout"] {
            let page = app.page_in(lang, Some(&searcher), path).await.expect(200).text;
            assert!(!page.contains('⟦') && !page.contains("聞きやすくなった"), "{path}: {page}");
        }
    }
    stage.settle().await;
    stage.slack.check();
}

both_homes!(from_the_first_wish_to_the_quarter_after);

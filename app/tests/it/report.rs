//! Reports of exchanges: for whom they are, in which language, and in all their forms.

use axum::http::header;
use jiff::civil::date;
use ryugaku::diary::Kind;
use ryugaku::diary::outcomes::{self, NewOutcome};
use ryugaku::diary::write::{self, NewEntry};
use ryugaku::exchange::aims::{self, NewAim};
use ryugaku::exchange::draft::{self, NewExchange};
use ryugaku::exchange::follow_up::Cadence;
use ryugaku::exchange::follow_ups::{self, NewFollowUp};
use ryugaku::exchange::{AimKind, ExchangeId, Side, State, capacity, store};
use ryugaku::people::{Team, TeamKind};
use ryugaku::report::wording::{Wording, Written};
use ryugaku::report::wording_store;
use ryugaku_kernel::{Actor, ActorKind, Cx, Failure, Lang, Role};
use serde_json::{Value, json};

use crate::both;
use crate::support::{TestApp, Who};

/// What somebody might write to break out of a form.
const HOSTILE: &str = "<script>alert(1)</script> [x](javascript:alert(2)) | a\n---\nmarp: false <!-- _class: lead -->";

struct Cast {
    id: ExchangeId,
    home: Team,
    guest: Who,
    buddy: Who,
    stranger: Who,
}

fn cx_of(app: &TestApp, who: &Who, team: &Team) -> Cx {
    let teams = vec![team.id.0];
    let actor = Actor {
        kind: ActorKind::Person,
        id: Some(who.id.0),
        name: String::new(),
        role: Some(Role::Member),
        teams,
        own_since: None,
    };
    app.app.cx(actor, Lang::Ja)
}

/// An exchange of this guest that has begun, and of which nothing is written.
pub async fn exchange(app: &TestApp, guest: &Who, home: &Team, host: &str, buddy: &str) -> ExchangeId {
    let mut tx = app.begin().await;
    let new = NewExchange {
        guest: "me".into(),
        home_team: String::new(),
        host_team: host.into(),
        buddy: buddy.into(),
        home_manager: String::new(),
        host_manager: String::new(),
        from_day: date(2026, 10, 5),
        until_day: date(2026, 12, 25),
        share: 40,
        rhythm: "火・木".into(),
        why: String::new(),
        template: None,
        offer: None,
        wish: None,
    };
    let mut exchange = draft::draft(&mut tx, &cx_of(app, guest, home), new).await.unwrap();
    exchange.enter(State::Active, app.now());
    store::update(&mut tx, &mut exchange).await.unwrap();
    tx.commit().await.unwrap();
    exchange.id
}

async fn begun(app: &TestApp) -> Cast {
    let (home, host) = (app.team("shop", TeamKind::Product).await, app.team("pay", TeamKind::Product).await);
    let (guest, buddy) = (app.member_of(&home, "水野 遥").await, app.member_of(&host, "佐伯 真").await);
    let stranger = app.person("監査", Role::Read).await;
    let id = exchange(app, &guest, &home, "pay", &buddy.id.to_string()).await;
    Cast { id, home, guest, buddy, stranger }
}

/// The same with something written everywhere, some of it hostile.
async fn written(app: &TestApp) -> Cast {
    let cast = begun(app).await;
    let cx = cx_of(app, &cast.guest, &cast.home);
    app.api(&cast.guest, "POST", "/api/v1/incidents", json!({"title": "決済が止まった", "severity": "sev1"}))
        .await
        .expect(201);
    let mut tx = app.begin().await;
    let aim = |side, what: &str, target| NewAim {
        side,
        kind: AimKind::SreRole,
        what: what.into(),
        how_to_tell: "数えれば分かる".into(),
        priority: 1,
        unit: "回".into(),
        baseline: None,
        target,
    };
    aims::add(&mut tx, &cx, 1, aim(Side::Guest, "一次オンコールを一人で", Some(8.0))).await.unwrap();
    aims::add(&mut tx, &cx, 1, aim(Side::Host, HOSTILE, Some(20.0))).await.unwrap();
    aims::add(&mut tx, &cx, 1, aim(Side::Home, "控えを決める", None)).await.unwrap();
    aims::read_off(&mut tx, &cx, 1, (Side::Guest, 1), Some(5.0)).await.unwrap();
    let entry =
        NewEntry {
            text: "秘密の日記 #g1".into(), kind: Some(Kind::Discussion), source: "web", ..NewEntry::default()
        };
    write::write(&mut tx, &cx, 1, entry).await.unwrap();
    let outcome = NewOutcome {
        what: "成果の bot".into(),
        aim: Some((Side::Guest, 1)),
        artefact: "https://example.com/pr/7)|x".into(),
        day: date(2026, 11, 10),
        activities: Vec::new(),
    };
    outcomes::add(&mut tx, &cx, 1, outcome).await.unwrap();
    let follow_up = NewFollowUp {
        what: "MTGに陪席する".into(),
        owner: "me".into(),
        cadence: Cadence::Monthly,
        next: date(2027, 1, 12),
    };
    let follow_up = follow_ups::add(&mut tx, &cx, 1, follow_up).await.unwrap();
    follow_ups::note(&mut tx, &cx, 1, follow_up.id, "秘密の話", date(2026, 11, 19)).await.unwrap();
    capacity::record_week(&mut tx, &cx, 1, date(2026, 11, 2), 2.5, "秘密の負担").await.unwrap();
    capacity::put_off(&mut tx, &cx, 1, "秘密の先送り", None).await.unwrap();
    tx.commit().await.unwrap();
    cast
}

async fn text(app: &TestApp, who: &Who, path: &str) -> String {
    app.page(who, path).await.expect(200).text
}

const FORMS: [&str; 5] = ["report", "report.md", "report.marp.md", "slides", "slides.html"];

both! {
    /// What is for the exchange's people never reaches others, in no form.
    async fn secrets_stay_inside(app: TestApp) {
        let cast = written(&app).await;
        for form in FORMS {
            for lang in ["ja", "en"] {
                let path = format!("/exchanges/EX-1/{form}?lang={lang}");
                let inside = text(&app, &cast.buddy, &path).await;
                assert!(inside.contains("秘密の日記") && inside.contains("秘密の先送り"), "{form}: {inside}");
                for (who, audience) in [(&cast.stranger, ""), (&cast.stranger, "&audience=company"), (&cast.guest, "&audience=company")] {
                    let company = text(&app, who, &format!("{path}{audience}")).await;
                    assert!(!company.contains("秘密"), "{form}: {company}");
                    assert!(company.contains("成果の bot") && company.contains("一次オンコールを一人で") && company.contains("MTGに陪席する"), "{form}: {company}");
                }
                app.page(&cast.stranger, &format!("{path}&audience=inside")).await.expect(403);
                assert!(!inside.contains("秘密の話") && !inside.contains("秘密の負担"), "what was said at a follow-up stands in no report: {inside}");
            }
        }
        let report = app.get(&cast.stranger, "/api/v1/exchanges/EX-1/report").await.expect(200).json();
        assert_eq!((&report["audience"], &report["capacity"], &report["plan"], &report["ready"], &report["diary"]["line"]), (&json!("company"), &Value::Null, &Value::Null, &Value::Null, &Value::Null));
        assert!(!report.to_string().contains("秘密"), "{report}");
        app.get(&cast.stranger, "/api/v1/exchanges/EX-1/report?audience=inside").await.expect(403);
    }

    /// A draft is there for those in it alone.
    async fn what_one_may_not_see_is_not_there(app: TestApp) {
        let cast = begun(&app).await;
        let mut tx = app.begin().await;
        let mut exchange = store::find(&mut tx, cast.id).await.unwrap();
        exchange.enter(State::Draft, app.now());
        store::update(&mut tx, &mut exchange).await.unwrap();
        tx.commit().await.unwrap();
        for form in FORMS {
            app.page(&cast.stranger, &format!("/exchanges/EX-1/{form}")).await.expect(404);
            app.page(&cast.guest, &format!("/exchanges/EX-1/{form}")).await.expect(200);
            for wrong in ["/exchanges/EX-2/", "/exchanges/x/"] {
                app.page(&cast.guest, &format!("{wrong}{form}")).await.expect(404);
            }
        }
        app.get(&cast.stranger, "/api/v1/exchanges/EX-1/report").await.expect(404);
        app.get(&cast.stranger, "/api/v1/exchanges/EX-1/report/words/ja").await.expect(404);
    }

    /// A report in either language, whatever the reader's own; the words that are asked for wrongly are refused.
    async fn each_form_speaks_the_language_it_is_asked_for(app: TestApp) {
        let cast = written(&app).await;
        for (lang, headline) in [("ja", "3つの約束。1つは進み、1つは測れず、1つはこれから"), ("en", "3 promises: 1 moving, 1 not measured, 1 still ahead")] {
            for form in FORMS {
                let told = text(&app, &cast.guest, &format!("/exchanges/EX-1/{form}?lang={lang}")).await;
                assert!(told.contains(headline), "{form}: {told}");
            }
        }
        assert!(app.page_in(Lang::En, Some(&cast.guest), "/exchanges/EX-1/report").await.text.contains("3 promises"));
        for wrong in ["lang=fr", "audience=all"] {
            app.page(&cast.guest, &format!("/exchanges/EX-1/report?{wrong}")).await.expect(422);
            app.get(&cast.guest, &format!("/api/v1/exchanges/EX-1/report?{wrong}")).await.expect(422);
        }
        assert_eq!(app.page(&cast.guest, "/exchanges/ex-1/report").await.expect(308).location(), "/exchanges/EX-1/report?lang=ja&audience=inside");
    }

    /// What people wrote is words, never marks: in HTML, Markdown and Marp.
    async fn hostile_words_stay_words(app: TestApp) {
        let cast = written(&app).await;
        for form in ["report", "slides", "slides.html"] {
            let html = text(&app, &cast.guest, &format!("/exchanges/EX-1/{form}")).await;
            assert!(html.contains("&#60;script&#62;alert(1)&#60;/script&#62;"), "{form}: {html}");
            assert!(!html.contains("<script>alert") && !html.contains("href=\"javascript:"), "{form}: {html}");
        }
        for form in ["report.md", "report.marp.md"] {
            let told = text(&app, &cast.guest, &format!("/exchanges/EX-1/{form}")).await;
            assert!(told.contains("\\<script\\>alert(1)\\</script\\> \\[x\\](javascript:alert(2)) \\| a --- marp: false \\<\\!-- \\_class: lead --\\>"), "{told}");
            assert!(!told.replace("\\<", "").contains("<script") && !told.contains("<!--") && told.contains("](<https://example.com/pr/7%29%7Cx>)"), "{told}");
            assert!(!told.lines().any(|line| line == "marp: false"), "{told}");
        }
        let marp = text(&app, &cast.guest, "/exchanges/EX-1/report.marp.md").await;
        let head = "---\nmarp: true\nlang: ja\ntitle: \"EX-1 SHOPから、PAYへ。\"\nfooter: \"Ryugaku の台帳から · 2026-11-19\"\npaginate: true\nsize: 16:9\n";
        assert!(marp.starts_with(head), "{marp}");
        let breaks = marp.lines().filter(|line| *line == "---").count();
        let slides = text(&app, &cast.guest, "/exchanges/EX-1/slides").await.matches("<section class=\"slide").count();
        assert_eq!(breaks, slides + 1, "{marp}");
    }

    /// The file needs nothing beside it and may run nothing but its own script.
    async fn the_deck_is_served_or_saved_whole(app: TestApp) {
        let cast = written(&app).await;
        let served = text(&app, &cast.guest, "/exchanges/EX-1/slides").await;
        assert!(served.contains("href=\"/assets/deck.css\"") && !served.contains("<style"), "{served}");
        let file = app.page(&cast.guest, "/exchanges/EX-1/slides.html?audience=company").await.expect(200);
        assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"EX-1-2026-11-19-company-ja.html\"");
        assert!(file.text.contains("http-equiv=\"content-security-policy\" content=\"default-src 'none'; style-src 'sha256-"), "{}", file.text);
        assert!(!file.text.contains("/assets/") && !file.text.contains("/exchanges/") && !file.text.contains(&cast.guest.csrf));
        assert_eq!((file.text.matches("<script").count(), file.text.matches("<style").count()), (1, 1));
        let saved = app.page(&cast.guest, "/exchanges/EX-1/report.md").await.expect(200);
        assert_eq!(saved.headers[header::CONTENT_TYPE], "text/markdown; charset=utf-8");
        assert_eq!(saved.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"EX-1-2026-11-19-inside-ja.md\"");
    }

    /// Nothing written: a short report that says so, and no number for what was not measured.
    async fn an_empty_record_is_an_honest_report(app: TestApp) {
        let cast = begun(&app).await;
        for (lang, nothing) in [("ja", "まだ何も書かれていない"), ("en", "Nothing has been written yet")] {
            for form in ["report", "report.marp.md", "slides", "slides.html"] {
                let told = text(&app, &cast.guest, &format!("/exchanges/EX-1/{form}?lang={lang}")).await;
                assert!(told.contains(nothing), "{form}: {told}");
            }
        }
        assert_eq!(text(&app, &cast.guest, "/exchanges/EX-1/slides").await.matches("<section class=\"slide").count(), 2);
        let told = text(&app, &cast.guest, "/exchanges/EX-1/report.md").await;
        for says in ["約束はまだ書かれていない", "日記はまだない", "成果はまだ書かれていない", "学びはまだ公開されていない", "続くことはまだ決まっていない", "効果は、まだ測っていない", "離れた日数は、まだ測っていない"] {
            assert!(told.contains(says), "{says}: {told}");
        }
    }

    /// The facts as JSON, and told, by what is accepted or named.
    async fn the_api_gives_facts_and_forms(app: TestApp) {
        let cast = written(&app).await;
        let path = "/api/v1/exchanges/ex-1/report";
        let report = app.get(&cast.guest, path).await.expect(200).json();
        assert_eq!((&report["number"], &report["way"]["week"], &report["aims"][0]["standing"], &report["aims"][1]["standing"], &report["aims"][2]["standing"]),
                   (&json!("EX-1"), &json!(7), &json!("moving"), &json!("unmeasured"), &json!("ahead")));
        assert_eq!((&report["aims"][0]["weeks"], &report["aims"][1]["reading"], &report["aims"][0]["evidence"]), (&json!([{"week": 7, "auto": 0, "written": 1}]), &Value::Null, &json!(2)));
        assert_eq!((&report["diary"]["auto"], &report["diary"]["written"], &report["diary"]["evidence"], &report["diary"]["more"]), (&json!(1), &json!(1), &json!(1), &json!(false)));
        assert_eq!((&report["capacity"]["mean"], &report["capacity"]["agreed"], &report["follow_ups"][0]["held"]), (&json!(2.5), &json!(2.0), &json!(1)));
        for (format, begins, kind) in [("markdown", "# SHOPから、PAYへ。", "text/markdown; charset=utf-8"), ("marp", "---\nmarp: true", "text/markdown; charset=utf-8"), ("html", "<!doctype html>", "text/html; charset=utf-8")] {
            let told = app.get(&cast.guest, &format!("{path}?format={format}&lang=ja")).await.expect(200);
            assert!(told.text.starts_with(begins) && told.headers[header::CONTENT_TYPE] == kind, "{}", told.text);
        }
        let told = app.api_with(&cast.guest, "GET", path, Value::Null, &[("accept", "text/markdown")]).await.expect(200);
        assert!(told.text.starts_with("# From SHOP to PAY."), "{}", told.text);
        app.get(&cast.guest, &format!("{path}?format=pdf")).await.expect(422);
    }

    /// The guest's own sentences, by form and by API; others may not.
    async fn the_guest_words_the_report(app: TestApp) {
        let cast = begun(&app).await;
        let (path, api) = ("/exchanges/EX-1/report/words", "/api/v1/exchanges/EX-1/report/words/ja");
        let form = text(&app, &cast.guest, path).await;
        assert!(form.contains("SHOPから、PAYへ。") && form.contains("name=\"version\" value=\"0\""), "{form}");
        let fields = [("language", "ja"), ("version", "0"), ("title", "夜中に\n---\n読むもの"), ("lede", ""), ("closing", "1行目がすべてだった")];
        assert_eq!(app.post_form(&cast.guest, path, &fields).await.expect(303).location(), "/exchanges/EX-1/report?lang=ja");
        app.post_form(&cast.guest, path, &fields).await.expect(412);
        let long = "x".repeat(61);
        let refused = app.post_form(&cast.guest, path, &[("language", "ja"), ("title", &long)]).await.expect(422).text;
        assert!(refused.contains(&long) && refused.contains("id=\"w-title\""), "{refused}");
        assert!(text(&app, &cast.stranger, "/exchanges/EX-1/report").await.contains("夜中に --- 読むもの"));
        assert!(text(&app, &cast.stranger, "/exchanges/EX-1/report?lang=en").await.contains("From SHOP to PAY."), "the other language has its own");
        app.page(&cast.buddy, path).await.expect(403);
        app.post_form(&cast.buddy, path, &fields).await.expect(403);
        app.page(&cast.stranger, path).await.expect(403);
        app.api(&cast.buddy, "PUT", api, json!({"title": "x"})).await.expect(403);
        app.api(&cast.stranger, "PUT", api, json!({"title": "x"})).await.expect(403);
        let read = app.get(&cast.stranger, api).await.expect(200);
        assert_eq!((read.json()["closing"].as_str(), read.headers[header::ETAG].to_str().unwrap()), (Some("1行目がすべてだった"), "\"1\""));
        app.api_with(&cast.guest, "PUT", api, json!({"title": "y"}), &[("if-match", "\"0\"")]).await.expect(412);
        assert_eq!(app.api(&cast.guest, "PUT", api, json!({"title": "y"})).await.expect(200).json()["version"], 2);
        app.api(&cast.guest, "PUT", api, json!({"closing": "x".repeat(101)})).await.expect(422);
        app.get(&cast.guest, "/api/v1/exchanges/EX-1/report/words/fr").await.expect(404);
        let admin = app.admin().await;
        app.api(&admin, "PUT", "/api/v1/exchanges/EX-1/report/words/en", json!({"lede": "What the desk sees"})).await.expect(200);
        let ledger = text(&app, &cast.stranger, "/ledger").await;
        assert!(ledger.contains("報告の言葉を書いた"), "{ledger}");
    }

    async fn wording_rows(app: TestApp) {
        let cast = begun(&app).await;
        let mut tx = app.begin().await;
        assert_eq!(wording_store::find(&mut tx, cast.id, Lang::Ja).await.unwrap(), Written::default());
        let wording = Wording { title: "a".into(), lede: "b".into(), closing: "c".into() };
        wording_store::insert(&mut tx, cast.id, Lang::Ja, &wording, None, app.now()).await.unwrap();
        let mut written = Written { wording, version: 1 };
        assert_eq!(wording_store::find(&mut tx, cast.id, Lang::Ja).await.unwrap(), written);
        wording_store::update(&mut tx, cast.id, Lang::Ja, &written, None, app.now()).await.unwrap();
        let stale = wording_store::update(&mut tx, cast.id, Lang::Ja, &written, None, app.now()).await;
        assert!(matches!(stale, Err(Failure::Stale)));
        written.version = 2;
        assert_eq!(wording_store::find(&mut tx, cast.id, Lang::Ja).await.unwrap(), written);
        assert_eq!(wording_store::find(&mut tx, cast.id, Lang::En).await.unwrap(), Written::default());
    }
}

//! The ledger by page, API and stream; redaction; and that nobody hears what is not meant for them.

use ryugaku::people::TeamKind;
use ryugaku_db::sql;
use ryugaku_kernel::{Actor, ActorKind, Lang, Role, Uuid};
use ryugaku_ledger::{NewEvent, texts};
use serde_json::json;

use crate::both;
use crate::support::{TestApp, Who};

async fn write(app: &TestApp, event: NewEvent) -> i64 {
    let mut tx = app.begin().await;
    tx.record(&app.app.system(), event);
    tx.commit().await.unwrap().unwrap()
}

/// Something written by a person, about a team.
async fn written(app: &TestApp, by: &Who, words: &str) -> i64 {
    let actor = Actor {
        kind: ActorKind::Person,
        id: Some(by.id.0),
        name: "x".into(),
        role: Some(Role::Member),
        teams: vec![],
        own_since: None,
    };
    let cx = app.app.cx(actor, Lang::Ja);
    let mut tx = app.begin().await;
    let text = texts::write(&mut tx, &cx, words).await.unwrap();
    tx.record(&cx, NewEvent::of("team.changed").about("team", Uuid::from_u128(5)).text(text));
    tx.commit().await.unwrap().unwrap()
}

both! {
    /// In the reader's language, with names and links; filtered, paged, one entry by itself.
    async fn the_sheet_reads_as_sentences(app: TestApp) {
        let admin = app.admin().await;
        app.api(&admin, "POST", "/api/v1/teams", json!({"slug": "payments", "name": "決済", "kind": "product"})).await.expect(201);
        app.team("other", TeamKind::Other).await;
        let ja = app.page(&admin, "/ledger").await.expect(200).text;
        assert!(ja.contains("href=\"/teams/payments\">決済</a> を作った"), "{ja}");
        assert!(ja.contains("佐伯 真") && ja.contains("ホストの管理者") && !ja.contains('⟦'), "{ja}");
        assert!(ja.find("OTHER").unwrap() < ja.find("決済").unwrap(), "newest first");
        let en = app.page_in(Lang::En, Some(&admin), "/ledger").await.expect(200).text;
        assert!(en.contains("Created <a class=\"title\" href=\"/teams/payments\">決済</a>") && !en.contains('⟦'), "{en}");
        let of_admin = app.page(&admin, &format!("/ledger?actor={}&kind=team", admin.id)).await.expect(200).text;
        assert!(of_admin.contains("決済") && !of_admin.contains("OTHER"));
        let none = app.page(&admin, "/ledger?until=2026-11-18&from=").await.expect(200).text;
        assert!(none.contains("該当するものはない"), "{none}");
        let today = app.page(&admin, "/ledger?from=2026-11-19&until=2026-11-19").await.expect(200).text;
        assert!(today.contains("決済"), "the days are Tokyo's: 03:12 of the 19th is the 18th in UTC");
        for wrong in ["/ledger?from=yesterday", "/ledger?about=x", "/ledger?actor=1", "/ledger?before=x"] {
            app.page(&admin, wrong).await.expect(422);
        }
        for lang in Lang::ALL {
            let one = app.page_in(lang, Some(&admin), "/ledger/1").await.expect(200).text;
            assert!(one.contains("team.founded") && one.contains("payments") && !one.contains('⟦'), "{one}");
        }
        app.page(&admin, "/ledger/99").await.expect(404);
        app.page_in(Lang::Ja, None, "/ledger").await.expect(303);
    }

    /// PostgreSQL's texts know none: it is refused alike on both, whichever door it comes through.
    async fn a_nul_is_refused(app: TestApp) {
        let admin = app.admin().await;
        app.get(&admin, "/api/v1/events?kind=a%00b").await.expect(422);
        app.page(&admin, "/ledger?kind=%00").await.expect(422);
        let body = json!({"slug": "payments", "name": "決\0済", "kind": "product"});
        let refused = app.api(&admin, "POST", "/api/v1/teams", body).await.expect(422).json();
        assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("U+0000"), "{refused}");
        app.post_form(&admin, "/teams", &[("slug", "payments"), ("name", "決\0済"), ("kind", "product")]).await.expect(422);
        app.api(&admin, "PUT", "/api/v1/programme/sre/ja", json!({"hours": "\0"})).await.expect(422);
        assert_eq!(app.get(&admin, "/api/v1/events?kind=team").await.expect(200).json()["items"], json!([]));
    }

    async fn the_sheet_goes_back_page_by_page(app: TestApp) {
        let admin = app.admin().await;
        let mut tx = app.begin().await;
        for n in 0..60_i64 {
            tx.record(&app.app.system(), NewEvent::of("team.changed").fact("n", n));
        }
        tx.commit().await.unwrap();
        let first = app.page(&admin, "/ledger?kind=team").await.expect(200).text;
        assert!(first.contains("id=\"e-60\"") && first.contains("id=\"e-11\"") && !first.contains("id=\"e-10\""), "{first}");
        assert!(first.contains("kind=team&#38;before=11") || first.contains("kind=team&amp;before=11"), "{first}");
        assert!(first.contains("live:ledger"));
        let second = app.page(&admin, "/ledger?kind=team&before=11").await.expect(200).text;
        assert!(second.contains("id=\"e-10\"") && second.contains("id=\"e-1\"") && !second.contains("live:ledger"), "{second}");
    }

    /// From one position to the next, as a follower goes; a place that was archived is gone.
    async fn the_api_is_followed_by_position(app: TestApp) {
        let admin = app.admin().await;
        for _ in 0..5 {
            write(&app, NewEvent::of("team.changed")).await;
        }
        write(&app, NewEvent::of("person.changed").about("person", admin.id.0)).await;
        let first = app.get(&admin, "/api/v1/events?limit=4").await.expect(200).json();
        assert_eq!((first["next"].as_str(), first["position"].as_i64()), (Some("4"), Some(4)));
        let rest = app.get(&admin, "/api/v1/events?limit=4&after=4").await.expect(200).json();
        assert_eq!((rest["items"].as_array().unwrap().len(), rest["next"].as_str(), rest["position"].as_i64()), (2, None, Some(6)));
        assert_eq!(rest["items"][1]["about"][0]["name"], "佐伯 真");
        let filtered = app.get(&admin, "/api/v1/events?kind=team.changed&after=5&wait=0").await.expect(200).json();
        assert_eq!((filtered["items"].as_array().unwrap().len(), filtered["position"].as_i64()), (0, Some(6)));
        let about = app.get(&admin, &format!("/api/v1/events?about={}", admin.id)).await.expect(200).json();
        assert_eq!(about["items"][0]["kind"], "person.changed");
        assert_eq!(app.get(&admin, "/api/v1/events/6").await.expect(200).json()["position"], 6);
        let intake = app.person("送り元", Role::Intake).await;
        app.get(&intake, "/api/v1/events").await.expect(403);
        let mut tx = app.begin().await;
        tx.run(sql("delete from events where position <= 2")).await.unwrap();
        tx.run(sql("update ledger_head set archived_through = 2")).await.unwrap();
        tx.commit().await.unwrap();
        app.get(&admin, "/api/v1/events?after=1").await.expect(410);
        assert_eq!(app.get(&admin, "/api/v1/events").await.expect(200).json()["items"][0]["position"], 3);
    }

    /// An answer that waits comes with the event it waited for, and not before.
    async fn a_wait_ends_with_the_event(app: TestApp) {
        let admin = app.admin().await;
        let waiting = app.get(&admin, "/api/v1/events?after=0&wait=30");
        let writing = async {
            while app.app.streams.open() == 0 {
                tokio::task::yield_now().await;
            }
            write(&app, NewEvent::of("team.changed")).await
        };
        let (answer, position) = tokio::join!(waiting, writing);
        assert_eq!(answer.expect(200).json()["items"][0]["position"], position);
    }

    /// Its author or an admin takes a text away; others may not, and it is on record.
    async fn words_are_taken_away_on_record(app: TestApp) {
        let (admin, author, other) = (app.admin().await, app.person("水野 遥", Role::Member).await, app.person("大川 理", Role::Member).await);
        let (first, second) = (written(&app, &author, "口座 1234567").await, written(&app, &author, "電話 0312345678").await);
        assert!(app.page(&other, &format!("/ledger/{first}")).await.expect(200).text.contains("口座 1234567"));
        app.api(&other, "POST", &format!("/api/v1/events/{first}/redact"), json!({})).await.expect(403);
        let page = app.page(&author, &format!("/ledger/{first}")).await.expect(200).text;
        assert!(page.contains("data-confirm"), "{page}");
        app.post_form(&author, &format!("/ledger/{first}/redact"), &[]).await.expect(303);
        let redacted = app.api(&admin, "POST", &format!("/api/v1/events/{second}/redact"), json!({})).await.expect(200).json();
        assert_eq!((redacted["redacted"].as_bool(), redacted.get("text")), (Some(true), None));
        app.api(&admin, "POST", &format!("/api/v1/events/{second}/redact"), json!({})).await.expect(409);
        let sheet = app.page(&admin, "/ledger").await.expect(200).text;
        assert!(!sheet.contains("1234567") && !sheet.contains("0312345678") && sheet.contains("文は消してある"), "{sheet}");
        let events = app.get(&admin, "/api/v1/events?kind=text.redacted").await.json();
        assert_eq!((events["items"][0]["facts"]["position"].as_i64(), events["items"].as_array().unwrap().len()), (Some(first), 2));
        let plain = write(&app, NewEvent::of("team.changed")).await;
        app.api(&admin, "POST", &format!("/api/v1/events/{plain}/redact"), json!({})).await.expect(409);
    }

    /// A redaction is for the eyes of those who could read the text.
    async fn a_redaction_keeps_the_audience(app: TestApp) {
        let (admin, author) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let actor = Actor { kind: ActorKind::Person, id: Some(author.id.0), name: "x".into(), role: Some(Role::Member), teams: vec![], own_since: None };
        let cx = app.app.cx(actor, Lang::Ja);
        let mut tx = app.begin().await;
        let text = texts::write(&mut tx, &cx, "内緒").await.unwrap();
        tx.record(&cx, NewEvent::of("team.changed").text(text).only(vec![], vec![author.id.0]));
        let position = tx.commit().await.unwrap().unwrap();
        app.api(&admin, "POST", &format!("/api/v1/events/{position}/redact"), json!({})).await.expect(404);
        app.api(&author, "POST", &format!("/api/v1/events/{position}/redact"), json!({})).await.expect(200);
        assert_eq!(app.get(&admin, "/api/v1/events").await.json()["items"], json!([]));
        assert_eq!(app.get(&author, "/api/v1/events").await.json()["items"].as_array().unwrap().len(), 2);
        for who in [&admin, &author] {
            let sheet = app.page(who, "/ledger").await.expect(200).text;
            assert_eq!(sheet.contains("id=\"e-1\""), who.id == author.id);
        }
    }

    /// The stream begins with a heartbeat, tells topics with positions, goes on after the last one heard.
    async fn a_page_hears_what_changed(app: TestApp) {
        let admin = app.admin().await;
        let team = Uuid::from_u128(7);
        let mut events = app.stream(&admin, "/live", &[]).await;
        assert_eq!((events.status, events.headers["content-type"].to_str().unwrap()), (200, "text/event-stream"));
        assert_eq!(events.next().await.unwrap().event, "beat");
        write(&app, NewEvent::of("team.changed").about("team", team)).await;
        let heard = events.change().await.unwrap();
        assert_eq!((heard.event.as_str(), heard.id.as_deref()), ("change", Some("1")));
        assert_eq!(heard.data, json!({"position": 1, "topics": ["ledger", "team", format!("team-{team}")]}));
        drop(events);
        write(&app, NewEvent::of("person.changed").about("person", admin.id.0)).await;
        write(&app, NewEvent::of("team.changed").about("team", team)).await;
        for (path, headers) in [("/live?after=1", vec![]), ("/live?after=0", vec![("last-event-id", "1")])] {
            let heard = app.stream(&admin, path, &headers).await.change().await.unwrap();
            assert_eq!(heard.id.as_deref(), Some("3"));
            assert_eq!(heard.data["topics"], json!(["ledger", "person", format!("person-{}", admin.id), "team", format!("team-{team}")]));
        }
        let polled = app.get(&admin, "/live/poll?after=2").await.expect(200).json();
        assert_eq!((polled["position"].as_i64(), polled["topics"][2].as_str()), (Some(3), Some("ledger")));
        let hot = json!({"position": 3, "topics": ["alert", "chat", "writing"]});
        assert_eq!(app.get(&admin, "/live/poll?after=3").await.json(), hot);
        let nobody = app.page_in(Lang::Ja, None, "/live").await;
        assert_eq!(nobody.status, 401);
        assert_eq!(app.app.streams.open(), 0, "streams that were dropped are counted no more");
    }

    /// Between a page and its stream something without a position may have changed: a stream that goes on begins by saying so.
    async fn a_stream_that_goes_on_says_what_may_have_been_missed(app: TestApp) {
        let admin = app.admin().await;
        let heard = app.stream(&admin, "/live?after=0", &[]).await.change().await.unwrap();
        assert_eq!((heard.id, heard.data), (None, json!({"topics": ["alert", "chat", "writing"]})));
    }

    /// What is not in the ledger has no position, and a burst of it is told once.
    async fn what_has_no_position_is_told_once_in_a_while(app: TestApp) {
        let admin = app.admin().await;
        let mut events = app.stream(&admin, "/live", &[]).await;
        events.next().await.unwrap();
        for _ in 0..50 {
            app.app.db.wake_here("alert");
            app.app.db.wake_here("jobs");
        }
        let heard = events.change().await.unwrap();
        assert_eq!((heard.id, heard.data), (None, json!({"topics": ["alert"]})));
        for _ in 0..50 {
            app.app.db.wake_here("alert");
        }
        write(&app, NewEvent::of("team.changed")).await;
        let (second, third) = (events.change().await.unwrap(), events.change().await.unwrap());
        let topics = [second.data["topics"].clone(), third.data["topics"].clone()];
        assert!(topics.contains(&json!(["ledger"])) && topics.contains(&json!(["alert"])), "{topics:?}");
        write(&app, NewEvent::of("team.changed")).await;
        assert_eq!(events.change().await.unwrap().id.as_deref(), Some("2"), "nothing of the burst is left over");
    }

    /// Of an event that is not for somebody they do not even hear that there was one.
    async fn a_stream_honours_the_audience(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let (mut to_admin, mut to_member) = (app.stream(&admin, "/live", &[]).await, app.stream(&member, "/live", &[]).await);
        write(&app, NewEvent::of("person.changed").about("person", member.id.0).only(vec![], vec![member.id.0])).await;
        assert_eq!(to_member.change().await.unwrap().id.as_deref(), Some("1"));
        write(&app, NewEvent::of("team.changed")).await;
        let heard = to_admin.change().await.unwrap();
        assert_eq!((heard.id.as_deref(), &heard.data["topics"]), (Some("2"), &json!(["ledger"])));
    }

    async fn a_stream_ends_with_the_session(app: TestApp) {
        let admin = app.admin().await;
        let mut events = app.stream(&admin, "/live", &[]).await;
        events.next().await.unwrap();
        let mut tx = app.begin().await;
        tx.run(sql("update sessions set ended_at = $1").bind(app.now())).await.unwrap();
        tx.record(&app.app.system(), NewEvent::of("team.changed"));
        tx.commit().await.unwrap();
        assert_eq!(events.change().await, None);
        assert_eq!(app.app.streams.open(), 0);
    }

    /// The server does not wait for streams when it is told to stop, nor for those who wait for an event.
    async fn a_stream_ends_with_the_server(app: TestApp) {
        let admin = app.admin().await;
        let mut events = app.stream(&admin, "/live", &[]).await;
        events.next().await.unwrap();
        let stopping = async {
            while app.app.streams.open() < 2 {
                tokio::task::yield_now().await;
            }
            app.app.stop.cancel();
        };
        let (waited, end, ()) = tokio::join!(app.get(&admin, "/api/v1/events?wait=30"), events.change(), stopping);
        assert_eq!((waited.status, end), (200, None));
    }

    async fn one_person_holds_so_many_streams(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let mut held = Vec::new();
        for _ in 0..16 {
            let events = app.stream(&admin, "/live", &[]).await;
            assert_eq!(events.status, 200);
            held.push(events);
        }
        assert_eq!(app.stream(&admin, "/live", &[]).await.status, 429);
        assert_eq!(app.stream(&member, "/live", &[]).await.status, 200);
        held.pop();
        assert_eq!(app.stream(&admin, "/live", &[]).await.status, 200);
    }

    /// Somebody who was away too long, or comes with the position of another ledger, is told to fetch everything.
    async fn too_far_behind_is_missed(app: TestApp) {
        let admin = app.admin().await;
        write(&app, NewEvent::of("team.changed")).await;
        assert_eq!(app.stream(&admin, "/live?after=900", &[]).await.change().await.unwrap().event, "missed");
        let mut tx = app.begin().await;
        for _ in 0..2100 {
            tx.record(&app.app.system(), NewEvent::of("team.changed"));
        }
        tx.commit().await.unwrap();
        let mut events = app.stream(&admin, "/live?after=0", &[]).await;
        let missed = events.change().await.unwrap();
        assert_eq!((missed.event.as_str(), missed.id.as_deref()), ("missed", Some("2101")));
        write(&app, NewEvent::of("team.changed")).await;
        assert_eq!(events.change().await.unwrap().id.as_deref(), Some("2102"));
    }
}

/// What one replica records is heard at the other, and so is what has no position.
#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_hear_each_other() {
    let Some(home) = crate::support::Home::postgres().await else { return };
    let app = TestApp::on(home).await;
    let (admin, replica) = (app.admin().await, app.replica().await);
    // Listening begins in the background: what it relays first shows that it has begun.
    let mut wakes = replica.app.db.listen();
    loop {
        let mut tx = app.begin().await;
        tx.wake("alert");
        tx.commit().await.unwrap();
        if wakes.try_recv().is_ok() {
            break;
        }
        tokio::task::yield_now().await;
    }
    let mut events = replica.stream(&admin, "/live").await;
    events.next().await.unwrap();
    let position = write(&app, NewEvent::of("team.changed")).await;
    loop {
        let heard = events.change().await.unwrap();
        if heard.id.is_some() {
            assert_eq!(heard.data, json!({"position": position, "topics": ["ledger"]}));
            break;
        }
    }
    let mut tx = app.begin().await;
    tx.wake("weather");
    tx.commit().await.unwrap();
    loop {
        let heard = events.change().await.unwrap();
        if heard.data["topics"].as_array().unwrap().contains(&json!("weather")) {
            break;
        }
    }
    replica.app.db.close().await;
}

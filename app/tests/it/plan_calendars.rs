//! Calendars that people bring, which nobody else reads; and plans as calendars to subscribe to.

use axum::body::Body;
use axum::http::Request;
use ryugaku_calendar::Zone;
use ryugaku_db::sql;
use ryugaku_ical::Window;
use ryugaku_kernel::{Lang, Time};
use serde_json::json;

use crate::both;
use crate::plan::{Scene, pairing, scene};
use crate::support::{Reply, TestApp, Who};

const PLAN: &str = "/api/v1/exchanges/EX-1/plan";
const OWN: &str = "/api/v1/me/calendars";

fn ics(entries: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{entries}\nEND:VCALENDAR\n").replace('\n', "\r\n")
}

const DENTIST: &str = "BEGIN:VEVENT\nUID:1\nSUMMARY:歯医者の秘密\nLOCATION:銀座\nDTSTART;TZID=Asia/Tokyo:20261124T140000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nEND:VEVENT";
const FREE: &str =
    "BEGIN:VEVENT\nUID:2\nSUMMARY:だれかの休み\nTRANSP:TRANSPARENT\nDTSTART;VALUE=DATE:20261126\nEND:VEVENT";
const BROKEN: &str = "BEGIN:VEVENT\nUID:3\nSUMMARY:壊れたもの\nDTSTART:soon\nEND:VEVENT";

async fn upload(app: &TestApp, who: &Who, name: &str, file: &str) -> Reply {
    let part = |name: &str, more: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let body = part("csrf", "", &who.csrf)
        + &part("name", "", name)
        + &part("file", "; filename=\"仕事.ics\"", file)
        + "--x--\r\n";
    app.post_bytes(who, "/me/calendars", "multipart/form-data; boundary=x", body.as_bytes()).await
}

async fn open(app: &TestApp, address: &str) -> Reply {
    let path = address.split_once("/ical/").map_or(address.to_owned(), |(_, file)| format!("/ical/{file}"));
    app.send(Request::get(path).body(Body::empty()).unwrap()).await
}

both! {
    async fn others_learn_when_one_is_busy_never_with_what(app: TestApp) {
        let Scene { guest, buddy, colleague, .. } = scene(&app).await;
        let page = app.page(&guest, "/me/calendars").await.expect(200).text;
        assert!(page.contains("まだ取り込んでいない") && !page.contains('⟦'));
        upload(&app, &guest, "", &ics(&[DENTIST, FREE, BROKEN].join("\n"))).await.expect(303);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&guest), "/me/calendars").await.expect(200).text;
            assert!(page.contains("歯医者の秘密") && page.contains("<h2 id=\"c-1\">仕事</h2>") && page.contains("soon") && !page.contains('⟦'), "{page}");
        }
        app.api(&guest, "POST", PLAN, pairing("24T13:30", "24T14:30")).await.expect(201);
        let admin = app.admin().await;
        for who in [&guest, &buddy, &colleague, &admin] {
            let week = app.page(who, "/exchanges/EX-1/plan?week=2026-11-24").await.expect(200).text;
            assert!(week.contains("水野 遥 ほかの予定") && week.contains("水野 遥 はほかの予定がある (14:00–15:00)"), "{week}");
            let json = app.get(who, &format!("{PLAN}/week?week=2026-11-24")).await.expect(200).text;
            assert!(json.contains("is busy (14:00–15:00)"), "{json}");
            for text in [&week, &json, &app.page(who, "/ledger").await.text, &app.get(who, "/api/v1/events?limit=200").await.text, &app.page(who, "/").await.text] {
                assert!(!text.contains("歯医者") && !text.contains("銀座") && !text.contains("だれかの休み") && !text.contains("仕事</"), "{text}");
            }
            let events = app.get(who, "/api/v1/events?limit=200").await.text;
            assert_eq!(events.contains("calendar.imported"), std::ptr::eq(who, &guest), "it is the owner's own affair");
        }
        let other = app.page(&buddy, "/me/calendars").await.expect(200).text;
        assert!(!other.contains("歯医者"));
        let id = app.get(&guest, OWN).await.expect(200).json()["items"][0]["id"].as_str().unwrap().to_owned();
        app.api(&buddy, "DELETE", &format!("{OWN}/{id}"), json!({})).await.expect(404);
        app.post_form(&buddy, &format!("/me/calendars/{id}/remove"), &[]).await.expect(404);
        app.post_form(&guest, &format!("/me/calendars/{id}/remove"), &[]).await.expect(303);
        let week = app.page(&buddy, "/exchanges/EX-1/plan?week=2026-11-24").await.text;
        assert!(!week.contains("ほかの予定"), "{week}");
    }

    async fn a_calendar_replaces_the_former_one_of_its_name(app: TestApp) {
        let Scene { guest, .. } = scene(&app).await;
        let post = async |query: &str, file: &str| app.post_bytes(&guest, &format!("{OWN}?{query}"), "text/calendar", file.as_bytes()).await;
        let look = post("name=work&dry_run=true", &ics(DENTIST)).await.expect(200).json();
        assert_eq!((look["applied"].as_bool(), look["calendar"]["entries"].as_i64()), (Some(false), Some(1)));
        assert_eq!(app.get(&guest, OWN).await.json()["items"].as_array().unwrap().len(), 0);
        let made = post("name=work", &ics(&format!("{DENTIST}\n{BROKEN}"))).await.expect(200).json();
        assert!(made["times"].as_i64().unwrap() > 50, "{made}");
        assert_eq!((made["calendar"]["refused"][0]["line"].as_i64(), made["calendar"]["refused"][0]["uid"].as_str()), (Some(14), Some("3")));
        post("name=work", &ics(FREE)).await.expect(200);
        let listed = app.get(&guest, OWN).await.json();
        assert_eq!((listed["items"].as_array().unwrap().len(), listed["items"][0]["entries"].as_i64()), (1, Some(1)));
        let refused = post("name=work", &ics(BROKEN)).await.expect(422).text;
        assert!(refused.contains("line 6"), "{refused}");
        for (query, file) in [("", ics(FREE)), ("name=x", "name,email\n".into()), ("name=x", String::new())] {
            post(query, &file).await.expect(422);
        }
        let large = ics(&format!("{FREE}\nX-NOTE:{}", "x".repeat(3 << 20)));
        post("name=large", &large).await.expect(200);
        upload(&app, &guest, "large", &large).await.expect(303);
        post("name=large", &"x".repeat((5 << 20) + 2)).await.expect(413);
        let shown = upload(&app, &guest, "x", &ics(BROKEN)).await.expect(422).text;
        assert!(shown.contains("6行目:") && shown.contains("soon"), "{shown}");
        let shown = upload(&app, &guest, "x", "").await.expect(422).text;
        assert!(shown.contains("w-file") && !shown.contains('⟦'), "{shown}");
        for n in 0..8 {
            post(&format!("name=n{n}"), &ics(FREE)).await.expect(200);
        }
        post("name=eleven", &ics(FREE)).await.expect(409);
    }

    async fn a_secret_address_holds_the_plan_as_long_as_it_may(app: TestApp) {
        let Scene { guest, buddy, colleague, .. } = scene(&app).await;
        upload(&app, &guest, "", &ics(DENTIST)).await.expect(303);
        for (from, until) in [("24T13:30", "24T14:30"), ("26T10:00", "26T11:00")] {
            app.api(&guest, "POST", PLAN, pairing(from, until)).await.expect(201);
        }
        app.api(&guest, "POST", &format!("{PLAN}/2/state"), json!({"state": "cancelled"})).await.expect(200);
        assert!(app.get(&guest, &format!("{PLAN}/feed")).await.expect(200).json()["made_at"].is_null());
        app.api(&colleague, "POST", &format!("{PLAN}/feed"), json!({})).await.expect(403);
        let make = async |who: &Who| app.api(who, "POST", &format!("{PLAN}/feed"), json!({})).await.expect(200).json()["address"].as_str().unwrap().to_owned();
        let (first, theirs) = (make(&guest).await, make(&buddy).await);
        let feed = open(&app, &first).await.expect(200);
        assert!(feed.headers["content-type"].to_str().unwrap().starts_with("text/calendar"));
        assert!(!feed.text.contains("歯医者") && feed.text.contains("UID:"), "{}", feed.text);
        let window = Window { from: Time(0), until: Time(4_000_000_000_000_000) };
        let read = ryugaku_ical::read(feed.text.as_bytes(), &Zone::utc(), window).unwrap();
        assert_eq!(read.events.iter().map(|event| event.summary.as_str()).collect::<Vec<_>>(), ["手順書を二人で書く"]);
        // Shown once: neither the page nor the database holds it.
        let secret = first.rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned();
        assert!(!app.page(&guest, "/exchanges/EX-1/plan").await.text.contains(&secret));
        assert!(!app.get(&guest, "/api/v1/events?limit=200").await.text.contains(&secret));
        let second = app.post_form(&guest, "/exchanges/EX-1/plan/feed", &[]).await.expect(200).text;
        let second = second.split("<code id=\"address\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        open(&app, &first).await.expect(404);
        open(&app, &second).await.expect(200);
        open(&app, &second.replace(".ics", "")).await.expect(404);
        open(&app, "/ical/nothing.ics").await.expect(404);
        app.post_form(&guest, "/exchanges/EX-1/plan/feed/revoke", &[]).await.expect(303);
        open(&app, &second).await.expect(404);
        app.api(&guest, "DELETE", &format!("{PLAN}/feed"), json!({})).await.expect(404);
        // Whoever has left sees nothing.
        open(&app, &theirs).await.expect(200);
        let mut tx = app.begin().await;
        tx.run(sql("update people set deactivated_at = $1 where id = $2").bind(app.now()).bind(buddy.id.0)).await.unwrap();
        tx.commit().await.unwrap();
        open(&app, &theirs).await.expect(404);
    }

    async fn an_item_is_an_invitation(app: TestApp) {
        let Scene { guest, buddy, .. } = scene(&app).await;
        let mut new = pairing("24T13:30", "24T14:30");
        new["invited"] = json!([buddy.id.to_string()]);
        app.api(&guest, "POST", PLAN, new).await.expect(201);
        let asked = app.page(&guest, "/exchanges/EX-1/plan/1/invitation.ics").await.expect(200);
        assert!(asked.headers["content-disposition"].to_str().unwrap().contains("EX-1-1.ics"));
        let text = asked.text.replace("\r\n ", "");
        for part in ["METHOD:REQUEST", "SEQUENCE:0", "ORGANIZER;CN=\"水野 遥\"", "ATTENDEE;CN=\"佐伯 隆\"", "PARTSTAT=NEEDS-ACTION", "/exchanges/EX-1/plan/1"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        app.api(&guest, "POST", &format!("{PLAN}/1/state"), json!({"state": "cancelled"})).await.expect(200);
        let text = app.get(&guest, &format!("{PLAN}/1/invitation")).await.expect(200).text;
        assert!(text.contains("METHOD:CANCEL") && text.contains("SEQUENCE:1") && text.contains("STATUS:CANCELLED"), "{text}");
    }
}

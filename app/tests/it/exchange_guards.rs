//! What an exchange does not let happen: words given for others, terms that slip, what was private told to everybody.

use crate::both;
use crate::exchange::{active, agreed, aim, cast, drafted, turn};
use crate::market;
use jiff::SignedDuration;
use serde_json::{Value, json};

both! {
    /// A draft that is given up stays with those in it.
    async fn a_cancelled_draft_is_not_told(app: TestApp) {
        let cast = cast(&app).await;
        let number = drafted(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        turn(&app, &cast.guest, &number, json!({"deed": "cancel", "reason": "やめておく"}), 200).await;
        for who in [&cast.stranger, &cast.reader] {
            app.get(who, &path).await.expect(404);
            assert_eq!(app.get(who, "/api/v1/exchanges").await.expect(200).json()["items"], json!([]));
            assert!(!app.page(who, "/programme").await.expect(200).text.contains(&number));
            let told = app.get(who, "/api/v1/events?kind=exchange").await.expect(200).json();
            assert_eq!(told["items"], json!([]), "{told}");
        }
        app.get(&cast.guest, &path).await.expect(200);
    }

    /// What was proposed and came to nothing is on the programme page, with the reason.
    async fn the_programme_says_why_it_was_declined(app: TestApp) {
        let cast = cast(&app).await;
        let number = drafted(&app, &cast).await;
        aim(&app, &cast.guest, &number, "guest", "一次を受ける").await;
        turn(&app, &cast.guest, &number, json!({"deed": "propose"}), 200).await;
        turn(&app, &cast.home_manager, &number, json!({"deed": "decline", "reason": "繁忙期と重なる"}), 200).await;
        assert!(app.page(&cast.reader, "/programme").await.expect(200).text.contains("繁忙期と重なる"));
    }

    /// A manager's word is the manager's: nobody takes their place to give it, and it does not outlast them.
    async fn nobody_takes_a_managers_place(app: TestApp) {
        let cast = cast(&app).await;
        let number = drafted(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        let named = |name: &str| json!({"home_manager": name});
        app.api(&cast.guest, "PATCH", &path, named("水野 遥")).await.expect(422);
        for (who, side) in [(&cast.guest, "guest"), (&cast.host_manager, "host"), (&cast.home_manager, "home")] {
            aim(&app, who, &number, side, "一次を受ける").await;
        }
        turn(&app, &cast.guest, &number, json!({"deed": "propose"}), 200).await;
        for who in [&cast.guest, &cast.home_manager] {
            let refused = app.api(who, "PATCH", &path, json!({"host_manager": "久保田 翠"})).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], "host_manager");
        }
        turn(&app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 200).await;
        let changed = app.api(&cast.home_manager, "PATCH", &path, named("青木 澄")).await.expect(200).json();
        assert_eq!(changed["agreed"], json!([]), "the word went with the one who gave it");
        turn(&app, &cast.home_manager, &number, json!({"deed": "agree", "side": "home"}), 403).await;
        turn(&app, &cast.stranger, &number, json!({"deed": "agree", "side": "home"}), 200).await;
        assert_eq!(turn(&app, &cast.host_manager, &number, json!({"deed": "agree", "side": "host"}), 200).await["state"], "agreed");
    }

    /// Both managers at one moment: it is agreed, if need be after one of them has said it again.
    async fn two_words_at_one_moment(app: TestApp) {
        let cast = cast(&app).await;
        let number = drafted(&app, &cast).await;
        for (who, side) in [(&cast.guest, "guest"), (&cast.host_manager, "host"), (&cast.home_manager, "home")] {
            aim(&app, who, &number, side, "一次を受ける").await;
        }
        turn(&app, &cast.guest, &number, json!({"deed": "propose"}), 200).await;
        let path = format!("/api/v1/exchanges/{number}/state");
        let word = |side: &str| json!({"deed": "agree", "side": side});
        let (home, host) = tokio::join!(
            app.api(&cast.home_manager, "POST", &path, word("home")),
            app.api(&cast.host_manager, "POST", &path, word("host")),
        );
        for (reply, who, side) in [(home, &cast.home_manager, "home"), (host, &cast.host_manager, "host")] {
            if reply.status != 200 {
                app.api(who, "POST", &path, word(side)).await.expect(200);
            }
        }
        let after = app.get(&cast.guest, &format!("/api/v1/exchanges/{number}")).await.expect(200).json();
        assert_eq!(after["state"], "agreed", "{after}");
    }

    /// Longer than agreed is an extension, with a reason, and whatever needs room asks for it.
    async fn terms_do_not_slip(app: TestApp) {
        let cast = cast(&app).await;
        let number = agreed(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        let refused = app.api(&cast.guest, "PATCH", &path, json!({"until_day": "2027-01-29"})).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "until_day");
        let moved = json!({"from_day": "2026-12-07", "until_day": "2027-01-01"});
        app.api(&cast.guest, "PATCH", &path, moved).await.expect(200);
        turn(&app, &cast.guest, &number, json!({"deed": "extend", "until_day": "2027-01-29", "reason": "年末を休む"}), 200).await;
    }

    /// Steps are rewritten by those in it; whoever is to do one ticks it off.
    async fn an_owner_ticks_off_a_step(app: TestApp) {
        let cast = cast(&app).await;
        let number = agreed(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}/steps");
        let step = json!({"what": "踏み台のアカウント", "owner": "青木 澄", "due": "2026-11-27"});
        let listed = app.api(&cast.buddy, "POST", &path, step).await.expect(200).json();
        let step = format!("{path}/{}", listed["steps"][0]["id"].as_str().unwrap());
        app.api(&cast.stranger, "PATCH", &step, json!({"what": "やらない"})).await.expect(403);
        app.api(&cast.stranger, "DELETE", &step, Value::Null).await.expect(403);
        app.api(&cast.stranger, "POST", &format!("{step}/done"), json!({"done": true})).await.expect(200);
        turn(&app, &cast.guest, &number, json!({"deed": "cancel", "reason": "やめる"}), 200).await;
        app.api(&cast.buddy, "DELETE", &step, Value::Null).await.expect(409);
    }

    /// From outside nothing is told of steps, nor of who has given feedback.
    async fn what_is_missing_tells_outsiders_no_more(app: TestApp) {
        let cast = cast(&app).await;
        let number = active(&app, &cast).await;
        let path = format!("/api/v1/exchanges/{number}");
        let places = |exchange: &Value| -> Vec<String> {
            exchange["needs"].as_array().unwrap().iter().map(|need| need["what"].as_str().unwrap().to_owned()).collect()
        };
        let inside = places(&app.get(&cast.guest, &path).await.expect(200).json());
        let outside = places(&app.get(&cast.stranger, &path).await.expect(200).json());
        let feedback = |all: &[String]| all.iter().filter(|what| what.contains("eedback")).count();
        assert_eq!((feedback(&inside), feedback(&outside)), (3, 0), "{inside:?} {outside:?}");
    }

    /// While it rests nobody is reminded; what is over does not rest.
    async fn a_pause_ends_with_the_exchange(app: TestApp) {
        let cast = cast(&app).await;
        let number = active(&app, &cast).await;
        turn(&app, &cast.guest, &number, json!({"deed": "pause", "reason": "休む"}), 200).await;
        app.advance(SignedDuration::from_hours(24 * 16)).await;
        app.advance(SignedDuration::from_hours(2)).await;
        let asked = app.get(&cast.guest, "/api/v1/events?kind=feedback.asked").await.expect(200).json();
        assert_eq!(asked["items"], json!([]));
        turn(&app, &cast.guest, &number, json!({"deed": "cancel", "reason": "やめる"}), 200).await;
        turn(&app, &cast.guest, &number, json!({"deed": "resume"}), 409).await;
    }

    /// A wish for owners' eyes does not become a reason that everybody reads, and drafts take up no places of an offer.
    async fn the_market_tells_nothing_private(app: TestApp) {
        let cast = market::cast(&app).await;
        app.api(&cast.sre, "POST", "/api/v1/offers", market::offer()).await.expect(201);
        let mut wish = market::wish();
        (wish["readers"], wish["earliest_day"]) = (json!("owners"), json!("2026-12-01"));
        app.api(&cast.guest, "POST", "/api/v1/wishes", wish).await.expect(201);
        app.api(&cast.other, "POST", "/api/v1/offers/1/apply", json!({"why": "学びたい"})).await.expect(201);
        app.api(&cast.other, "POST", "/api/v1/offers/1/apply", json!({"why": "学びたい"})).await.expect(409);
        let left = app.get(&cast.sre, "/api/v1/offers/1").await.expect(200).json()["places_left"].clone();
        assert_eq!(left, 1, "a draft is no promise");
        let made = app.api(&cast.sre, "POST", "/api/v1/matches/1/1/propose", json!({})).await.expect(201).json();
        let made = app.get(&cast.guest, &format!("/api/v1/exchanges/{}", made["exchange"].as_str().unwrap())).await.json();
        assert_eq!(made["why"], "", "{made}");
    }

    /// A form that cannot be kept gives back what was written in it.
    async fn what_was_written_comes_back(app: TestApp) {
        let cast = cast(&app).await;
        let number = drafted(&app, &cast).await;
        let fields = [("version", "77"), ("from_day", "2026-11-30"), ("until_day", "2026-12-25"), ("share", "40"),
            ("why", "夜の呼び出しを自分たちで片づけたい")];
        let stale = app.post_form(&cast.guest, &format!("/exchanges/{number}/edit"), &fields).await.expect(412);
        assert!(stale.text.contains("夜の呼び出しを自分たちで片づけたい"), "{}", stale.text);
    }
}

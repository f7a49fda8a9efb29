//! What the chat refused to ask: the page says why, and whoever may act asks again, in the channel that the team has by then.

use jiff::SignedDuration;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::both_homes;
use crate::questions::{Story, begin, id};
use crate::support::Home;
use crate::support::slack::Mishap;

/// The team's channel, as an administrator writes it.
async fn call(story: &Story, channel: &str) {
    let body = json!({"channel": channel});
    story.app().api(&story.stage.admin, "PATCH", "/api/v1/teams/payments", body).await.expect(200);
}

async fn refused(story: &Story, asked: &str) -> String {
    let path = format!("/api/v1/questions/{asked}/again");
    let reply = story.app().api(&story.stage.admin, "POST", &path, json!({})).await.expect(409);
    reply.json()["detail"].as_str().unwrap().to_owned()
}

fn trouble(asked: &Value) -> String {
    asked["trouble"].as_str().unwrap_or_default().to_owned()
}

/// The channel is misspelt, then a permission is missing: each is said, and mended without looking for a job.
async fn what_was_refused_is_asked_where_the_team_is_now(home: Home) {
    let story = begin(home).await;
    let (app, admin) = (story.app(), &story.stage.admin);
    let (member, reader) = (app.person("伊藤 直樹", Role::Member).await, app.person("監査", Role::Read).await);
    call(&story, "#paymets").await;
    story.fire("Pay", 0..2, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let waits = story.asked("").await;
    let asked = id(&waits[0]);
    assert!(trouble(&waits[0]).contains("その名前のチャンネルがない"), "{waits:?}");
    let gave_up = app.get(admin, "/api/v1/jobs?state=gave_up").await.expect(200).json();
    assert_eq!(gave_up["items"], json!([]), "what is asked again on its own page waits on no other");

    let again = format!("/questions/{asked}/again");
    for (who, offers) in [(admin, true), (&member, true), (&reader, false)] {
        let page = app.page(who, "/questions").await.expect(200).text;
        assert!(page.contains("#paymets では聞けていない"), "{page}");
        assert_eq!(page.contains(&again), offers, "{page}");
    }
    let page = app.page_in(Lang::En, Some(&member), "/questions").await.expect(200).text;
    assert!(page.contains("Not asked in #paymets") && page.contains(">Ask again<"), "{page}");
    assert_eq!(story.answer(&reader, &asked, "again").await, 403);
    app.post_form(&reader, &again, &[]).await.expect(403);
    assert_eq!(story.answer(admin, "nothing", "again").await, 404);

    // Nobody has mended it.
    assert_eq!(story.answer(&member, &asked, "again").await, 200);
    assert!(refused(&story, &asked).await.contains("断られていない"), "it is being asked");
    app.run_jobs().await;
    assert!(trouble(&story.asked("").await[0]).contains("その名前のチャンネルがない"));
    call(&story, "").await;
    assert!(refused(&story, &asked).await.contains("チャンネルがない"));
    assert_eq!(story.said().len(), 0);

    call(&story, "#payments").await;
    story.stage.slack.next("chat.postMessage", Mishap::MissingScope("chat:write"));
    let answered = app.post_form(&member, &again, &[]).await.expect(303);
    assert_eq!(answered.location(), format!("/questions#q-{asked}"));
    app.run_jobs().await;
    let waits = story.asked("").await;
    assert!(trouble(&waits[0]).contains("chat:write") && waits[0]["channel"] == "#payments", "{waits:?}");
    assert_eq!(story.answer(&member, &asked, "again").await, 200);
    app.run_jobs().await;
    assert_eq!(story.said().len(), 1);
    assert!(story.asked("").await[0]["trouble"].is_null());
    let page = app.page(admin, "/questions").await.expect(200).text;
    assert!(page.contains("#payments で聞いた") && !page.contains(&again), "{page}");
    assert!(refused(&story, &asked).await.contains("断られていない"), "it was asked");
    let page = app.page(admin, "/ledger?kind=question.asked_again").await.expect(200).text;
    assert!(page.contains("チャットでもう一度聞いた"), "{page}");
    story.stage.slack.check();
}

/// The chat refuses, and somebody answers on the web.
async fn what_was_answered_is_not_asked_again(home: Home) {
    let story = begin(home).await;
    story.stage.slack.next("chat.postMessage", Mishap::Refused("not_in_channel"));
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let asked = id(&story.asked("").await[0]);
    assert_eq!(story.answer(&story.stage.admin, &asked, "decline").await, 200);
    let why = refused(&story, &asked).await;
    assert!(why.contains("佐伯 真 が開かないと決めた"), "{why}");
    let page = story.app().page(&story.stage.admin, "/questions").await.expect(200).text;
    assert!(!page.contains("聞けていない") && !page.contains("/again"), "{page}");
    story.app().run_jobs().await;
    assert_eq!(story.said().len(), 0);
    story.stage.slack.check();
}

/// The chat is away: that is tried again by itself, and by nobody else at the same time.
async fn what_is_tried_anyway_is_not_asked_again(home: Home) {
    let story = begin(home).await;
    story.stage.slack.next("chat.postMessage", Mishap::Status(503));
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let waits = story.asked("").await;
    assert!(!trouble(&waits[0]).is_empty(), "{waits:?}");
    let page = story.app().page(&story.stage.admin, "/questions").await.expect(200).text;
    assert!(page.contains("聞けていない") && !page.contains("/again"), "{page}");
    assert!(refused(&story, &id(&waits[0])).await.contains("断られていない"));
    story.after(SignedDuration::from_secs(11)).await;
    assert_eq!(story.said().len(), 1);
    assert!(story.asked("").await[0]["trouble"].is_null());
    story.stage.slack.check();
}

/// The token is no good: everything waits for that, and goes on by itself once it is right.
async fn a_token_that_is_no_good_is_waited_for(home: Home) {
    let story = begin(home).await;
    story.stage.slack.next("chat.postMessage", Mishap::Refused("token_revoked"));
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let waits = story.asked("").await;
    assert!(trouble(&waits[0]).contains("slack.bot_token"), "{waits:?}");
    let page = story.app().page(&story.stage.admin, "/questions").await.expect(200).text;
    assert!(page.contains("聞けていない") && page.contains("slack.bot_token") && !page.contains("/again"), "{page}");
    assert!(refused(&story, &id(&waits[0])).await.contains("断られていない"));
    assert_eq!(story.said().len(), 0);
    story.after(SignedDuration::from_secs(11)).await;
    assert_eq!(story.said().len(), 1);
    assert!(story.asked("").await[0]["trouble"].is_null());
    story.stage.slack.check();
}

/// The chat asks for a pause: nothing is said to it before that is over.
async fn a_pause_is_kept_to_the_second(home: Home) {
    let story = begin(home).await;
    let calls = || story.stage.slack.look().calls.iter().filter(|(method, _)| method == "chat.postMessage").count();
    story.stage.slack.next("chat.postMessage", Mishap::Limited(90));
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    assert!(!trouble(&story.asked("").await[0]).is_empty());
    for length in [20, 69] {
        story.after(SignedDuration::from_secs(length)).await;
        assert_eq!(calls(), 1, "it is called before it may be");
    }
    story.after(SignedDuration::from_secs(1)).await;
    assert_eq!((calls(), story.said().len()), (2, 1));
    assert!(story.asked("").await[0]["trouble"].is_null());
    story.stage.slack.check();
}

both_homes!(
    a_pause_is_kept_to_the_second
    what_was_refused_is_asked_where_the_team_is_now
    what_was_answered_is_not_asked_again
    what_is_tried_anyway_is_not_asked_again
    a_token_that_is_no_good_is_waited_for
);

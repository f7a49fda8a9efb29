//! A notice whose incident is restricted after it was published: it can be mended and ended, and tells nothing more.

use serde_json::json;

use crate::both_homes;
use crate::status_page::{PAGE, stage};
use crate::support::Home;

const AT: &str = "/api/v1/incidents/INC-1";

async fn of_what_became_restricted_only_the_end_is_told(home: Home) {
    let stage = stage(home).await;
    stage.subscribed().await;
    stage.incident().await;
    let draft = stage.post(&format!("{AT}/status-notice"), json!({})).await.expect(201).json();
    let notice = format!("{PAGE}/notices/{}", draft["id"].as_str().unwrap());
    let written = json!({"title": {"ja": "決済が使えません"}, "body": {"ja": "調べています"}});
    stage.app.api(&stage.admin, "PUT", &notice, written).await.expect(200);
    let seen = stage.post(&format!("{notice}/publish"), json!({})).await.expect(200).json();
    stage.app.api(&stage.admin, "PUT", &format!("{AT}/restriction"), json!({"people": []})).await.expect(200);
    stage.app.run_jobs().await;
    stage.sink.take().await;

    let further = json!({"stage": "identified", "body": {"ja": "合鍵が漏れていました"}});
    let refused = stage.post(&format!("{notice}/updates"), further.clone()).await.expect(409).text;
    assert!(refused.contains("Only the named"), "{refused}");
    let public = stage.read("/status").await.expect(200).text;
    assert!(public.contains("決済が使えません") && !public.contains("合鍵"), "{public}");

    // What says too much can be taken out, which tells nobody.
    let update = seen["updates"][0]["id"].as_str().unwrap();
    let less = json!({"body": {"ja": "確認しています"}});
    stage.post(&format!("{PAGE}/updates/{update}"), less).await.expect(200);
    stage.post(&format!("{notice}/mend"), json!({"title": {"ja": "一部で使えません"}})).await.expect(200);
    stage.app.run_jobs().await;
    assert!(stage.sink.take().await.is_empty());

    let end = json!({"stage": "resolved", "body": {"ja": "直りました"}});
    let ended = stage.post(&format!("{notice}/updates"), end.clone()).await.expect(200).json();
    assert_eq!(ended["state"], "ended");
    stage.app.run_jobs().await;
    assert_eq!(stage.sink.take().await.len(), 1, "whoever heard that it began hears that it is over");
    // It stays over, until everybody may know again.
    stage.post(&format!("{notice}/updates"), end).await.expect(409);
    stage.post(&format!("{notice}/updates"), further.clone()).await.expect(409);
    stage.app.api(&stage.admin, "DELETE", &format!("{AT}/restriction"), json!({})).await.expect(200);
    stage.post(&format!("{notice}/updates"), further).await.expect(200);
    stage.app.run_jobs().await;
    assert_eq!(stage.sink.take().await.len(), 1);
}

both_homes!(of_what_became_restricted_only_the_end_is_told);

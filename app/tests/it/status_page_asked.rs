//! Who is told of the status page: whoever can see it, of what they confirmed, until they confirm something else.

use jiff::SignedDuration;
use ryugaku_db::sql;
use ryugaku_kernel::{Lang, Role};
use serde_json::json;

use crate::both_homes;
use crate::status_page::{ASKED, PAGE, Stage, stage};
use crate::support::Home;

impl Stage {
    async fn visible(&self, visibility: &str) {
        self.app.api(&self.admin, "PATCH", PAGE, json!({"visibility": visibility})).await.expect(200);
    }

    /// To whom mails of one more notice went.
    async fn told(&self) -> Vec<String> {
        self.published().await;
        self.app.run_jobs().await;
        let mut to: Vec<String> = self.sink.take().await.into_iter().flat_map(|mail| mail.to).collect();
        to.sort();
        to
    }
}

async fn while_it_is_inside_only_those_who_are_here_are_told(home: Home) {
    let stage = stage(home).await;
    stage.subscribed().await;
    let reader = stage.app.person("水野 遥", Role::Member).await;
    let own = format!("{}@example.com", reader.id);
    stage.visible("inside").await;
    let subscribe =
        async |address: &str| stage.app.post_form(&reader, "/status/subscribe", &[("address", address)]).await;
    let refused = subscribe("private@example.org").await.expect(422).text;
    assert!(refused.contains("自分のアドレスを入れてください"), "{refused}");
    subscribe(&own).await.expect(200);
    let link = stage.link("/status/confirm/").await;
    stage.app.post_form(&reader, &link, &[]).await.expect(200);
    assert_eq!(stage.told().await, std::slice::from_ref(&own), "who subscribed from outside is not told");

    let mut tx = stage.app.begin().await;
    let gone = sql("update people set deactivated_at = $1 where id = $2").bind(stage.app.now()).bind(reader.id.0);
    tx.run(gone).await.unwrap();
    tx.commit().await.unwrap();
    assert!(stage.told().await.is_empty(), "who has left is not told either");
    stage.visible("public").await;
    let mut all = [own, ASKED.to_owned()];
    all.sort();
    assert_eq!(stage.told().await, all);

    stage.published().await;
    stage.visible("off").await;
    stage.app.run_jobs().await;
    assert!(stage.sink.take().await.is_empty(), "what was on its way stays here once the page is off");
}

async fn what_is_confirmed_stays_until_another_link_is(home: Home) {
    let stage = stage(home).await;
    stage.subscribed().await;
    let before = stage.subscribers().await;
    let later = || stage.app.clock.advance(SignedDuration::from_mins(1));
    later();
    stage.form("/status/subscribe", &format!("address={ASKED}&components={}", stage.component)).await.expect(200);
    let own = stage.link("/status/confirm/").await;
    later();
    stage.form_in(Lang::En, "/status/subscribe", &format!("address={ASKED}")).await.expect(200);
    let others = stage.link("/status/confirm/").await;
    assert_eq!(stage.subscribers().await, before, "whoever asks changes nothing");

    stage.form(&own, "").await.expect(200);
    let one = stage.subscribers().await.remove(0);
    assert_eq!((&one["language"], &one["components"]), (&json!("ja"), &json!([stage.component])));
    stage.form(&others, "").await.expect(200);
    let one = stage.subscribers().await.remove(0);
    assert_eq!((&one["language"], &one["components"]), (&json!("en"), &json!([])));
    assert_eq!(stage.form(&own, "").await.status, 410, "what was asked for before counts no more");
    assert_eq!(stage.read(&own).await.status, 410);
    assert_eq!(stage.subscribers().await.len(), 1);
}

both_homes! {
    while_it_is_inside_only_those_who_are_here_are_told
    what_is_confirmed_stays_until_another_link_is
}

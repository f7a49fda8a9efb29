//! A question in the channel, and somebody who only reads: the link to its page is theirs too, its answers are not.

use jiff::SignedDuration;
use ryugaku_kernel::Role;
use serde_json::json;

use crate::both_homes;
use crate::questions::{begin, id};
use crate::support::Home;
use crate::support::slack::texts;

async fn a_link_refuses_nobody(home: Home) {
    let story = begin(home).await;
    let stage = &story.stage;
    let reader = stage.app.person("監査", Role::Read).await;
    stage.slack.account("U3", "reader", &format!("{}@example.com", reader.id));
    story.fire("Pay", 0..1, "payments").await;
    story.after(SignedDuration::from_secs(11)).await;
    let asked = id(&story.asked("").await[0]);
    // Each with an address of its own for what is said to whoever pressed.
    for (deed, hook) in [("page", "a1"), ("open", "a2")] {
        let pressed = json!({"type": "block_actions", "user": {"id": "U3"}, "channel": {"id": "C0PAY0001"},
            "response_url": stage.slack.hook(hook),
            "actions": [{"action_id": format!("question-{deed}:{asked}"), "value": asked}]});
        stage.interacts(pressed).await.expect(200);
    }
    let (at, said) = stage.slack.passed_on().await;
    assert_eq!(at, "a2", "{said}");
    assert!(texts(&said["blocks"]).join("\n").starts_with("⚠️"), "{said}");
    stage.settle().await;
    assert!(stage.slack.look().passed_on.is_empty());
    assert_eq!(story.asked("").await.len(), 1, "nobody has answered");
    stage.slack.check();
}

both_homes!(a_link_refuses_nobody);

//! A message that is longer than a form carries along: as much of it as there is room for, and a mark where it is cut off.

use serde_json::{Value, json};

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;

/// What Slack takes of a title's input, and of what comes back with a form.
const LONGEST: [usize; 2] = [200, 3000];

async fn a_long_message_is_cut_off_with_a_mark(home: Home) {
    let stage = stage(home).await;
    let said = format!("{}\n{}", "検索が遅い".repeat(60), "5秒かかる🔥".repeat(600));
    let message = json!({"type": "message_action", "callback_id": "incident_open", "user": {"id": "U1"},
        "channel": {"id": "C1"}, "message": {"ts": "1.1", "text": said}});
    stage.interacts(message).await.expect(200);
    stage.settle().await;
    let form = stage.slack.look().forms.last().cloned().unwrap();
    let held =
        [&form["blocks"][0]["element"]["initial_value"], &form["private_metadata"]].map(|one| one.as_str().unwrap());
    for (text, most) in held.into_iter().zip(LONGEST) {
        let length = text.encode_utf16().count();
        assert!((most - 1..=most).contains(&length), "{length} of {most}");
        let kept = text.strip_suffix('…').expect("a mark");
        assert!(said.starts_with(kept), "{text}");
    }
    let fields = [("title", json!({"value": held[0]})), ("severity", json!({"selected_option": {"value": "sev2"}}))];
    assert_eq!(stage.fills("U1", "V1", &fields).await, Value::Null);
    stage.settle().await;
    assert!(stage.timeline().await.iter().any(|line| line.ends_with(held[1])), "{:#?}", stage.timeline().await);
    stage.slack.check();
}

both_homes!(a_long_message_is_cut_off_with_a_mark);

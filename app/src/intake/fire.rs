//! A test alert, by the same way as any other: to see that what comes in is shown.

use jiff::SignedDuration;
use ryugaku_alerting::{Annotations, Batch, Delivered, Entry, Labels, Record};
use ryugaku_kernel::{Cx, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::integration::IntegrationId;
use super::store;
use crate::words;

/// The label `alertname`. It says nothing of whether its source goes on sending.
pub const TEST_ALERT: &str = "RyugakuTest";
/// It ends by itself.
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// Gives the delivery, which the door appends to the journal once this is committed, as it does with a sender's.
pub async fn fire(tx: &mut Tx, cx: &Cx, id: IntegrationId) -> Outcome<Vec<u8>> {
    cx.require_act()?;
    let integration = store::find(tx, id).await?;
    let now = cx.now();
    let summary = words::say(cx.lang, &Msg::new("integration-test-alert").with("name", integration.name.clone()));
    let alert = Delivered {
        labels: Labels::new([
            ("alertname", TEST_ALERT),
            ("severity", "info"),
            ("integration", integration.name.as_str()),
        ]),
        annotations: Annotations::new([("summary", summary)]),
        starts_at: now,
        ends_at: now.plus(LASTS),
        times_out: false,
        generator_url: None,
    };
    let batch = Batch { source: id.0, received_at: now, alerts: vec![Record::Full(alert)] };
    tx.record(cx, NewEvent::of("integration.tested").about("integration", id));
    Ok(Entry::from(batch).to_bytes())
}

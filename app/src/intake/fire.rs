//! A test alert, by the same way as any other: to see that what comes in is shown.

use jiff::SignedDuration;
use ryugaku_alerting::{Annotations, Batch, Delivered, Labels};
use ryugaku_kernel::{Cx, Msg, Outcome};
use ryugaku_ledger::NewEvent;

use super::integration::{Integration, IntegrationId};
use super::store;
use crate::app::App;
use crate::words;

/// It ends by itself.
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// Appends to the journal, and so begins and commits by itself, as the senders' doors do.
pub async fn fire(app: &App, cx: &Cx, id: IntegrationId) -> Outcome<Integration> {
    cx.require_act()?;
    let integration = store::find(&mut app.db.reader(), id).await?;
    let now = cx.now();
    let summary = words::say(cx.lang, &Msg::new("integration-test-alert").with("name", integration.name.clone()));
    let alert = Delivered {
        labels: Labels::new([
            ("alertname", "RyugakuTest"),
            ("severity", "info"),
            ("integration", integration.name.as_str()),
        ]),
        annotations: Annotations::new([("summary", summary)]),
        starts_at: now,
        ends_at: now.plus(LASTS),
        times_out: false,
        generator_url: None,
    };
    let batch = Batch { source: id.0, received_at: now, alerts: vec![alert] };
    app.journal().append(batch.to_bytes()).await?;
    let mut tx = app.begin().await?;
    tx.record(cx, NewEvent::of("integration.tested").about("integration", id));
    tx.commit().await?;
    Ok(integration)
}

//! What is sent: `type`, `timestamp` and the event as `data`. Put together anew for each attempt, so that words that were
//! taken away meanwhile are not sent.

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Lang, Outcome};
use serde_json::{Value, json};

use super::delivery::Delivery;
use crate::record::{EventJson, Things};

pub async fn payload(q: &mut dyn Query, lang: Lang, delivery: &Delivery) -> Outcome<Value> {
    let Some(position) = delivery.position else {
        return Ok(json!({
            "type": delivery.kind,
            "timestamp": delivery.created_at,
            "data": {"webhook": delivery.webhook},
        }));
    };
    let event = ryugaku_ledger::find(q, &Actor::system(), position).await?;
    let things = Things::of(q, std::slice::from_ref(&event)).await?;
    let recorded_at = event.recorded_at;
    Ok(json!({
        "type": event.kind.clone(),
        "timestamp": recorded_at,
        "data": EventJson::of(lang, event, &things),
    }))
}

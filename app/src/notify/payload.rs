//! What is sent: `type`, `timestamp` and the event as `data`. Put together anew for each attempt, so that words that were
//! taken away meanwhile are not sent.

use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Lang, Outcome};
use serde_json::{Value, json};

use super::delivery::Delivery;
use crate::incidents;
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
    let practice = match event.id_of("incident") {
        Some(incident) => {
            incidents::of_ids(q, &Actor::system(), vec![incident]).await?.iter().any(|incident| incident.practice)
        }
        None => false,
    };
    let mut payload = json!({
        "type": event.kind.clone(),
        "timestamp": event.recorded_at,
        "data": EventJson::of(lang, event, &things),
    });
    // Whoever hears of a drill must not take it for real.
    if practice {
        payload["data"]["practice"] = true.into();
    }
    Ok(payload)
}

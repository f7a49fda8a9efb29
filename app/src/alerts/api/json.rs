//! An alert as JSON, with whose it is and what holds it back.

use std::collections::BTreeMap;

use ryugaku_kernel::{Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use super::texts;
use crate::alerts::held::HeldBy;
use crate::alerts::listed::Listed;
use crate::alerts::owners::Owners;

#[derive(Serialize, ToSchema)]
pub struct AlertJson {
    /// 16 hexadecimal digits, as in Alertmanager.
    id: String,
    name: String,
    /// `firing`, `flapping`, `inhibited`, `silenced` or `resolved`.
    state: String,
    /// Absent where nothing holds it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<HeldByJson>,
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
    starts_at: Time,
    /// Absent while it fires.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Time>,
    /// It counts as firing until then, unless it is heard of again.
    seen_until: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    generator_url: Option<String>,
    /// Absent when the label names no service that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<AlertServiceJson>,
    /// The team that the labels lead to.
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged: Option<AcknowledgedJson>,
    /// The integration or token it came from last.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
struct AlertServiceJson {
    id: Uuid,
    slug: String,
    name: String,
    product: String,
    team: Uuid,
}

#[derive(Serialize, ToSchema)]
struct AcknowledgedJson {
    at: Time,
    /// Absent for the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// All that holds an alert back; what does not is absent.
#[derive(Serialize, ToSchema, Default)]
struct HeldByJson {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    silences: Vec<HoldingSilenceJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    maintenance_windows: Vec<HoldingWindowJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inhibited_by: Vec<InhibitingAlertJson>,
    /// It comes and goes too often.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    flapping: bool,
}

#[derive(Serialize, ToSchema)]
struct HoldingSilenceJson {
    id: Uuid,
    /// What it matches, in words.
    name: String,
    ends_at: Time,
}

#[derive(Serialize, ToSchema)]
struct HoldingWindowJson {
    id: Uuid,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct InhibitingAlertJson {
    /// 16 hexadecimal digits.
    id: String,
    name: String,
    /// Of the rule by which it does, if that has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
}

pub fn of(listed: &Listed, owners: &Owners) -> AlertJson {
    let alert = &listed.alert;
    let service = owners.service(&alert.service).map(|service| AlertServiceJson {
        id: service.id,
        slug: service.slug.clone(),
        name: service.name.clone(),
        product: service.product_name.clone(),
        team: service.team_id,
    });
    let acknowledged = alert.acked.map(|acked| AcknowledgedJson {
        at: acked.at,
        by: acked.by,
        name: owners.acked_by(alert).map(str::to_owned),
    });
    AlertJson {
        id: alert.id(),
        name: alert.name.clone(),
        state: listed.state.name().to_owned(),
        held_by: held_by(&listed.held),
        labels: texts(alert.labels.iter()),
        annotations: texts(alert.annotations.iter()),
        starts_at: alert.starts_at,
        ended_at: alert.ended_at,
        seen_until: alert.seen_until,
        generator_url: alert.generator_url.as_deref().map(str::to_owned),
        service,
        team: listed.owner.as_ref().and_then(|owner| owner.team_id),
        acknowledged,
        source: alert.source.filter(|id| !id.is_nil()),
    }
}

fn held_by(held: &[HeldBy]) -> Option<HeldByJson> {
    if held.is_empty() {
        return None;
    }
    let mut json = HeldByJson::default();
    for held in held.iter().cloned() {
        match held {
            HeldBy::Silence { id, matchers, until, .. } => {
                json.silences.push(HoldingSilenceJson { id, name: matchers, ends_at: until });
            }
            HeldBy::Window { id, title } => json.maintenance_windows.push(HoldingWindowJson { id, name: title }),
            HeldBy::Alert { fingerprint, name, rule } => {
                json.inhibited_by.push(InhibitingAlertJson { id: fingerprint.to_string(), name, rule });
            }
            HeldBy::Flapping => json.flapping = true,
        }
    }
    Some(json)
}

//! Alertmanager's API v2: what Prometheus posts (`postableAlerts`) and what `amtool` reads (`gettableAlerts`).
//!
//! As Alertmanager, it refuses invalid alerts and keeps the valid ones of the same delivery. Unlike it, it does so too
//! when a part is of the wrong type, and only drops a generator URL that is none.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time};
use serde::Serialize;
use serde_json::Value;

use crate::instant::instant;
use crate::raw::{self, Raw};
use crate::{Annotations, Delivered, Fingerprint, Labels, Posted, Receipt, Refused};

/// Reads a JSON array of alerts. Fails as a whole only on what is no such array: invalid UTF-8, broken or cut-off JSON,
/// anything but an array (`null` counts as an empty one), more alerts than the limit.
pub fn parse(body: &[u8], receipt: &Receipt) -> Outcome<Posted> {
    let text = raw::text(body)?;
    if let Ok(entries) = serde_json::from_str::<Vec<Raw<'_>>>(text) {
        return judged(entries.into_iter().map(Ok), receipt, delivered);
    }
    match serde_json::from_str::<Value>(text).map_err(|error| raw::broken(&error))? {
        Value::Array(entries) => judged(entries.iter().map(raw::entry), receipt, delivered),
        Value::Null => Ok(Posted::default()),
        _ => Err(Failure::invalid("body", "alert-body-not-array")),
    }
}

/// One alert cut out of an array, and whether its sender named when it began. `None` if it is not taken: [`parse`] of the whole
/// says why.
pub fn one(text: &[u8], receipt: &Receipt) -> Option<(Delivered, bool)> {
    let raw: Raw<'_> = serde_json::from_str(raw::text(text).ok()?).ok()?;
    let dated = raw.starts_at.as_ref().is_some_and(|text| matches!(instant(&text.0), Some(Some(_))));
    Some((delivered(raw, receipt).ok()?, dated))
}

/// Each entry by `accept`, the refused ones with their places.
pub(crate) fn judged<'a>(
    entries: impl ExactSizeIterator<Item = Result<Raw<'a>, FieldError>>,
    receipt: &Receipt,
    accept: impl Fn(Raw<'a>, &Receipt) -> Result<Delivered, FieldError>,
) -> Outcome<Posted> {
    let limit = receipt.limits.alerts;
    if entries.len() > limit {
        let msg = Msg::new("alert-too-many-posted").with("count", entries.len()).with("limit", limit);
        return Err(Failure::invalid_msg("body", msg));
    }
    let mut posted = Posted { alerts: Vec::with_capacity(entries.len()), refused: Vec::new() };
    for (index, entry) in entries.enumerate() {
        match entry.and_then(|raw| accept(raw, receipt)) {
            Ok(alert) => posted.alerts.push(alert),
            Err(error) => posted.refused.push(Refused::at(index, error)),
        }
    }
    Ok(posted)
}

/// The rules of Alertmanager's `postAlerts`.
fn delivered(raw: Raw<'_>, receipt: &Receipt) -> Result<Delivered, FieldError> {
    let read = raw.read(receipt)?;
    let starts_at = read.starts_at.or(read.ends_at).unwrap_or(receipt.received_at);
    let times_out = read.ends_at.is_none();
    let ends_at = read.ends_at.unwrap_or(receipt.received_at.plus(receipt.resolve_timeout));
    read.delivered(starts_at, ends_at, times_out)
}

/// One of `gettableAlerts`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gettable<'a> {
    pub annotations: &'a Annotations,
    pub ends_at: Time,
    pub fingerprint: Fingerprint,
    pub receivers: Vec<Receiver<'a>>,
    pub starts_at: Time,
    pub status: Status,
    pub updated_at: Time,
    #[serde(rename = "generatorURL", skip_serializing_if = "Option::is_none")]
    pub generator_url: Option<&'a str>,
    pub labels: &'a Labels,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Receiver<'a> {
    pub name: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not judged yet.
    Unprocessed,
    #[default]
    Active,
    /// Silenced or inhibited.
    Suppressed,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    pub state: State,
    /// Ids of silences.
    pub silenced_by: Vec<String>,
    /// Fingerprints of the alerts that inhibit it.
    pub inhibited_by: Vec<String>,
    /// Time intervals; newer clients require the field.
    pub muted_by: Vec<String>,
}

impl Status {
    pub fn of(silenced_by: Vec<String>, inhibited_by: Vec<String>) -> Self {
        let quiet = silenced_by.is_empty() && inhibited_by.is_empty();
        let state = if quiet { State::Active } else { State::Suppressed };
        Self { state, silenced_by, inhibited_by, muted_by: Vec::new() }
    }
}

/// The answer to a delivery of which something was refused, as Alertmanager words it: not for people, who get the
/// messages of [`Refused`].
pub fn refusal_text(refused: &[Refused]) -> String {
    let line = |refused: &Refused| {
        let FieldError { field, msg: Msg { key, .. } } = refused.to_field_error();
        format!("{field}: {key}")
    };
    refused.iter().map(line).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;

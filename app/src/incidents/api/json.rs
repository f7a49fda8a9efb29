//! Incidents as the API says them.

use ryugaku_kernel::{Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use crate::alerts::AlertBrief;
use crate::incidents::link_store::LinkedAlert;
use crate::incidents::severity::Severity;
use crate::incidents::shown::Shown;
use crate::incidents::status::Status;
use crate::incidents::timeline::Entry;
use crate::incidents::users::Share;

#[derive(Serialize, ToSchema)]
pub struct IncidentJson {
    pub id: Uuid,
    /// `INC-214`; of a drill `DRILL-214`
    pub number: String,
    pub title: String,
    pub severity: Severity,
    pub status: Status,
    /// Who or what is hit; empty while nobody has said.
    pub impact: String,
    /// How many of the users were hit, in percent; null while nobody knows.
    pub users_share: Option<f64>,
    /// How that is known.
    pub users_source: String,
    /// Only those who are named know of it.
    pub restricted: bool,
    /// The number of the incident it goes on in; its own status is `closed` then.
    pub merged_into: Option<String>,
    /// The numbers of those that go on in it. Only where one incident is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_from: Option<Vec<String>>,
    /// Where those who work on it talk; empty while there is no call.
    pub call_url: String,
    pub services: Vec<NamedJson>,
    pub commander: Option<NamedJson>,
    pub began_at: Time,
    pub opened_at: Time,
    /// When the present status was entered.
    pub status_since: Time,
    pub resolved_at: Option<Time>,
    pub closed_at: Option<Time>,
    /// A drill.
    pub practice: bool,
    /// Only where one incident is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Vec<LinkedAlertJson>>,
    /// What the policy asks for anew, otherwise or no more. Only where its severity has just been changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks: Option<Vec<String>>,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct NamedJson {
    pub id: Uuid,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct LinkedAlertJson {
    pub fingerprint: String,
    pub name: String,
    pub starts_at: Time,
    pub linked_at: Time,
    /// Absent when the alert is not known any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firing: Option<bool>,
}

impl From<(LinkedAlert, Option<AlertBrief>)> for LinkedAlertJson {
    fn from((alert, brief): (LinkedAlert, Option<AlertBrief>)) -> Self {
        Self {
            fingerprint: alert.fingerprint,
            name: alert.name,
            starts_at: alert.starts_at,
            linked_at: alert.linked_at,
            firing: brief.map(|brief| brief.firing),
        }
    }
}

impl From<Shown> for IncidentJson {
    fn from(shown: Shown) -> Self {
        let Shown { incident, services, commander } = shown;
        let service = |service: crate::catalog::ServiceBrief| NamedJson {
            id: service.id,
            name: service.name,
            slug: Some(service.slug),
        };
        Self {
            id: incident.id.0,
            number: incident.number().to_string(),
            status_since: incident.since(),
            resolved_at: incident.resolved_at(),
            closed_at: incident.reached.at(Status::Closed),
            users_share: incident.users.share.map(Share::percent),
            users_source: incident.users.source.clone(),
            restricted: incident.is_restricted,
            merged_into: incident.merged_into().map(|number| number.to_string()),
            title: incident.title,
            severity: incident.severity,
            status: incident.status,
            impact: incident.impact,
            call_url: incident.call_url,
            services: services.into_iter().map(service).collect(),
            commander: commander.map(|(id, name)| NamedJson { id, name, slug: None }),
            began_at: incident.began_at,
            opened_at: incident.opened_at,
            alerts: None,
            asks: None,
            merged_from: None,
            practice: incident.practice,
            version: incident.version,
        }
    }
}

/// A line of a timeline.
#[derive(Serialize, ToSchema)]
pub struct EntryJson {
    pub at: Time,
    /// The ledger's kind, such as `incident.noted`; `alert.fired` and `alert.cleared` come from the linked alerts, `deploy.recorded` from the
    /// deploys of its services.
    pub kind: String,
    /// The ledger's position; absent for what comes from alerts and deploys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// In the language that was asked for.
    pub sentence: String,
    /// Such as a task's number or an alert's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The number of the incident it was recorded of, where that one was merged into this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the policy asks for anew or no more since then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    pub redacted: bool,
    /// Redact the text by this, where you may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redact: Option<i64>,
}

impl From<Entry> for EntryJson {
    fn from(entry: Entry) -> Self {
        Self {
            at: entry.at,
            kind: entry.kind,
            position: entry.position,
            // On its page a link or a quotation follows; here those are members of their own.
            sentence: entry.sentence.trim_end_matches([':', '：']).to_owned(),
            about: entry.link.map(|(_, label)| label),
            by: Some(entry.by).filter(|by| !by.is_empty()),
            text: entry.text,
            from: entry.from,
            asks: entry.asks,
            redacted: entry.redacted,
            redact: entry.redact,
        }
    }
}

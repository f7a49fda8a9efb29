//! When the alerts of an incident fired, and when they went quiet: from the time each was linked for until the incident was
//! resolved. It is read, never copied; of an alert whose history is gone the time it was linked for stands.

use std::collections::HashSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time};

use super::incident::Incident;
use super::link_store::LinkedAlert;
use super::sentence::Group;
use super::timeline::Entry;
use crate::alerts::{self, AlertBrief, Run};
use crate::words;

/// Of alerts that flap without end the youngest times stand.
const MOST: i64 = 200;

pub async fn of(
    q: &mut dyn Query,
    cx: &Cx,
    incident: &Incident,
    alerts: &[(LinkedAlert, Option<AlertBrief>)],
) -> Outcome<Vec<Entry>> {
    let Some(first) = alerts.iter().map(|(linked, _)| linked.starts_at).min() else { return Ok(Vec::new()) };
    let fingerprints: Vec<String> = alerts.iter().map(|(linked, _)| linked.fingerprint.clone()).collect();
    let until = incident.resolved_at().unwrap_or(cx.now());
    let runs = alerts::firing_between(q, &fingerprints, first, until, MOST).await?;
    let mut entries = Vec::new();
    for (linked, brief) in alerts {
        let service = brief.as_ref().and_then(|brief| brief.labels.get("service")).cloned().unwrap_or_default();
        // What was linked may since be known to have begun earlier.
        let lasts = |run: &Run| run.ended_at.is_none_or(|ended| ended > linked.starts_at);
        let own = runs.iter().filter(|run| run.fingerprint.to_string() == linked.fingerprint && lasts(run));
        let own: Vec<&Run> = own.collect();
        let began = own.iter().map(|run| run.starts_at.max(linked.starts_at));
        let began: HashSet<Time> = began.chain([linked.starts_at]).collect();
        let told = |at, what| entry(cx, linked, &service, at, what);
        entries.extend(began.into_iter().map(|at| told(at, What::Fired)));
        let ended = |run: &Run| {
            let what = if run.timed_out { What::Lost } else { What::Cleared };
            run.ended_at.map(|at| told(at, what))
        };
        entries.extend(own.into_iter().filter_map(ended));
    }
    Ok(entries)
}

#[derive(Clone, Copy)]
enum What {
    Fired,
    Cleared,
    /// Nobody said that it was over.
    Lost,
}

impl What {
    /// The kind of the entry, its icon, and the key of its words.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Fired => ("alert.fired", "firing", "incident-event-fired"),
            Self::Cleared => ("alert.cleared", "resolved", "incident-event-cleared"),
            Self::Lost => ("alert.cleared", "resolved", "incident-event-lost"),
        }
    }
}

fn entry(cx: &Cx, linked: &LinkedAlert, service: &str, at: Time, what: What) -> Entry {
    let (kind, icon, key) = what.names();
    Entry {
        at,
        group: Group::Alert,
        icon,
        kind: kind.into(),
        position: None,
        sentence: words::text(cx.lang, key),
        link: Some((format!("/alerts/{}", linked.fingerprint), linked.name.clone())),
        note: service.to_owned(),
        text: None,
        redacted: false,
        redact: None,
        by: String::new(),
        by_id: None,
        asks: Vec::new(),
        from: None,
        day: false,
    }
}

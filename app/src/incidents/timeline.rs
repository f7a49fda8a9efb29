//! The timeline of an incident: what the ledger knows of it, when its alerts fired and went quiet, and what was deployed; newest first.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Lang, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::Event;

use super::incident::Incident;
use super::link_store::LinkedAlert;
use super::sentence::{Group, place, sentence};
use super::{alerted, deployed, facts, owed, store};
use crate::alerts::AlertBrief;
use crate::{people, words};

pub struct Entry {
    pub at: Time,
    pub group: Group,
    pub icon: &'static str,
    /// The event's kind; `alert.fired` and `alert.cleared` for what comes from the alerts, `deploy.recorded` from the deploys.
    pub kind: String,
    pub position: Option<i64>,
    pub sentence: String,
    /// What the sentence is about, with its page.
    pub link: Option<(String, String)>,
    /// Small print beside it, such as the service of an alert.
    pub note: String,
    /// What was written.
    pub text: Option<String>,
    pub redacted: bool,
    /// The position to redact the text by, if the reader may.
    pub redact: Option<i64>,
    /// Who did it; empty for what came by itself.
    pub by: String,
    pub by_id: Option<Uuid>,
    /// What the policy asks for anew or no more since then.
    pub asks: Vec<String>,
    /// The number of the incident it was recorded of, where that is another one that goes on in this one.
    pub from: Option<String>,
    /// The first entry of its day, that is not today.
    pub day: bool,
}

impl Entry {
    /// The dialect of the line, as the styles know it.
    pub fn class(&self) -> &'static str {
        match (self.group, self.icon) {
            (Group::Turn, _) => " turn",
            (Group::Note, _) => " said",
            (_, "firing") => " fired",
            _ => "",
        }
    }

    /// Whether what the policy asks for may be another since then.
    fn changes(&self) -> bool {
        matches!(self.kind.as_str(), "incident.severity_changed" | "incident.changed" | "incident.merged")
    }

    pub fn is_deploy(&self) -> bool {
        self.group == Group::Deploy
    }

    pub fn is_note(&self) -> bool {
        self.group == Group::Note
    }

    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.as_deref().unwrap_or_default().lines()
    }
}

/// `alerts` with their briefs, where there are any; an alert's link stands even when the alert is gone.
pub async fn of(
    q: &mut dyn Query,
    cx: &Cx,
    incident: &Incident,
    alerts: &[(LinkedAlert, Option<AlertBrief>)],
) -> Outcome<Vec<Entry>> {
    let mut events = ryugaku_ledger::whole_trail(q, &cx.who, incident.id.0).await?;
    // That writing was kept says nothing of the incident.
    events.retain(|event| event.kind != "postmortem.kept");
    let mut from: HashMap<i64, String> = HashMap::new();
    for merged in store::merged(q, incident.id).await? {
        for event in ryugaku_ledger::whole_trail(q, &cx.who, merged.id.0).await? {
            // The merging itself is about both.
            if event.about.iter().all(|subject| subject.id != incident.id.0) {
                from.insert(event.position, merged.number().to_string());
                events.push(event);
            }
        }
    }
    let people = events.iter().flat_map(|event| event.actor_id.into_iter().chain(event.id_of("person")));
    let names = people::names(q, people).await?;
    let told = |event: &Event| Entry { from: from.get(&event.position).cloned(), ..told(cx, event, &names) };
    let mut entries: Vec<Entry> = events.iter().map(told).collect();
    entries.extend(beside(q, cx, incident, alerts).await?);
    for (at, asks) in owed::changes(cx.lang, &facts::levels_of(q, incident).await?) {
        // The event of a change is written right after it.
        let since = entries.iter_mut().filter(|entry| entry.from.is_none() && entry.at >= at && entry.changes());
        if let Some(entry) = since.min_by_key(|entry| entry.at) {
            entry.asks = asks;
        }
    }
    // Stable: events of one moment stay in the order of the ledger.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    Ok(entries)
}

/// What stands in no ledger: when its alerts fired and went quiet, and what was deployed.
pub async fn beside(
    q: &mut dyn Query,
    cx: &Cx,
    incident: &Incident,
    alerts: &[(LinkedAlert, Option<AlertBrief>)],
) -> Outcome<Vec<Entry>> {
    let mut entries = alerted::of(q, cx, incident, alerts).await?;
    entries.extend(deployed::of(q, cx, incident).await?);
    Ok(entries)
}

fn told(cx: &Cx, event: &Event, names: &HashMap<Uuid, String>) -> Entry {
    let (group, icon) = place(&event.kind);
    let mine = cx.who.may_act() && (cx.who.is_admin() || (event.actor_id.is_some() && event.actor_id == cx.who.id));
    let redact = (mine && event.text_id.is_some() && !event.redacted).then_some(event.position);
    let by = match event.actor_id {
        Some(id) => names.get(&id).cloned().unwrap_or_default(),
        None => words::text(cx.lang, actor_key(event.actor_kind)),
    };
    Entry {
        at: event.happened_at,
        group,
        icon,
        kind: event.kind.clone(),
        position: Some(event.position),
        sentence: sentence(cx.lang, event, names),
        link: link(cx.lang, event),
        note: String::new(),
        text: event.text.clone(),
        redacted: event.redacted,
        redact,
        by,
        by_id: event.actor_id,
        asks: Vec::new(),
        from: None,
        day: false,
    }
}

fn link(lang: Lang, event: &Event) -> Option<(String, String)> {
    // What a rule did leads to the routes that had it.
    if let Some(version) = event.facts.get("version").and_then(serde_json::Value::as_i64) {
        let label = words::say(lang, &Msg::new("version-n").with("version", version));
        return Some((format!("/routing/versions/{version}"), label));
    }
    if event.kind.starts_with("task.") {
        let number = event.fact("number")?;
        return Some((format!("/tasks/{number}"), number.to_owned()));
    }
    if event.kind.starts_with("postmortem.") {
        let address = format!("/incidents/{}/postmortem", event.fact("incident")?);
        return Some((address, words::text(lang, "postmortem")));
    }
    if event.kind == "incident.merged" {
        return merged(event);
    }
    let fingerprint = event.fact("fingerprint")?;
    Some((format!("/alerts/{fingerprint}"), event.fact("alert").unwrap_or(fingerprint).to_owned()))
}

/// From either side to the one that is gone, or goes on.
fn merged(event: &Event) -> Option<(String, String)> {
    let number = event.fact("number")?;
    Some((format!("/incidents/{number}"), number.to_owned()))
}

fn actor_key(kind: ryugaku_kernel::ActorKind) -> &'static str {
    match kind {
        ryugaku_kernel::ActorKind::Operator => "incident-by-operator",
        _ => "incident-by-itself",
    }
}

//! An event of an incident as a sentence in the reader's language, with its mark and its place among the tabs.

use std::collections::HashMap;

use ryugaku_kernel::{Lang, Msg, Uuid};
use ryugaku_ledger::Event;

use super::circle::Circle;
use super::owed;
use super::role::Role;
use super::severity::Severity;
use super::status::Status;
use super::step::Deed;
use crate::severity_policy::Closing;
use crate::words;

/// The tabs over a timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    Turn,
    Note,
    Alert,
    Deploy,
    Task,
    Deed,
}

impl Group {
    pub const ALL: [Self; 6] = [Self::Turn, Self::Note, Self::Alert, Self::Deploy, Self::Task, Self::Deed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Turn => "state",
            Self::Note => "notes",
            Self::Alert => "alerts",
            Self::Deploy => "deploys",
            Self::Task => "tasks",
            Self::Deed => "deeds",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Turn => "incident-tab-state",
            Self::Note => "incident-tab-notes",
            Self::Alert => "incident-tab-alerts",
            Self::Deploy => "incident-tab-deploys",
            Self::Task => "incident-tab-tasks",
            Self::Deed => "incident-tab-deeds",
        }
    }
}

/// Where an event stands among the others, and the icon on its line.
pub fn place(kind: &str) -> (Group, &'static str) {
    match kind {
        "incident.opened"
        | "incident.status_changed"
        | "incident.severity_changed"
        | "incident.resolved"
        | "incident.reopened"
        | "incident.imported"
        | "incident.merged"
        | "incident.restricted"
        | "incident.opened_up"
        | "incident.closed" => (Group::Turn, "turn"),
        "incident.updated" => (Group::Turn, "told"),
        "incident.told" | "incident.reached" | "incident.told_anew" => (Group::Deed, "told"),
        "incident.role_taken" | "incident.role_given" | "incident.role_left" => (Group::Deed, "person"),
        "incident.person_named" | "incident.person_unnamed" => (Group::Deed, "person"),
        "incident.step_put_off" => (Group::Deed, "waiting"),
        "incident.noted" | "incident.collected" | "incident.collected_anew" => (Group::Note, "said"),
        "drill.inject_given" => (Group::Note, "said"),
        kind if kind.starts_with("drill.") => (Group::Deed, "waiting"),
        "incident.joined" => (Group::Deed, "person"),
        "incident.alert_linked" | "incident.alerts_linked" | "incident.alert_unlinked" => (Group::Alert, "link"),
        "incident.command_taken" | "incident.command_given" | "incident.command_left" => (Group::Deed, "person"),
        "incident.changed" => (Group::Deed, "pen"),
        kind if kind.starts_with("incident.channel_") => (Group::Deed, "pen"),
        kind if kind.starts_with("status_notice.") => (Group::Deed, "told"),
        kind if kind.starts_with("task.") => (Group::Task, "task"),
        kind if kind.starts_with("postmortem.") => (Group::Deed, "pen"),
        kind if kind.starts_with("alert.") => (Group::Alert, "alert"),
        _ => (Group::Deed, "auto"),
    }
}

/// `names` holds the people the event is about. An event of a kind that is not known here is named by its kind.
pub fn sentence(lang: Lang, event: &Event, names: &HashMap<Uuid, String>) -> String {
    let fact = |name: &str| event.fact(name).unwrap_or_default();
    let number = |name: &str| event.facts.get(name).and_then(serde_json::Value::as_i64).unwrap_or_default();
    let say = |msg: Msg| words::say(lang, &msg);
    let status = |name: &str| words::text(lang, Status::named(name).map_or("incident-status-unknown", Status::key));
    let severity = |name: &str| Severity::named(name).map_or("SEV?", Severity::label);
    let person = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| "?".into());
    match event.kind.as_str() {
        "incident.opened" if event.facts.contains_key("rule") => {
            let msg = Msg::new("incident-event-opened-by-rule").with("rule", number("rule"));
            say(msg.with("severity", severity(fact("severity"))))
        }
        "incident.alerts_linked" => {
            let (linked, left) = (number("linked"), number("left"));
            let key = if left > 0 { "incident-event-alerts-linked-some" } else { "incident-event-alerts-linked" };
            say(Msg::new(key).with("rule", number("rule")).with("linked", linked).with("left", left))
        }
        "incident.opened" if event.facts.contains_key("practice") => {
            say(Msg::new("incident-event-drill-opened").with("severity", severity(fact("severity"))))
        }
        "drill.clock_moved" => say(Msg::new("incident-event-drill-moved").with("minutes", number("minutes"))),
        "drill.aim_judged" => say(Msg::new("incident-event-drill-judged").with("number", number("number"))),
        "incident.opened" => say(Msg::new("incident-event-opened").with("severity", severity(fact("severity")))),
        "incident.status_changed" => {
            let msg = Msg::new("incident-event-status").with("from", status(fact("from")));
            say(msg.with("to", status(fact("to"))))
        }
        "incident.severity_changed" => {
            let msg = Msg::new("incident-event-severity").with("from", severity(fact("from")));
            say(msg.with("to", severity(fact("to"))))
        }
        "incident.resolved" => say(Msg::new("incident-event-resolved").with("from", status(fact("from")))),
        "incident.reopened" => say(Msg::new("incident-event-reopened").with("to", status(fact("to")))),
        "incident.command_taken" => say(Msg::new("incident-event-command-taken").with("name", person(event.actor_id))),
        "incident.command_given" => {
            say(Msg::new("incident-event-command-given").with("name", person(event.id_of("person"))))
        }
        "incident.role_taken" | "incident.role_given" | "incident.role_left" => {
            let name = if event.kind == "incident.role_taken" { event.actor_id } else { event.id_of("person") };
            let role = words::text(lang, Role::named(fact("role")).map_or("incident-role-unknown", Role::key));
            let key = match event.kind.as_str() {
                "incident.role_taken" => "incident-event-role-taken",
                "incident.role_given" => "incident-event-role-given",
                _ => "incident-event-role-left",
            };
            say(Msg::new(key).with("name", person(name)).with("role", role))
        }
        "incident.updated" => {
            let circle = Circle::named(fact("circle")).map_or("incident-circle-stakeholders", Circle::key);
            let msg = Msg::new("incident-event-updated").with("circle", words::text(lang, circle));
            say(msg.with("number", number("number")))
        }
        "incident.collected" => match event.id_of("person") {
            Some(id) => say(Msg::new("incident-event-collected").with("name", person(Some(id)))),
            None => words::text(lang, "incident-event-collected-unknown"),
        },
        "incident.person_named" | "incident.person_unnamed" => {
            let named = event.kind == "incident.person_named";
            let key = if named { "incident-event-person-named" } else { "incident-event-person-unnamed" };
            say(Msg::new(key).with("name", person(event.id_of("person"))))
        }
        "incident.merged" => {
            let msg = Msg::new("incident-event-merged").with("number", fact("number")).with("into", fact("into"));
            say(msg.with("alerts", number("alerts")))
        }
        "incident.joined" => say(Msg::new("incident-event-joined").with("name", person(event.id_of("person")))),
        "incident.channel_language_set" => {
            say(Msg::new("incident-event-channel-language").with("language", fact("language")))
        }
        "incident.reached" => {
            let msg = Msg::new("incident-event-reached").with("step", step(lang, event));
            say(msg.with("ways", number("ways")))
        }
        "incident.not_reached" => {
            let msg = Msg::new("incident-event-not-reached").with("step", step(lang, event));
            say(msg.with("failed", number("failed")).with("ways", number("ways")))
        }
        "incident.told_anew" => say(Msg::new("incident-event-told-anew").with("step", step(lang, event))),
        "incident.step_put_off" => {
            let msg = Msg::new("incident-event-put-off").with("step", step(lang, event));
            say(msg.with("minutes", number("minutes")))
        }
        "incident.step_not_needed" => say(Msg::new("incident-event-not-needed").with("step", step(lang, event))),
        "incident.step_asked_again" => say(Msg::new("incident-event-asked-again").with("step", step(lang, event))),
        "incident.changed" => {
            say(Msg::new("incident-event-changed").with("fields", fields(lang, event, "incident-field")))
        }
        "task.changed" => say(Msg::new("task-event-changed").with("fields", fields(lang, event, "task-field"))),
        "task.assigned" => say(Msg::new("task-event-assigned").with("name", person(event.id_of("person")))),
        kind => match plain(kind) {
            Some(key) => words::text(lang, key),
            None => kind.to_owned(),
        },
    }
}

/// Kinds whose sentence needs nothing but itself.
fn plain(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "incident.closed" => "incident-event-closed",
        "drill.inject_given" => "incident-event-drill-inject",
        "drill.clock_paused" => "incident-event-drill-paused",
        "drill.clock_started" => "incident-event-drill-started",
        "drill.learnt" => "incident-event-drill-learnt",
        "incident.restricted" => "incident-event-restricted",
        "incident.opened_up" => "incident-event-opened-up",
        "incident.noted" => "incident-event-noted",
        "text.redacted" => "incident-event-redacted",
        "incident.told" => "incident-event-told",
        "incident.collected_anew" => "incident-event-collected-anew",
        "incident.collected_no_more" => "incident-event-collected-no-more",
        "incident.channel_begun" => "incident-event-channel-begun",
        "incident.channel_begun_anew" => "incident-event-channel-begun-anew",
        "incident.channel_step_retried" => "incident-event-channel-step-retried",
        "incident.channel_hurried" => "incident-event-channel-hurried",
        "incident.imported" => "incident-event-imported",
        "postmortem.imported" => "incident-event-postmortem-imported",
        "postmortem.written" => "incident-event-postmortem-written",
        "postmortem.changed" => "incident-event-postmortem-changed",
        "postmortem.restored" => "incident-event-postmortem-restored",
        "postmortem.followed" => "incident-event-postmortem-followed",
        "postmortem.sent_to_review" => "incident-event-postmortem-review",
        "postmortem.published" => "incident-event-postmortem-published",
        "postmortem.taken_back" => "incident-event-postmortem-taken-back",
        "status_notice.drafted" => "incident-event-status-drafted",
        "status_notice.changed" | "status_notice.mended" | "status_notice.edited" => "incident-event-status-changed",
        "status_notice.dropped" => "incident-event-status-dropped",
        "status_notice.published" => "incident-event-status-published",
        "status_notice.updated" => "incident-event-status-updated",
        "status_notice.ended" => "incident-event-status-ended",
        "incident.command_left" => "incident-event-command-left",
        "incident.alert_linked" => "incident-event-alert-linked",
        "incident.alert_unlinked" => "incident-event-alert-unlinked",
        "task.added" => "task-event-added",
        "task.started" => "task-event-started",
        "task.put_back" => "task-event-put-back",
        "task.done" => "task-event-done",
        "task.rejected" => "task-event-rejected",
        "task.reopened" => "task-event-reopened",
        "task.unassigned" => "task-event-unassigned",
        _ => return None,
    })
}

/// The step that was answered.
fn step(lang: Lang, event: &Event) -> String {
    let fact = |name: &str| event.fact(name).unwrap_or_default();
    let number = event.facts.get("number").and_then(serde_json::Value::as_i64).unwrap_or_default();
    match (fact("step"), Role::named(fact("role")), Circle::named(fact("circle"))) {
        ("role", Some(role), _) => owed::title(lang, &Deed::Fill(role)),
        ("update", _, Some(circle)) => owed::title(lang, &Deed::Update(circle, number)),
        ("notice", ..) => owed::title(lang, &Deed::EndNotice),
        ("close", ..) => match Closing::named(fact("what")) {
            Some(closing) => owed::title(lang, &Deed::Close(closing)),
            None => words::text(lang, "incident-step-tell-somebody"),
        },
        _ => words::text(lang, "incident-step-tell-somebody"),
    }
}

fn fields(lang: Lang, event: &Event, prefix: &str) -> String {
    let names = event.facts.get("fields").and_then(serde_json::Value::as_array);
    let names = names.into_iter().flatten().filter_map(serde_json::Value::as_str);
    let said: Vec<String> =
        names.map(|name| words::text(lang, &format!("{prefix}-{}", name.replace('_', "-")))).collect();
    said.join(match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    })
}

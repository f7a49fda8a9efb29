//! What a room does about an event of its incident.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::{Event, NewEvent, Tx};

use crate::incidents::role::Role;
use crate::incidents::step::Deed;

/// So long a channel stays open once its incident is closed.
pub const KEPT_OPEN: SignedDuration = SignedDuration::from_hours(7 * 24);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    Opened,
    /// Said in the room.
    Told,
    Closed,
    Reopened,
    /// What everybody can read is no place for it any more.
    Restricted,
    /// How things stand is another thing now.
    Changed,
}

/// What the room of this incident does; `None`: it is no matter of a room.
pub fn heard(event: &Event, incident: Uuid) -> Option<Heard> {
    Some(match event.kind.as_str() {
        // The one that is gone is named first.
        "incident.merged" if event.id_of("incident") == Some(incident) => Heard::Closed,
        "incident.restricted" => Heard::Restricted,
        "incident.merged" | "incident.opened_up" => Heard::Told,
        "incident.opened" => Heard::Opened,
        "incident.closed" => Heard::Closed,
        "incident.reopened" => Heard::Reopened,
        "incident.status_changed"
        | "incident.severity_changed"
        | "incident.resolved"
        | "incident.updated"
        | "incident.not_reached"
        | "incident.noted"
        | "incident.role_taken"
        | "incident.role_given"
        | "incident.role_left"
        | "incident.command_taken"
        | "incident.command_given"
        | "incident.command_left" => Heard::Told,
        // What came from the room is no news there.
        "incident.collected" | "incident.collected_anew" | "incident.collected_no_more" | "incident.joined" => {
            return None;
        }
        // What is done about the room itself does by itself what follows from it.
        kind if kind.starts_with("incident.channel_") => return None,
        "postmortem.sent_to_review" | "postmortem.published" => Heard::Told,
        "status_notice.ended" => Heard::Told,
        "status_notice.published" | "status_notice.updated" => Heard::Changed,
        "postmortem.imported" | "postmortem.kept" => return None,
        kind if kind.starts_with("postmortem.") => Heard::Changed,
        "drill.inject_given" | "drill.clock_paused" | "drill.clock_started" | "drill.clock_moved" => Heard::Told,
        kind if kind.starts_with("drill.") => return None,
        kind if kind.starts_with("incident.") || kind.starts_with("task.") => Heard::Changed,
        _ => return None,
    })
}

/// Who has left, or has come back: rooms for named people alone are for those who are here.
pub fn moved(event: &Event) -> Option<Uuid> {
    match event.kind.as_str() {
        // They are named before whoever takes over from them.
        "person.deactivated" | "person.reactivated" => event.id_of("person"),
        _ => None,
    }
}

impl Heard {
    pub fn is_told(self) -> bool {
        matches!(self, Self::Told | Self::Closed | Self::Reopened)
    }

    /// Who should be in the room from now on.
    pub fn joins(self, event: &Event) -> Option<Uuid> {
        match event.kind.as_str() {
            "incident.role_taken" | "incident.command_taken" => event.actor_id,
            "incident.role_given" | "incident.command_given" | "incident.person_named" => event.id_of("person"),
            _ => None,
        }
    }

    /// Who may be in it no longer.
    pub fn leaves(self, event: &Event) -> Option<Uuid> {
        match event.kind.as_str() {
            "incident.person_unnamed" => event.id_of("person"),
            _ => None,
        }
    }

    /// Whether others may have to be asked in: it hits more than before, or everybody may know of it.
    pub fn asks_in(self, event: &Event) -> bool {
        let is_told = self == Self::Told && ["incident.merged", "incident.opened_up"].contains(&event.kind.as_str());
        is_told || changes(event, "services")
    }

    /// Whether those who were named for another are named for it from now on; into the one that goes on all are asked anyway.
    pub fn is_known_to_more(self, event: &Event) -> bool {
        self == Self::Closed && event.kind == "incident.merged"
    }

    /// Whether the channel's topic is another from now on.
    pub fn renames(self, event: &Event) -> bool {
        changes(event, "title") || event.kind == "incident.severity_changed"
    }

    /// A step that has come up once more, as its name begins; a whole name, unless it ends in `/`.
    pub fn asks_anew(self, event: &Event) -> Option<String> {
        let fact = |name: &str| event.fact(name).unwrap_or_default();
        match event.kind.as_str() {
            "incident.command_left" => Some(Deed::Fill(Role::Commander).to_string()),
            "incident.role_left" => Some(format!("role/{}", fact("role"))),
            "incident.step_asked_again" => Some(match fact("step") {
                "role" => format!("role/{}", fact("role")),
                "update" => {
                    let number = event.facts.get("number").and_then(serde_json::Value::as_i64).unwrap_or_default();
                    format!("update/{}/{number}", fact("circle"))
                }
                "close" => format!("close/{}", fact("what")),
                // The facts have the kind alone; a name stands beside them, unless it was taken away.
                kind => match event.text.clone().filter(|_| kind == "tell") {
                    Some(name) => Deed::Tell(name).to_string(),
                    None => format!("{kind}/"),
                },
            }),
            _ => None,
        }
    }
}

fn changes(event: &Event, field: &str) -> bool {
    let fields = event.facts.get("fields").and_then(serde_json::Value::as_array);
    event.kind == "incident.changed" && fields.into_iter().flatten().any(|one| one.as_str() == Some(field))
}

/// Somebody came into the room. Who is not known here leaves no line.
pub async fn joined(tx: &mut Tx, cx: &Cx, incident: Uuid, person: Option<Uuid>) -> Outcome<()> {
    cx.require_act()?;
    let Some(person) = person else { return Ok(()) };
    tx.record(cx, NewEvent::of("incident.joined").about("incident", incident).about("person", person));
    Ok(())
}

//! An event as a verb writes it, and as a reader finds it.

use std::borrow::Cow;

use ryugaku_kernel::{ActorKind, Time, Uuid};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::Audience;

/// Made with [`NewEvent::of`]; small facts alone, never free text, never secrets.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub(crate) kind: &'static str,
    pub(crate) about: Vec<(Cow<'static, str>, Uuid)>,
    pub(crate) facts: Map<String, Value>,
    pub(crate) audience: Audience,
    pub(crate) happened_at: Option<Time>,
    pub(crate) text: Option<Uuid>,
}

impl NewEvent {
    /// `kind` is `thing.what_happened`: `incident.opened`.
    pub fn of(kind: &'static str) -> Self {
        Self { kind, about: Vec::new(), facts: Map::new(), audience: Audience::All, happened_at: None, text: None }
    }

    /// A thing this is about: `("incident", id)`. The first one named is the subject; what is named again is there once.
    #[must_use]
    pub fn about(mut self, kind: impl Into<Cow<'static, str>>, id: impl Into<Uuid>) -> Self {
        let subject = (kind.into(), id.into());
        if !self.about.contains(&subject) {
            self.about.push(subject);
        }
        self
    }

    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// The row in `texts` that holds what was written.
    #[must_use]
    pub fn text(mut self, id: Uuid) -> Self {
        self.text = Some(id);
        self
    }

    #[must_use]
    pub fn only(mut self, teams: Vec<Uuid>, people: Vec<Uuid>) -> Self {
        self.audience = Audience::Only { teams, people };
        self
    }

    /// The audience of another event, as [`crate::audience_of`] gives it.
    #[must_use]
    pub fn audience(mut self, audience: Audience) -> Self {
        self.audience = audience;
        self
    }

    /// When it happened, if that was not when it was recorded.
    #[must_use]
    pub fn happened(mut self, at: Time) -> Self {
        self.happened_at = Some(at);
        self
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Event {
    pub position: i64,
    pub recorded_at: Time,
    pub happened_at: Time,
    pub actor_kind: ActorKind,
    pub actor_id: Option<Uuid>,
    pub kind: String,
    /// What it is about: `{"kind": "incident", "id": "…"}`, the subject first.
    pub about: Vec<Subject>,
    pub facts: Map<String, Value>,
    /// What was written, unless it was redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The id of the text, to redact it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_id: Option<Uuid>,
    pub redacted: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, serde::Deserialize)]
pub struct Subject {
    pub kind: String,
    pub id: Uuid,
}

impl Event {
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.get(name).and_then(Value::as_str)
    }

    pub fn id_of(&self, kind: &str) -> Option<Uuid> {
        self.about.iter().find(|subject| subject.kind == kind).map(|subject| subject.id)
    }

    /// What a page may wait for: `ledger`, each kind of thing, and each thing, as `incident-<id>`.
    pub fn topics(&self) -> Vec<String> {
        let mut topics = vec!["ledger".to_owned()];
        for Subject { kind, id } in &self.about {
            topics.push(kind.clone());
            topics.push(format!("{kind}-{id}"));
        }
        topics.dedup();
        topics
    }
}

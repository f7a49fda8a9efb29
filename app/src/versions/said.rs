//! What is said of a version: by whom, and as JSON.

use std::collections::HashMap;

use ryugaku_kernel::{ActorKind, Lang, Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use super::version::{Origin, Version};
use crate::words;

#[derive(Serialize, ToSchema)]
pub struct VersionJson {
    /// 0 is the program's own.
    version: i64,
    origin: Origin,
    /// The version that was restored.
    #[serde(skip_serializing_if = "Option::is_none")]
    restored: Option<i64>,
    /// Absent of the program's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    made_at: Option<Time>,
    /// The person or token.
    #[serde(skip_serializing_if = "Option::is_none")]
    made_by: Option<Uuid>,
    note: String,
}

impl From<&Version> for VersionJson {
    fn from(version: &Version) -> Self {
        Self {
            version: version.version,
            origin: version.origin,
            restored: version.restored,
            made_at: (version.version > 0).then_some(version.made_at),
            made_by: version.actor_id,
            note: version.note.clone(),
        }
    }
}

/// Who made a version, in the reader's language.
pub fn maker(lang: Lang, version: &Version, names: &HashMap<Uuid, String>) -> String {
    let name = version.actor_id.and_then(|id| names.get(&id)).cloned();
    name.unwrap_or_else(|| match version.actor_kind {
        ActorKind::System => "Ryugaku".to_owned(),
        ActorKind::Operator => words::text(lang, "actor-operator"),
        ActorKind::Anonymous => words::text(lang, "actor-anonymous"),
        ActorKind::Person => words::text(lang, "actor-person"),
        ActorKind::Token => words::text(lang, "actor-token"),
    })
}

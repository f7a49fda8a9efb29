//! One version of a document, and the one that holds before anybody has written any.

use ryugaku_kernel::{ActorKind, Failure, FieldError, Msg, Outcome, Time, Uuid};

/// How a version came to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = VersionOrigin)]
pub enum Origin {
    /// The program's own.
    BuiltIn,
    Edited,
    Imported,
    Restored,
}

impl Origin {
    const ALL: [Self; 4] = [Self::BuiltIn, Self::Edited, Self::Imported, Self::Restored];

    pub fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "builtin",
            Self::Edited => "edited",
            Self::Imported => "imported",
            Self::Restored => "restored",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::BuiltIn => "version-origin-built-in",
            Self::Edited => "version-origin-edited",
            Self::Imported => "version-origin-imported",
            Self::Restored => "version-origin-restored",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Version {
    /// 0 is the program's own; those that were written count from 1.
    pub version: i64,
    pub text: String,
    pub made_at: Time,
    pub actor_kind: ActorKind,
    pub actor_id: Option<Uuid>,
    pub note: String,
    pub origin: Origin,
    /// The version that was restored.
    pub restored: Option<i64>,
}

const LONGEST_NOTE: usize = 500;

impl Version {
    /// What the program brings along.
    pub fn built_in(text: impl Into<String>) -> Self {
        Self {
            version: 0,
            text: text.into(),
            made_at: Time(0),
            actor_kind: ActorKind::System,
            actor_id: None,
            note: String::new(),
            origin: Origin::BuiltIn,
            restored: None,
        }
    }

    /// Refuses a caller who has read another version.
    pub fn expect(&self, expected: Option<i64>) -> Outcome<()> {
        if expected.is_some_and(|version| version != self.version) { Err(Failure::Stale) } else { Ok(()) }
    }
}

/// Everything about a note that is wrong.
pub fn note_errors(note: &str) -> Vec<FieldError> {
    if note.chars().count() > LONGEST_NOTE {
        vec![FieldError::new("note", Msg::new("failure-too-long").with("most", LONGEST_NOTE))]
    } else {
        Vec::new()
    }
}

/// Line ends as they are kept: browsers send others than editors.
pub fn tidied(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_with_a_line() {
        for (text, kept) in [("a\r\nb", "a\nb\n"), ("a\n", "a\n"), ("", "")] {
            assert_eq!(tidied(text), kept);
        }
    }
}

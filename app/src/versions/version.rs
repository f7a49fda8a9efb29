//! One version of the document, and the one that holds before anybody has written any.

use ryugaku_kernel::{ActorKind, Failure, FieldError, Msg, Outcome, Time, Uuid};

/// How a version came to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RoutingOrigin)]
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
            Self::BuiltIn => "routing-origin-built-in",
            Self::Edited => "routing-origin-edited",
            Self::Imported => "routing-origin-imported",
            Self::Restored => "routing-origin-restored",
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

/// All alerts go to one receiver.
pub const BUILT_IN: &str = "\
route:
  receiver: default
  group_by: [alertname, service]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
receivers:
  - name: default
ryugaku:
  service_labels: [service]
  team_labels: [team]
";

const LONGEST_NOTE: usize = 500;

impl Version {
    pub fn built_in() -> Self {
        Self {
            version: 0,
            text: BUILT_IN.to_owned(),
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
    use jiff::SignedDuration;
    use ryugaku_routing::config::Routing;
    use ryugaku_routing::{GroupBy, NodeId};

    use super::*;

    #[test]
    fn the_built_in_says_what_it_should() {
        let routing = Routing::read(BUILT_IN).unwrap();
        let root = routing.tree.node(NodeId(0));
        assert_eq!(root.group_by, GroupBy::Labels(vec!["alertname".into(), "service".into()]));
        assert_eq!((root.receiver.as_str(), root.repeat_interval), ("default", SignedDuration::from_hours(4)));
        assert_eq!(
            (routing.own.service_labels, routing.own.team_labels),
            (vec!["service".into()], vec!["team".into()])
        );
    }

    #[test]
    fn texts_end_with_a_line() {
        for (text, kept) in [("a\r\nb", "a\nb\n"), ("a\n", "a\n"), ("", "")] {
            assert_eq!(tidied(text), kept);
        }
    }
}

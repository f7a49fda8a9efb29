//! A team, and what its name and address may look like.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, id_type};

use crate::severity_policy::is_channel;

id_type!(
    /// A team's key.
    TeamId
);

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TeamKind {
    /// The team that runs reliability with all others.
    Sre,
    /// Owns products.
    Product,
    Other,
}

impl TeamKind {
    pub const ALL: [Self; 3] = [Self::Sre, Self::Product, Self::Other];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sre => "sre",
            Self::Product => "product",
            Self::Other => "other",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sre => "team-kind-sre",
            Self::Product => "team-kind-product",
            Self::Other => "team-kind-other",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Team {
    pub id: TeamId,
    /// In addresses: `payments`.
    pub slug: String,
    pub name: String,
    pub kind: TeamKind,
    pub about: String,
    /// Where the team is reached in the chat: `#payments`, or the chat's own id. Empty: nowhere.
    pub channel: String,
    pub archived_at: Option<Time>,
    pub version: i64,
}

impl Team {
    pub fn kind_key(&self) -> &'static str {
        self.kind.key()
    }
}

const LONGEST_SLUG: usize = 60;
const LONGEST_NAME: usize = 120;
const LONGEST_ABOUT: usize = 4000;

/// Everything that is wrong with what a team is called, at once.
pub fn check(slug: &str, name: &str, about: &str, channel: &str) -> Outcome<()> {
    let mut errors = Vec::new();
    let slug_is_plain = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if slug.is_empty() || slug.len() > LONGEST_SLUG || !slug_is_plain || slug.starts_with('-') || slug.ends_with('-') {
        errors.push(FieldError::new("slug", Msg::new("team-slug-wrong").with("most", LONGEST_SLUG)));
    }
    if slug == "new" {
        errors.push(FieldError::new("slug", Msg::new("slug-reserved")));
    }
    if name.is_empty() {
        errors.push(FieldError::new("name", Msg::new("failure-required")));
    }
    for (field, text, most) in [("name", name, LONGEST_NAME), ("about", about, LONGEST_ABOUT)] {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    if !channel.is_empty() && !is_channel(channel) {
        errors.push(FieldError::new("channel", Msg::new("team-channel-wrong")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check("payments-2", "決済", "", "#決済").is_ok());
        for slug in ["", "-a", "a-", "A", "決済", "a b", &"a".repeat(61)] {
            let Err(Failure::Invalid(errors)) = check(slug, "", &"x".repeat(4001), "決済") else {
                panic!("{slug} passed")
            };
            let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, ["slug", "name", "about", "channel"], "{slug}");
        }
    }
}

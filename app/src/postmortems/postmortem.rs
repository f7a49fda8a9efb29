//! A post-mortem, its states, and what may be written in one.

use ryugaku_kernel::{Failure, Msg, Outcome, Time, Uuid, id_type};

id_type!(
    /// A post-mortem's key.
    PostmortemId
);

pub const LONGEST_BODY: usize = 100_000;

#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = PostmortemState)]
pub enum State {
    Draft,
    /// It is read by the others; whoever reads it may still mend it.
    Review,
    /// It holds, and is not changed unless it is taken back.
    Published,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Review, Self::Published];

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Published => "published",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "postmortem-state-draft",
            Self::Review => "postmortem-state-review",
            Self::Published => "postmortem-state-published",
        }
    }

    pub fn send_to_review(self) -> Outcome<()> {
        match self {
            Self::Draft => Ok(()),
            Self::Review => Err(Failure::conflict("postmortem-in-review")),
            Self::Published => Err(Failure::conflict("postmortem-is-published")),
        }
    }

    pub fn publish(self) -> Outcome<()> {
        match self {
            Self::Review => Ok(()),
            Self::Draft => Err(Failure::conflict("postmortem-review-first")),
            Self::Published => Err(Failure::conflict("postmortem-is-published")),
        }
    }

    pub fn take_back(self) -> Outcome<()> {
        if self == Self::Draft { Err(Failure::conflict("postmortem-is-draft")) } else { Ok(()) }
    }

    pub fn change(self) -> Outcome<()> {
        if self == Self::Published { Err(Failure::conflict("postmortem-is-published")) } else { Ok(()) }
    }
}

#[derive(Clone, Debug)]
pub struct Postmortem {
    pub id: PostmortemId,
    pub incident: Uuid,
    /// Markdown.
    pub body: String,
    pub state: State,
    /// Until when it is wanted, if the severity policy says so; of a drill there is none.
    pub due: Option<Time>,
    pub writer: Option<Uuid>,
    pub written_at: Time,
    pub changed_at: Time,
    pub changed_by: Option<Uuid>,
    /// Set while it is published.
    pub published_at: Option<Time>,
    /// What the file it was taken from is known by.
    pub source: Option<String>,
    pub version: i64,
}

impl Postmortem {
    pub fn is_late(&self, now: Time) -> bool {
        self.state != State::Published && self.due.is_some_and(|due| due < now)
    }
}

/// As it is kept: one kind of line end, nothing blank around it.
pub fn tidied(body: &str) -> Outcome<String> {
    let body = body.replace("\r\n", "\n").trim().to_owned();
    if body.is_empty() {
        return Err(Failure::invalid("body", "failure-required"));
    }
    if body.chars().count() > LONGEST_BODY {
        return Err(Failure::invalid_msg("body", Msg::new("failure-too-long").with("most", LONGEST_BODY)));
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_through_review_and_can_come_back() {
        use State::{Draft, Published, Review};
        for (state, review, publish, back, change) in [
            (Draft, true, false, false, true),
            (Review, false, true, true, true),
            (Published, false, false, true, false),
        ] {
            let may = (
                state.send_to_review().is_ok(),
                state.publish().is_ok(),
                state.take_back().is_ok(),
                state.change().is_ok(),
            );
            assert_eq!(may, (review, publish, back, change), "{state:?}");
            assert_eq!(State::named(state.name()), Some(state));
        }
    }

    #[test]
    fn a_text_is_tidied_and_has_a_limit() {
        assert_eq!(tidied("\r\na\r\nb \n").unwrap(), "a\nb");
        assert!(tidied(" \n　").is_err());
        assert!(tidied(&"長".repeat(LONGEST_BODY)).is_ok());
        assert!(tidied(&"長".repeat(LONGEST_BODY + 1)).is_err());
    }
}

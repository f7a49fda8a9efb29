//! A question, where it stands, and where it was asked.

use ryugaku_kernel::{Lang, Msg, Time, Uuid, id_type};
use ryugaku_routing::{OpeningId, StormId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::bot;
use crate::incidents::by_rule::Rule;
use crate::incidents::severity::Severity;
use crate::words;

id_type!(
    /// A question's key.
    QuestionId
);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = QuestionState)]
pub enum State {
    /// Nobody has answered.
    Open,
    /// Yes: there is an incident.
    Opened,
    /// No.
    Declined,
    /// The alerts went quiet first.
    Withdrawn,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Open, Self::Opened, Self::Declined, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Opened => "opened",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of what became of it, with the name of who decided.
    pub fn came(self) -> &'static str {
        match self {
            Self::Open => "question-waits",
            Self::Opened => "question-came-opened",
            Self::Declined => "question-came-declined",
            Self::Withdrawn => "question-came-withdrawn",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Question {
    pub id: QuestionId,
    pub opening: OpeningId,
    pub storm: StormId,
    pub rule: Rule,
    /// That the rule would open.
    pub severity: Severity,
    pub title: String,
    /// What labels call them.
    pub services: Vec<String>,
    /// Whose the alerts are, if that is known.
    pub team: Option<Uuid>,
    pub asked_at: Time,
    pub state: State,
    pub answered_at: Option<Time>,
    /// A person or a token.
    pub answered_by: Option<Uuid>,
    pub incident: Option<Uuid>,
    pub post: Post,
}

/// The message in the chat.
#[derive(Clone, Default, Debug)]
pub struct Post {
    /// As the team calls it; empty: it is asked on the web alone.
    pub channel: String,
    /// When it was first tried.
    pub begun_at: Option<Time>,
    pub at: Option<Posted>,
    pub trouble: Option<Trouble>,
}

/// By the chat's own ids.
#[derive(Clone, Debug)]
pub struct Posted {
    pub channel: String,
    pub ts: String,
}

/// In the chat's own words.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub code: String,
    /// The permission that was missing.
    pub needs: Option<String>,
}

impl Trouble {
    /// The chat asked for a pause, or did not answer.
    pub const LATER: [&str; 2] = ["limited", "away"];

    /// Whether it is tried again by itself.
    fn is_passing(&self) -> bool {
        Self::LATER.contains(&self.code.as_str()) || bot::is_no_token(&self.code)
    }
}

/// A question, as a line about what else it concerns says it.
#[derive(Clone, Debug)]
pub struct QuestionBrief {
    pub id: QuestionId,
    pub severity: Severity,
    pub title: String,
}

impl QuestionBrief {
    /// Where it stands on the page of all.
    pub fn address(&self) -> String {
        address(self.id)
    }

    /// `Open a SEV2? …`
    pub fn asks(&self, lang: Lang) -> String {
        asks(lang, self.severity, &self.title)
    }
}

impl Question {
    /// Where it stands on the page of all.
    pub fn address(&self) -> String {
        address(self.id)
    }

    /// `Open a SEV2? …`
    pub fn asks(&self, lang: Lang) -> String {
        asks(lang, self.severity, &self.title)
    }

    /// The chat refused it while it waits, and it is not tried again by itself.
    pub fn is_refused(&self) -> bool {
        self.is_open() && self.post.at.is_none() && self.post.trouble.as_ref().is_some_and(|it| !it.is_passing())
    }

    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }
}

fn address(id: QuestionId) -> String {
    format!("/questions#q-{id}")
}

fn asks(lang: Lang, severity: Severity, title: &str) -> String {
    words::say(lang, &Msg::new("question-asks").with("severity", severity.label()).with("title", title))
}

//! Who is asking, and what kind of rights they have. What a right means is decided in the verbs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Time;

/// What a person or token may do at most. Being in a team adds rights on what that team owns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything, settings and people among it.
    Admin,
    /// Reads everything open to members, and acts.
    Member,
    /// Reads, and changes nothing but their own settings.
    Read,
    /// Delivers, and reads nothing but what Alertmanager's API gives its senders.
    Intake,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Admin, Self::Member, Self::Read, Self::Intake];

    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Read => "read",
            Self::Intake => "intake",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// Nobody has signed in.
    Anonymous,
    /// A person, by session or by a token of their own.
    Person,
    /// A program, by a token that belongs to no person.
    Token,
    /// Whoever holds the host: the command line at the local socket or the data folder.
    Operator,
    /// Ryugaku itself, in a job.
    System,
}

impl ActorKind {
    pub const ALL: [Self; 5] = [Self::Anonymous, Self::Person, Self::Token, Self::Operator, Self::System];

    pub fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Person => "person",
            Self::Token => "token",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The one who asks: filled by the door, judged by the verb.
#[derive(Clone, PartialEq, Debug)]
pub struct Actor {
    pub kind: ActorKind,
    /// The person's or the token's id.
    pub id: Option<Uuid>,
    pub name: String,
    /// `None` for [`ActorKind::Anonymous`] alone.
    pub role: Option<Role>,
    /// The teams the person is in now.
    pub teams: Vec<Uuid>,
    /// Since when nobody but the person could have come in this way. `None`: others could, since they made the link or
    /// the token, or it is no person who asks. What is between people opens from this time on, see [`Actor::opens`].
    pub own_since: Option<Time>,
}

impl Actor {
    pub fn anonymous() -> Self {
        Self {
            kind: ActorKind::Anonymous,
            id: None,
            name: String::new(),
            role: None,
            teams: Vec::new(),
            own_since: None,
        }
    }

    pub fn system() -> Self {
        Self {
            kind: ActorKind::System,
            id: None,
            name: "Ryugaku".into(),
            role: Some(Role::Admin),
            teams: Vec::new(),
            own_since: None,
        }
    }

    pub fn operator() -> Self {
        Self {
            kind: ActorKind::Operator,
            id: None,
            name: "operator".into(),
            role: Some(Role::Admin),
            teams: Vec::new(),
            own_since: None,
        }
    }

    /// The person's id, if a person asks.
    pub fn person(&self) -> Option<Uuid> {
        if self.kind == ActorKind::Person { self.id } else { None }
    }

    pub fn is_anonymous(&self) -> bool {
        self.kind == ActorKind::Anonymous
    }

    pub fn is_admin(&self) -> bool {
        self.role == Some(Role::Admin)
    }

    pub fn may_read(&self) -> bool {
        matches!(self.role, Some(Role::Admin | Role::Member | Role::Read))
    }

    pub fn may_act(&self) -> bool {
        matches!(self.role, Some(Role::Admin | Role::Member))
    }

    pub fn may_deliver(&self) -> bool {
        matches!(self.role, Some(Role::Admin | Role::Member | Role::Intake))
    }

    /// Whether what became theirs at `at` opens by the way they came in. A way that somebody else helped to make opens
    /// nothing that was there before it.
    pub fn opens(&self, at: Time) -> bool {
        self.person().is_some() && self.own_since.is_some_and(|since| since <= at)
    }

    pub fn in_team(&self, team: Uuid) -> bool {
        self.teams.contains(&team)
    }
}

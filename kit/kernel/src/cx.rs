//! What every verb is given first: who asks, when it is, chance, and the language to answer in.

use std::sync::Arc;

use uuid::Uuid;

use crate::{Actor, Chance, Clock, Failure, Lang, Msg, Outcome, Time};

#[derive(Clone)]
pub struct Cx {
    pub who: Actor,
    pub lang: Lang,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<Chance>,
}

impl Cx {
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub fn new_id(&self) -> Uuid {
        self.chance.id(self.now())
    }

    /// The same time, chance and language, asked by someone else.
    pub fn with(&self, who: Actor) -> Self {
        Self { who, ..self.clone() }
    }

    /// First line of a verb that reads.
    pub fn require_read(&self) -> Outcome<()> {
        self.require(self.who.may_read())
    }

    /// First line of a verb that any member may do.
    pub fn require_act(&self) -> Outcome<()> {
        self.require(self.who.may_act())
    }

    pub fn require_admin(&self) -> Outcome<()> {
        self.require(self.who.is_admin())
    }

    pub fn require_deliver(&self) -> Outcome<()> {
        self.require(self.who.may_deliver())
    }

    /// Admins, and members of the team that owns the thing.
    pub fn require_team(&self, team: Uuid) -> Outcome<()> {
        self.require(self.who.is_admin() || (self.who.may_act() && self.who.in_team(team)))
    }

    /// The person who asks; programs and the operator are refused.
    pub fn require_person(&self) -> Outcome<Uuid> {
        self.who.person().ok_or_else(|| Failure::Forbidden(Msg::new("failure-needs-person")))
    }

    fn require(&self, allowed: bool) -> Outcome<()> {
        if allowed { Ok(()) } else { Err(Failure::Forbidden(Msg::new("failure-forbidden"))) }
    }
}

//! Who one is in an exchange, and what that allows.
//!
//! A draft is seen by those named in it, whoever wrote it, and the programme's owners, also once it is cancelled. From the proposal on, everybody who
//! reads here sees that there is an exchange, what it is for and what came of it; the plan and the diary are for both
//! teams and those named.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};

use super::exchange::Exchange;
use super::side::Side;
use crate::people::Team;
use crate::programme::write_sre;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Access {
    pub guest: bool,
    pub buddy: bool,
    pub home_manager: bool,
    pub host_manager: bool,
    /// Of the programme: admins and members of an SRE team.
    pub owner: bool,
    pub author: bool,
    pub home_team: bool,
    pub host_team: bool,
    /// May do something at all, not only read.
    pub acts: bool,
    private: bool,
}

impl Access {
    /// Named in it, its author, or an owner of the programme.
    pub fn involved(&self) -> bool {
        self.guest || self.buddy || self.home_manager || self.host_manager || self.owner || self.author
    }

    /// Whether there is such an exchange, for the one who asks.
    pub fn sees(&self) -> bool {
        !self.private || self.involved()
    }

    /// Plan and diary too.
    pub fn sees_inside(&self) -> bool {
        self.involved() || (!self.private && (self.home_team || self.host_team))
    }

    pub fn may_edit(&self) -> bool {
        self.acts && self.involved()
    }

    /// Whether one may say who the manager of a side is. A draft may name anybody; afterwards whoever names the manager
    /// could give that side's word themselves.
    pub fn names_manager(&self, exchange: &Exchange, side: Side) -> bool {
        let (manager, is_manager, in_team) = match side {
            Side::Host => (exchange.people.host_manager, self.host_manager, self.host_team),
            _ => (exchange.people.home_manager, self.home_manager, self.home_team),
        };
        let own_side = if manager.is_some() { is_manager } else { in_team && !self.guest };
        self.acts && (self.private || self.owner || own_side)
    }

    /// Whether one gives the word of this side, when managers agree.
    pub fn speaks_for(&self, side: Side) -> bool {
        self.acts
            && match side {
                Side::Guest => self.guest,
                Side::Host => self.host_manager,
                Side::Home => self.home_manager,
            }
    }

    /// The side one stands on, if on one.
    pub fn side(&self) -> Option<Side> {
        if self.guest {
            Some(Side::Guest)
        } else if self.buddy || self.host_manager {
            Some(Side::Host)
        } else if self.home_manager {
            Some(Side::Home)
        } else {
            None
        }
    }

    /// For verbs: who may not see it is told that there is none.
    pub fn require_edit(&self) -> Outcome<()> {
        self.require_sight()?;
        if self.may_edit() { Ok(()) } else { Err(Failure::Forbidden(Msg::new("exchange-only-involved"))) }
    }

    pub fn require_sight(&self) -> Outcome<()> {
        if self.sees() { Ok(()) } else { Err(Failure::NotFound("exchange")) }
    }

    pub fn require_inside(&self) -> Outcome<()> {
        self.require_sight()?;
        if self.sees_inside() { Ok(()) } else { Err(Failure::Forbidden(Msg::new("exchange-only-inside"))) }
    }

    pub fn require_owner(&self) -> Outcome<()> {
        self.require_sight()?;
        if self.owner && self.acts { Ok(()) } else { Err(Failure::Forbidden(Msg::new("exchange-only-owner"))) }
    }
}

pub async fn of(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<Access> {
    Ok(judge(cx, exchange, &write_sre::sre_teams(q).await?))
}

/// The same for many, with the SRE teams asked for once.
pub fn judge(cx: &Cx, exchange: &Exchange, sre_teams: &[Team]) -> Access {
    let me = cx.who.person();
    let is = |person: Option<Uuid>| me.is_some() && person == me;
    let people = &exchange.people;
    Access {
        guest: is(Some(people.guest)),
        buddy: is(people.buddy),
        home_manager: is(people.home_manager),
        host_manager: is(people.host_manager),
        owner: write_sre::may_write(cx, sre_teams),
        author: is(exchange.created_by),
        home_team: cx.who.in_team(exchange.home_team),
        host_team: cx.who.in_team(exchange.host_team),
        acts: cx.who.may_act(),
        private: exchange.is_private(),
    }
}

/// An exchange for the one who asks: what they may not see is not there.
pub async fn seen(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<(Exchange, Access)> {
    cx.require_read()?;
    let exchange = super::store::by_count(q, count).await?;
    let access = of(q, cx, &exchange).await?;
    access.require_sight()?;
    Ok((exchange, access))
}

/// The same for one who wants to change something about it.
pub async fn edited(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<(Exchange, Access)> {
    cx.require_act()?;
    let exchange = super::store::by_count(q, count).await?;
    let access = of(q, cx, &exchange).await?;
    access.require_edit()?;
    Ok((exchange, access))
}

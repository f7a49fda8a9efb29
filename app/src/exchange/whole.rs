//! All of one exchange with the names of who and what is in it, as pages and API show it.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};

use super::access::Access;
use super::agreement::{Agreement, Terms};
use super::aim::Aim;
use super::capacity::{PutOff, Week};
use super::exchange::Exchange;
use super::follow_up::{FollowNote, FollowUp};
use super::life::{self, Need};
use super::side::Side;
use super::step::Step;
use super::{agreement_store, aim_store, capacity_store, follow_store, standing, step_store};
use crate::market::brief::Origin;
use crate::people::{self, PersonId};
use crate::{diary, market};

pub struct Whole {
    pub exchange: Exchange,
    pub access: Access,
    pub today: Date,
    /// When the guest left the organisation.
    pub guest_left: Option<Time>,
    pub aims: Vec<Aim>,
    /// Pieces of evidence by aim.
    pub evidence: HashMap<Uuid, i64>,
    /// The words that stand, one a side at most.
    pub agreements: Vec<Agreement>,
    /// What stands otherwise now than what both agreed to, as keys.
    pub amended: Vec<&'static str>,
    /// What the next state needs, what is missing first, as far as the one who asks may know.
    pub needs: Vec<Need>,
    /// What follows is empty for those who see it from outside.
    pub steps: Vec<Step>,
    pub follow_ups: Vec<FollowUp>,
    pub notes: Vec<FollowNote>,
    pub weeks: Vec<Week>,
    pub put_offs: Vec<PutOff>,
    /// The offer and the wish it came of, as far as the one who asks may know them.
    pub origin: Origin,
    names: HashMap<Uuid, String>,
}

/// The caller has made sure that the one who asks sees the exchange.
pub async fn of(q: &mut dyn Query, cx: &Cx, exchange: Exchange, access: Access) -> Outcome<Whole> {
    let standing = standing::of(q, cx, &exchange).await?;
    let aims = aim_store::of_exchange(q, exchange.id).await?;
    let agreements = agreement_store::standing(q, exchange.id).await?;
    let guest = people::store::find(q, PersonId(exchange.people.guest)).await?;
    let inside = access.sees_inside();
    let mut whole = Whole {
        today: standing.today,
        guest_left: guest.and_then(|guest| guest.deactivated_at),
        amended: amended(&exchange, &aims, &agreements),
        needs: life::needs(&standing).into_iter().filter(|need| shows(need, &access)).collect(),
        evidence: diary::evidence(q, exchange.id.0).await?,
        steps: if inside { step_store::of_exchange(q, exchange.id).await? } else { Vec::new() },
        follow_ups: if inside { follow_store::of_exchange(q, exchange.id).await? } else { Vec::new() },
        notes: if inside { follow_store::notes(q, exchange.id).await? } else { Vec::new() },
        weeks: if inside { capacity_store::weeks(q, exchange.id).await? } else { Vec::new() },
        put_offs: if inside { capacity_store::put_offs(q, exchange.id).await? } else { Vec::new() },
        origin: market::brief::origin(q, cx, &exchange).await?,
        names: HashMap::new(),
        aims,
        agreements,
        access,
        exchange,
    };
    whole.names = people::names(q, whole.named()).await?;
    Ok(whole)
}

/// Steps are for those inside, and that feedback was given is for those who are named.
fn shows(need: &Need, access: &Access) -> bool {
    match need.place.as_str() {
        "#ready" => access.sees_inside(),
        "/feedback" => access.side().is_some(),
        _ => true,
    }
}

/// What was agreed last against what stands.
fn amended(exchange: &Exchange, aims: &[Aim], agreements: &[Agreement]) -> Vec<&'static str> {
    let last = agreements.iter().max_by_key(|agreement| agreement.at).filter(|_| exchange.state.is_settled());
    last.map(|agreement| agreement.terms.amended(&Terms::of(exchange, aims))).unwrap_or_default()
}

impl Whole {
    pub fn number(&self) -> String {
        self.exchange.number().to_string()
    }

    /// What somebody or a team is called.
    pub fn name(&self, id: &Uuid) -> &str {
        self.names.get(id).map_or("?", String::as_str)
    }

    pub fn evidence_of(&self, aim: &Aim) -> i64 {
        self.evidence.get(&aim.id.0).copied().unwrap_or(0)
    }

    pub fn aims_of(&self, side: Side) -> impl Iterator<Item = &Aim> {
        self.aims.iter().filter(move |aim| aim.side == side)
    }

    pub fn agreement_of(&self, side: Side) -> Option<&Agreement> {
        self.agreements.iter().find(|agreement| agreement.side == side)
    }

    /// What was said at a follow-up, newest first.
    pub fn notes_of<'a>(&'a self, follow_up: &'a FollowUp) -> impl Iterator<Item = &'a FollowNote> {
        self.notes.iter().filter(move |note| note.follow_up == follow_up.id)
    }

    pub fn steps_done(&self) -> usize {
        self.steps.iter().filter(|step| step.done_at.is_some()).count()
    }

    pub fn missing(&self) -> usize {
        self.needs.iter().filter(|need| !need.met).count()
    }

    fn named(&self) -> Vec<Uuid> {
        let mut ids = self.exchange.people.all();
        ids.extend([self.exchange.home_team, self.exchange.host_team]);
        ids.extend(self.needs.iter().filter_map(|need| need.owed_by));
        ids.extend(self.steps.iter().flat_map(|step| [step.owner, step.done_by]).flatten());
        ids.extend(self.follow_ups.iter().filter_map(|follow_up| follow_up.owner));
        ids.extend(self.notes.iter().filter_map(|note| note.by));
        ids.extend(self.put_offs.iter().filter_map(|put_off| put_off.by));
        ids.extend(self.agreements.iter().map(|agreement| agreement.person));
        ids
    }
}

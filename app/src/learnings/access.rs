//! Who sees a learning, and who may change it.
//!
//! What was never published is for its writer and the people of its exchange, and for nobody else; what a program wrote
//! without being anybody is for admins. Published ones are for everybody who reads here.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};

use super::learning::Learning;
use crate::exchange;

/// What somebody may see beside what was published.
#[derive(Clone, Debug)]
pub struct Seer {
    pub me: Option<Uuid>,
    pub is_admin: bool,
    /// Where they are named.
    pub exchanges: Vec<Uuid>,
}

impl Seer {
    pub async fn of(q: &mut dyn Query, cx: &Cx) -> Outcome<Self> {
        let me = cx.who.person();
        let exchanges = match me {
            Some(me) => exchange::brief::of_person(q, me).await?.into_iter().map(|exchange| exchange.id.0).collect(),
            None => Vec::new(),
        };
        Ok(Self { me, is_admin: cx.who.is_admin(), exchanges })
    }

    pub fn sees(&self, learning: &Learning) -> bool {
        learning.is_public() || self.is_inside(learning)
    }

    /// Whether it is theirs to change: they wrote it, or are named in its exchange.
    fn is_inside(&self, learning: &Learning) -> bool {
        match learning.writer {
            Some(writer) if self.me == Some(writer) => true,
            None if self.is_admin => true,
            _ => learning.exchange.is_some_and(|exchange| self.exchanges.contains(&exchange)),
        }
    }

    /// Admins too, once everybody sees it.
    pub fn may_change(&self, learning: &Learning) -> bool {
        self.is_inside(learning) || (learning.is_public() && self.is_admin)
    }
}

/// For verbs that change a learning: who may not see it is told that there is none.
pub async fn require_change(q: &mut dyn Query, cx: &Cx, learning: &Learning) -> Outcome<()> {
    cx.require_act()?;
    let seer = Seer::of(q, cx).await?;
    if !seer.sees(learning) {
        return Err(Failure::NotFound("learning"));
    }
    if seer.may_change(learning) { Ok(()) } else { Err(Failure::Forbidden(Msg::new("learning-only-writer"))) }
}

/// A learning for one who reads.
pub async fn seen(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<(Learning, Seer)> {
    cx.require_read()?;
    let learning = super::store::by_count(q, count).await?;
    let seer = Seer::of(q, cx).await?;
    if seer.sees(&learning) { Ok((learning, seer)) } else { Err(Failure::NotFound("learning")) }
}

/// Who may learn of a draft.
pub async fn people_of(q: &mut dyn Query, learning: &Learning) -> Outcome<Vec<Uuid>> {
    let exchanges = exchange::brief::of_ids(q, learning.exchange.into_iter().collect()).await?;
    let mut people: Vec<Uuid> = exchanges.iter().flat_map(|exchange| exchange.people.all()).collect();
    people.extend(learning.writer.filter(|writer| !people.contains(writer)));
    Ok(people)
}

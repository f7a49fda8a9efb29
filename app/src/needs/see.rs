//! Who reads a discussion. Everybody who reads here learns that it took place: when, and with which team.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome, Uuid};

use super::discussion::{Discussion, Texts};
use super::discussion_store;
use crate::exchange::{self, Exchange, access};
use crate::people::Team;
use crate::programme::write_sre;

/// A discussion as somebody may see it: what they may not read is not in it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub discussion: Discussion,
    /// Whether the texts and who took part are in it.
    pub reads: bool,
    /// The number of its exchange, if one sees that.
    pub exchange: Option<String>,
}

pub async fn reads(q: &mut dyn Query, cx: &Cx, discussion: &Discussion) -> Outcome<bool> {
    Ok(many(q, cx, vec![discussion.clone()]).await?.into_iter().any(|seen| seen.reads))
}

pub async fn one(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<Seen> {
    cx.require_read()?;
    let discussion = discussion_store::by_count(q, count).await?;
    Ok(many(q, cx, vec![discussion]).await?.pop().expect("one discussion gives one"))
}

pub async fn many(q: &mut dyn Query, cx: &Cx, discussions: Vec<Discussion>) -> Outcome<Vec<Seen>> {
    let sre = write_sre::sre_teams(q).await?;
    let ids: Vec<Uuid> = discussions.iter().filter_map(|discussion| discussion.exchange).collect();
    let exchanges = exchange::brief::of_ids(q, ids).await?;
    let exchanges: HashMap<Uuid, Exchange> = exchanges.into_iter().map(|one| (one.id.0, one)).collect();
    let seen = discussions.into_iter().map(|discussion| {
        let exchange = discussion.exchange.and_then(|id| exchanges.get(&id));
        judged(cx, discussion, &sre, exchange)
    });
    Ok(seen.collect())
}

fn judged(cx: &Cx, mut discussion: Discussion, sre: &[Team], exchange: Option<&Exchange>) -> Seen {
    let reads = discussion.is_read_by(&cx.who, sre, exchange);
    if !reads {
        discussion.texts = Texts::default();
        discussion.people = Vec::new();
    }
    let exchange = exchange.filter(|exchange| access::judge(cx, exchange, sre).sees());
    Seen { discussion, reads, exchange: exchange.map(|exchange| exchange.number().to_string()) }
}

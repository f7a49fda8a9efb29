//! Rows of pairs that were declined.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::offer::Offer;
use super::wish::Wish;

#[derive(Clone, Debug)]
pub struct Decline {
    pub offer: Uuid,
    pub wish: Uuid,
    pub offer_version: i64,
    pub wish_version: i64,
    pub reason: String,
    pub by: Option<Uuid>,
    pub at: Time,
}

impl Decline {
    /// Whether it is about the two as they are now: once either has changed, the pair is open again.
    pub fn holds(&self, offer: &Offer, wish: &Wish) -> bool {
        self.offer_version == offer.version && self.wish_version == wish.version
    }
}

const DECLINE: &str = "select offer_id, wish_id, offer_version, wish_version, reason, declined_by, declined_at \
                       from exchange_declines where ";

/// Of all these offers, by offer and wish.
pub async fn of_offers(q: &mut dyn Query, offers: Vec<Uuid>) -> Outcome<HashMap<(Uuid, Uuid), Decline>> {
    let declines = q.all(sql(DECLINE).text("offer_id in ").list(offers), read).await?;
    Ok(declines.into_iter().map(|decline| ((decline.offer, decline.wish), decline)).collect())
}

/// In place of an earlier one.
pub async fn write(tx: &mut Transaction, decline: &Decline) -> Outcome<()> {
    let row =
        sql("insert into exchange_declines (offer_id, wish_id, offer_version, wish_version, reason, declined_by, \
                   declined_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (offer_id, wish_id) do update set \
                   offer_version = excluded.offer_version, wish_version = excluded.wish_version, \
                   reason = excluded.reason, declined_by = excluded.declined_by, declined_at = excluded.declined_at");
    let row = row.bind(decline.offer).bind(decline.wish).bind(decline.offer_version).bind(decline.wish_version);
    tx.run(row.bind(&decline.reason).bind(decline.by).bind(decline.at)).await.map(drop)
}

/// How many there were: one or none.
pub async fn remove(tx: &mut Transaction, offer: Uuid, wish: Uuid) -> Outcome<u64> {
    tx.run(sql("delete from exchange_declines where offer_id = $1 and wish_id = $2").bind(offer).bind(wish)).await
}

fn read(row: &Row) -> Outcome<Decline> {
    Ok(Decline {
        offer: row.get("offer_id")?,
        wish: row.get("wish_id")?,
        offer_version: row.get("offer_version")?,
        wish_version: row.get("wish_version")?,
        reason: row.get("reason")?,
        by: row.get("declined_by")?,
        at: row.get("declined_at")?,
    })
}

//! Rows of what people wrote into reports.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Lang, Outcome, Time, Uuid};

use super::wording::{Wording, Written};
use crate::exchange::ExchangeId;

/// In one language; nothing written so far has version 0.
pub async fn find(q: &mut dyn Query, exchange: ExchangeId, lang: Lang) -> Outcome<Written> {
    let statement =
        sql("select title, lede, closing, version from report_words where exchange_id = $1 and language = $2");
    let found = q.one(statement.bind(exchange.0).bind(lang.tag()), |row| {
        Ok(Written {
            wording: Wording { title: row.get("title")?, lede: row.get("lede")?, closing: row.get("closing")? },
            version: row.get("version")?,
        })
    });
    Ok(found.await?.unwrap_or_default())
}

pub async fn insert(
    tx: &mut Transaction,
    exchange: ExchangeId,
    lang: Lang,
    wording: &Wording,
    by: Option<Uuid>,
    at: Time,
) -> Outcome<()> {
    let row =
        sql("insert into report_words (exchange_id, language, title, lede, closing, changed_by, changed_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, 1)");
    let row = row.bind(exchange.0).bind(lang.tag()).bind(&wording.title).bind(&wording.lede).bind(&wording.closing);
    tx.run(row.bind(by).bind(at)).await.map(drop)
}

/// Writes it, if the row still has the version it was read with.
pub async fn update(
    tx: &mut Transaction,
    exchange: ExchangeId,
    lang: Lang,
    written: &Written,
    by: Option<Uuid>,
    at: Time,
) -> Outcome<()> {
    let row = sql("update report_words set title = $1, lede = $2, closing = $3, changed_by = $4, changed_at = $5, \
                   version = version + 1 where exchange_id = $6 and language = $7 and version = $8");
    let wording = &written.wording;
    let row = row.bind(&wording.title).bind(&wording.lede).bind(&wording.closing).bind(by).bind(at);
    match tx.run(row.bind(exchange.0).bind(lang.tag()).bind(written.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

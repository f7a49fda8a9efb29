//! Writing the sentences of a report that are the guest's own.

use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::wording::{Wording, Written};
use super::wording_store;
use crate::exchange::{Access, access, event};

/// By the guest, and by owners of the programme, who look after reports when a guest has left.
pub async fn write(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    lang: Lang,
    expected: Option<i64>,
    wording: Wording,
) -> Outcome<Written> {
    let (exchange, access) = access::edited(tx, cx, count).await?;
    if !may_write(&access) {
        return Err(Failure::Forbidden(Msg::new("report-words-whose")));
    }
    let wording = wording.tidied();
    wording.check()?;
    let before = wording_store::find(tx, exchange.id, lang).await?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Failure::Stale);
    }
    if before.wording == wording {
        return Ok(before);
    }
    let (by, at) = (cx.who.person(), cx.now());
    if before.version == 0 {
        wording_store::insert(tx, exchange.id, lang, &wording, by, at).await?;
    } else {
        let written = Written { wording: wording.clone(), version: before.version };
        wording_store::update(tx, exchange.id, lang, &written, by, at).await?;
    }
    tx.record(cx, event::open("exchange.report_worded", &exchange).fact("language", lang.tag()));
    Ok(Written { wording, version: before.version + 1 })
}

pub fn may_write(access: &Access) -> bool {
    access.acts && (access.guest || access.owner)
}

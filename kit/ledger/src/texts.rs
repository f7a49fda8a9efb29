//! What people wrote, apart from the events that mention it, so that it can be redacted.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};

/// Keeps a text; the caller has checked its length.
pub async fn write(tx: &mut Transaction, cx: &Cx, body: &str) -> Outcome<Uuid> {
    let id = cx.new_id();
    let row = sql("insert into texts (id, body, author_id, written_at) values ($1, $2, $3, $4)");
    tx.run(row.bind(id).bind(body).bind(cx.who.id).bind(cx.now())).await?;
    Ok(id)
}

/// Who wrote a text; `None` if a program without an id did.
pub async fn author(q: &mut dyn Query, id: Uuid) -> Outcome<Option<Uuid>> {
    let statement = sql("select author_id from texts where id = $1").bind(id);
    q.one(statement, |row| row.get("author_id")).await?.ok_or(Failure::NotFound("text"))
}

/// Takes the words away for good; that there was a text, when and by whom, stays. The caller has checked permission.
pub async fn redact(tx: &mut Transaction, cx: &Cx, id: Uuid) -> Outcome<()> {
    let row =
        sql("update texts set body = null, redacted_at = $1, redacted_by = $2 where id = $3 and redacted_at is null");
    match tx.run(row.bind(cx.now()).bind(cx.who.id).bind(id)).await? {
        0 => Err(Failure::NotFound("text")),
        _ => Ok(()),
    }
}

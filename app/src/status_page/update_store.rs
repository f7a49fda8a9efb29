//! The rows of what was said in notices.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome};

use super::Bilingual;
use super::notice::{NoticeId, Stage, Update, UpdateId};

const UPDATE: &str = "select id, notice_id, number, stage, body_ja, body_en, said_at, edited_at, version \
                      from status_updates where ";

pub async fn find(q: &mut dyn Query, id: UpdateId) -> Outcome<Update> {
    let found = q.one(sql(UPDATE).text("id = ").arg(id.0), read).await?;
    found.ok_or(Failure::NotFound("status_update"))
}

/// In their order, by notice.
pub async fn of(q: &mut dyn Query, notices: &[NoticeId]) -> Outcome<HashMap<NoticeId, Vec<Update>>> {
    let mut found: HashMap<NoticeId, Vec<Update>> = HashMap::new();
    if notices.is_empty() {
        return Ok(found);
    }
    let statement = sql(UPDATE).text("notice_id in ").list(notices.iter().map(|id| id.0));
    for update in q.all(statement.text(" order by notice_id, number"), read).await? {
        found.entry(update.notice).or_default().push(update);
    }
    Ok(found)
}

/// Refuses a number that somebody else has used at the same moment.
pub async fn insert(tx: &mut Transaction, update: &Update) -> Outcome<()> {
    let row = sql("insert into status_updates (id, notice_id, number, stage, body_ja, body_en, said_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (notice_id, number) do nothing");
    let row = row.bind(update.id.0).bind(update.notice.0).bind(update.number).bind(update.stage.name());
    let row = row.bind(&update.body.ja).bind(&update.body.en).bind(update.said_at).bind(update.version);
    if tx.run(row).await? == 0 { Err(Failure::Stale) } else { Ok(()) }
}

/// Writes what may change, if the row still has the version it was read with; the update then has the next one.
pub async fn update(tx: &mut Transaction, update: &mut Update) -> Outcome<()> {
    let row = sql("update status_updates set stage = $1, body_ja = $2, body_en = $3, said_at = $4, edited_at = $5, \
                   version = version + 1 where id = $6 and version = $7");
    let row = row.bind(update.stage.name()).bind(&update.body.ja).bind(&update.body.en).bind(update.said_at);
    if tx.run(row.bind(update.edited_at).bind(update.id.0).bind(update.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    update.version += 1;
    Ok(())
}

fn read(row: &Row) -> Outcome<Update> {
    Ok(Update {
        id: UpdateId(row.get("id")?),
        notice: NoticeId(row.get("notice_id")?),
        number: row.get("number")?,
        stage: row.word("stage", Stage::named)?,
        body: Bilingual { ja: row.get("body_ja")?, en: row.get("body_en")? },
        said_at: row.get("said_at")?,
        edited_at: row.get("edited_at")?,
        version: row.get("version")?,
    })
}

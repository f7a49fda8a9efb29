//! The rows of the SRE team's page.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Lang, Outcome};

use super::sre_page::{Parts, SrePage};

const PAGE: &str = "select id, language, does, how_far, when_to_ask, not_ours, channel, hours, changed_at, changed_by, \
                    version from sre_pages where ";

/// What has been written, in whichever languages.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<SrePage>> {
    q.all(sql(PAGE).text("1 = 1"), read).await
}

pub async fn find(q: &mut dyn Query, language: Lang) -> Outcome<Option<SrePage>> {
    q.one(sql(PAGE).text("language = ").arg(language.tag()), read).await
}

pub async fn insert(tx: &mut Transaction, page: &SrePage) -> Outcome<()> {
    let row = sql("insert into sre_pages (id, language, does, how_far, when_to_ask, not_ours, channel, hours, \
                   changed_at, changed_by, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    let parts = &page.parts;
    let row = row.bind(page.id).bind(page.language.tag()).bind(&parts.does).bind(&parts.how_far);
    let row = row.bind(&parts.when_to_ask).bind(&parts.not_ours).bind(&parts.channel).bind(&parts.hours);
    tx.run(row.bind(page.changed_at).bind(page.changed_by).bind(page.version)).await.map(drop)
}

/// Writes the texts, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, page: &SrePage) -> Outcome<()> {
    let row = sql("update sre_pages set does = $1, how_far = $2, when_to_ask = $3, not_ours = $4, channel = $5, \
                   hours = $6, changed_at = $7, changed_by = $8, version = version + 1 where id = $9 and version = $10");
    let parts = &page.parts;
    let row = row.bind(&parts.does).bind(&parts.how_far).bind(&parts.when_to_ask).bind(&parts.not_ours);
    let row = row.bind(&parts.channel).bind(&parts.hours).bind(page.changed_at).bind(page.changed_by);
    match tx.run(row.bind(page.id).bind(page.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

fn read(row: &Row) -> Outcome<SrePage> {
    Ok(SrePage {
        id: row.get("id")?,
        language: row.word("language", Lang::named)?,
        parts: Parts {
            does: row.get("does")?,
            how_far: row.get("how_far")?,
            when_to_ask: row.get("when_to_ask")?,
            not_ours: row.get("not_ours")?,
            channel: row.get("channel")?,
            hours: row.get("hours")?,
        },
        changed_at: row.get("changed_at")?,
        changed_by: row.get("changed_by")?,
        version: row.get("version")?,
    })
}

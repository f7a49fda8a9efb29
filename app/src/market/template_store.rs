//! Rows of templates that a company has changed or added.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use super::template::Content;

/// What is kept of a template; without content it has the program's own words.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Uuid,
    pub slug: String,
    pub content: Option<Content>,
    pub archived_at: Option<Time>,
    pub changed_at: Time,
    pub changed_by: Option<Uuid>,
    pub version: i64,
}

const KEPT: &str =
    "select id, slug, content, archived_at, changed_at, changed_by, version from exchange_templates where ";

/// Oldest first.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Kept>> {
    q.all(sql(KEPT).text("1 = 1 order by id"), read).await
}

pub async fn find(q: &mut dyn Query, slug: &str) -> Outcome<Option<Kept>> {
    q.one(sql(KEPT).text("slug = ").arg(slug), read).await
}

pub async fn insert(tx: &mut Transaction, kept: &Kept) -> Outcome<()> {
    let row = sql("insert into exchange_templates (id, slug, content, archived_at, changed_at, changed_by, version) \
                   values ($1, $2, $3, $4, $5, $6, $7)");
    let row = row.bind(kept.id).bind(&kept.slug).bind(json(kept)?).bind(kept.archived_at);
    tx.run(row.bind(kept.changed_at).bind(kept.changed_by).bind(kept.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, kept: &mut Kept) -> Outcome<()> {
    let row = sql("update exchange_templates set content = $1, archived_at = $2, changed_at = $3, changed_by = $4, \
                   version = version + 1 where id = $5 and version = $6");
    let row = row.bind(json(kept)?).bind(kept.archived_at).bind(kept.changed_at).bind(kept.changed_by);
    if tx.run(row.bind(kept.id).bind(kept.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    kept.version += 1;
    Ok(())
}

fn json(kept: &Kept) -> Outcome<Option<serde_json::Value>> {
    kept.content.as_ref().map(serde_json::to_value).transpose().map_err(Failure::internal)
}

fn read(row: &Row) -> Outcome<Kept> {
    let content: Option<serde_json::Value> = row.get("content")?;
    Ok(Kept {
        id: row.get("id")?,
        slug: row.get("slug")?,
        content: content.map(serde_json::from_value).transpose().map_err(Failure::internal)?,
        archived_at: row.get("archived_at")?,
        changed_at: row.get("changed_at")?,
        changed_by: row.get("changed_by")?,
        version: row.get("version")?,
    })
}

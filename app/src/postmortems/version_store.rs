//! The versions of a post-mortem: every text that was saved.

use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Limit, Outcome, Page, Time, Uuid};

use super::postmortem::PostmortemId;

pub struct Saved {
    pub version: i64,
    pub saved_at: Time,
    pub saved_by: Option<Uuid>,
}

/// The youngest first.
pub async fn page(q: &mut dyn Query, id: PostmortemId, before: Option<i64>, limit: Limit) -> Outcome<Page<Saved>> {
    let statement = sql("select version, saved_at, saved_by from postmortem_versions where postmortem_id = ").arg(id.0);
    let statement = statement.text(" and version < ").arg(before.unwrap_or(i64::MAX)).text(" order by version desc");
    let read = |row: &ryugaku_db::Row| {
        let (version, saved_at) = (row.get("version")?, row.get("saved_at")?);
        Ok(Saved { version, saved_at, saved_by: row.get("saved_by")? })
    };
    let rows = q.all(statement.text(" limit ").arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |saved| saved.version.to_string()))
}

pub async fn find(q: &mut dyn Query, id: PostmortemId, version: i64) -> Outcome<Option<Saved>> {
    let page = page(q, id, Some(version.saturating_add(1)), Limit::of(1)).await?;
    Ok(page.items.into_iter().find(|saved| saved.version == version))
}

//! The versions' rows. None is ever changed.

use ryugaku_db::{Query, Read, Row, Statement, Transaction, sql};
use ryugaku_kernel::{ActorKind, Failure, Limit, Outcome, Page, Time};

use super::kind::Kind;
use super::version::{Origin, Version};

fn versions(kind: &Kind) -> Statement {
    sql("select version, text, made_at, actor_kind, actor_id, note, origin, restored from ")
        .text(kind.table)
        .text(" where version ")
}

/// The one that holds; `None` before any was written.
pub async fn newest(q: &mut dyn Query, kind: &Kind) -> Outcome<Option<Version>> {
    q.one(versions(kind).text("> 0 order by version desc limit 1"), read).await
}

pub async fn find(q: &mut dyn Query, kind: &Kind, version: i64) -> Outcome<Option<Version>> {
    q.one(versions(kind).text("= ").arg(version), read).await
}

/// The one that held at `from`, and those made up to `until`, oldest first; the youngest `most` of them.
pub async fn held(q: &mut dyn Query, kind: &Kind, from: Time, until: Time, most: i64) -> Outcome<Vec<Version>> {
    let statement = versions(kind)
        .text("> 0 and made_at <= ")
        .arg(until)
        .text(" and version >= coalesce((select max(version) from ")
        .text(kind.table)
        .text(" where made_at <= ")
        .arg(from)
        .text("), 0) order by version desc limit ")
        .arg(most);
    let mut found = q.all(statement, read).await?;
    found.reverse();
    Ok(found)
}

/// The youngest first.
pub async fn page(q: &mut dyn Query, kind: &Kind, before: Option<i64>, limit: Limit) -> Outcome<Page<Version>> {
    let statement = versions(kind).text("< ").arg(before.unwrap_or(i64::MAX)).text(" order by version desc limit ");
    let rows = q.all(statement.arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |version| version.version.to_string()))
}

/// Refuses a version that somebody else has written meanwhile.
pub(super) async fn insert(tx: &mut Transaction, kind: &Kind, version: &Version) -> Outcome<()> {
    let row = sql("insert into ").text(kind.table).text(
        " (version, text, made_at, actor_kind, actor_id, note, origin, restored) \
               values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (version) do nothing",
    );
    let row = row.bind(version.version).bind(&version.text).bind(version.made_at).bind(version.actor_kind.name());
    let row = row.bind(version.actor_id).bind(&version.note).bind(version.origin.name()).bind(version.restored);
    match tx.run(row).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

fn read(row: &Row) -> Outcome<Version> {
    Ok(Version {
        version: row.get("version")?,
        text: row.get("text")?,
        made_at: row.get("made_at")?,
        actor_kind: row.word("actor_kind", ActorKind::named)?,
        actor_id: row.get("actor_id")?,
        note: row.get("note")?,
        origin: row.word("origin", Origin::named)?,
        restored: row.get("restored")?,
    })
}

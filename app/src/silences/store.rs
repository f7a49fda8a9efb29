//! Silences' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{ActorKind, Failure, Outcome, Time};

use super::matchers;
use super::silence::{By, Silence, SilenceId};

pub(super) const SILENCE: &str = "select id, matchers, comment, created_by, actor_kind, actor_id, starts_at, ends_at, created_at, updated_at, \
     expired_at, replaced_by, version from silences where ";

pub async fn by_id(q: &mut dyn Query, id: SilenceId) -> Outcome<Silence> {
    q.one(sql(SILENCE).text("id = ").arg(id.0), read).await?.ok_or(Failure::NotFound("silence"))
}

pub async fn insert(tx: &mut Transaction, silence: &Silence) -> Outcome<()> {
    let row = sql("insert into silences (id, matchers, matcher_key, comment, created_by, actor_kind, actor_id, \
                   starts_at, ends_at, created_at, updated_at, expired_at, replaced_by, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
    let row = row.bind(silence.id.0).bind(matchers::to_json(&silence.matchers)).bind(matchers::key(&silence.matchers));
    let row = row.bind(&silence.comment).bind(&silence.created_by).bind(silence.by.kind.name()).bind(silence.by.id);
    let row = row.bind(silence.starts_at).bind(silence.ends_at).bind(silence.created_at).bind(silence.updated_at);
    tx.run(row.bind(silence.expired_at).bind(silence.replaced_by).bind(silence.version)).await.map(drop)
}

/// Writes what may change under one id, if the row still has the version it was read with; the silence then has the next.
pub async fn update(tx: &mut Transaction, silence: &mut Silence) -> Outcome<()> {
    let row = sql("update silences set comment = $1, created_by = $2, starts_at = $3, ends_at = $4, updated_at = $5, \
                   expired_at = $6, replaced_by = $7, version = version + 1 where id = $8 and version = $9");
    let row = row.bind(&silence.comment).bind(&silence.created_by).bind(silence.starts_at).bind(silence.ends_at);
    let row = row.bind(silence.updated_at).bind(silence.expired_at).bind(silence.replaced_by).bind(silence.id.0);
    if tx.run(row.bind(silence.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    silence.version += 1;
    Ok(())
}

/// Deletes some of those that ended before then; gives how many.
pub async fn trim(tx: &mut Transaction, before: Time) -> Outcome<u64> {
    let row = sql("delete from silences where id in (select id from silences where ends_at < $1 order by ends_at, id \
                   limit 1000)");
    tx.run(row.bind(before)).await
}

pub(super) fn read(row: &Row) -> Outcome<Silence> {
    Ok(Silence {
        id: SilenceId(row.get("id")?),
        matchers: matchers::from_json(&row.get("matchers")?)?,
        comment: row.get("comment")?,
        created_by: row.get("created_by")?,
        by: By { kind: row.word("actor_kind", ActorKind::named)?, id: row.get("actor_id")? },
        starts_at: row.get("starts_at")?,
        ends_at: row.get("ends_at")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        expired_at: row.get("expired_at")?,
        replaced_by: row.get("replaced_by")?,
        version: row.get("version")?,
    })
}

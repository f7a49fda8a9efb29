//! The notices' rows, and which components each one concerns.

use std::collections::{HashMap, HashSet};

use ryugaku_db::{Query, Read, Row, Statement, Transaction, sql};
use ryugaku_kernel::{Actor, Cx, Failure, Limit, Outcome, Page, Time, Uuid};
use ryugaku_ledger::veil::unveiled;

use super::Bilingual;
use super::component::Level;
use super::notice::{Kind, Levels, Notice, NoticeId, Stage, State};

const NOTICE: &str = "select id, slug, kind, state, stage, incident_id, title_ja, title_en, begins_at, ends_at, \
                      published_at, ended_at, created_at, created_by, version from status_notices where ";

/// Inside: what tells of an incident that `who` may not know of is not there.
fn inside(who: &Actor) -> Statement {
    unveiled(sql(NOTICE).text("state <> 'dropped'"), who, "coalesce(incident_id, id)")
}

pub async fn find(q: &mut dyn Query, who: &Actor, id: NoticeId) -> Outcome<Notice> {
    let found = q.one(inside(who).text(" and id = ").arg(id.0), read).await?;
    found.ok_or(Failure::NotFound("status_notice"))
}

/// One that was published, by its public address.
pub async fn by_slug(q: &mut dyn Query, slug: &str) -> Outcome<Notice> {
    let found = q.one(sql(NOTICE).text("state in ('published', 'ended') and slug = ").arg(slug), read).await?;
    found.ok_or(Failure::NotFound("status_notice"))
}

/// Those of these incidents, unless they were dropped, oldest first.
pub async fn of_incidents(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<Vec<Notice>> {
    let statement = sql(NOTICE).text("state <> 'dropped' and incident_id in ").list(incidents);
    q.all(statement.text(" order by created_at, id"), read).await
}

/// Of these incidents those whose notice goes on.
pub async fn going_on(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashSet<Uuid>> {
    let statement = sql("select incident_id from status_notices where state = 'published' and incident_id in ");
    let found: Vec<Uuid> = q.all(statement.list(incidents), |row| row.get("incident_id")).await?;
    Ok(found.into_iter().collect())
}

/// Those that go on; the last published first.
pub async fn open(q: &mut dyn Query) -> Outcome<Vec<Notice>> {
    q.all(sql(NOTICE).text("state = 'published' order by published_at desc, id desc limit 200"), read).await
}

/// The last ended first.
pub async fn ended_since(q: &mut dyn Query, since: Time, most: i64) -> Outcome<Vec<Notice>> {
    let statement = sql(NOTICE).text("state = 'ended' and ended_at >= ").arg(since);
    q.all(statement.text(" order by ended_at desc, id desc limit ").arg(most), read).await
}

/// Of one state, or all; the last begun first.
pub async fn page(
    q: &mut dyn Query,
    who: &Actor,
    state: Option<State>,
    before: Option<Uuid>,
    limit: Limit,
) -> Outcome<Page<Notice>> {
    let statement = inside(who)
        .optional(" and state = ", state.map(State::name))
        .optional(" and id < ", before)
        .text(" order by id desc limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |notice| notice.id.to_string()))
}

/// What the ledger calls them: their title in each language.
pub async fn titles(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<Vec<(Uuid, Bilingual, bool)>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let notices = q.all(sql(NOTICE).text("id in ").list(ids), read).await?;
    Ok(notices.into_iter().map(|notice| (notice.id.0, notice.title, notice.state != State::Dropped)).collect())
}

/// Refuses a second one of the same incident.
pub async fn insert(tx: &mut Transaction, notice: &Notice) -> Outcome<()> {
    let row = sql(
        "insert into status_notices (id, slug, kind, state, stage, incident_id, title_ja, title_en, begins_at, \
                   ends_at, created_at, created_by, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                   on conflict do nothing",
    );
    let row = row.bind(notice.id.0).bind(&notice.slug).bind(notice.kind.name()).bind(notice.state.name());
    let row = row.bind(notice.stage.name()).bind(notice.incident).bind(&notice.title.ja).bind(&notice.title.en);
    let row = row.bind(notice.begins_at).bind(notice.ends_at).bind(notice.created_at).bind(notice.created_by);
    match tx.run(row.bind(notice.version)).await? {
        0 => Err(Failure::conflict("status-notice-there-already")),
        _ => Ok(()),
    }
}

/// Writes what may change, if the row still has the version it was read with; the notice then has the next one.
pub async fn update(tx: &mut Transaction, notice: &mut Notice) -> Outcome<()> {
    let row = sql("update status_notices set state = $1, stage = $2, title_ja = $3, title_en = $4, begins_at = $5, \
                   ends_at = $6, published_at = $7, ended_at = $8, version = version + 1 where id = $9 and version = $10");
    let row = row.bind(notice.state.name()).bind(notice.stage.name()).bind(&notice.title.ja).bind(&notice.title.en);
    let row = row.bind(notice.begins_at).bind(notice.ends_at).bind(notice.published_at).bind(notice.ended_at);
    if tx.run(row.bind(notice.id.0).bind(notice.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    notice.version += 1;
    Ok(())
}

/// In the place of those before.
pub async fn set_levels(tx: &mut Transaction, notice: NoticeId, levels: &Levels) -> Outcome<()> {
    tx.run(sql("delete from status_notice_components where notice_id = $1").bind(notice.0)).await?;
    for (component, level) in levels {
        let row = sql("insert into status_notice_components (notice_id, component_id, level) values ($1, $2, $3)");
        tx.run(row.bind(notice.0).bind(*component).bind(level.name())).await?;
    }
    Ok(())
}

/// By the notice's key.
pub async fn levels(q: &mut dyn Query, notices: &[NoticeId]) -> Outcome<HashMap<NoticeId, Levels>> {
    let mut found: HashMap<NoticeId, Levels> = HashMap::new();
    if notices.is_empty() {
        return Ok(found);
    }
    let statement = sql("select notice_id, component_id, level from status_notice_components where notice_id in ")
        .list(notices.iter().map(|id| id.0));
    let rows = q.all(statement, |row| {
        Ok((NoticeId(row.get("notice_id")?), row.get::<Uuid>("component_id")?, row.word("level", Level::named)?))
    });
    for (notice, component, level) in rows.await? {
        found.entry(notice).or_default().insert(component, level);
    }
    Ok(found)
}

/// A text as it is now, under its version: what came before stays.
pub async fn keep_text(tx: &mut Transaction, cx: &Cx, about: Uuid, version: i64, text: &Bilingual) -> Outcome<()> {
    let row =
        sql("insert into status_texts (about_id, version, ja, en, saved_at, saved_by) values ($1, $2, $3, $4, $5, $6)");
    let row = row.bind(about).bind(version).bind(&text.ja).bind(&text.en).bind(cx.now()).bind(cx.who.id);
    tx.run(row).await.map(drop)
}

/// What a text was, the oldest first: text, when it was saved, by whom.
pub async fn texts(q: &mut dyn Query, about: Vec<Uuid>) -> Outcome<Vec<(Uuid, Bilingual, Time, Option<Uuid>)>> {
    let statement = sql("select about_id, ja, en, saved_at, saved_by from status_texts where about_id in ").list(about);
    q.all(statement.text(" order by saved_at, version limit 500"), |row| {
        let text = Bilingual { ja: row.get("ja")?, en: row.get("en")? };
        Ok((row.get("about_id")?, text, row.get("saved_at")?, row.get("saved_by")?))
    })
    .await
}

fn read(row: &Row) -> Outcome<Notice> {
    Ok(Notice {
        id: NoticeId(row.get("id")?),
        slug: row.get("slug")?,
        kind: row.word("kind", Kind::named)?,
        state: row.word("state", State::named)?,
        stage: row.word("stage", Stage::named)?,
        incident: row.get("incident_id")?,
        title: Bilingual { ja: row.get("title_ja")?, en: row.get("title_en")? },
        begins_at: row.get("begins_at")?,
        ends_at: row.get("ends_at")?,
        published_at: row.get("published_at")?,
        ended_at: row.get("ended_at")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    })
}

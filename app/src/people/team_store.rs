//! Teams' rows.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::team::{Team, TeamId, TeamKind};

const TEAM: &str = "select id, slug, name, kind, about, channel, archived_at, version from teams where ";

pub async fn find(q: &mut dyn Query, id: TeamId) -> Outcome<Option<Team>> {
    q.one(sql(TEAM).text("id = ").arg(id.0), read).await
}

/// By its address.
pub async fn by_slug(q: &mut dyn Query, slug: &str) -> Outcome<Team> {
    q.one(sql(TEAM).text("slug = ").arg(slug), read).await?.ok_or(Failure::NotFound("team"))
}

/// In the order in which they were made; those that are archived only when asked for.
pub async fn page(q: &mut dyn Query, archived: bool, after: Option<Uuid>, limit: Limit) -> Outcome<Page<Team>> {
    let statement = sql(TEAM)
        .text(if archived { "1 = 1" } else { "archived_at is null" })
        .optional(" and id > ", after)
        .text(" order by id limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |team| team.id.to_string()))
}

/// All that are not archived, by name.
pub async fn open(q: &mut dyn Query) -> Outcome<Vec<Team>> {
    q.all(sql(TEAM).text("archived_at is null order by name, id"), read).await
}

/// By their keys, for lists that name them.
pub async fn many(q: &mut dyn Query, ids: impl IntoIterator<Item = TeamId>) -> Outcome<HashMap<Uuid, Team>> {
    let statement = sql(TEAM).text("id in ").list(ids.into_iter().map(|id| id.0));
    Ok(q.all(statement, read).await?.into_iter().map(|team| (team.id.0, team)).collect())
}

/// The team that a form or a body names by its short name.
pub async fn chosen(q: &mut dyn Query, slug: &str) -> Outcome<TeamId> {
    let found = q.one(sql(TEAM).text("slug = ").arg(slug), read).await?;
    found.map(|team| team.id).ok_or_else(|| Failure::invalid("team", "failure-unknown"))
}

/// How many people are in each team now; teams with none are not in it. Who has left does not count.
pub async fn member_counts(q: &mut dyn Query) -> Outcome<HashMap<Uuid, i64>> {
    let statement = sql("select m.team_id, count(*) as n from memberships m join people p on p.id = m.person_id \
                         where m.until_day is null and p.deactivated_at is null group by m.team_id");
    Ok(q.all(statement, |row| Ok((row.get("team_id")?, row.get("n")?))).await?.into_iter().collect())
}

pub async fn insert(tx: &mut Transaction, team: &Team, now: Time) -> Outcome<()> {
    let row = sql("insert into teams (id, slug, name, kind, about, channel, created_at, version) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let row = row.bind(team.id.0).bind(&team.slug).bind(&team.name).bind(team.kind.name()).bind(&team.about);
    tx.run(row.bind(&team.channel).bind(now).bind(team.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, team: &Team) -> Outcome<()> {
    let row = sql("update teams set name = $1, kind = $2, about = $3, channel = $4, archived_at = $5, \
                   version = version + 1 where id = $6 and version = $7");
    let row = row.bind(&team.name).bind(team.kind.name()).bind(&team.about).bind(&team.channel).bind(team.archived_at);
    match tx.run(row.bind(team.id.0).bind(team.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

fn read(row: &Row) -> Outcome<Team> {
    Ok(Team {
        id: TeamId(row.get("id")?),
        slug: row.get("slug")?,
        name: row.get("name")?,
        kind: row.word("kind", TeamKind::named)?,
        about: row.get("about")?,
        channel: row.get("channel")?,
        archived_at: row.get("archived_at")?,
        version: row.get("version")?,
    })
}

//! What other slices may know of people and teams: names for ids, and who can be chosen.

use std::collections::{HashMap, HashSet};

use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Outcome, Uuid};

#[derive(Clone, Debug)]
pub struct PersonBrief {
    pub id: Uuid,
    pub name: String,
    /// The home team now, if any.
    pub team_id: Option<Uuid>,
    pub team_name: Option<String>,
}

/// The names of people, teams and tokens: whatever an actor or a subject of an event may be.
pub async fn names(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select id, name from people where id in ")
        .list(ids.clone())
        .text(" union all select id, name from teams where id in ")
        .list(ids.clone())
        .text(" union all select id, name from tokens where id in ")
        .list(ids);
    Ok(q.all(statement, |row| Ok((row.get("id")?, row.get("name")?))).await?.into_iter().collect())
}

/// Where teams are found: their short names by id.
pub async fn team_slugs(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let statement = sql("select id, slug from teams where id in ").list(ids);
    Ok(q.all(statement, |row| Ok((row.get("id")?, row.get("slug")?))).await?.into_iter().collect())
}

/// Of these people those who are here.
pub async fn still_here(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<HashSet<Uuid>> {
    let statement = sql("select id from people where deactivated_at is null and id in ").list(ids);
    let here: Vec<Uuid> = q.all(statement, |row| row.get("id")).await?;
    Ok(here.into_iter().collect())
}

/// Everybody who is here, oldest first.
pub async fn active(q: &mut dyn Query) -> Outcome<Vec<PersonBrief>> {
    let statement = sql("select p.id, p.name, t.id as team_id, t.name as team_name from people p \
                         left join memberships m on m.person_id = p.id and m.until_day is null \
                         left join teams t on t.id = m.team_id where p.deactivated_at is null order by p.id");
    q.all(statement, |row| {
        Ok(PersonBrief {
            id: row.get("id")?,
            name: row.get("name")?,
            team_id: row.get("team_id")?,
            team_name: row.get("team_name")?,
        })
    })
    .await
}

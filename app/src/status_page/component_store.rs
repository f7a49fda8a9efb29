//! The components' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::Bilingual;
use super::component::{Component, ComponentId};

const COMPONENT: &str = "select id, place_id, name_ja, name_en, group_ja, group_en, place, removed_at, version \
                         from status_components where ";

/// Those that are shown, in their order.
pub async fn shown(q: &mut dyn Query) -> Outcome<Vec<Component>> {
    q.all(sql(COMPONENT).text("removed_at is null order by place, id"), read).await
}

/// Also those that were removed: former notices name them.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Component>> {
    q.all(sql(COMPONENT).text("1 = 1 order by place, id"), read).await
}

pub async fn find(q: &mut dyn Query, id: ComponentId) -> Outcome<Component> {
    let found = q.one(sql(COMPONENT).text("removed_at is null and id = ").arg(id.0), read).await?;
    found.ok_or(Failure::NotFound("status_component"))
}

/// What the ledger calls them.
pub async fn names(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<Vec<(Uuid, String)>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let components = q.all(sql(COMPONENT).text("id in ").list(ids), read).await?;
    Ok(components.into_iter().map(|component| (component.id.0, component.name.ja)).collect())
}

/// Refuses a second one of the same place.
pub async fn insert(tx: &mut Transaction, component: &Component) -> Outcome<()> {
    let row =
        sql("insert into status_components (id, place_id, name_ja, name_en, group_ja, group_en, place, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing");
    let row = row.bind(component.id.0).bind(component.place_id).bind(&component.name.ja).bind(&component.name.en);
    let row = row.bind(&component.group.ja).bind(&component.group.en).bind(component.place);
    match tx.run(row.bind(component.version)).await? {
        0 => Err(Failure::conflict("status-component-there-already")),
        _ => Ok(()),
    }
}

/// Writes what may change, if the row still has the version it was read with; the component then has the next one.
pub async fn update(tx: &mut Transaction, component: &mut Component) -> Outcome<()> {
    let row =
        sql("update status_components set name_ja = $1, name_en = $2, group_ja = $3, group_en = $4, place = $5, \
                   removed_at = $6, version = version + 1 where id = $7 and version = $8");
    let row = row.bind(&component.name.ja).bind(&component.name.en).bind(&component.group.ja);
    let row = row.bind(&component.group.en).bind(component.place).bind(component.removed_at);
    if tx.run(row.bind(component.id.0).bind(component.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    component.version += 1;
    Ok(())
}

fn read(row: &Row) -> Outcome<Component> {
    Ok(Component {
        id: ComponentId(row.get("id")?),
        place_id: row.get("place_id")?,
        name: Bilingual { ja: row.get("name_ja")?, en: row.get("name_en")? },
        group: Bilingual { ja: row.get("group_ja")?, en: row.get("group_en")? },
        place: row.get("place")?,
        removed_at: row.get("removed_at")?,
        version: row.get("version")?,
    })
}

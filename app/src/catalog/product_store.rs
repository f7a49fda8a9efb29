//! Products' rows.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::product::{Product, ProductId};
use crate::people::TeamId;

const PRODUCT: &str = "select id, slug, name, about, team_id, links, archived_at, version from products where ";

/// Which products to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub team: Option<Uuid>,
    /// Those that are archived too.
    pub archived: bool,
}

pub async fn find(q: &mut dyn Query, id: ProductId) -> Outcome<Option<Product>> {
    q.one(sql(PRODUCT).text("id = ").arg(id.0), read).await
}

/// By its address.
pub async fn by_slug(q: &mut dyn Query, slug: &str) -> Outcome<Product> {
    q.one(sql(PRODUCT).text("slug = ").arg(slug), read).await?.ok_or(Failure::NotFound("product"))
}

/// In the order in which they were made.
pub async fn page(q: &mut dyn Query, filter: Filter, after: Option<Uuid>, limit: Limit) -> Outcome<Page<Product>> {
    let statement = sql(PRODUCT)
        .text(if filter.archived { "1 = 1" } else { "archived_at is null" })
        .optional(" and team_id = ", filter.team)
        .optional(" and id > ", after)
        .text(" order by id limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |product| product.id.to_string()))
}

/// All that are not archived, by name: for choosing one.
pub async fn open(q: &mut dyn Query) -> Outcome<Vec<Product>> {
    q.all(sql(PRODUCT).text("archived_at is null order by name, id"), read).await
}

/// By their keys, for lists that name them.
pub async fn many(q: &mut dyn Query, ids: impl IntoIterator<Item = ProductId>) -> Outcome<HashMap<Uuid, Product>> {
    let statement = sql(PRODUCT).text("id in ").list(ids.into_iter().map(|id| id.0));
    Ok(q.all(statement, read).await?.into_iter().map(|product| (product.id.0, product)).collect())
}

/// How many products each team owns; teams with none are not in it. Archived ones do not count.
pub async fn counts(q: &mut dyn Query) -> Outcome<HashMap<Uuid, i64>> {
    let statement = sql("select team_id, count(*) as n from products where archived_at is null group by team_id");
    Ok(q.all(statement, |row| Ok((row.get("team_id")?, row.get("n")?))).await?.into_iter().collect())
}

pub async fn insert(tx: &mut Transaction, product: &Product, now: Time) -> Outcome<()> {
    let row = sql("insert into products (id, slug, name, about, team_id, links, created_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let links = serde_json::to_value(&product.links).map_err(Failure::internal)?;
    let row = row.bind(product.id.0).bind(&product.slug).bind(&product.name).bind(&product.about);
    tx.run(row.bind(product.team.0).bind(links).bind(now).bind(product.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, product: &Product) -> Outcome<()> {
    let row = sql("update products set name = $1, about = $2, team_id = $3, links = $4, archived_at = $5, \
                   version = version + 1 where id = $6 and version = $7");
    let links = serde_json::to_value(&product.links).map_err(Failure::internal)?;
    let row = row.bind(&product.name).bind(&product.about).bind(product.team.0).bind(links);
    match tx.run(row.bind(product.archived_at).bind(product.id.0).bind(product.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

fn read(row: &Row) -> Outcome<Product> {
    Ok(Product {
        id: ProductId(row.get("id")?),
        slug: row.get("slug")?,
        name: row.get("name")?,
        about: row.get("about")?,
        team: TeamId(row.get("team_id")?),
        links: row.json("links")?,
        archived_at: row.get("archived_at")?,
        version: row.get("version")?,
    })
}

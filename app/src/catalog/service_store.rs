//! Services' rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::product::ProductId;
use super::product_service::{Service, ServiceId};

const SERVICE: &str = "select id, slug, name, about, product_id, links, archived_at, version from services where ";

/// Which services to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub product: Option<Uuid>,
    /// Those that are archived too.
    pub archived: bool,
}

/// By its address, the label.
pub async fn by_slug(q: &mut dyn Query, slug: &str) -> Outcome<Service> {
    q.one(sql(SERVICE).text("slug = ").arg(slug), read).await?.ok_or(Failure::NotFound("service"))
}

/// In the order in which they were made.
pub async fn page(q: &mut dyn Query, filter: Filter, after: Option<Uuid>, limit: Limit) -> Outcome<Page<Service>> {
    let statement = sql(SERVICE)
        .text(if filter.archived { "1 = 1" } else { "archived_at is null" })
        .optional(" and product_id = ", filter.product)
        .optional(" and id > ", after)
        .text(" order by id limit ")
        .arg(limit.probe());
    Ok(Page::cut(q.all(statement, read).await?, limit, |service| service.id.to_string()))
}

/// All of these products, archived ones last, each by name.
pub async fn of_products(q: &mut dyn Query, products: &[Uuid]) -> Outcome<Vec<Service>> {
    let statement = sql(SERVICE)
        .text("product_id in ")
        .list(products.iter().copied())
        .text(" order by case when archived_at is null then 0 else 1 end, name, id");
    q.all(statement, read).await
}

pub async fn insert(tx: &mut Transaction, service: &Service, now: Time) -> Outcome<()> {
    let row = sql("insert into services (id, slug, name, about, product_id, links, created_at, version) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let links = serde_json::to_value(&service.links).map_err(Failure::internal)?;
    let row = row.bind(service.id.0).bind(&service.slug).bind(&service.name).bind(&service.about);
    tx.run(row.bind(service.product.0).bind(links).bind(now).bind(service.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, service: &Service) -> Outcome<()> {
    let row = sql("update services set name = $1, about = $2, product_id = $3, links = $4, archived_at = $5, \
                   version = version + 1 where id = $6 and version = $7");
    let links = serde_json::to_value(&service.links).map_err(Failure::internal)?;
    let row = row.bind(&service.name).bind(&service.about).bind(service.product.0).bind(links);
    match tx.run(row.bind(service.archived_at).bind(service.id.0).bind(service.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

fn read(row: &Row) -> Outcome<Service> {
    Ok(Service {
        id: ServiceId(row.get("id")?),
        slug: row.get("slug")?,
        name: row.get("name")?,
        about: row.get("about")?,
        product: ProductId(row.get("product_id")?),
        links: row.json("links")?,
        archived_at: row.get("archived_at")?,
        version: row.get("version")?,
    })
}

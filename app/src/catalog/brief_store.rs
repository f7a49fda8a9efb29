//! What other slices may know of a service, and of what a team owns.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Outcome, Uuid};

#[derive(Clone, Debug)]
pub struct ServiceBrief {
    pub id: Uuid,
    /// As in the label `service` of alerts: `checkout-api`.
    pub slug: String,
    pub name: String,
    pub product_id: Uuid,
    pub product_slug: String,
    pub product_name: String,
    /// The team that owns the product.
    pub team_id: Uuid,
}

/// All services that are not archived, by product and name.
pub async fn services(q: &mut dyn Query) -> Outcome<Vec<ServiceBrief>> {
    let statement = sql(
        "select s.id, s.slug, s.name, s.product_id, p.slug as product_slug, p.name as product_name, p.team_id from services s \
                         join products p on p.id = s.product_id \
                         where s.archived_at is null and p.archived_at is null order by p.name, p.id, s.name, s.id",
    );
    q.all(statement, |row| {
        Ok(ServiceBrief {
            id: row.get("id")?,
            slug: row.get("slug")?,
            name: row.get("name")?,
            product_id: row.get("product_id")?,
            product_slug: row.get("product_slug")?,
            product_name: row.get("product_name")?,
            team_id: row.get("team_id")?,
        })
    })
    .await
}

/// Services that stand by product, as [`services`] gives them, a slice for each product: none is empty.
pub fn by_product(services: &[ServiceBrief]) -> Vec<&[ServiceBrief]> {
    services.chunk_by(|one, next| one.product_id == next.product_id).collect()
}

/// What a product or service is called, and where its page is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CatalogPlace {
    pub name: String,
    pub address: String,
}

/// Whatever of `ids` is a product or a service, archived ones too.
pub async fn places(q: &mut dyn Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, CatalogPlace>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select id, slug, name, 'products' as kind from products where id in ")
        .list(ids.clone())
        .text(" union all select id, slug, name, 'services' as kind from services where id in ")
        .list(ids);
    let places = q.all(statement, |row| {
        let (kind, slug): (String, String) = (row.get("kind")?, row.get("slug")?);
        Ok((row.get("id")?, CatalogPlace { name: row.get("name")?, address: format!("/{kind}/{slug}") }))
    });
    Ok(places.await?.into_iter().collect())
}

/// All products that are not archived, oldest first: address, name.
pub async fn product_slugs(q: &mut dyn Query) -> Outcome<Vec<(String, String)>> {
    let statement = sql("select slug, name from products where archived_at is null order by id");
    q.all(statement, |row| Ok((row.get("slug")?, row.get("name")?))).await
}

//! What other slices may know of a service, and of what a team owns.

use std::collections::HashMap;

use ryugaku_db::{Query, sql};
use ryugaku_kernel::{Outcome, Uuid};

#[derive(Clone, Debug)]
pub struct ServiceBrief {
    pub id: Uuid,
    /// As in the label `service` of alerts: `checkout-api`.
    pub slug: String,
    pub name: String,
    pub product_id: Uuid,
    pub product_name: String,
    /// The team that owns the product.
    pub team_id: Uuid,
}

/// All services that are not archived, by product and name.
pub async fn services(q: &mut impl Query) -> Outcome<Vec<ServiceBrief>> {
    let statement =
        sql("select s.id, s.slug, s.name, s.product_id, p.name as product_name, p.team_id from services s \
                         join products p on p.id = s.product_id \
                         where s.archived_at is null and p.archived_at is null order by p.name, p.id, s.name, s.id");
    q.all(statement, |row| {
        Ok(ServiceBrief {
            id: row.get("id")?,
            slug: row.get("slug")?,
            name: row.get("name")?,
            product_id: row.get("product_id")?,
            product_name: row.get("product_name")?,
            team_id: row.get("team_id")?,
        })
    })
    .await
}

/// The names of products and services, whatever of `ids` is one; archived ones too.
pub async fn names(q: &mut impl Query, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select id, name from products where id in ")
        .list(ids.clone())
        .text(" union all select id, name from services where id in ")
        .list(ids);
    Ok(q.all(statement, |row| Ok((row.get("id")?, row.get("name")?))).await?.into_iter().collect())
}

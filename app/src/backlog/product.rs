//! Whose a task is: products and services as callers name them, and the team that may change the task.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};

use super::task::Task;
use crate::catalog::{self, ServiceBrief};

/// Something tasks can be for.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductChoice {
    pub id: Uuid,
    pub name: String,
    pub team: Uuid,
}

/// Products that have services, in the catalog's order.
pub fn choices(services: &[ServiceBrief]) -> Vec<ProductChoice> {
    let product = |services: &[ServiceBrief]| {
        let first = services.first()?;
        Some(ProductChoice { id: first.product_id, name: first.product_name.clone(), team: first.team_id })
    };
    catalog::by_product(services).into_iter().filter_map(product).collect()
}

/// Product (by id or name) and service (by id or slug) as ids that fit together.
pub async fn resolve(
    q: &mut dyn Query,
    product: Option<&str>,
    service: Option<&str>,
) -> Outcome<(Option<Uuid>, Option<Uuid>)> {
    if product.is_none() && service.is_none() {
        return Ok((None, None));
    }
    let services = catalog::services(q).await?;
    let product = match product {
        Some(given) => {
            let products = choices(&services);
            let found = products.into_iter().find(|product| product.name == given || product.id.to_string() == given);
            Some(found.ok_or_else(|| Failure::invalid("product", "failure-unknown"))?.id)
        }
        None => None,
    };
    let Some(given) = service else { return Ok((product, None)) };
    let service = services.iter().find(|service| service.slug == given || service.id.to_string() == given);
    let service = service.ok_or_else(|| Failure::invalid("service", "failure-unknown"))?;
    if product.is_some_and(|product| product != service.product_id) {
        return Err(Failure::invalid("service", "task-service-elsewhere"));
    }
    Ok((Some(service.product_id), Some(service.id)))
}

/// Members of the product's team and admins; every member as long as the task is nobody's.
pub async fn permitted(q: &mut dyn Query, cx: &Cx, task: &Task) -> Outcome<()> {
    cx.require_act()?;
    let Some(product) = task.product else { return Ok(()) };
    let services = catalog::services(q).await?;
    match choices(&services).into_iter().find(|choice| choice.id == product) {
        Some(choice) => cx.require_team(choice.team),
        None => cx.require_admin(),
    }
}

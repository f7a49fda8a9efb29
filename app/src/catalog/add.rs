//! A new product, a new service.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::product::{Product, ProductId};
use super::product_service::{Service, ServiceId};
use super::thing::Links;
use super::{product_store, service_store};
use crate::people::{TeamId, team_store};

pub struct NewProduct {
    pub slug: String,
    pub name: String,
    pub about: String,
    /// The team that owns it.
    pub team: TeamId,
    pub links: Links,
}

/// By admins, and by members of the team that will own it.
pub async fn product(tx: &mut Tx, cx: &Cx, new: NewProduct) -> Outcome<Product> {
    cx.require_team(new.team.0)?;
    let team = team_store::find(tx, new.team).await?.filter(|team| team.archived_at.is_none());
    team.ok_or_else(|| Failure::invalid("team", "failure-unknown"))?;
    let product = Product {
        id: ProductId(cx.new_id()),
        slug: new.slug,
        name: new.name,
        about: new.about,
        team: new.team,
        links: new.links.tidied(),
        archived_at: None,
        version: 1,
    };
    product.check()?;
    if product_store::by_slug(tx, &product.slug).await.is_ok() {
        return Err(Failure::invalid("slug", "product-slug-taken"));
    }
    product_store::insert(tx, &product, cx.now()).await?;
    let event = NewEvent::of("product.added").about("product", product.id).about("team", product.team);
    tx.record(cx, event.fact("slug", product.slug.clone()));
    tx.wake("catalog");
    Ok(product)
}

pub struct NewService {
    pub slug: String,
    pub name: String,
    pub about: String,
    /// The short name of the product it belongs to.
    pub product: String,
    pub links: Links,
}

/// By admins, and by members of the team that owns the product.
pub async fn service(tx: &mut Tx, cx: &Cx, new: NewService) -> Outcome<Service> {
    cx.require_act()?;
    let product = match product_store::by_slug(tx, &new.product).await {
        Ok(product) if product.archived_at.is_none() => product,
        Ok(_) | Err(Failure::NotFound(_)) => return Err(Failure::invalid("product", "failure-unknown")),
        Err(failure) => return Err(failure),
    };
    cx.require_team(product.team.0)?;
    let service = Service {
        id: ServiceId(cx.new_id()),
        slug: new.slug,
        name: new.name,
        about: new.about,
        product: product.id,
        links: new.links.tidied(),
        archived_at: None,
        version: 1,
    };
    service.check()?;
    if service_store::by_slug(tx, &service.slug).await.is_ok() {
        return Err(Failure::invalid("slug", "service-slug-taken"));
    }
    service_store::insert(tx, &service, cx.now()).await?;
    let event = NewEvent::of("service.added").about("service", service.id).about("product", product.id);
    tx.record(cx, event.about("team", product.team).fact("slug", service.slug.clone()));
    tx.wake("catalog");
    Ok(service)
}

//! Changing a service: its words and links, its product, archiving it and taking it back out.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::product::Product;
use super::product_service::Service;
use super::thing::Links;
use super::{product_store, service_store};

/// What is `None` stays.
#[derive(Default)]
pub struct ServiceChange {
    pub name: Option<String>,
    pub about: Option<String>,
    /// All of them; an empty one is taken away.
    pub links: Option<Links>,
    /// The short name of another product: by admins, and by who is in the teams of both.
    pub product: Option<String>,
    pub archived: Option<bool>,
}

/// `expected` is the version the caller has read, when they want to be told that it is no longer so.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    slug: &str,
    expected: Option<i64>,
    change: ServiceChange,
) -> Outcome<Service> {
    let (mut service, before) = permitted(tx, cx, slug).await?;
    if expected.is_some_and(|version| version != service.version) {
        return Err(Failure::Stale);
    }
    let was_archived = service.archived_at.is_some();
    let product = match change.product.filter(|product| *product != before.slug) {
        Some(slug) => other_product(tx, cx, &slug).await?,
        None => before.clone(),
    };
    service.product = product.id;
    service.name = change.name.unwrap_or(service.name);
    service.about = change.about.unwrap_or(service.about);
    service.links = change.links.map(Links::tidied).unwrap_or(service.links);
    if let Some(archived) = change.archived {
        service.archived_at = archived.then(|| service.archived_at.unwrap_or_else(|| cx.now()));
    }
    service.check()?;
    service_store::update(tx, &service).await?;
    service.version += 1;
    let kind = match (was_archived, service.archived_at.is_some()) {
        (false, true) => "service.archived",
        (true, false) => "service.restored",
        _ if product.id != before.id => "service.moved",
        _ => "service.changed",
    };
    let mut event = NewEvent::of(kind).about("service", service.id).about("product", product.id);
    event = event.about("team", product.team);
    if product.id != before.id {
        event = event.about("product", before.id).fact("from", before.slug).fact("to", product.slug);
    }
    tx.record(cx, event.fact("slug", service.slug.clone()));
    tx.wake("catalog");
    Ok(service)
}

async fn permitted(tx: &mut Tx, cx: &Cx, slug: &str) -> Outcome<(Service, Product)> {
    cx.require_act()?;
    let service = service_store::by_slug(tx, slug).await?;
    let product = product_store::find(tx, service.product).await?.ok_or(Failure::NotFound("product"))?;
    cx.require_team(product.team.0)?;
    Ok((service, product))
}

async fn other_product(tx: &mut Tx, cx: &Cx, slug: &str) -> Outcome<Product> {
    let product = match product_store::by_slug(tx, slug).await {
        Ok(product) if product.archived_at.is_none() => product,
        Ok(_) | Err(Failure::NotFound(_)) => return Err(Failure::invalid("product", "failure-unknown")),
        Err(failure) => return Err(failure),
    };
    cx.require_team(product.team.0)?;
    Ok(product)
}

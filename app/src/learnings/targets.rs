//! What a learning applies to, and which teams it is for, as callers name them.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Uuid};

use super::learning::{MOST_TAGS, Tag, TagKind};
use crate::catalog::{self, ProductId, product_store};
use crate::people::team_store;

/// Products by id, short name or name.
pub async fn products(q: &mut dyn Query, given: &[String]) -> Outcome<Vec<Tag>> {
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let open = product_store::open(q).await?;
    let find = |word: &String| {
        let found =
            open.iter().find(|one| one.slug == *word || one.id.to_string() == *word).map(|product| product.id.0);
        let found = found.or_else(|| open.iter().find(|one| one.name == *word).map(|product| product.id.0));
        found.map(|id| Tag { kind: TagKind::Product, id })
    };
    chosen("products", given, find)
}

/// Services by id or short name.
pub async fn services(q: &mut dyn Query, given: &[String]) -> Outcome<Vec<Tag>> {
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let open = catalog::services(q).await?;
    let find = |word: &String| {
        let found = open.iter().find(|one| one.slug == *word || one.id.to_string() == *word);
        found.map(|service| Tag { kind: TagKind::Service, id: service.id })
    };
    chosen("services", given, find)
}

/// Teams by id, short name or name.
pub async fn teams(q: &mut dyn Query, given: &[String]) -> Outcome<Vec<Uuid>> {
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let open = team_store::open(q).await?;
    let find = |word: &String| {
        let found = open.iter().find(|one| one.slug == *word || one.id.to_string() == *word).map(|team| team.id.0);
        found.or_else(|| open.iter().find(|one| one.name == *word).map(|team| team.id.0))
    };
    chosen("teams", given, find)
}

/// The teams that own what the tags name now, each once; what the catalog has put away has no owner.
pub async fn owners(q: &mut dyn Query, tags: &[Tag]) -> Outcome<Vec<Uuid>> {
    let products = tags.iter().filter(|tag| tag.kind == TagKind::Product).map(|tag| ProductId(tag.id));
    let products = product_store::many(q, products).await?;
    let of_service: HashMap<Uuid, Uuid> = if tags.iter().any(|tag| tag.kind == TagKind::Service) {
        catalog::services(q).await?.into_iter().map(|service| (service.id, service.team_id)).collect()
    } else {
        HashMap::new()
    };
    let mut owners = Vec::new();
    for tag in tags {
        let owner = match tag.kind {
            TagKind::Product => products.get(&tag.id).filter(|one| one.archived_at.is_none()).map(|one| one.team.0),
            TagKind::Service => of_service.get(&tag.id).copied(),
        };
        owners.extend(owner.filter(|owner| !owners.contains(owner)));
    }
    Ok(owners)
}

/// The product and its services: whatever a learning for the product may be tagged with.
pub async fn things_of(q: &mut dyn Query, product: Uuid) -> Outcome<Vec<Uuid>> {
    let services = catalog::services(q).await?;
    let inside = services.into_iter().filter(|service| service.product_id == product).map(|service| service.id);
    Ok(std::iter::once(product).chain(inside).collect())
}

/// Each once, in their order; the first that is unknown refuses the field.
fn chosen<T: PartialEq>(field: &'static str, given: &[String], find: impl Fn(&String) -> Option<T>) -> Outcome<Vec<T>> {
    if given.len() > MOST_TAGS {
        return Err(Failure::invalid_msg(field, Msg::new("learning-too-many").with("most", MOST_TAGS)));
    }
    let mut found = Vec::new();
    for word in given {
        let one = find(word).ok_or_else(|| Failure::invalid(field, "failure-unknown"))?;
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(found)
}

/// What was found; what is wrong is kept, so that it can be said together with the rest.
pub fn or_wrong<T: Default>(outcome: Outcome<T>, errors: &mut Vec<FieldError>) -> Outcome<T> {
    match outcome {
        Err(Failure::Invalid(wrong)) => {
            errors.extend(wrong);
            Ok(T::default())
        }
        other => other,
    }
}

//! Changing a product: its words and links, its owner, archiving it and taking it back out.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::product::Product;
use super::product_store;
use super::thing::Links;
use crate::people::{TeamId, team_store};

/// What is `None` stays.
#[derive(Default)]
pub struct ProductChange {
    pub name: Option<String>,
    pub about: Option<String>,
    /// All of them; an empty one is taken away.
    pub links: Option<Links>,
    /// Another owner: by admins, and by who is in both teams.
    pub team: Option<TeamId>,
    pub archived: Option<bool>,
}

/// `expected` is the version the caller has read, when they want to be told that it is no longer so.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    slug: &str,
    expected: Option<i64>,
    change: ProductChange,
) -> Outcome<Product> {
    let mut product = permitted(tx, cx, slug).await?;
    if expected.is_some_and(|version| version != product.version) {
        return Err(Failure::Stale);
    }
    let (owner, was_archived) = (product.team, product.archived_at.is_some());
    if let Some(team) = change.team.filter(|team| *team != owner) {
        let found = team_store::find(tx, team).await?.filter(|team| team.archived_at.is_none());
        found.ok_or_else(|| Failure::invalid("team", "failure-unknown"))?;
        cx.require_team(team.0)?;
        product.team = team;
    }
    product.name = change.name.unwrap_or(product.name);
    product.about = change.about.unwrap_or(product.about);
    product.links = change.links.map(Links::tidied).unwrap_or(product.links);
    if let Some(archived) = change.archived {
        product.archived_at = archived.then(|| product.archived_at.unwrap_or_else(|| cx.now()));
    }
    product.check()?;
    if was_archived && product.archived_at.is_none() {
        let owner = team_store::find(tx, product.team).await?;
        let here = owner.is_some_and(|team| team.archived_at.is_none());
        here.then_some(()).ok_or_else(|| Failure::conflict("product-owner-archived"))?;
    }
    product_store::update(tx, &product).await?;
    product.version += 1;
    let kind = match (was_archived, product.archived_at.is_some()) {
        (false, true) => "product.archived",
        (true, false) => "product.restored",
        _ if product.team != owner => "product.moved",
        _ => "product.changed",
    };
    let mut event = NewEvent::of(kind).about("product", product.id).about("team", product.team);
    if product.team != owner {
        event = event.about("team", owner).fact("from", owner.to_string()).fact("to", product.team.to_string());
    }
    tx.record(cx, event.fact("slug", product.slug.clone()));
    tx.wake("catalog");
    Ok(product)
}

async fn permitted(tx: &mut Tx, cx: &Cx, slug: &str) -> Outcome<Product> {
    cx.require_act()?;
    let product = product_store::by_slug(tx, slug).await?;
    cx.require_team(product.team.0)?;
    Ok(product)
}

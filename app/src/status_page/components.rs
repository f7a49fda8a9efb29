//! Choosing what the status page shows, and under which names.

use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use serde::Deserialize;
use utoipa::ToSchema;

use super::component::{Component, ComponentId};
use super::{Bilingual, access, component_store};
use crate::catalog;

/// There are so many at most: the page is to be read at a glance.
const MOST: usize = 100;

/// As it is written in a form or a body.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Named {
    pub name: Bilingual,
    /// The heading it stands under; empty for none.
    #[serde(default)]
    pub group: Bilingual,
    /// Lower ones stand first.
    #[serde(default)]
    pub place: i64,
}

/// `place_id` is a product's or a service's.
pub async fn add(tx: &mut Tx, cx: &Cx, place_id: Uuid, named: Named) -> Outcome<Component> {
    access::require_write(tx, cx, None).await?;
    if !catalog::places(tx, [place_id]).await?.contains_key(&place_id) {
        return Err(Failure::invalid("place", "failure-choose-one"));
    }
    if component_store::shown(tx).await?.len() >= MOST {
        return Err(Failure::conflict("status-components-enough"));
    }
    let component = Component {
        id: ComponentId(cx.new_id()),
        place_id,
        name: named.name.tidied(),
        group: named.group.tidied(),
        place: named.place,
        removed_at: None,
        version: 1,
    };
    component.check()?;
    component_store::insert(tx, &component).await?;
    tx.record(cx, NewEvent::of("status_component.added").about("status_component", component.id));
    Ok(component)
}

pub async fn change(tx: &mut Tx, cx: &Cx, id: ComponentId, expected: Option<i64>, named: Named) -> Outcome<Component> {
    access::require_write(tx, cx, None).await?;
    let mut component = of(tx, id, expected).await?;
    (component.name, component.group, component.place) = (named.name.tidied(), named.group.tidied(), named.place);
    component.check()?;
    component_store::update(tx, &mut component).await?;
    tx.record(cx, NewEvent::of("status_component.changed").about("status_component", component.id));
    Ok(component)
}

/// From the page; former notices go on naming it.
pub async fn remove(tx: &mut Tx, cx: &Cx, id: ComponentId, expected: Option<i64>) -> Outcome<()> {
    access::require_write(tx, cx, None).await?;
    let mut component = of(tx, id, expected).await?;
    component.removed_at = Some(cx.now());
    component_store::update(tx, &mut component).await?;
    tx.record(cx, NewEvent::of("status_component.removed").about("status_component", component.id));
    Ok(())
}

async fn of(tx: &mut Tx, id: ComponentId, expected: Option<i64>) -> Outcome<Component> {
    let component = component_store::find(tx, id).await?;
    match expected.is_some_and(|version| version != component.version) {
        true => Err(Failure::Stale),
        false => Ok(component),
    }
}

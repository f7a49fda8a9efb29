//! What a changed text would ask for that the one in force does not, and the other way round, before it is saved.

use std::collections::BTreeSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};

use super::current::current;
use super::level::Difference;
use super::policy::Policy;
use super::reached::{self, Reached};
use super::save::read;
use crate::incidents::severity::Severity;
use crate::versions;

#[derive(Debug)]
pub struct Preview {
    pub policy: Policy,
    /// Where something changes, the general levels first.
    pub changed: Vec<Changed>,
    /// Ways to those who must know that come or go.
    pub reached: Vec<Reached>,
}

#[derive(Debug)]
pub struct Changed {
    /// A slug; `None` for all products that say nothing else.
    pub product: Option<String>,
    pub severity: Severity,
    pub differences: Vec<Difference>,
}

/// Refuses what [`super::save`] would refuse.
pub async fn preview(q: &mut dyn Query, cx: &Cx, text: &str) -> Outcome<Preview> {
    cx.require_act()?;
    let policy = read(q, &versions::tidied(text)).await?;
    let before = current(q).await?.policy;
    Ok(Preview { changed: changed(&before, &policy), reached: reached::since(&before, &policy), policy })
}

fn changed(before: &Policy, after: &Policy) -> Vec<Changed> {
    let named: BTreeSet<&String> = before.products().chain(after.products()).map(|(product, _)| product).collect();
    let places = std::iter::once(None).chain(named.into_iter().map(Some));
    let mut found = Vec::new();
    for product in places {
        for severity in Severity::ALL {
            // What all products ask for stands once, without each of them.
            if product.is_some_and(|product| !before.says(product, severity) && !after.says(product, severity)) {
                continue;
            }
            let level = |policy: &'_ Policy| match product {
                None => policy.general(severity).clone(),
                Some(product) => policy.of_product(product, severity).clone(),
            };
            let differences = level(after).since(&level(before));
            if !differences.is_empty() {
                found.push(Changed { product: product.cloned(), severity, differences });
            }
        }
    }
    found
}

//! Who wrote a version: whoever saved it, and all who had a hand in it.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::Outcome;

use super::postmortem::PostmortemId;
use super::together_store;
use super::version_store::Saved;
use crate::people;

/// Names by version; a version that nobody is known of has none.
pub async fn names(q: &mut dyn Query, id: PostmortemId, saved: &[Saved]) -> Outcome<HashMap<i64, Vec<String>>> {
    let hands = together_store::hands(q, id, saved.iter().map(|one| one.version).collect()).await?;
    let known =
        people::names(q, saved.iter().filter_map(|one| one.saved_by).chain(hands.iter().map(|hand| hand.1))).await?;
    let mut names: HashMap<i64, Vec<String>> = HashMap::new();
    let savers = saved.iter().filter_map(|one| Some((one.version, one.saved_by?)));
    for (version, person) in savers.chain(hands) {
        let Some(name) = known.get(&person) else { continue };
        let names = names.entry(version).or_default();
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    Ok(names)
}

//! The tabs over a timeline.

use crate::incidents::sentence::Group;
use crate::incidents::timeline::Entry;

pub struct Tab {
    pub key: &'static str,
    /// Empty for all.
    pub name: &'static str,
    pub count: usize,
    pub here: bool,
}

/// Only tabs that hold something, and the one that is open.
pub fn tabs(entries: &[Entry], here: Option<Group>) -> Vec<Tab> {
    let all = Tab { key: "incident-tab-all", name: "", count: entries.len(), here: here.is_none() };
    let groups = Group::ALL.into_iter().map(|group| Tab {
        key: group.key(),
        name: group.name(),
        count: entries.iter().filter(|entry| entry.group == group).count(),
        here: here == Some(group),
    });
    std::iter::once(all).chain(groups.filter(|tab| tab.count > 0 || tab.here)).collect()
}

//! The tabs over a timeline, and how much of it stands in the room.

use serde::Deserialize;

use crate::door::query;
use crate::incidents::sentence::Group;
use crate::incidents::timeline::Entry;

/// So many entries are shown, unless all are asked for.
const MOST: usize = 500;

/// What of a timeline is shown, as its address says.
#[derive(Default, Deserialize)]
pub struct Part {
    /// A tab; all, if there is none of that name.
    #[serde(default)]
    show: String,
    /// `all`: what is older too.
    #[serde(default)]
    entries: String,
}

impl Part {
    pub fn group(&self) -> Option<Group> {
        Group::named(&self.show)
    }

    /// Leaves what is shown, the newest of it; gives how many are older.
    pub fn cut(&self, entries: &mut Vec<Entry>) -> usize {
        let group = self.group();
        entries.retain(|entry| group.is_none_or(|group| entry.group == group));
        let older = if self.is_whole() { 0 } else { entries.len().saturating_sub(MOST) };
        entries.truncate(entries.len() - older);
        older
    }

    /// Of the room that shows it.
    pub fn address(&self, number: &str) -> String {
        address(number, self.group(), self.is_whole())
    }

    /// The same with what is older.
    pub fn whole(&self, number: &str) -> String {
        address(number, self.group(), true)
    }

    fn is_whole(&self) -> bool {
        self.entries == "all"
    }
}

fn address(number: &str, group: Option<Group>, is_whole: bool) -> String {
    let entries = if is_whole { "all" } else { "" };
    let query = query([("show", group.map_or("", Group::name)), ("entries", entries)]);
    format!("/incidents/{number}{}{query}", if query.is_empty() { "" } else { "?" })
}

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

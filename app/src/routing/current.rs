//! The version that holds, read.

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time};
use ryugaku_routing::config::Routing;

use super::KIND;
use super::built_in::BUILT_IN;
use crate::versions::{self, Version};

/// Versions of one span of time.
const MOST: i64 = 20;

#[derive(Clone, Debug)]
pub struct Current {
    pub version: Version,
    pub routing: Routing,
}

/// The newest version, or the program's own.
pub async fn current(q: &mut dyn Query) -> Outcome<Current> {
    Current::of(versions::newest(q, &KIND).await?.unwrap_or_else(|| Version::built_in(BUILT_IN)))
}

/// One of them; 0 is the program's own.
pub async fn one(q: &mut dyn Query, version: i64) -> Outcome<Current> {
    if version == 0 {
        return Current::of(Version::built_in(BUILT_IN));
    }
    Current::of(versions::find(q, &KIND, version).await?.ok_or(Failure::NotFound("routing"))?)
}

/// Those that held at any time between, oldest first; of many the youngest.
pub async fn held(q: &mut dyn Query, from: Time, until: Time) -> Outcome<Vec<Current>> {
    let mut found = versions::held(q, &KIND, from, until, MOST).await?;
    let from_the_start = found.first().is_none_or(|first| first.made_at > from && (found.len() as i64) < MOST);
    if from_the_start {
        found.insert(0, Version::built_in(BUILT_IN));
    }
    found.into_iter().map(Current::of).collect()
}

/// The youngest first; on the last page the program's own comes at the end.
pub async fn versions(q: &mut dyn Query, before: Option<i64>, limit: Limit) -> Outcome<Page<Version>> {
    let mut page = versions::page(q, &KIND, before, limit).await?;
    if page.next.is_none() {
        page.items.push(Version::built_in(BUILT_IN));
    }
    Ok(page)
}

impl Current {
    fn of(version: Version) -> Outcome<Self> {
        // What was accepted once is read for ever: the reader may become laxer, never stricter.
        let routing = Routing::read(&version.text).map_err(Failure::internal)?;
        Ok(Self { version, routing })
    }

    /// As Alertmanager and its clients read it.
    pub fn for_alertmanager(&self) -> String {
        self.routing.write(false)
    }
}

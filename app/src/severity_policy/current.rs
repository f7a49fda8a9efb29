//! The version that holds, read; and former ones, which incidents still go by.

use std::collections::{BTreeSet, HashMap};

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Limit, Outcome, Page};

use super::policy::Policy;
use super::{KIND, built_in, document};
use crate::organisation;
use crate::versions::{self, Version};

#[derive(Clone, Debug)]
pub struct Current {
    pub version: Version,
    pub policy: Policy,
}

/// The newest version, or the program's own.
pub async fn current(q: &mut dyn Query) -> Outcome<Current> {
    match versions::newest(q, &KIND).await? {
        Some(version) => Current::of(version),
        None => Current::of(built_in(q).await?),
    }
}

/// One of them; 0 is the program's own.
pub async fn one(q: &mut dyn Query, version: i64) -> Outcome<Current> {
    if version == 0 {
        return Current::of(built_in(q).await?);
    }
    Current::of(versions::find(q, &KIND, version).await?.ok_or(Failure::NotFound("severity_policy"))?)
}

/// Those of these numbers.
pub async fn of_versions(q: &mut dyn Query, numbers: BTreeSet<i64>) -> Outcome<HashMap<i64, Policy>> {
    let mut found = HashMap::new();
    for number in numbers {
        found.insert(number, one(q, number).await?.policy);
    }
    Ok(found)
}

/// The youngest first; on the last page the program's own comes at the end.
pub async fn versions(q: &mut dyn Query, before: Option<i64>, limit: Limit) -> Outcome<Page<Version>> {
    let mut page = versions::page(q, &KIND, before, limit).await?;
    if page.next.is_none() {
        page.items.push(built_in(q).await?);
    }
    Ok(page)
}

async fn built_in(q: &mut dyn Query) -> Outcome<Version> {
    let language = organisation::store::load(q).await?.language;
    Ok(Version::built_in(built_in::text(language)))
}

impl Current {
    fn of(version: Version) -> Outcome<Self> {
        // What was accepted once is read for ever: the reader may become laxer, never stricter.
        let policy = document::read(&version.text).map_err(Failure::internal)?;
        Ok(Self { version, policy })
    }
}

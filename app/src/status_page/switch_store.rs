//! Who sees the status page: one row, once it was ever set.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome};

use super::switch::{Switch, Visibility};

pub async fn load(q: &mut dyn Query) -> Outcome<Switch> {
    let found = q.one(sql("select visibility, version from status_pages where id = 1"), |row| {
        Ok(Switch { visibility: row.word("visibility", Visibility::named)?, version: row.get("version")? })
    });
    Ok(found.await?.unwrap_or_default())
}

/// Refuses a version that somebody else has written meanwhile.
pub async fn write(tx: &mut Transaction, switch: Switch) -> Outcome<()> {
    let row = sql("insert into status_pages (id, visibility, version) values (1, $1, $2) on conflict (id) do update \
                   set visibility = excluded.visibility, version = excluded.version \
                   where status_pages.version = excluded.version - 1");
    match tx.run(row.bind(switch.visibility.name()).bind(switch.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

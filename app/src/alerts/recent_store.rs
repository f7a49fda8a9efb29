//! The last of the history, read from its end: rows stand in the journal's order, so that no index by time is needed.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Outcome, Time};

use super::Run;
use super::store::read_run;

/// As far back as anybody looks.
pub struct Recent<T> {
    pub found: T,
    /// There is more than was looked at.
    pub cut: bool,
}

const CHUNK: i64 = 5_000;

/// Runs that began since then, the youngest first, `most` of them. Alerts that came in long after they began may be missed.
pub async fn begun_since(q: &mut dyn Query, since: Time, most: usize) -> Outcome<Recent<Vec<Run>>> {
    let (mut found, mut before) = (Vec::new(), i64::MAX);
    loop {
        let statement =
            sql("select id, fingerprint, name, service, starts_at, ended_at, ending, body from alert_runs \
                             where id < ");
        let statement = statement.arg(before).text(" order by id desc limit ").arg(CHUNK);
        let rows = q.all(statement, read_run).await?;
        let full = rows.len() as i64 == CHUNK;
        before = rows.last().map_or(before, |run| run.id.0);
        let held = found.len();
        found.extend(rows.into_iter().filter(|run| run.starts_at >= since));
        if found.len() > most {
            found.truncate(most);
            return Ok(Recent { found, cut: true });
        }
        if !full || found.len() == held {
            return Ok(Recent { found, cut: false });
        }
    }
}

/// How often alerts of each name began to fire since then, among the last `most` runs.
pub async fn counts_by_name(q: &mut dyn Query, since: Time, most: i64) -> Outcome<Recent<HashMap<String, i64>>> {
    let statement = sql("select name, count(*) as n, sum(case when starts_at >= ")
        .arg(since)
        .text(" then 1 else 0 end) as begun from (select name, starts_at from alert_runs order by id desc limit ");
    let statement = statement.arg(most).text(") r group by name");
    let read = |row: &ryugaku_db::Row| Ok((row.get::<String>("name")?, row.get::<i64>("n")?, row.get::<i64>("begun")?));
    let rows = q.all(statement, read).await?;
    let looked: i64 = rows.iter().map(|(_, n, _)| n).sum();
    let all_begun = rows.iter().all(|(_, n, begun)| n == begun);
    let found = rows.into_iter().map(|(name, _, begun)| (name, begun)).collect();
    Ok(Recent { found, cut: looked == most && all_begun })
}

//! All exchanges as small rows, for pages that show many at once. What was never proposed is not among them.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::{Query, Read, sql};
use ryugaku_kernel::{Outcome, Uuid};

use super::state::State;
use super::store::day;

#[derive(Clone, Debug)]
pub struct Line {
    pub id: Uuid,
    pub count: i64,
    pub state: State,
    pub guest: Uuid,
    pub home_team: Uuid,
    pub host_team: Uuid,
    pub from: Date,
    pub until: Date,
}

/// By first day; at most 2,000, the latest.
pub async fn lines(q: &mut dyn Query) -> Outcome<Vec<Line>> {
    let statement =
        sql("select id, count, state, guest_id, home_team_id, host_team_id, from_day, until_day from exchanges \
                         where proposed_at is not null order by from_day desc, count desc limit 2000");
    let mut lines = q
        .all(statement, |row| {
            Ok(Line {
                id: row.get("id")?,
                count: row.get("count")?,
                state: row.word("state", State::named)?,
                guest: row.get("guest_id")?,
                home_team: row.get("home_team_id")?,
                host_team: row.get("host_team_id")?,
                from: day(row, "from_day")?,
                until: day(row, "until_day")?,
            })
        })
        .await?;
    lines.reverse();
    Ok(lines)
}

/// The days on which something was noted at an exchange's follow-ups, of those exchanges where anything was.
pub async fn follow_days(q: &mut dyn Query) -> Outcome<HashMap<Uuid, Vec<Date>>> {
    let statement = sql("select distinct f.exchange_id, n.day from exchange_follow_notes n \
                         join exchange_follow_ups f on f.id = n.follow_up_id");
    let mut days: HashMap<Uuid, Vec<Date>> = HashMap::new();
    for (exchange, day) in q.all(statement, |row| Ok((row.get("exchange_id")?, day(row, "day")?))).await? {
        days.entry(exchange).or_default().push(day);
    }
    Ok(days)
}

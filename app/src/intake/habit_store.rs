//! What each integration usually delivers, and which of them have gone silent.

use jiff::SignedDuration;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::habit::Habit;
use super::integration::{DeliveryNote, Integration, IntegrationId};
use super::store::{INTEGRATION, read};

/// Counts what came from a source; whether this was its first alert. A source that is no integration counts nowhere.
pub async fn note_delivery(tx: &mut Transaction, source: Uuid, note: DeliveryNote) -> Outcome<bool> {
    let known = sql("select last_seen_at, first_alert_at, usual_gap, gap_spread, gaps, usual_alerts, timed_out \
                     from integrations where id = $1");
    let read = |row: &Row| {
        let (last, first): (Option<Time>, Option<Time>) = (row.get("last_seen_at")?, row.get("first_alert_at")?);
        Ok((last, first, habit(row)?, row.get::<i64>("timed_out")?))
    };
    let Some((last, first, mut habit, timed_out)) = tx.one(known.bind(source), read).await? else { return Ok(false) };
    if note.deliveries == 0 {
        let row = sql("update integrations set timed_out = $1 where id = $2");
        tx.run(row.bind(timed_out + note.timed_out).bind(source)).await?;
        return Ok(false);
    }
    if let Some(last) = last.filter(|_| note.goes_on) {
        habit.learn_gap(note.first_at.since(last));
    }
    note.gaps.iter().for_each(|gap| habit.learn_gap(*gap));
    habit.learn_alerts(note.deliveries, note.alerts);
    let begins = first.is_none() && note.alerts > 0;
    let row = sql("update integrations set deliveries = deliveries + $1, alerts = alerts + $2, last_seen_at = $3, \
                   first_alert_at = $4, usual_gap = $5, gap_spread = $6, gaps = $7, usual_alerts = $8, timed_out = $9 \
                   where id = $10");
    let row = row.bind(note.deliveries).bind(note.alerts).bind(note.last_at);
    let row = row.bind(first.or(begins.then_some(note.first_at)));
    let row = row.bind(habit.gap).bind(habit.spread).bind(habit.gaps).bind(habit.alerts);
    tx.run(row.bind(note.timed_out).bind(source)).await?;
    Ok(begins)
}

pub(super) fn habit(row: &Row) -> Outcome<Habit> {
    let (gap, spread) = (row.get("usual_gap")?, row.get("gap_spread")?);
    Ok(Habit { gap, spread, gaps: row.get("gaps")?, alerts: row.get("usual_alerts")? })
}

/// Those of which nothing has come for `least`, and those that are held for silent.
pub async fn quiet(q: &mut dyn Query, now: Time, least: SignedDuration) -> Outcome<Vec<Integration>> {
    let statement = sql(INTEGRATION).text("removed_at is null and (silent_at is not null or last_seen_at < ");
    q.all(statement.arg(now.minus(least)).text(") order by id"), read).await
}

/// Those that are held for silent.
pub async fn silent(q: &mut dyn Query) -> Outcome<Vec<Integration>> {
    q.all(sql(INTEGRATION).text("removed_at is null and silent_at is not null order by id"), read).await
}

/// Whether it was not so before.
pub async fn set_silent(tx: &mut Transaction, id: IntegrationId, at: Option<Time>) -> Outcome<bool> {
    let former = if at.is_some() { " and silent_at is null" } else { " and silent_at is not null" };
    let row = sql("update integrations set silent_at = $1 where removed_at is null and id = $2").bind(at).bind(id.0);
    Ok(tx.run(row.text(former)).await? > 0)
}

/// Of all that there ever were: whether they are silent. One that was removed is not.
pub async fn silences(q: &mut dyn Query) -> Outcome<Vec<(Uuid, bool)>> {
    let statement = sql("select id, removed_at, silent_at, last_seen_at from integrations order by id");
    q.all(statement, |row| {
        let (removed, silent): (Option<Time>, Option<Time>) = (row.get("removed_at")?, row.get("silent_at")?);
        let heard = row.get::<Option<Time>>("last_seen_at")?;
        Ok((row.get("id")?, removed.is_none() && silent.is_some_and(|at| heard.is_none_or(|heard| heard <= at))))
    })
    .await
}

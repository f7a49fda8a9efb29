//! What runs by itself: listening for sources that have gone silent.

use std::collections::HashSet;

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_jobs::Registry;
use ryugaku_journal::Journal;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};

use super::fire::TEST_ALERT;
use super::habit::{Heard, LEAST_PATIENCE, is_silent};
use super::integration::Integration;
use super::{habit_store, silence};
use crate::alerts::{BoardState, JOURNAL};
use crate::app::App;

const LISTEN: SignedDuration = SignedDuration::from_secs(15);
/// What was delivered longer ago than this should be in the rows; else they say nothing of what was heard.
const BEHIND: SignedDuration = SignedDuration::from_mins(1);

pub fn rounds(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.every("intake_listen", LISTEN, move |cx| {
        let app = app.clone();
        async move { listen(&app, &cx).await }
    });
}

async fn listen(app: &App, cx: &Cx) -> Outcome<()> {
    let (mut q, now) = (app.db.reader(), cx.now());
    let quiet = habit_store::quiet(&mut q, now, LEAST_PATIENCE).await?;
    // Most have merely nothing to say, or no habit.
    let late = |one: &Integration| one.habit.patience().is_some_and(|patience| one.heard_before(now.minus(patience)));
    let quiet: Vec<_> = quiet.into_iter().filter(|one| one.silent_at.is_some() || late(one)).collect();
    if quiet.is_empty() || is_behind(&mut q, now).await? {
        return Ok(());
    }
    let asked: HashSet<Uuid> = quiet.iter().map(|one| one.id.0).collect();
    let (active, listening) =
        app.board.look(&app.db, now, |state| (speaking(state, &asked), state.machine.resumed_at())).await?;
    for one in quiet {
        let unfinished = one.timed_out > 0 || active.contains(&one.id.0);
        let falls = |at| is_silent(&one.habit, Heard { at, listening, unfinished }, now);
        let silent = match one.silent_at {
            // What was silent stays so until it is heard.
            Some(_) if one.is_silent() => continue,
            Some(_) => false,
            None if one.last_seen_at.is_some_and(falls) => true,
            None => continue,
        };
        let mut tx = app.begin().await?;
        silence::note(&mut tx, cx, one.id, silent).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Those of `asked` that have active alerts, other than one that was fired to try them.
fn speaking(state: &BoardState, asked: &HashSet<Uuid>) -> HashSet<Uuid> {
    let mut found = HashSet::new();
    for alert in state.machine.iter() {
        if asked.contains(&alert.source()) && alert.label("alertname") != TEST_ALERT {
            found.insert(alert.source());
            if found.len() == asked.len() {
                break;
            }
        }
    }
    found
}

/// Whether deliveries wait to be applied, and have for a while.
async fn is_behind(q: &mut dyn Query, now: Time) -> Outcome<bool> {
    let applied = Journal::applied(JOURNAL, q).await?;
    if applied == Journal::position(JOURNAL, q).await? {
        return Ok(false);
    }
    let waiting = Journal::stored(JOURNAL, q, applied).await?;
    Ok(waiting.first().is_some_and(|entry| now.since(entry.received_at) > BEHIND))
}

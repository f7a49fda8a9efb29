//! Taking a post-mortem that was written elsewhere: its incident, over and closed, with the text as it is.
//!
//! Action items that are open become tasks if the incident is not long ago. Of older ones nobody here knows what came of them:
//! they stay in the text, and each can be made a task by hand.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time};
use ryugaku_ledger::Tx;

use super::past::{self, Past};
use super::postmortem::{Postmortem, PostmortemId, State, tidied};
use super::write::event;
use super::{follow, store};
use crate::incidents::{self, Incident, severity::Severity};
use crate::organisation;

/// Until so long after it was over, its open items are still to be done.
const STILL_OWED: SignedDuration = SignedDuration::from_hours(24 * 180);
const LARGEST: usize = 1 << 20;

pub struct Taken {
    pub past: Past,
    pub began_at: Time,
    pub resolved_at: Time,
    pub zone: String,
    /// Of its incident; unset in a dry run.
    pub incident: Option<Incident>,
    /// It had been taken before: nothing was done.
    pub already: bool,
    /// How many items became tasks, or would.
    pub tasks: usize,
}

/// Refuses a text that says too little, each reason with its line. A dry run does all of it, so that it is refused what would be;
/// its caller does not commit.
pub async fn import(tx: &mut Tx, cx: &Cx, bytes: &[u8], dry_run: bool) -> Outcome<Result<Taken, Vec<(usize, Msg)>>> {
    cx.require_act()?;
    if bytes.len() > LARGEST {
        return Err(Failure::TooLarge { limit: LARGEST as u64 });
    }
    let text = String::from_utf8_lossy(bytes);
    let past = match past::read(&text) {
        Ok(past) => past,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let here = organisation::store::load(tx).await?.zone();
    let zone = past.zone.as_deref().and_then(past::zone::named).unwrap_or(here);
    let time = |civil: DateTime| -> Outcome<Time> {
        let wrong = |_| Failure::invalid("body", "postmortem-import-order");
        let zoned = civil.to_zoned(zone.clone()).map_err(wrong)?;
        Ok(Time(zoned.timestamp().as_microsecond()))
    };
    let body = tidied(&past.body)?;
    let source = format!("{} {}", past.began, past.title);
    let (began_at, resolved_at) = (time(past.began)?, time(past.resolved)?);
    let is_recent = cx.now().since(resolved_at) < STILL_OWED;
    let open = past.actions.iter().filter(|item| !item.is_done && item.task.is_none()).count();
    let mut taken = Taken {
        began_at,
        resolved_at,
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        incident: None,
        already: false,
        tasks: if is_recent { open } else { 0 },
        past,
    };
    incidents::store::hold_numbers(tx).await?;
    if let Some(there) = store::of_source(tx, &source).await? {
        // Of one that they may not know of no number is said.
        let found = incidents::list_store::of_ids(tx, &cx.who, vec![there.incident]).await?.pop();
        (taken.incident, taken.already, taken.tasks) = (found, true, 0);
        return Ok(Ok(taken));
    }
    let severity = taken.past.severity.map_or(Severity::Sev3, |digit| Severity::ALL[usize::from(digit) - 1]);
    let new = incidents::past::Past {
        title: taken.past.title.clone(),
        severity,
        began_at,
        detected_at: time(taken.past.detected)?,
        repaired_at: taken.past.repaired.map(time).transpose()?,
        resolved_at,
    };
    let incident = incidents::past::import(tx, cx, new).await?;
    let postmortem = Postmortem {
        id: PostmortemId(cx.new_id()),
        incident: incident.id.0,
        body,
        state: State::Published,
        due: None,
        writer: None,
        written_at: resolved_at,
        changed_at: cx.now(),
        changed_by: cx.who.person(),
        published_at: Some(resolved_at),
        source: Some(source),
        version: 1,
    };
    store::insert(tx, &postmortem).await?;
    tx.record(cx, event("postmortem.imported", &postmortem, &incident));
    if taken.tasks > 0 {
        (_, taken.tasks) = follow::follow(tx, cx, incident.count, None, None).await?;
    }
    taken.incident = Some(incident).filter(|_| !dry_run);
    Ok(Ok(taken))
}

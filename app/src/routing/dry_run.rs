//! A changed document against the alerts of the last days, before it is saved: who would hear of what, now and then.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_alerting::{Fingerprint, Labels};
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, FieldError, Msg, Outcome, Time};
use ryugaku_routing::Channel;
use ryugaku_routing::config::Routing;
use tokio::sync::Semaphore;

use super::current::current;
use super::play::{Channels, Past, Played, Tally, play};
use super::save::read;
use crate::versions::tidied;
use crate::{alerts, receivers};

/// Runs that are played at most.
pub const MOST_RUNS: usize = 50_000;
pub const MOST_DAYS: i64 = 90;
/// Alerts that are listed at most.
const MOST_LISTED: usize = 30;
const PATIENCE: Duration = Duration::from_secs(15);

/// It takes a whole core, which alerts that come in need more.
static ONE: Semaphore = Semaphore::const_new(1);

#[derive(Debug)]
pub struct Comparison {
    pub since: Time,
    pub runs: usize,
    pub alerts: usize,
    /// There were more runs than are played: the youngest were.
    pub cut: bool,
    /// By name; those that no alert went to, before or after, are left out.
    pub receivers: Vec<Change>,
    /// Whose receivers change; the first by rule and labels.
    pub moved: Vec<Moved>,
    pub moved_count: usize,
    /// Whom nobody would hear of: their receivers have no channel. The first by rule and labels.
    pub lost: Vec<Labels>,
    pub lost_count: usize,
    /// That rules of each document would have opened: before, and after.
    pub incidents: (usize, usize),
    /// Whether to open one would have been asked so often.
    pub questions: (usize, usize),
}

#[derive(Debug)]
pub struct Change {
    pub receiver: String,
    pub before: Sum,
    pub after: Sum,
    pub has_channels: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Sum {
    pub alerts: usize,
    pub groups: usize,
    pub notifications: u64,
}

#[derive(Debug)]
pub struct Moved {
    pub labels: Labels,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

/// Refuses a text as [`super::save`] does; gives up after some seconds.
pub async fn dry_run(q: &mut dyn Query, cx: &Cx, text: &str, days: i64) -> Outcome<Comparison> {
    cx.require_act()?;
    let days_wrong = (!(1..=MOST_DAYS).contains(&days))
        .then(|| FieldError::new("days", Msg::new("routing-days-wrong").with("most", MOST_DAYS)));
    let after = match (read(q, &tidied(text)).await, days_wrong) {
        (Ok(after), None) => after,
        (Ok(_), Some(error)) => return Err(Failure::Invalid(vec![error])),
        (Err(Failure::Invalid(mut errors)), error) => {
            errors.extend(error);
            return Err(Failure::Invalid(errors));
        }
        (Err(failure), _) => return Err(failure),
    };
    let busy = || Failure::Busy { msg: Msg::new("routing-dry-run-busy"), retry_after: 15 };
    let permit = ONE.try_acquire().map_err(|_| busy())?;
    let since = cx.now().minus(SignedDuration::from_hours(24 * days));
    let recent = alerts::begun_since(q, since, MOST_RUNS).await?;
    let story = Story {
        before: current(q).await?.routing,
        after,
        channels: channels(q).await?,
        ownership: alerts::Ownership::load(q).await?,
        past: recent.found.into_iter().map(Past::from).collect(),
        since,
        until: cx.now(),
        cut: recent.cut,
    };
    let stop = Stop(Arc::default());
    let stopped = Arc::clone(&stop.0);
    let playing = tokio::task::spawn_blocking(move || {
        let compared = story.compare(&stopped);
        drop(permit);
        compared
    });
    match tokio::time::timeout(PATIENCE, playing).await {
        Ok(compared) => compared.map_err(Failure::internal)?.ok_or_else(|| Failure::internal("stopped by itself")),
        Err(_) => Err(Failure::invalid("days", "routing-dry-run-slow")),
    }
}

/// Stops the playing when nobody waits for it any more.
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn channels(q: &mut dyn Query) -> Outcome<Channels> {
    let one = |channel: &receivers::Channel| -> Outcome<Channel> {
        let number = u32::try_from(channel.number).map_err(Failure::internal)?;
        Ok(Channel { number, send_resolved: channel.settings.send_resolved })
    };
    let all = receivers::channels(q).await?.into_iter();
    all.map(|(name, channels)| Ok((name, channels.iter().map(one).collect::<Outcome<_>>()?))).collect()
}

impl From<alerts::Run> for Past {
    fn from(run: alerts::Run) -> Self {
        let alerts::Run { fingerprint, labels, starts_at, ended_at, .. } = run;
        Self { fingerprint, labels, starts_at, ended_at }
    }
}

struct Story {
    before: Routing,
    after: Routing,
    channels: Channels,
    ownership: alerts::Ownership,
    past: Vec<Past>,
    since: Time,
    until: Time,
    cut: bool,
}

impl Story {
    fn compare(&self, stop: &AtomicBool) -> Option<Comparison> {
        let before = play(&self.before, &self.channels, &self.ownership, &self.past, self.until, stop)?;
        let after = play(&self.after, &self.channels, &self.ownership, &self.past, self.until, stop)?;
        let mut alerts: Vec<(Fingerprint, &Labels)> = Vec::new();
        let mut seen = HashSet::new();
        alerts.extend(
            self.past.iter().filter(|past| seen.insert(past.fingerprint)).map(|past| (past.fingerprint, &past.labels)),
        );
        alerts.sort_by_cached_key(|(_, labels)| (labels.get("alertname").to_owned(), labels.to_string()));
        let none = BTreeSet::new();
        let went = |played: &'_ Played, alert| played.went.get(&alert).unwrap_or(&none).clone();
        let reaches = |names: &BTreeSet<String>| names.iter().any(|name| self.has_channels(name));
        let (mut moved, mut moved_count, mut lost, mut lost_count) = (Vec::new(), 0, Vec::new(), 0);
        for (alert, labels) in &alerts {
            let (was, is) = (went(&before, *alert), went(&after, *alert));
            if !reaches(&is) {
                lost_count += 1;
                if lost.len() < MOST_LISTED {
                    lost.push((*labels).clone());
                }
            }
            if was != is {
                moved_count += 1;
                if moved.len() < MOST_LISTED {
                    let (before, after) = (was.into_iter().collect(), is.into_iter().collect());
                    moved.push(Moved { labels: (*labels).clone(), before, after });
                }
            }
        }
        Some(Comparison {
            since: self.since,
            runs: self.past.len(),
            alerts: alerts.len(),
            cut: self.cut,
            receivers: self.changes(&before, &after),
            moved,
            moved_count,
            lost,
            lost_count,
            incidents: (before.incidents, after.incidents),
            questions: (before.questions, after.questions),
        })
    }

    fn has_channels(&self, receiver: &str) -> bool {
        self.channels.get(receiver).is_some_and(|channels| !channels.is_empty())
    }

    fn changes(&self, before: &Played, after: &Played) -> Vec<Change> {
        let names: BTreeSet<&String> = before.receivers.keys().chain(after.receivers.keys()).collect();
        let sum = |played: &Played, name: &String| played.receivers.get(name).map(Sum::from).unwrap_or_default();
        let change = |name: &String| Change {
            receiver: name.clone(),
            before: sum(before, name),
            after: sum(after, name),
            has_channels: self.has_channels(name),
        };
        names.into_iter().map(change).collect()
    }
}

impl From<&Tally> for Sum {
    fn from(tally: &Tally) -> Self {
        Self { alerts: tally.alerts.len(), groups: tally.groups.len(), notifications: tally.notifications }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn what_changes_and_what_is_lost_is_named() {
        let routing = |receiver: &str| {
            let text = format!(
                "route:\n  receiver: old\n  routes: [{{matchers: [team=x], receiver: {receiver}}}]\n\
                 receivers: [{{name: old}}, {{name: new}}, {{name: empty}}]\n"
            );
            Routing::read(&text).unwrap()
        };
        let past = |team: &str| {
            let labels = Labels::new([("alertname", "A"), ("team", team)]);
            Past { fingerprint: labels.fingerprint(), labels, starts_at: Time(0), ended_at: Some(Time(600_000_000)) }
        };
        let one = vec![Channel { number: 1, send_resolved: true }];
        let channels = HashMap::from([("old".to_owned(), one.clone()), ("new".to_owned(), one)]);
        let story = |after: &str| Story {
            before: routing("old"),
            after: routing(after),
            channels: channels.clone(),
            ownership: alerts::Ownership::default(),
            past: vec![past("x"), past("y")],
            since: Time(0),
            until: Time(3_600_000_000),
            cut: false,
        };
        let same = story("old").compare(&AtomicBool::new(false)).unwrap();
        assert_eq!((same.alerts, same.moved_count, same.lost_count), (2, 0, 0));
        let moved = story("new").compare(&AtomicBool::new(false)).unwrap();
        assert_eq!((moved.moved_count, moved.lost_count), (1, 0));
        assert_eq!(
            (&*moved.moved[0].before, &*moved.moved[0].after),
            (&["old".to_owned()][..], &["new".to_owned()][..])
        );
        let names: Vec<_> = moved.receivers.iter().map(|change| change.receiver.as_str()).collect();
        assert_eq!(names, ["new", "old"]);
        assert_eq!(moved.receivers[0].before, Sum::default());
        assert_eq!(moved.receivers[0].after, Sum { alerts: 1, groups: 1, notifications: 2 });
        let lost = story("empty").compare(&AtomicBool::new(false)).unwrap();
        assert_eq!((lost.lost_count, lost.lost[0].get("team")), (1, "x"));
    }
}

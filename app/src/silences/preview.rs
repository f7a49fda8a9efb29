//! What a silence would hide: what fires now, and what fired at the same hours of the last days.
//!
//! As much of the history as can be looked at at once; when that was not all, it says so.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use ryugaku_alerting::{Fingerprint, Labels, Matcher};
use ryugaku_kernel::{Actor, Failure, Outcome, Time};

use super::list_store;
use super::reach::Reach;
use super::silence::Silence;
use super::weekly::Weekly;
use crate::alerts::{self, BoardState, Cursor};
use crate::app::App;
use crate::incidents::{self, IncidentBrief};

#[derive(Debug, Default)]
pub struct Preview {
    pub reach: Reach,
    /// Whether that is everything, so that making the silence is asked about twice.
    pub everything: bool,
    /// Of what fires now and would be hidden, the youngest; at most 50.
    pub now: Vec<HiddenAlert>,
    /// The last 7 days, the oldest first.
    pub days: Vec<PreviewDay>,
    /// Of what was hidden on those days, what incidents were linked to; the newest first.
    pub incidents: Vec<IncidentBrief>,
    /// What ended before this was not looked at; `None`: everything was.
    pub looked_until: Option<Time>,
    /// Current silences with the same matchers at the same time.
    pub same: Vec<Silence>,
}

#[derive(Clone, Debug)]
pub struct HiddenAlert {
    pub fingerprint: Fingerprint,
    pub labels: Labels,
    pub starts_at: Time,
}

impl HiddenAlert {
    pub fn title(&self) -> &str {
        let name = self.labels.get("alertname");
        if name.is_empty() { "{}" } else { name }
    }

    /// What tells it from its namesakes.
    pub fn others(&self) -> impl Iterator<Item = (&str, &str)> {
        self.labels.iter().filter(|(name, _)| *name != "alertname")
    }
}

/// From when until when something is hidden; between the two only in these hours of the week, if it says any.
#[derive(Clone, Debug)]
pub struct Hours {
    pub span: (Time, Time),
    pub weekly: Option<Weekly>,
    /// Of the organisation, in which the week is told.
    pub zone: TimeZone,
}

impl Hours {
    /// Whether it hides at this time.
    pub fn hold(&self, now: Time) -> Outcome<bool> {
        let (starts_at, ends_at) = self.span;
        let within = starts_at <= now && now <= ends_at;
        let Some(weekly) = self.weekly.as_ref().filter(|_| within) else { return Ok(within) };
        Ok(weekly.intervals(&self.zone)?.iter().any(|interval| interval.contains(now)))
    }

    /// The next times that it hides, both ends, in order, at most [`COMING`]; what is under way goes on from `now`.
    pub fn coming(&self, now: Time) -> Outcome<Vec<(Time, Time)>> {
        let ahead = (self.span.0.max(now), self.span.1);
        match &self.weekly {
            Some(weekly) => weekly.within(&self.zone, ahead, COMING),
            None => Ok(Some(ahead).filter(|(from, until)| from < until).into_iter().collect()),
        }
    }
}

/// The same hours on an earlier day; none, where it would not have been open on that.
#[derive(Clone, Debug)]
pub struct PreviewDay {
    pub from: Time,
    pub until: Time,
    /// Times that an alert fired, begun earlier or not.
    pub hidden: usize,
    /// Incidents that began then and were linked to any of them.
    pub incidents: usize,
    /// The alerts of those times, to find incidents by.
    alerts: BTreeSet<Fingerprint>,
}

impl PreviewDay {
    fn of((from, until): (Time, Time)) -> Self {
        Self { from, until, hidden: 0, incidents: 0, alerts: BTreeSet::new() }
    }
}

/// Times that are told ahead.
const COMING: usize = 4;
const DAYS: i64 = 7;
const DAY: SignedDuration = SignedDuration::from_hours(24);
const SHOWN: usize = 50;
/// Rows of the history that are looked at.
const LOOK: usize = 20_000;
const CHUNK: i64 = 2_000;
/// Alerts that incidents are looked for by.
const MOST_ALERTS: usize = 2_000;

/// The caller has checked who asks.
pub async fn preview(app: &App, who: &Actor, matchers: &[Matcher], hours: &Hours) -> Outcome<Preview> {
    let (now, (starts_at, ends_at)) = (app.clock.now(), hours.span);
    let mut days = match &hours.weekly {
        Some(weekly) => days_of_week(weekly, &hours.zone, now)?,
        None => days(starts_at, ends_at, now),
    };
    if matchers.is_empty() {
        let firing = app.board.look(&app.db, now, |state| state.machine.len()).await?;
        return Ok(Preview { reach: Reach { firing, hidden: 0 }, days, ..Preview::default() });
    }
    let (firing, begun, shown) = app.board.look(&app.db, now, |state| hidden_now(state, matchers)).await?;
    for (fingerprint, starts_at) in &begun {
        count(&mut days, *fingerprint, *starts_at, now);
    }
    let looked_until = look_back(app, matchers, &mut days, now).await?;
    let incidents = linked(app, who, &mut days).await?;
    let reach = Reach { firing, hidden: begun.len() };
    let same = list_store::same(&mut app.db.reader(), matchers, (starts_at.max(now), ends_at), now).await?;
    Ok(Preview { reach, everything: reach.is_everything(matchers), now: shown, days, incidents, looked_until, same })
}

type Begun = Vec<(Fingerprint, Time)>;

/// How many fire, which of them are hidden since when, and the youngest of those as they are shown.
fn hidden_now(state: &BoardState, matchers: &[Matcher]) -> (usize, Begun, Vec<HiddenAlert>) {
    let mut begun: Begun = state.machine.find(matchers).map(|alert| (alert.fingerprint(), alert.starts_at())).collect();
    begun.sort_unstable_by_key(|(fingerprint, starts_at)| (std::cmp::Reverse(*starts_at), *fingerprint));
    let shown = begun.iter().take(SHOWN).filter_map(|(fingerprint, starts_at)| {
        let labels = state.machine.get(*fingerprint)?.labels();
        Some(HiddenAlert { fingerprint: *fingerprint, labels, starts_at: *starts_at })
    });
    let shown = shown.collect();
    (state.machine.len(), begun, shown)
}

/// The hours of the silence on each of the last days; all day, where it lasts longer than one.
fn days(starts_at: Time, ends_at: Time, now: Time) -> Vec<PreviewDay> {
    let begins = starts_at.max(now);
    let length = ends_at.since(begins).clamp(SignedDuration::from_mins(1), DAY);
    // The same hours today or earlier, for what begins some days ahead.
    let ahead = (begins.since(now).as_secs() + DAY.as_secs() - 1) / DAY.as_secs();
    let latest = begins.minus(DAY * i32::try_from(ahead).unwrap_or(i32::MAX));
    let day = |back: i64| {
        let from = latest.minus(DAY * i32::try_from(back).unwrap_or(1));
        PreviewDay::of((from, from.plus(length)))
    };
    (1..=DAYS).rev().map(day).collect()
}

/// The last days, each with the hours it would have been open on it.
fn days_of_week(weekly: &Weekly, zone: &TimeZone, now: Time) -> Outcome<Vec<PreviewDay>> {
    let today = now.timestamp().to_zoned(zone.clone()).date();
    let day = |back: i64| {
        let day = today.checked_sub(back.days()).map_err(Failure::internal)?;
        let midnight = || Ok(day.to_zoned(zone.clone()).map_err(Failure::internal)?.timestamp().into());
        let open: Option<(Time, Time)> = weekly.on(day, zone)?;
        open.map_or_else(|| midnight().map(|at: Time| (at, at)), Ok).map(PreviewDay::of)
    };
    (1..=DAYS).rev().map(day).collect()
}

fn count(days: &mut [PreviewDay], fingerprint: Fingerprint, starts_at: Time, ended_at: Time) {
    for day in days {
        if day.from < day.until && starts_at < day.until && ended_at > day.from {
            day.hidden += 1;
            day.alerts.insert(fingerprint);
        }
    }
}

async fn look_back(app: &App, matchers: &[Matcher], days: &mut [PreviewDay], now: Time) -> Outcome<Option<Time>> {
    let mut q = app.db.reader();
    let since = days.first().map_or(now, |day| day.from);
    let (mut after, mut looked) = (None, 0);
    while looked < LOOK {
        let runs = alerts::ended_since(&mut q, since, after, CHUNK).await?;
        let Some(last) = runs.last() else { return Ok(None) };
        after = Some(Cursor { ended_at: last.ended_at.unwrap_or(since), run: last.id });
        let full = runs.len() as i64 == CHUNK;
        looked += runs.len();
        for run in runs.iter().filter(|run| matchers.iter().all(|one| one.matches(&run.labels))) {
            count(days, run.fingerprint, run.starts_at, run.ended_at.unwrap_or(now));
        }
        if !full {
            return Ok(None);
        }
    }
    Ok(after.map(|cursor| cursor.ended_at))
}

async fn linked(app: &App, who: &Actor, days: &mut [PreviewDay]) -> Outcome<Vec<IncidentBrief>> {
    let alerts: BTreeSet<Fingerprint> = days.iter().flat_map(|day| day.alerts.iter().copied()).collect();
    let alerts: Vec<String> = alerts.iter().take(MOST_ALERTS).map(ToString::to_string).collect();
    let mut found = Vec::new();
    for (incident, alerts) in incidents::of_alerts(&mut app.db.reader(), who, &alerts).await? {
        let alerts: Vec<Fingerprint> = alerts.iter().filter_map(|alert| alert.parse().ok()).collect();
        let mut counts = false;
        for day in days.iter_mut() {
            // It may be opened somewhat after the alert; the next day's hours are another matter.
            let then = day.from <= incident.began_at && incident.began_at < day.from.plus(DAY);
            if then && alerts.iter().any(|alert| day.alerts.contains(alert)) {
                day.incidents += 1;
                counts = true;
            }
        }
        if counts {
            found.push(incident);
        }
    }
    Ok(found)
}

impl Preview {
    /// Of the last 7 days.
    pub fn hidden_before(&self) -> usize {
        self.days.iter().map(|day| day.hidden).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;

    #[test]
    fn the_same_hours_of_earlier_days() {
        let now = Time(1_000 * HOUR);
        for (starts, ends, latest, length) in [
            (1_000, 1_002, 976, 2),
            (900, 1_002, 976, 2),
            (1_003, 1_005, 955, 2),
            (1_025, 1_026, 953, 1),
            (1_000, 1_100, 976, 24),
        ] {
            let days = days(Time(starts * HOUR), Time(ends * HOUR), now);
            let last = days.last().unwrap();
            assert_eq!(
                (last.from.0 / HOUR, last.until.since(last.from).as_hours()),
                (latest, length),
                "{starts}-{ends}"
            );
            assert_eq!((days.len(), days[0].from), (7, last.from.minus(DAY * 6)));
            assert!(days.iter().all(|day| day.from < now));
        }
    }

    #[test]
    fn of_a_week_only_its_own_days_count() {
        use crate::silences::weekly::Weekday;
        // 2026-11-26 is a Thursday.
        let now: Time = "2026-11-26T12:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
        let weekly = Weekly { weekdays: vec![Weekday::Tuesday], from: "22:00".into(), until: "02:00".into() };
        let mut days = days_of_week(&weekly, &TimeZone::UTC, now).unwrap();
        let open: Vec<_> = days.iter().map(|day| day.until.since(day.from).as_hours()).collect();
        assert_eq!(open, [0, 0, 0, 0, 0, 4, 0]);
        // It lasts over all of them.
        count(&mut days, Fingerprint(1), Time(0), now);
        assert_eq!(days.iter().map(|day| day.hidden).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn what_comes_is_told_within_the_span() {
        use crate::silences::weekly::Weekday;
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().into();
        // 2026-11-26 is a Thursday.
        let now: Time = at("2026-11-26T23:00:00Z");
        let weekly = Weekly { weekdays: vec![Weekday::Thursday], from: "22:00".into(), until: "02:00".into() };
        let span = (at("2026-11-01T00:00:00Z"), at("2026-12-10T23:30:00Z"));
        let mut hours = Hours { span, weekly: Some(weekly), zone: TimeZone::UTC };
        let told = [
            (now, at("2026-11-27T02:00:00Z")),
            (at("2026-12-03T22:00:00Z"), at("2026-12-04T02:00:00Z")),
            (at("2026-12-10T22:00:00Z"), span.1),
        ];
        assert_eq!(hours.coming(now).unwrap(), told);
        hours.span.1 = at("2027-12-01T00:00:00Z");
        assert_eq!(hours.coming(now).unwrap().len(), COMING);
        // Without a week it is one time; once over there is none.
        hours.weekly = None;
        assert_eq!(hours.coming(now).unwrap(), [(now, hours.span.1)]);
        assert_eq!(hours.coming(hours.span.1).unwrap(), []);
    }

    #[test]
    fn what_lasted_into_those_hours_counts() {
        let now = Time(1_000 * HOUR);
        let mut all = days(now, now.plus(SignedDuration::from_hours(2)), now);
        let at = all[6].from;
        for (from, until) in [(-1, 1), (1, 5), (-3, -1), (2, 4), (-30, 3)] {
            count(&mut all, Fingerprint(1), Time(at.0 + from * HOUR), Time(at.0 + until * HOUR));
        }
        assert_eq!((all[6].hidden, all[5].hidden, all[4].hidden), (3, 1, 0));
    }
}

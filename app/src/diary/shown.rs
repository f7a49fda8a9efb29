//! Activities with their words, in the reader's language.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Outcome, Time, Uuid};

use super::activity::{Activity, Kind};
use super::read::{Told, What};
use crate::exchange::aim::Aim;
use crate::record::{self, Part};
use crate::{people, words};

pub struct Shown {
    pub activity: Activity,
    pub kind: Kind,
    pub at: Time,
    /// Of a line of the ledger: its sentence, with what it is about as links.
    pub parts: Vec<Part>,
    /// Of a written one: what was written, and its address.
    pub text: String,
    pub url: String,
    /// What the guest noted beside a line of the ledger.
    pub note: String,
    /// How many other lines are told with it.
    pub more: i64,
    /// Mark and label of each aim it is evidence for.
    pub aims: Vec<(String, String)>,
    /// Who wrote it; empty for the ledger's lines.
    pub by: String,
    pub by_id: Option<Uuid>,
    pub source: String,
    pub version: i64,
}

impl Shown {
    pub fn is_written(&self) -> bool {
        matches!(self.activity, Activity::Entry(_))
    }

    /// Whether somebody typed it.
    pub fn is_typed(&self) -> bool {
        self.is_written() && self.source != "plan"
    }

    /// The sentence as plain text.
    pub fn words(&self) -> String {
        if self.is_written() { self.text.clone() } else { record::plain(&self.parts) }
    }

    pub fn is_for(&self, mark: &str) -> bool {
        self.aims.iter().any(|(one, _)| one == mark)
    }

    /// The key of where it was written from.
    pub fn source_key(&self) -> &'static str {
        match self.source.as_str() {
            "chat" => "diary-from-chat",
            "cli" => "diary-from-cli",
            "api" => "diary-from-api",
            "plan" => "diary-from-plan",
            _ => "diary-from-web",
        }
    }
}

pub async fn many(q: &mut dyn Query, lang: Lang, told: Vec<Told>, aims: &[Aim]) -> Outcome<Vec<Shown>> {
    let events = told.iter().filter_map(|one| match &one.what {
        What::Event { event, .. } => Some((**event).clone()),
        What::Entry(_) => None,
    });
    let mut lines: HashMap<i64, record::Line> = HashMap::new();
    for line in record::lines(q, lang, events.collect()).await? {
        lines.insert(line.position, line);
    }
    let writers = told.iter().filter_map(|one| match &one.what {
        What::Entry(entry) => entry.by,
        What::Event { .. } => None,
    });
    let names = people::names(q, writers).await?;
    let labels: HashMap<Uuid, (String, String)> =
        aims.iter().map(|aim| (aim.id.0, (aim.mark(), aim.label(lang)))).collect();
    let mut shown = Vec::new();
    for one in told {
        let mut marks: Vec<(String, String)> = one.aims.iter().filter_map(|aim| labels.get(aim).cloned()).collect();
        marks.sort();
        shown.push(match one.what {
            What::Event { event, more, note } => Shown {
                parts: lines.remove(&event.position).map(|line| line.parts).unwrap_or_default(),
                text: String::new(),
                url: String::new(),
                by: String::new(),
                by_id: None,
                source: String::new(),
                version: 0,
                activity: one.activity,
                kind: one.kind,
                at: one.at,
                aims: marks,
                note,
                more,
            },
            What::Entry(entry) => Shown {
                parts: Vec::new(),
                by: entry
                    .by
                    .and_then(|by| names.get(&by).cloned())
                    .unwrap_or_else(|| words::text(lang, "actor-operator")),
                by_id: entry.by,
                text: entry.text,
                url: entry.url,
                source: entry.source,
                version: entry.version,
                activity: one.activity,
                kind: one.kind,
                at: one.at,
                note: String::new(),
                more: 0,
                aims: marks,
            },
        });
    }
    Ok(shown)
}

/// The activities of one day, newest first.
pub struct Day {
    /// Of its newest activity.
    pub at: Time,
    pub entries: Vec<Shown>,
}

impl Day {
    /// How many there are of each kind.
    pub fn kinds(&self) -> Vec<(Kind, usize)> {
        let count = |kind| self.entries.iter().filter(|entry| entry.kind == kind).count();
        Kind::ALL.into_iter().map(|kind| (kind, count(kind))).filter(|(_, n)| *n > 0).collect()
    }
}

/// By the reader's days; the activities come newest first.
pub fn by_day(shown: Vec<Shown>, zone: &TimeZone) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let date = |time: Time| time.timestamp().to_zoned(zone.clone()).date();
    for one in shown {
        match days.last_mut().filter(|day| date(day.at) == date(one.at)) {
            Some(day) => day.entries.push(one),
            None => days.push(Day { at: one.at, entries: vec![one] }),
        }
    }
    days
}

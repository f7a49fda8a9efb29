//! What one channel of a receiver is told of a group: which alerts fire, which have resolved, whose they are.

use std::collections::HashSet;

use jiff::SignedDuration;
use ryugaku_alerting::{Annotations, Fingerprint, Labels};
use ryugaku_kernel::{Time, Uuid, id_type};
use ryugaku_routing::{GroupId, Why};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::notify::Attempt;

id_type!(
    /// A notification's key.
    NoticeId
);

#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    pub id: NoticeId,
    pub group: GroupId,
    pub content: Content,
    pub receiver: String,
    pub channel: u32,
    pub at: Time,
    pub why: Reason,
}

/// What is said; kept for as long as it may have to be said again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Content {
    /// As Alertmanager writes it.
    pub group_key: String,
    pub group_labels: Labels,
    pub alerts: Vec<Told>,
    /// So many more there are.
    pub truncated: usize,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Told {
    pub fingerprint: Fingerprint,
    pub labels: Labels,
    pub annotations: Annotations,
    pub generator_url: Option<Box<str>>,
    pub starts_at: Time,
    /// `None` while it fires.
    pub ended_at: Option<Time>,
    pub owner: Option<Owner>,
    pub runbook: Option<String>,
}

/// Whose an alert is, by name.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Owner {
    pub service: Option<String>,
    pub product: Option<String>,
    pub team: Option<String>,
    pub team_id: Option<Uuid>,
}

/// How far a notification has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// It is to be sent, for the first time or again.
    Waiting,
    Sent,
    /// A later one to the same channel has taken its place.
    Superseded,
    GaveUp,
}

impl NoticeState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Superseded, Self::GaveUp];

    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Superseded => "superseded",
            Self::GaveUp => "gave_up",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "notice-waiting",
            Self::Sent => "notice-sent",
            Self::Superseded => "notice-superseded",
            Self::GaveUp => "notice-gave-up",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "yes",
            Self::Superseded | Self::GaveUp => "no",
        }
    }
}

/// A notice, how far it has come, and every attempt, oldest first.
#[derive(Clone, Debug)]
pub struct Sent {
    pub notice: Notice,
    pub state: NoticeState,
    pub attempts: Vec<Attempt>,
}

impl Notice {
    /// What its group has in common, else its first alert's name.
    pub fn title(&self) -> String {
        let labels: Vec<&str> = self.content.group_labels.iter().map(|(_, value)| value).collect();
        let first = || self.content.alerts.first().map(|told| told.title().to_owned()).unwrap_or_default();
        if labels.is_empty() { first() } else { labels.join(" · ") }
    }
}

/// Alerts in one notification at most: beyond, nobody reads them, and receivers have limits.
pub const MOST: usize = 1_000;
/// Kept so long: what was said, and every attempt.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Why a channel is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Routed(Why),
    /// Somebody tries the channel.
    Test,
}

impl Reason {
    const ALL: [Self; 5] = [
        Self::Routed(Why::First),
        Self::Routed(Why::New),
        Self::Routed(Why::Resolved),
        Self::Routed(Why::Repeat),
        Self::Test,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Routed(Why::First) => "first",
            Self::Routed(Why::New) => "new",
            Self::Routed(Why::Resolved) => "resolved",
            Self::Routed(Why::Repeat) => "repeat",
            Self::Test => "test",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Routed(Why::First) => "notice-why-first",
            Self::Routed(Why::New) => "notice-why-new",
            Self::Routed(Why::Resolved) => "notice-why-resolved",
            Self::Routed(Why::Repeat) => "notice-why-repeat",
            Self::Test => "notice-why-test",
        }
    }
}

impl Content {
    pub fn firing(&self) -> impl Iterator<Item = &Told> {
        self.alerts.iter().filter(|alert| alert.ended_at.is_none())
    }

    pub fn resolved(&self) -> impl Iterator<Item = &Told> {
        self.alerts.iter().filter(|alert| alert.ended_at.is_some())
    }

    /// What is said of one of them.
    pub fn told(&self, alert: Fingerprint) -> Option<&Told> {
        self.alerts.iter().find(|told| told.fingerprint == alert)
    }

    /// What it says to be over, of which none of the others says anything.
    pub fn over_beside(&self, others: &[&Self]) -> Vec<Told> {
        let named: HashSet<Fingerprint> =
            others.iter().flat_map(|other| other.alerts.iter().map(|told| told.fingerprint)).collect();
        self.resolved().filter(|told| !named.contains(&told.fingerprint)).cloned().collect()
    }

    pub fn is_firing(&self) -> bool {
        self.firing().next().is_some()
    }

    /// As Alertmanager sorts: by job, then instance, then all labels; what fires first.
    pub fn sort(&mut self) {
        self.alerts.sort_by(|a, b| {
            let key = |told: &'_ Told| {
                (told.ended_at.is_some(), told.labels.get("job").to_owned(), told.labels.get("instance").to_owned())
            };
            key(a).cmp(&key(b)).then_with(|| a.labels.iter().cmp(b.labels.iter()))
        });
    }

    /// Labels that all alerts have alike.
    pub fn common_labels(&self) -> Labels {
        let Some((first, rest)) = self.alerts.split_first() else { return Labels::default() };
        Labels::new(first.labels.iter().filter(|(name, value)| rest.iter().all(|told| told.labels.get(name) == *value)))
    }

    pub fn common_annotations(&self) -> Annotations {
        let Some((first, rest)) = self.alerts.split_first() else { return Annotations::default() };
        let common = first.annotations.iter();
        let alike = |name: &str, value: &str| rest.iter().all(|told| told.annotations.get(name) == Some(value));
        Annotations::new(common.filter(|(name, value)| alike(name, value)))
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("texts and numbers in memory can be written")
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

impl Told {
    pub fn name(&self) -> &str {
        self.labels.get("alertname")
    }

    pub fn title(&self) -> &str {
        if self.name().is_empty() { "{}" } else { self.name() }
    }

    /// Its page here.
    pub fn page(&self, base: &Url) -> String {
        let path = format!("alerts/{}", self.fingerprint);
        base.join(&path).map_or(path, String::from)
    }

    /// The annotation `summary`, else `description`, else `message`, else empty.
    pub fn summary(&self) -> &str {
        let wanted = ["summary", "description", "message"];
        wanted.iter().find_map(|name| self.annotations.get(name).filter(|text| !text.is_empty())).unwrap_or_default()
    }
}

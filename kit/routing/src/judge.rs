//! What the dispatcher asks of the world around it: what becomes of an alert now, which time intervals are on, and where
//! a receiver is reached. It answers none of that itself.

use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::{Time, Uuid};

/// Named time intervals.
pub trait Calendar {
    /// A name that is not known is never on.
    fn is_on(&self, name: &str, at: Time) -> bool;
}

pub trait Judge {
    /// Asked for each member of a group at each look at it, resolved ones too. `None`: it resolved so long ago that it has
    /// been forgotten, and nobody can say what would hold it back.
    fn fate(&self, alert: Fingerprint, at: Time) -> Option<Fate>;

    /// Whether somebody has taken a firing alert on.
    fn acknowledged(&self, alert: Fingerprint) -> bool;
}

pub trait Receivers {
    /// The same numbers for the same channels from one start to the next: the notification log is kept by them.
    fn channels(&self, receiver: &str) -> &[Channel];
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Channel {
    pub number: u32,
    pub send_resolved: bool,
}

#[derive(Clone, Copy)]
pub struct World<'a> {
    pub judge: &'a dyn Judge,
    pub calendar: &'a dyn Calendar,
    pub receivers: &'a dyn Receivers,
}

/// What becomes of an alert at one moment. Small where nothing holds it back, for groups are large.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fate(Option<Box<Held>>);

/// All that holds an alert back; for the page that says why.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Held {
    /// Silences, by id.
    pub silenced: Vec<Uuid>,
    /// Maintenance windows, by id.
    pub maintained: Vec<Uuid>,
    pub inhibited: Vec<Inhibition>,
    pub flapping: bool,
}

/// One rule's effect on one alert.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inhibition {
    /// Which of the rules, from 0.
    pub rule: usize,
    /// Of the alerts that inhibit by this rule the one with the least fingerprint.
    pub by: Fingerprint,
}

impl Fate {
    pub const PASSES: Self = Self(None);

    pub fn of(held: Held) -> Self {
        Self((held != Held::default()).then(|| Box::new(held)))
    }

    pub fn held(&self) -> Option<&Held> {
        self.0.as_deref()
    }

    /// Silenced, under maintenance or inhibited: in no notification. An alert that flaps alone is not.
    pub fn is_suppressed(&self) -> bool {
        self.held()
            .is_some_and(|held| !(held.silenced.is_empty() && held.maintained.is_empty() && held.inhibited.is_empty()))
    }

    pub fn is_flapping(&self) -> bool {
        self.held().is_some_and(|held| held.flapping)
    }
}

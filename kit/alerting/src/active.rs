//! An active alert, and what a delivery or the passing of time changed about it.

use ryugaku_kernel::Time;

use crate::{Annotations, Delivered, Fingerprint, Labels};

/// A firing alert as the machine holds it, and as a stored row gives it back.
#[derive(Clone, PartialEq, Debug)]
pub struct Active {
    pub fingerprint: Fingerprint,
    pub labels: Labels,
    pub annotations: Annotations,
    pub generator_url: Option<Box<str>>,
    /// The earliest start any sender named for this run.
    pub starts_at: Time,
    /// It counts as firing until then, unless it is heard of again.
    pub seen_until: Time,
    /// No sender named an end: `seen_until` comes from the resolve timeout.
    pub times_out: bool,
    /// Receipt of the last delivery that counted.
    pub updated_at: Time,
}

/// What [`crate::Machine::apply`] did.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// It is active now, and was not remembered.
    Fired,
    /// It is active again; it had ended at that time. Its start is that of the former run, if the two overlap.
    Refired {
        ended_at: Time,
    },
    /// It was active and still is. `details`: start, annotations or link are other ones now.
    Refreshed {
        details: bool,
    },
    Resolved(Box<Resolved>),
    /// Nothing is other than before.
    Ignored(Reason),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// It says nothing new.
    Same,
    /// It says that an alert is over which is not active.
    NotActive,
    /// A later delivery has been applied already.
    Late,
    /// It ends a run that was over before the present one began.
    EarlierRun,
    /// Another label set with the same fingerprint is active.
    Collision,
}

/// An alert that is over.
#[derive(Clone, PartialEq, Debug)]
pub struct Resolved {
    /// As it last was.
    pub alert: Active,
    /// Never before its start.
    pub ended_at: Time,
    pub ending: Ending,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The sender said so.
    Told,
    /// Nothing was heard of it in time.
    TimedOut,
}

/// How long an alert counts as firing, for the bulk flush.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    pub fingerprint: Fingerprint,
    pub seen_until: Time,
    pub updated_at: Time,
}

impl Active {
    pub(crate) fn of(delivered: &Delivered, labels: Labels, received_at: Time) -> Self {
        Self {
            fingerprint: delivered.fingerprint(),
            labels,
            annotations: delivered.annotations.clone(),
            generator_url: delivered.generator_url.clone(),
            starts_at: delivered.starts_at,
            seen_until: delivered.ends_at,
            times_out: delivered.times_out,
            updated_at: received_at,
        }
    }

    /// Takes in a further firing delivery, as Alertmanager merges two: the earliest start stands while the runs overlap,
    /// the younger's texts, and the later end, except that one from a timeout gives way to whatever came after it.
    /// Whether its texts are other ones now.
    pub(crate) fn merge(&mut self, delivered: &Delivered, received_at: Time) -> bool {
        let younger = received_at >= self.updated_at;
        // Runs that touch are one; else a delivery that shortened this one would begin a new one when applied again.
        let overlap = delivered.starts_at <= self.seen_until;
        if delivered.starts_at < self.starts_at || (younger && !overlap) {
            self.starts_at = delivered.starts_at;
        }
        let later = delivered.ends_at > self.seen_until;
        if (younger && (later || self.times_out)) || (later && !delivered.times_out) {
            self.seen_until = delivered.ends_at;
            self.times_out = delivered.times_out;
        }
        if younger {
            self.updated_at = received_at;
        }
        younger && self.describe(delivered)
    }

    /// All its times but the start.
    pub(crate) fn times(&self) -> (Time, bool, Time) {
        (self.seen_until, self.times_out, self.updated_at)
    }

    /// Takes over the texts; whether they are other ones now.
    pub(crate) fn describe(&mut self, delivered: &Delivered) -> bool {
        let (annotations, url) = (&delivered.annotations, &delivered.generator_url);
        let new = self.annotations != *annotations || self.generator_url != *url;
        if new {
            self.annotations.clone_from(annotations);
            self.generator_url.clone_from(url);
        }
        new
    }
}
